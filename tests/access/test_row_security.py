"""The database keeps to who is looking, whatever the application forgets to ask."""

import psycopg
import pytest
from django.db import DatabaseError, transaction
from django.db import connection as django

from harness.recorded import ANNA, BORIS, CLARA, DMITRI, ago, event, high_risk, now
from safehold.access import across, context
from safehold.access.reading import checking, matching
from safehold.access.standards.models import Conflict
from safehold.access.tables import standard
from safehold.chronology.models import StoredEvent
from safehold.identity.models import Case, Person
from safehold.identity.readable import Asker
from safehold.practice.custody_and_court.models import Bail, Order, Whereabouts
from safehold.practice.custody_and_court.stands import held_elsewhere, where_stands
from safehold.practice.custody_and_court.wanted import wanted
from safehold.practice.safeguarding.models import Marker, PlanAction, SafeContact
from safehold.web import history

SECURED = "SELECT relname, relrowsecurity, has_table_privilege('safehold_app', oid, 'SELECT') FROM pg_class WHERE relkind IN ('r', 'p')"


@pytest.fixture
def recorded(staff):
    """Two couples: one of Northshire's police alone, one of Southmere's."""
    event("call.received", ago(days=2), ANNA, BORIS, channel="999", domestic=True)
    high_risk(ANNA, BORIS)
    event("call.received", ago(days=2), CLARA, DMITRI, channel="999", domestic=True, agency="southmere-police")


def test_every_table_is_protected_or_is_said_to_be_open_and_why(owner):
    found = owner.execute(f"{SECURED} AND relnamespace = 'public'::regnamespace").fetchall()
    said = standard()
    assert {name for name, *_ in found} == said.protected.keys() | said.unread.keys() | said.open.keys()
    assert {name for name, secured, _ in found if secured} == said.protected.keys() | said.unread.keys()
    assert {name for name, _, readable in found if not readable} >= said.unread.keys()


def test_nobody_but_the_owner_goes_round_it(owner):
    bypass = "SELECT rolname FROM pg_roles WHERE rolname LIKE 'safehold%' AND (rolbypassrls OR rolsuper)"
    assert owner.execute(bypass).fetchall() == []
    owned = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
    assert owner.execute(owned).fetchall() == [("safehold_owner",)]


def test_what_is_asked_of_each_row_is_planned_once(owner):
    asked = owner.execute(
        "SELECT p.proname, p.proconfig FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.pronamespace = 'access'::regnamespace"
        " AND l.lanname = 'plpgsql' AND p.provolatile = 's' AND 'enable_seqscan=off' = ANY (p.proconfig)"
    ).fetchall()
    assert {"sees_case", "sees_event", "sees_person", "sees_whole_person", "knows_of"} <= {name for name, _ in asked}
    assert [name for name, settings in asked if not any(each.startswith("plan_cache_mode=") for each in settings)] == []


def test_with_nobody_named_there_is_no_row_of_anybody(recorded, owner, connection):
    held = {table for table in standard().protected if owner.execute(f"SELECT EXISTS (SELECT FROM {table})").fetchone()[0]}
    assert {"chronology_event", "identity_person", "identity_case", "response_call", "rulebook_obligation", "safeguarding_standing"} <= held
    for table in standard().protected:
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table


@pytest.mark.parametrize("table", sorted(standard().unread))
def test_what_people_are_matched_by_is_refused_the_application_itself(connection, table):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"SELECT FROM {table}")


def test_a_view_that_forgets_to_filter_gets_what_the_viewer_may_see_and_no_more(recorded, viewer_as):
    with transaction.atomic():
        context.enter(viewer_as("investigator"))
        assert {person.family_name for person in Person.everything.all()} == {"Quillfeather", "Tanglewood"}
        assert Case.everything.count() == 1
    with transaction.atomic():
        context.enter(viewer_as("administrator"))
        assert not Person.everything.exists()
        assert not Case.everything.exists()
    with transaction.atomic():
        context.nobody()
        assert not Person.everything.exists()


