"""What is kept of opening what is not of one's work, and what the database holds whatever the application says."""

from datetime import timedelta

import psycopg
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from safehold.access.looking import glass, measures
from safehold.access.looking.models import Opening
from safehold.access.looking.openings import known
from safehold.access.viewer import Refused
from safehold.identity.models import Case


@pytest.fixture
def cases(viewer_as, owner):
    """One case of Northshire's, restricted to nobody in particular, and one of Southmere's."""
    owner.execute("INSERT INTO identity_case (id, victim_id, relation, first_at, last_at, events, agencies) VALUES"
                  " ('1', 1, '', 0, 0, 1, '{}'), ('2', 2, '', 0, 0, 1, '{}')")  # fmt: skip
    owner.execute("INSERT INTO identity_case_agency VALUES ('1', 'northshire-police'), ('2', 'southmere-police')")
    owner.execute("INSERT INTO identity_restriction (case_id, staff_ids) VALUES ('1', '{somebody-else}')")
    owner.commit()


def seen(viewer):
    viewer.trace.openings = None  # as in another request
    return {case.id for case in Case.objects.for_viewer(viewer)}


def later(owner, **length):
    owner.execute("UPDATE looking_opening SET opened_at = opened_at - %s, until = until - %s", [timedelta(**length)] * 2)
    owner.commit()


def test_broken_glass_shows_one_case_to_one_person_for_two_hours(cases, viewer_as, owner):
    sergeant, specialist = viewer_as("shift_sergeant"), viewer_as("da_specialist")
    assert seen(sergeant) == set()
    glass.break_glass(sergeant, case_id="2", why="He is at her door")
    assert seen(sergeant) == {"2"}
    assert seen(specialist) == set()
    later(owner, minutes=119)
    assert seen(sergeant) == {"2"}
    later(owner, minutes=1, seconds=1)
    assert seen(sergeant) == set()


def test_broken_glass_shows_a_case_that_is_restricted_to_others(cases, viewer_as):
    sergeant = viewer_as("shift_sergeant")
    glass.break_glass(sergeant, case_id="1", why="He is at her door")
    assert seen(sergeant) == {"1"}


def test_broken_glass_is_of_the_posting_in_which_it_was_broken(cases, viewer_as):
    glass.break_glass(viewer_as("shift_sergeant"), case_id="1", why="He is at her door")
    assert seen(viewer_as("shift_sergeant", "northshire-housing")) == set()


def test_a_purpose_shows_nobody_anything(cases, viewer_as):
    sergeant = viewer_as("shift_sergeant")
    glass.say_why(sergeant, case_id="2", purpose="supervision", why="to see what she says")
    assert seen(sergeant) == set()


def test_what_is_ended_shows_nothing_more(cases, viewer_as):
    sergeant = viewer_as("shift_sergeant")
    number = glass.break_glass(sergeant, case_id="2", why="He is at her door").pk
    assert glass.end(viewer_as("da_specialist"), number) is None
    assert glass.end(sergeant, number) is not None
    assert seen(sergeant) == set()
    assert glass.end(sergeant, number) is None


@pytest.mark.parametrize("role", ["investigator", "idva", "call_handler", "administrator", "prosecutor"])
def test_who_does_not_answer_for_a_life_at_risk_breaks_no_glass(cases, viewer_as, role):
    with pytest.raises(Refused):
        glass.break_glass(viewer_as(role), case_id="2", why="I would like to know")
    assert not Opening.objects.exists()


