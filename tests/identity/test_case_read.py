"""A case as it is read: what was corrected under what corrects it, what was struck out, what was known when; and who is who."""

import pytest

from harness.recorded import ANNA, BORIS, CLARA, DMITRI, PAIR, ago, event
from safehold.access.viewer import Refused
from safehold.chronology.times import instant
from safehold.identity import actions
from safehold.identity.around import around
from safehold.identity.chronicle import chronicle, now_called
from safehold.identity.deciding import judge_people
from safehold.identity.features import query_features
from safehold.identity.finding import find
from safehold.identity.models import Case, Person

ANNA_AGAIN = {"ref": "Z9", "role": "victim", "given_name": "Ann", "family_name": "Quillfeather", "sex": "female"}


def the_case(viewer):
    return Case.objects.for_viewer(viewer).get()


def read(case, **more):
    return chronicle(case.id, case.victim_id, case.suspect_id, **more)


@pytest.fixture
def viewer(viewer_as):
    return viewer_as("da_specialist")


def test_what_corrects_stands_with_what_it_said_before_folded_under_it(viewer):
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True)
    first = event("crime.recorded", ago(days=2), *PAIR, offence="assult")
    second = event("crime.recorded", ago(days=2), *PAIR, corrects=first, recorded_at=ago(days=1), offence="assault")
    event("crime.recorded", ago(days=2), *PAIR, corrects=second, recorded_at=ago(hours=1), offence="assault with injury")
    newest, call = read(the_case(viewer))
    assert newest.event.data["offence"] == "assault with injury"
    assert [each.data["offence"] for each in newest.earlier] == ["assault", "assult"]
    assert call.earlier == ()


def test_what_was_struck_out_is_there_with_the_reason_and_only_in_its_own_case(viewer):
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True)
    event("call.received", ago(days=3), CLARA, BORIS, channel="999", domestic=True)
    wrong = event("crime.recorded", ago(days=2), *PAIR, offence="assault")
    event("event.voided", ago(days=1), about=wrong, reason="entered twice")
    hers, other = sorted(Case.objects.for_viewer(viewer), key=lambda case: case.victim_id)
    (struck,) = [entry for entry in read(hers) if entry.struck is not None]
    assert struck.event.id == wrong
    assert struck.struck.data["reason"] == "entered twice"
    assert all(entry.struck is None for entry in read(other))


def test_a_case_is_shown_as_it_was_known_on_a_day(viewer):
    event("call.received", ago(days=30), *PAIR, channel="999", domestic=True)
    first = event("crime.recorded", ago(days=20), *PAIR, offence="damage", recorded_at=ago(days=20))
    event("crime.recorded", ago(days=20), *PAIR, corrects=first, offence="assault", recorded_at=ago(days=5))
    event("victim.disclosed", ago(days=25), *PAIR, what="stalking", recorded_at=ago(days=2))
    case = the_case(viewer)
    assert [entry.event.kind for entry in read(case)] == ["crime.recorded", "victim.disclosed", "call.received"]
    before = read(case, known_at=instant(ago(days=10)))
    assert [(entry.event.kind, entry.event.data.get("offence")) for entry in before] == [
        ("crime.recorded", "damage"),
        ("call.received", None),
    ]


def test_children_stand_first_among_those_around_and_other_victims_are_named_only_to_those_who_see_their_case(viewer, viewer_as):
    child = {"ref": "N7", "role": "child", "given_name": "Edie", "family_name": "Quillfeather", "date_of_birth": "2019-01-01"}
    event("call.received", ago(days=3), ANNA, BORIS, child, channel="999", domestic=True)
    event("call.received", ago(days=90), CLARA, BORIS | {"relation": "ex_partner"}, channel="999", domestic=True, agency="southmere-police")
    case = the_case(viewer)
    assert [(role, person.given_name) for role, person in around(viewer, case).household] == [("child", "Edie")]
    (unnamed,) = around(viewer, case).others
    assert (unnamed.person, unnamed.role, unnamed.of, unnamed.case) == (None, "victim", "suspect", "")
    event("information.shared", ago(days=1), CLARA, BORIS, agency="southmere-police", **{"with": "northshire-police"}, what="the case")
    (named,) = around(viewer, case).others
    assert named.person.given_name == "Clara"