def test_nobody_is_named_any_more_once_the_transaction_is_over(recorded, viewer_as):
    with transaction.atomic():
        context.enter(viewer_as("investigator"))
    with django.cursor() as cursor:
        cursor.execute("SELECT access.agency(), current_setting('safehold.agency', true)")
        assert cursor.fetchone() == (None, "")


def test_whoever_is_named_without_a_purpose_sees_nothing(recorded, viewer_as):
    with transaction.atomic():
        context.enter(viewer_as("investigator"))
        with django.cursor() as cursor:
            cursor.execute("SELECT set_config('safehold.purpose', '', true)")
        assert not Person.everything.exists()


def test_names_with_quotes_and_commas_name_nobody_else(recorded, viewer_as):
    viewer = viewer_as("investigator", agency="x', true), set_config('safehold.agency', 'northshire-police")
    with transaction.atomic():
        context.enter(viewer)
        assert not Person.everything.exists()


def test_the_matcher_reads_what_matching_needs_and_writes_nothing(recorded, viewer_as):
    with transaction.atomic():
        context.enter(viewer_as("investigator"))
        with matching(), django.cursor() as cursor:
            cursor.execute("SELECT count(*) > 0 FROM identity_key")
            assert cursor.fetchone() == (True,)
            assert Person.everything.count() == 4
        assert Person.everything.count() == 2
    for refused in (
        "SELECT bodies FROM chronology_event",
        "SELECT FROM safeguarding_standing",
        "SELECT FROM rulebook_obligation",
        "SELECT FROM access_user",
        "DELETE FROM identity_key",
        "UPDATE identity_person SET given_name = ''",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), matching(), django.cursor() as cursor:
            cursor.execute(refused)


def test_the_check_writes_nothing_either_and_reads_no_safe_contact(recorded):
    for refused in ("SELECT FROM safeguarding_safe_contact", "SELECT FROM rulebook_obligation", "DELETE FROM response_call"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), checking(), django.cursor() as cursor:
            cursor.execute(refused)


def test_after_a_fault_inside_it_the_application_is_itself_again(recorded, viewer_as):
    with transaction.atomic():
        context.enter(viewer_as("investigator"))
        with pytest.raises(LookupError), matching():
            raise LookupError
        assert Person.everything.count() == 2
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), matching(), django.cursor() as cursor:
            cursor.execute("SELECT FROM safeguarding_standing")
        assert Person.everything.count() == 2


def test_what_is_restricted_to_others_is_gone_and_the_glass_of_it_shows_it_to_one(recorded, viewer_as, owner):
    (case,) = Case.everything.filter(agencies__contains=["northshire-police"]).values_list("id", flat=True)
    with owner.transaction():
        owner.execute("INSERT INTO identity_restriction VALUES (%s, '{somebody-else}')", [case])
    viewer = viewer_as("investigator")
    with transaction.atomic():
        context.enter(viewer)
        assert not Case.everything.exists()
        assert not Person.everything.exists()
    with owner.transaction():
        owner.execute(
            "INSERT INTO looking_opening (user_id, agency, role, kind, case_id, purpose, why, until, told, outcome, outcome_why)"
            " VALUES (%s, %s, 'investigator', 'break_glass', %s, 'investigation', 'she called', now() + interval '1 hour', '{}', '', '')",
            [viewer.user_id, viewer.agency, case],
        )
    with transaction.atomic():
        context.enter(viewer)
        assert Case.everything.count() == 1
        assert Person.everything.count() == 2
    with transaction.atomic():
        context.enter(viewer_as("shift_sergeant"))
        assert not Case.everything.exists()


def test_the_application_may_not_write_what_is_another_s(recorded, viewer_as):
    with transaction.atomic():
        context.enter(viewer_as("investigator"))
        for refused in (
            "INSERT INTO access_look (user_id, agency, role, kind, refused, persons, case_ids, purpose, why, task, page)"
            " SELECT id, 'northshire-police', 'investigator', 'page', false, '{}', '{}', '', '', '', '' FROM access_user"
            " WHERE id <> access.user_id() LIMIT 1",
            "INSERT INTO response_draft (user_id, posting_id, call, fields, turn, shown, checked, unsaved, opened_at, updated_at)"
            " SELECT id, 1, 'x', '{}', 0, '{}', false, true, 0, 0 FROM access_user WHERE id <> access.user_id() LIMIT 1",
        ):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic(), django.cursor() as cursor:
                cursor.execute(refused)