def test_a_supervisor_of_another_line_answers_and_never_the_one_who_did_it(cases, viewer_as):
    sergeant, supervisor, specialist = (viewer_as(role) for role in ("shift_sergeant", "control_room_supervisor", "da_specialist"))
    opening = glass.break_glass(sergeant, case_id="2", why="He is at her door")
    whom = glass.supervisors(sergeant)
    assert "northshire-police/control_room_supervisor" in whom
    assert "northshire-police/shift_sergeant" not in whom
    glass.tell(opening, whom)
    assert (known(supervisor).unanswered, known(specialist).unanswered, known(sergeant).unanswered) == (1, 0, 0)
    for nobody in (sergeant, specialist):
        with transaction.atomic(), pytest.raises(glass.NotReviewed):
            glass.review(nobody, opening.pk, accepted=True, why="it was me")
    with transaction.atomic():
        glass.review(supervisor, opening.pk, accepted=False, why="She could have rung them")
    with transaction.atomic(), pytest.raises(glass.NotReviewed):
        glass.review(supervisor, opening.pk, accepted=True, why="on second thoughts")
    opening.refresh_from_db()
    assert (opening.outcome, opening.reviewed_by.staff_id) == ("not_accepted", supervisor.staff_id)
    assert seen(sergeant) == set()  # what is not accepted ends


def test_where_no_other_line_has_anybody_somebody_is_told_all_the_same(viewer_as, owner):
    assert glass.supervisors(viewer_as("duty_inspector")) == [  # the only one at Southmere
        "northshire-police/control_room_supervisor",
        "northshire-police/professional_standards",
        "northshire-police/shift_sergeant",
    ]
    owner.execute("DELETE FROM access_posting WHERE role IN ('control_room_supervisor', 'shift_sergeant', 'professional_standards')")
    owner.execute("INSERT INTO access_posting (user_id, agency_id, role, first_day) SELECT id, 'southmere-police', 'investigator',"
                  " '2020-01-01' FROM access_user WHERE staff_id = 'npol-i-104'")  # fmt: skip
    owner.commit()
    assert glass.supervisors(viewer_as("duty_inspector")) == ["southmere-police/investigator"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE looking_opening SET until = until + interval '1 hour'",
        "UPDATE looking_opening SET why = 'another reason'",
        "UPDATE looking_opening SET case_id = '1'",
        "UPDATE looking_opening SET told = '{}'",
        "UPDATE looking_opening SET outcome = 'accepted'",
        "UPDATE looking_opening SET ended_at = NULL",
        "DELETE FROM looking_opening",
        "TRUNCATE looking_opening",
    ],
)
def test_the_application_changes_nothing_of_what_was_said(cases, viewer_as, connection, statement):
    sergeant, supervisor = viewer_as("shift_sergeant"), viewer_as("control_room_supervisor")
    opening = glass.break_glass(sergeant, case_id="2", why="He is at her door")
    glass.tell(opening, ["northshire-police/control_room_supervisor"])
    with transaction.atomic():
        glass.review(supervisor, opening.pk, accepted=False, why="no")
    # As whoever opened it, who sees it: nobody else finds a row to change.
    named = {"user_id": str(sergeant.user_id), "staff_id": sergeant.staff_id, "agency": sergeant.agency, "purpose": "responding"}
    for name, value in named.items():
        connection.execute("SELECT set_config('safehold.' || %s, %s, true)", [name, value])
    assert connection.execute("SELECT count(*) FROM looking_opening").fetchone() == (1,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": timedelta(hours=25)},
        {"until": timedelta(0)},
        {"why": ""},
        {"case_id": ""},
        {"person": 7},
        {"kind": "curious"},
    ],
)
def test_the_database_keeps_no_opening_that_is_too_long_or_says_nothing(viewer_as, wrong):
    given = {"kind": "break_glass", "case_id": "2", "purpose": "safeguarding", "why": "because", "until": timedelta(hours=2)} | wrong
    given["until"] += timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.create(user_id=viewer_as("shift_sergeant").user_id, agency="northshire-police", role="shift_sergeant", **given)


def test_every_number_has_a_reason_and_every_role_a_line():
    standard = measures.standard()
    assert standard.numbers.glass_hours.value == 2
    text = "numbers: {}\nlines: {}\nsuits: {}\nunusual: {}\n"
    with pytest.raises(measures.BadMeasures, match="purpose_hours"):
        measures.load(text)
    for role in ("first_responder", "idva", "professional_standards"):
        assert standard.line(role)


def test_the_purposes_of_the_role_come_first():
    fit, others = measures.standard().purposes("investigator")
    assert fit[:2] == ["investigation", "safeguarding"]
    assert not set(fit) & set(others)