def test_another_case_that_is_restricted_is_not_even_mentioned(viewer):
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True)
    event("call.received", ago(days=90), CLARA, BORIS, channel="999", domestic=True, agency="southmere-police")
    event("record.restricted", ago(days=80), CLARA, BORIS, to=["somebody"], reason="she works here", agency="southmere-police")
    assert around(viewer, the_case(viewer)).others == []


def test_a_record_that_may_be_hers_waits_for_a_judgement_and_judging_it_joins_the_cases(viewer):
    event("call.received", ago(days=30), *PAIR, channel="999", domestic=True)
    old = the_case(viewer)
    event("call.received", ago(days=3), ANNA_AGAIN, BORIS | {"ref": "Z8"}, channel="999", domestic=True, source="southmere-records")
    cases = list(Case.objects.for_viewer(viewer).order_by("victim_id"))
    assert len(cases) == 2
    (possible,) = [each for each in around(viewer, cases[1]).possible if each.of == cases[1].victim_id]
    assert possible.agree
    judge_people(by=viewer, one=possible.of, other=possible.person.id, judgement="linked", why="the same school and the same child")
    joined = the_case(viewer)
    assert joined.id == old.id
    assert now_called(cases[1].id) == joined.id
    assert around(viewer, joined).possible == []


def test_what_was_judged_not_the_same_is_not_asked_again(viewer):
    event("call.received", ago(days=30), *PAIR, channel="999", domestic=True)
    event("call.received", ago(days=3), ANNA_AGAIN, DMITRI, channel="999", domestic=True, source="southmere-records")
    case = Case.objects.for_viewer(viewer).order_by("victim_id").first()
    (possible,) = around(viewer, case).possible
    judge_people(by=viewer, one=possible.of, other=possible.person.id, judgement="not_linked", why="twins")
    assert around(viewer, case).possible == []


@pytest.mark.parametrize("case", ["1-2", "7", "x", "1-2-3", "", "9" * 30, "1-", "-1"])
def test_an_address_that_never_was_a_case_leads_nowhere(database, case):
    assert now_called(case) == ""


def test_what_is_recorded_on_a_case_is_of_its_two_people_and_makes_nobody_new(viewer):
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True)
    case = the_case(viewer)
    for _ in range(2):
        actions.record_in_case(by=viewer, case=case, kind="plan.made", data={"summary": "she stays with her sister"})
    assert Person.everything.count() == 2
    assert [entry.event.kind for entry in read(the_case(viewer))] == ["plan.made", "plan.made", "call.received"]


def test_what_is_recorded_of_somebody_with_a_common_name_stays_theirs(viewer):
    nameless = {"ref": "K1", "role": "victim", "given_name": "Ann", "family_name": "Smith"}
    event("call.received", ago(days=9), nameless, BORIS, channel="999", domestic=True)
    event("call.received", ago(days=8), nameless | {"ref": "K2"}, DMITRI, channel="999", domestic=True)
    before = Person.everything.count()
    for case in Case.objects.for_viewer(viewer):
        actions.record_in_case(by=viewer, case=case, kind="risk.reviewed", data={"unchanged": True})
    assert Person.everything.count() == before
    assert {case.events for case in Case.objects.for_viewer(viewer)} == {2}


def test_a_person_is_found_by_those_who_may_see_them_only(viewer, viewer_as):
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True)
    asked = query_features(family_name="Quillfether", given_name="Anna")
    found, searched = find(viewer, asked)
    assert [(each.person.family_name, len(each.cases)) for each in found] == [("Quillfeather", 1)]
    assert "family name" in searched
    assert find(viewer_as("idva"), asked)[0] == []
    with pytest.raises(Refused):
        find(viewer_as("call_handler"), asked)


def test_nobody_is_found_by_what_only_another_agency_has_written_down(viewer):
    hidden = ANNA | {"ref": "S1", "phone": "01632 960777", "address": "9 Hidden Mews, Westbrook", "postcode": "XN9 9ZZ"}
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True)
    event("call.received", ago(days=2), hidden, DMITRI, channel="999", domestic=True, agency="southmere-police", source="southmere-records")
    assert Person.everything.filter(family_name="Quillfeather").count() == 1
    assert find(viewer, query_features(phone="01632 960777"))[0] == []
    (found,), _searched = find(viewer, query_features(family_name="Quillfeather", given_name="Anna", phone="01632 960777"))
    assert "phone" not in found.why
