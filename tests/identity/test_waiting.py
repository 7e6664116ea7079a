"""The queue of pairs as it is stored: by what each agency may read, kept up as people are recorded and judged, the same when made again."""

import pytest

from harness.recorded import ANNA, BORIS, PAIR, ago, event, high_risk
from harness.signed_in import staff_number
from safehold.chronology.rebuilding import rebuild
from safehold.identity.deciding import judge_people, undo
from safehold.identity.models import Decision, Person, Unsure, Waiting
from safehold.identity.unsure import Wanted, count, place_of, ranked, unsure

HEARD = {"ref": "Z9", "role": "victim", "given_name": "Ann", "family_name": "Quillfeather", "sex": "female"}
NOW = 2**61


@pytest.fixture
def specialist(viewer_as):
    return viewer_as("da_specialist")


def known(agency: str = "northshire-police") -> None:
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True)
    high_risk(*PAIR)
    event("call.received", ago(days=2), HEARD, BORIS | {"ref": "Z8"}, channel="999", domestic=True, source="others", agency=agency)


def people() -> tuple[int, int]:
    one, other = Person.everything.filter(family_name="Quillfeather").order_by("id").values_list("id", flat=True)
    return one, other


def test_a_pair_waits_for_the_agencies_that_may_read_a_record_of_both_and_for_no_other(specialist, viewer_as):
    known()
    assert Unsure.objects.get(one=people()[0], other=people()[1]).left_unsure is False
    row = Waiting.objects.get(one=people()[0])
    assert (row.agency, row.staff_id, row.one_grade, row.other_grade, row.own) == ("northshire-police", "", 3, 0, True)
    assert count(specialist) == 1
    assert count(viewer_as("idva")) == 0
    assert rebuild(check=True).differences == []


def test_what_only_another_agency_recorded_waits_for_nobody_until_it_is_shared(specialist):
    lone = {**HEARD, "given_name": "Anna"}
    event("call.received", ago(days=3), ANNA, channel="999", domestic=True)
    event("third_party.reported", ago(days=2), lone, agency="northshire-housing", source="homes", role="agency_representative", concern="x")
    assert Unsure.objects.count() == 1
    assert count(specialist) == 0
    shared = {"agency": "northshire-housing", "source": "homes", "role": "agency_representative", "more": {"with": "northshire-police"}}
    event("information.shared", ago(days=1), lone, what="her tenancy", basis="vital interests", **shared)
    assert count(specialist) == 1
    assert rebuild(check=True).differences == []


def test_a_child_named_in_a_case_waits_for_an_agency_that_comes_to_the_case_without_naming_the_child(database):
    child = {"role": "child", "given_name": "Edie", "family_name": "Quillfeather", "sex": "female"}
    other = HEARD | {"ref": "Z7", "given_name": "Magda", "family_name": "Orlop"}
    homes = {"agency": "northshire-housing", "source": "homes", "role": "agency_representative", "concern": "bruises"}
    event("call.received", ago(days=3), *PAIR, child | {"ref": "C1"}, channel="999", domestic=True)
    event("third_party.reported", ago(days=2), other, child | {"ref": "C2"}, **homes)
    ours = Unsure.objects.get(one__in=Person.everything.filter(given_name="Edie").values("id"))
    assert not Waiting.objects.filter(pair=ours.pair, agency="northshire-housing").exists()
    event("third_party.reported", ago(days=1), *PAIR, **homes)
    assert Waiting.objects.filter(pair=ours.pair, agency="northshire-housing").exists()
    assert rebuild(check=True).differences == []


def test_of_a_restricted_case_a_pair_waits_for_the_named_alone(specialist, viewer_as):
    known()
    event("record.restricted", ago(days=1), *PAIR, to=[staff_number("da_specialist")], reason="he works here")
    assert list(Waiting.objects.values_list("agency", "staff_id")) == [("northshire-police", specialist.staff_id)]
    assert count(specialist) == 1
    assert count(viewer_as("crime_registrar")) == 0
    assert rebuild(check=True).differences == []


@pytest.mark.parametrize(("judgement", "waits", "left"), [("unsure", 0, 1), ("not_linked", 0, 0), ("linked", 0, 0)])
def test_what_somebody_says_of_two_changes_the_queue_at_once_and_taken_back_changes_it_back(specialist, judgement, waits, left):
    known()
    before = list(Waiting.objects.values())
    judge_people(by=specialist, one=people()[0], other=people()[1], judgement=judgement, why="heard again")
    assert (count(specialist), unsure(specialist, Wanted(left_unsure=True)).count()) == (waits, left)
    assert rebuild(check=True).differences == []
    undo(by=specialist, judgement=Decision.objects.earliest("event_id").event_id, why="no")
    assert list(Waiting.objects.values()) == before


def test_those_who_are_hardly_one_come_after_those_who_may_well_be(specialist):
    known()
    row = Waiting.objects.get()
    assert [each.pair for each in ranked(unsure(specialist), NOW)] == [row.pair]
    assert place_of(specialist, Wanted(), people(), NOW)[:2] == (1, 1)
    assert place_of(specialist, Wanted(), (7, 8), NOW) == (0, 1, people())