def test_what_was_corrected_or_struck_out_of_a_case_that_is_restricted_is_gone_with_it(staff, viewer_as, owner):
    first = event("victim.requested", ago(hours=3), ANNA, BORIS, what="to be rung at work")
    event("victim.requested", ago(hours=3), ANNA, BORIS, corrects=first, what="not to be rung")
    struck = high_risk(ANNA, BORIS)
    event("event.voided", ago(minutes=2), about=struck, reason="Another woman of that name")
    gone = {first.id, struck.id}

    def seen() -> set[str]:
        with transaction.atomic():
            context.enter(viewer_as("investigator"))
            return gone & set(StoredEvent.objects.values_list("source_id", flat=True))

    assert seen() == gone
    with owner.transaction():
        owner.execute("INSERT INTO identity_restriction SELECT id, '{somebody-else}' FROM identity_case")
    assert seen() == set()


SHOWN = """
SELECT 'marker ' || marker FROM safeguarding_marker UNION SELECT 'plan ' || action FROM safeguarding_plan_action
UNION SELECT 'contact' FROM safeguarding_safe_contact UNION SELECT 'bail ' || stage FROM custody_bail
UNION SELECT 'order ' || "order" FROM custody_order UNION SELECT 'stands ' || status FROM custody_whereabouts WHERE person_id = %s
"""
OURS = {"marker weapons", "marker repeat_victim", "plan New locks", "bail pre_charge"}


def around(agency: str) -> tuple[int, int]:
    """Beside a case of ours: one of her and another man, one of his and another woman, by that agency alone. His number, and hers."""
    event("call.received", ago(days=9), ANNA, BORIS, channel="999", domestic=True)
    event("marker.set", ago(days=9), ANNA, BORIS, marker="weapons")
    event("marker.set", ago(days=9), ANNA, BORIS, marker="repeat_victim")
    event("plan.action_agreed", ago(days=9), ANNA, BORIS, action="New locks")
    event("bail.set", ago(days=9), ANNA, BORIS, stage="pre_charge", until=ago(days=1).date().isoformat())
    event("suspect.released", ago(days=9), ANNA, BORIS, status="bail")
    by = {"agency": agency}
    event("safe_contact.set", ago(days=3), ANNA, DMITRI, methods=["text"], **by)
    event("marker.set", ago(days=3), ANNA, DMITRI, marker="high_risk", **by)
    event("plan.action_agreed", ago(days=3), ANNA, DMITRI, action="Westhaven", **by)
    event("marac.action_agreed", ago(days=3), ANNA, DMITRI, action="Room at Westhaven", **by)
    event("marker.set", ago(days=3), CLARA, BORIS, marker="firearms", **by)
    event("bail.set", ago(days=3), CLARA, BORIS, stage="post_charge", **by)
    event("order.made", ago(days=3), CLARA, BORIS, order="dvpo", **by)
    event("suspect.wanted", ago(days=2), CLARA, BORIS, **by, more={"for": "stalking"})
    numbers = dict(Person.everything.values_list("family_name", "id"))
    return numbers["Tanglewood"], numbers["Winterbourne"]


