"""What a person is called, where they live and when they were last heard of, as far as the records say that whoever looks may read: never
what only a case says that is hidden from them."""

import json
import time

import pytest
from django.db import connection as django
from django.db import transaction
from django.db.models import Q

from harness.recorded import ANNA, BORIS, CLARA, DMITRI, ago, event
from harness.signed_in import sign_in
from safehold.access import context
from safehold.access.standards.models import Conflict
from safehold.chronology.models import StoredEvent
from safehold.chronology.rebuilding import rebuild
from safehold.chronology.session import session
from safehold.chronology.store import load
from safehold.commands.check import answer
from safehold.identity.actions import record_in_case
from safehold.identity.check import check
from safehold.identity.features import query_features
from safehold.identity.finding import find
from safehold.identity.models import Case, Mention, Person
from safehold.practice.response import drafts
from safehold.practice.response.calls import open_about
from safehold.practice.response.taking import Checked, take
from safehold.practice.response.typed import Typed
from safehold.web import history

OURS = ANNA | {"address": "4 Alder Walk", "postcode": "XN1 1AA", "phone": "07700 900111"}
MOVED = ANNA | {
    "ref": "S1", "family_name": "Greenhollow", "address": "88 Zephyr Close", "postcode": "XS7 7ZZ", "phone": "07700 900222",
    "aliases": ["Wilhelmina Oakenshaw"],
}  # fmt: skip
HIDDEN = ("Greenhollow", "GREENHOLLOW", "Oakenshaw", "OAKENSHAW", "Zephyr", "XS7", "900222")
HIM, HER = ("Boris", "Tanglewood"), ("Anna", "Quillfeather")
READ = ("Anna", "Quillfeather", [], "4 Alder Walk", "XN1 1AA", ["07700 900111"], 1, 0)
CALL = {"call": "safehold/0123456789abcdef0123456789abcdef", "opened_at": "", "turn": "1", "caller": "self"}


def known(agency: str, him: dict[str, object] = DMITRI) -> int:
    """A case of ours, and a later one of another agency's, linked to the same woman by somebody's word; her number."""
    first = event("call.received", ago(days=40), OURS, BORIS, channel="999", domestic=True)
    for days in (3, 2):
        more = event("call.received", ago(days=days), MOVED, him, channel="999", domestic=True, agency=agency, source="elsewhere")
    judged = {"a": f"{first}/N1", "b": f"{more}/S1", "judgement": "linked", "why": "She said so herself."}
    event("identity.judged", ago(days=1), agency=agency, source="elsewhere", **judged)
    (her,) = Person.everything.filter(as_victim=3).values_list("id", flat=True)
    return int(her)


def restricted() -> None:
    event("record.restricted", ago(hours=20), MOVED, DMITRI, to=["somebody-else"], reason="she works here", source="elsewhere")


@pytest.fixture(params=["of another agency", "restricted"])
def her(request, staff):
    if request.param == "restricted":
        number = known("northshire-police")
        restricted()
        return number
    return known("southmere-police")


def of(viewer, number: int) -> Person:
    with transaction.atomic():
        context.enter(viewer)
        return Person.objects.for_viewer(viewer).get(id=number)


def summary(person: Person) -> tuple[object, ...]:
    return (
        person.given_name, person.family_name, person.other_names, person.address, person.postcode, person.phones, person.as_victim,
        person.as_suspect,
    )  # fmt: skip


def test_a_summary_says_what_the_viewer_may_read_and_no_more(her, viewer_as):
    seen = of(viewer_as("investigator"), her)
    assert summary(seen) == READ
    assert seen.last_seen < Person.everything.get(id=her).last_seen
    assert Person.everything.get(id=her).family_name == "Greenhollow"


def test_no_page_list_or_search_says_it(her, client):
    client = sign_in(client, "da_specialist")
    case = Case.everything.get(victim_id=her, suspect_id=Person.everything.get(family_name="Tanglewood").id)
    pages = [client.get(address).text for address in (f"/people/{her}/", f"/cases/{case.id}/", f"/cases/{case.id}/around/", "/work/")]
    pages.append(client.post("/people/", {"family_name": "Quillfeather", "why": "asked by a caller"}).text)
    assert ["QUILLFEATHER" in page for page in (pages[0], pages[1], pages[-1])] == [True, True, True]
    assert [(at, each) for at, page in enumerate(pages) for each in HIDDEN if each in page] == []


def test_a_name_that_only_a_hidden_case_gave_finds_nobody(her, viewer_as):
    viewer = viewer_as("investigator")
    asked = {"family_name": "Greenhollow"}, {"family_name": "Greenh"}, {"given_name": "Wilhelmina", "family_name": "Oakenshaw"}
    with transaction.atomic():
        context.enter(viewer)
        assert [find(viewer, query_features(**each))[0] for each in asked] == [[], [], []]
        assert [each.person.id for each in find(viewer, query_features(family_name="Quillfeather"))[0]] == [her]


def test_the_database_itself_does_not_say_it(her, viewer_as):
    viewer = viewer_as("investigator")
    with transaction.atomic():
        context.enter(viewer)
        for asked in (
            Person.objects.for_viewer(viewer).filter(family_name="Greenhollow"),
            Person.everything.filter(phones__contains=["07700 900222"]),
            Person.everything.filter(Q(address__startswith="88") | Q(as_victim__gt=1)),
        ):
            assert not asked.exists()
        with django.cursor() as cursor:
            cursor.execute("SELECT to_jsonb(p)::text FROM identity_person p UNION ALL SELECT to_jsonb(p)::text FROM identity_person_seen p")
            said = " ".join(text for (text,) in cursor.fetchall())
            assert "Tanglewood" in said
            assert [each for each in HIDDEN if each in said] == []


def test_whoever_may_read_all_of_it_is_told_all_of_it_and_an_emergency_and_a_conflict_count(staff, viewer_as, owner):
    viewer, her = viewer_as("da_specialist"), known("northshire-police")
    whole = of(viewer, her)
    assert (whole.family_name, whole.as_victim, whole.whole) == ("Greenhollow", 3, True)
    case = Case.everything.filter(victim_id=her).order_by("-last_at")[0]
    said = Conflict.objects.create(staff_id=viewer.staff_id, person=her, other=case.suspect_id, why="x", said_by_id=viewer.user_id)
    assert summary(of(viewer, her)) == READ
    Conflict.objects.filter(pk=said.pk).update(ended_at=said.at)
    restricted()
    assert summary(of(viewer, her)) == READ
    opening = "INSERT INTO looking_opening (user_id, agency, role, kind, case_id, purpose, why, until, told, outcome, outcome_why)"
    with owner.transaction():
        values = "VALUES (%s, %s, 'x', 'break_glass', %s, 'x', 'x', now() + interval '1 hour', '{}', '', '')"
        owner.execute(f"{opening} {values}", [viewer.user_id, viewer.agency, case.id])
    assert of(viewer, her).family_name == "Greenhollow"
    with owner.transaction():
        owner.execute("UPDATE identity_person SET elsewhere = NULL")  # as the version before left it
    assert of(viewer, her).family_name == "Greenhollow"
    with owner.transaction():
        owner.execute("UPDATE looking_opening SET ended_at = now()")
    assert summary(of(viewer, her)) == READ


def test_of_a_child_it_says_what_the_case_says_that_is_seen_and_stays_so_when_others_come_to_the_case(staff, viewer_as):
    child = {"ref": "C1", "role": "child", "given_name": "Edie", "family_name": "Quillfeather", "date_of_birth": "2016-05-05"}
    first = event("call.received", ago(days=9), ANNA, BORIS, child, channel="999", domestic=True)
    (edie,) = Person.everything.filter(as_child=1).values_list("id", flat=True)
    viewer = viewer_as("da_specialist")
    assert of(viewer, edie).whole
    by = {"agency": "northshire-idva", "source": "elsewhere", "role": "idva"}
    event(
        "risk.assessed",
        ago(days=2),
        CLARA,
        DMITRI,
        child | {"ref": "E1", "address": "88 Zephyr Close"},
        instrument="dash",
        grade="high",
        **by,
    )
    (other,) = Person.everything.filter(address="88 Zephyr Close").values_list("id", flat=True)
    if other != edie:
        (more,) = Mention.objects.filter(ref="E1").values_list("event_id", flat=True)
        said = {"a": f"{first}/C1", "b": f"elsewhere/{StoredEvent.objects.get(seq=more).source_id}/E1", "judgement": "linked", "why": "one"}
        event("identity.judged", ago(days=1), **said, **by)
    seen = of(viewer, edie)
    assert (seen.given_name, seen.address, seen.as_child, seen.whole) == ("Edie", "", 1, False)
    assert Person.everything.get(id=edie).address == "88 Zephyr Close"
    event("information.shared", ago(hours=3), CLARA, DMITRI, **by, **{"with": "northshire-police"}, what="all of it")
    assert of(viewer, edie).address == "88 Zephyr Close"
    assert rebuild(check=True).differences == []