@pytest.mark.parametrize(
    ("agency", "kept", "told"),
    [
        ("northshire-police", "restricted", set()),
        ("northshire-police", "conflict", set()),
        ("southmere-police", "", {"marker firearms", "stands wanted"}),
        ("northshire-idva", "", {"stands wanted"}),
    ],
)
def test_what_hangs_on_a_person_goes_by_its_event_and_what_a_door_may_hide_is_told(staff, viewer_as, agency, kept, told):
    viewer = viewer_as("da_specialist")
    him, clara = around(agency)
    anna = Person.everything.get(family_name="Quillfeather").id
    if kept == "restricted":
        for pair in ((CLARA, BORIS), (ANNA, DMITRI)):
            event("record.restricted", ago(days=1), *pair, to=["somebody-else"], reason="he works here")
    elif kept:
        dmitri = Person.everything.get(family_name="Underhillock").id
        for one, other in ((clara, him), (anna, dmitri)):
            Conflict.objects.create(staff_id=viewer.staff_id, person=one, other=other, why="x", said_by_id=viewer.user_id)
    models = (Marker, PlanAction, SafeContact, Bail, Order, Whereabouts)
    by_django = [set(model.objects.for_viewer(viewer).values_list("pk", flat=True)) for model in models]
    with transaction.atomic():
        context.enter(viewer)
        with django.cursor() as cursor:
            cursor.execute(SHOWN, [him])
            assert {said for (said,) in cursor.fetchall()} == OURS | told
        if kept != "conflict":  # which is the database's alone
            assert [set(model.everything.values_list("pk", flat=True)) for model in models] == by_django
        assert where_stands(viewer, him).status == ("on_bail" if kept else "wanted")
        assert [each.person for each in wanted(viewer).listed] == ([] if kept else [him])
        assert held_elsewhere(him, now()) is (agency == "southmere-police")


def test_who_is_wanted_in_a_case_that_is_seen_stays_so_whatever_a_hidden_case_says(staff, viewer_as):
    event("suspect.wanted", ago(days=5), ANNA, BORIS, more={"for": "assault"})
    event("arrest.made", ago(days=2), CLARA, BORIS, offence="stalking")
    event("record.restricted", ago(days=1), CLARA, BORIS, to=["somebody-else"], reason="he works here")
    viewer = viewer_as("control_room_supervisor")
    with transaction.atomic():
        context.enter(viewer)
        assert [each.wanted_for for each in wanted(viewer).listed] == ["assault"]


def test_what_is_told_at_a_door_is_of_those_whose_records_a_call_s_check_tells(owner):
    ((source,),) = owner.execute("SELECT prosrc FROM pg_proc WHERE proname = 'warns'").fetchall()
    assert {kind for kind in across.standard().kinds if f"'{kind}'" in source} == {
        kind for kind, keeper in across.standard().kinds.items() if keeper.check != "shown"
    }


STANDS = "SELECT count(*) FROM safeguarding_lifted_elsewhere"


def test_a_warning_stands_until_whoever_looks_may_read_that_it_was_lifted(staff, viewer_as, owner):
    """Lifted in another case of theirs: by name, as whoever sees both would."""
    event("marker.set", ago(days=9), ANNA, BORIS, marker="weapons")
    event("marker.set", ago(days=9), ANNA, BORIS, marker="high_risk")
    event("marker.lifted", ago(days=5), CLARA, BORIS, marker="weapons")
    event("marker.lifted", ago(days=5), ANNA, DMITRI, marker="high_risk")
    viewer = viewer_as("da_specialist")
    asker = Asker(frozenset(), frozenset(), viewer.staff_id)
    people = sorted(Person.everything.filter(given_name__in=("Anna", "Boris")).values_list("id", flat=True))

    def stand() -> set[str]:
        with transaction.atomic():
            context.enter(viewer)
            found = set(Marker.standing(viewer, now()).values_list("marker", flat=True))
            with django.cursor() as cursor:
                cursor.execute(STANDS)
                assert (cursor.fetchone() == (0,)) is bool(found)
            return found

    def told() -> set[str]:
        with checking(), django.cursor() as cursor:
            return {name for names in history._markers(cursor, people, now(), viewer.staff_id, asker).values() for name in names}

    assert (stand(), told()) == (set(), set())
    for pair in ((CLARA, BORIS), (ANNA, DMITRI)):
        event("record.restricted", ago(days=1), *pair, to=["somebody-else"], reason="he works here")
    assert (stand(), told()) == ({"weapons", "high_risk"},) * 2
    event("marker.lifted", ago(hours=5), ANNA, BORIS, marker="weapons")
    event("marker.lifted", ago(hours=5), ANNA, marker="high_risk")
    assert Marker.everything.filter(lifted_at=None).count() == 0, "in its own case, or in all of hers"