def test_what_is_recorded_in_a_case_calls_people_what_the_case_calls_them(her, viewer_as):
    viewer = viewer_as("da_specialist")
    with transaction.atomic():
        context.enter(viewer)
        case = Case.objects.for_viewer(viewer).get(
            victim_id=her, suspect_id__in=Person.everything.filter(family_name="Tanglewood").values("id")
        )
        made = record_in_case(by=viewer, case=case, kind="victim.requested", data={"what": "to be rung at work"})
    (stored,) = StoredEvent.objects.filter(source=made.source, source_id=made.id).values_list("seq", flat=True)
    with session() as cursor:
        names = {(one.role, one.family_name) for one in load(cursor, [stored])[stored].people}
    assert names == {("victim", "Quillfeather"), ("suspect", "Tanglewood")}


@pytest.fixture(params=["of advocates", "restricted"])
def told_of_ours(request, staff):
    """Her number; what else there is of her is not for whoever answers calls."""
    number = known("northshire-police" if request.param == "restricted" else "northshire-idva")
    if request.param == "restricted":
        restricted()
    return number


def test_the_check_of_a_call_says_no_more_of_either_of_two(told_of_ours, client, viewer_as):
    client = sign_in(client, "call_handler")
    asked = {"his_name": "Boris Tanglewood", "his_born": "5 April 1988"}, {"given_name": "Anna", "family_name": "Quillfeather"}
    panels = [client.post("/calls/check", CALL | each).text.partition('id="part-panel"')[2] for each in asked]
    handler = viewer_as("call_handler")
    panels += [json.dumps(answer({"given_name": given, "family_name": family}, viewer=handler)) for given, family in (HIM, HER)]
    assert ["QUILLFEATHER" in panels[1], "Quillfeather" in panels[2], "Quillfeather" in panels[3]] == [True, True, True]
    assert [(at, each) for at, panel in enumerate(panels) for each in HIDDEN if each in panel] == []
    key, said = drafts.new_call(), Typed(phone="07700 900555", his_name="Boris Tanglewood", his_born="5 April 1988")
    with transaction.atomic():
        context.enter(handler)
        drafts.shown(handler, drafts.save(handler, key, Typed()), [told_of_ours])
        call = take(handler, key, said, Checked(), links={"victim": told_of_ours})
        since = time.time_ns() // 1000 - 1_000_000_000
        found = {phone: [each.pk for each in open_about(handler, [], phone, since)] for phone in ("07700 900111", "07700 900222")}
    with session() as cursor:
        assert [one.family_name for one in load(cursor, [call.pk])[call.pk].people] == ["Quillfeather", "Tanglewood"]
    assert found == {"07700 900111": [call.pk], "07700 900222": []}


def test_that_somebody_else_fits_too_is_not_said_of_whom_the_viewer_may_not_know(staff, viewer_as, client):
    event("call.received", ago(days=9), ANNA, BORIS, channel="999", domestic=True)
    namesake = ANNA | {"ref": "S9", "date_of_birth": "1961-11-30"}
    event("risk.assessed", ago(days=3), namesake, DMITRI, instrument="dash", grade="high", agency="westbrook-refuge", source="refuge")
    viewer, query = viewer_as("investigator"), query_features(given_name="Anna", family_name="Quillfeather")
    with session() as cursor:
        assert "somebody else fits too" in check(cursor, query).matches[0].words
    with transaction.atomic():
        context.enter(viewer)
        (found,), _ = find(viewer, query)
    assert "somebody else" not in found.why
    asked = {"given_name": "Anna", "family_name": "Quillfeather"}
    assert "somebody else" not in sign_in(client, "call_handler").post("/calls/check", CALL | asked).text


def test_a_check_warns_of_nothing_that_only_a_restricted_case_says(staff, viewer_as):
    event("call.received", ago(days=30), ANNA, BORIS, channel="999", domestic=True)
    event("suspect.released", ago(days=29), ANNA, BORIS, status="bail")
    event("call.received", ago(days=9), CLARA, BORIS, channel="999", domestic=True, strangulation=True)
    event("marker.set", ago(days=8), CLARA, BORIS, marker="firearms")
    event("suspect.wanted", ago(days=7), CLARA, BORIS, more={"for": "stalking"})
    him = query_features(given_name="Boris", family_name="Tanglewood", date_of_birth="1988-04-05")

    def told(staff_id: str) -> list[tuple[object, ...]]:
        with session() as cursor:
            (found,) = history.known(cursor, check(cursor, him), staff_id=staff_id)
            (hers,) = history.known(cursor, check(cursor, query_features(given_name="Anna", family_name="Quillfeather")), staff_id=staff_id)
        (other,) = hers.others
        return [found.markers, found.status, other.markers, other.status, other.violent_to_earlier]

    whole = [["firearms"], "wanted", ["firearms"], "wanted", True]
    assert told("anybody") == whole
    event("record.restricted", ago(hours=20), CLARA, BORIS, to=["somebody-else"], reason="he works here")
    assert told("anybody") == [[], "on_bail", [], "on_bail", False]
    assert told("somebody-else") == whole
