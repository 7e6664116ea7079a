"""Which events stand once corrections and voidings are taken into account, whatever order they came in."""

import itertools

import pytest

from chronology.raws import raw
from safehold.chronology.envelope import Event, EventId, read_event
from safehold.chronology.history import History, as_known
from safehold.chronology.times import read_when


def event(id: str, hour: int = 10, **more) -> Event:
    """Recorded at the full hour of one day."""
    return read_event(raw(more.pop("kind", "call.received"), id, f"2024-03-01T{hour:02}:00:00+00:00", **more))


def void(id: str, of: str, hour: int) -> Event:
    return event(id, hour, kind="event.voided", about=[of])


def standing(*events: Event) -> set[str]:
    """The ids that stand, which are the same in every order."""
    found = {frozenset(each.id.id for each in History(order).events) for order in itertools.permutations(events)}
    assert len(found) == 1
    return set(found.pop())


def test_a_corrected_event_is_replaced_and_its_correction_by_the_next():
    chain = event("a"), event("b", 11, corrects="a"), event("c", 12, corrects="b")
    assert standing(*chain) == {"c"}
    history = History(chain)
    assert {history.resolve(each.id).id.id for each in chain} == {"c"}
    assert set(history.replaced) == {EventId("north", "a"), EventId("north", "b")}
    assert {each.id for each in chain} == set(history.by_id)


def test_a_correction_that_names_its_target_stands_even_where_the_clock_of_its_source_is_behind():
    assert standing(event("a", 10), event("b", 14, corrects="a"), event("c", 12, corrects="b")) == {"c"}


def test_of_rival_corrections_the_one_recorded_last_stands():
    assert standing(event("a"), event("b", 11, corrects="a"), event("c", 12, corrects="a")) == {"c"}
    assert standing(event("a"), event("b", 11, corrects="a"), event("c", 12, corrects="a"), event("d", 13, corrects="b")) == {"d"}


def test_events_that_correct_one_another_in_a_circle_leave_the_last_of_them():
    assert standing(event("a", 10, corrects="b"), event("b", 11, corrects="a")) == {"b"}
    assert standing(event("a", 10, corrects="a")) == {"a"}


def test_a_correction_of_what_is_not_held_stands_for_itself():
    assert standing(event("b", 11, corrects="a")) == {"b"}


def test_a_voided_event_is_dropped_and_a_correction_that_came_before_with_it():
    assert standing(event("a"), void("v", "a", 11)) == {"v"}
    assert standing(event("a"), event("b", 11, corrects="a"), void("v", "a", 12)) == {"v"}
    assert standing(event("a"), event("b", 11, corrects="a"), void("v", "b", 12)) == {"v"}


def test_what_corrects_an_event_after_it_was_voided_stands():
    assert standing(event("a"), void("v", "a", 11), event("b", 12, corrects="a")) == {"v", "b"}


def test_a_voiding_that_was_voided_or_corrected_voids_nothing():
    assert standing(event("a"), void("v", "a", 11), void("w", "v", 12)) == {"a", "w"}
    assert standing(event("a"), void("v", "a", 11), event("c", 12, corrects="v")) == {"a", "c"}


def test_what_is_about_a_replaced_event_is_about_its_replacement():
    first, second, graded = event("a"), event("b", 11, corrects="a"), event("g", 12, kind="call.graded", about=["a"], grade="immediate")
    assert History([graded, first, second]).about(graded) == (second,)
    assert History([graded, first, second, void("v", "b", 13)]).about(graded) == ()
    assert History([graded]).about(graded) == ()


def test_the_order_is_by_earliest_latest_recorded_source_and_id():
    day = {"at": "2024-03-01"}
    ordered = [
        raw(id="a", **day), raw(id="b", source="south", at="2024-03-01"), raw(id="c", at="2024-03-01", recorded_at="2024-03-05"),
        raw(id="d", at="2024-03"), raw(id="e", at="2024-03-01T00:00:01Z"),
    ]  # fmt: skip
    for order in itertools.permutations(map(read_event, ordered)):
        assert [each.id.id for each in History(order).events] == ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize(("at", "known"), [("2024-03-01T10:30:00Z", {"own"}), ("2024-03-01T12:00:00Z", {"own", "other"})])
def test_as_known_to_an_agency_what_others_record_counts_from_when_it_was_received(at, known):
    own, other = event("own", 10), event("other", 10, agency="cps")
    received = {own.id: read_when("2024-03-09").earliest, other.id: read_when("2024-03-01T11:00:00Z").earliest}
    found = as_known([own, other], read_when(at).earliest, agency="northshire-police", received=received)
    assert {each.id.id for each in found} == known


def test_as_known_before_its_correction_an_event_stands_as_it_was():
    chain = [event("a", 10), event("b", 12, corrects="a")]
    assert [each.id.id for each in History(as_known(chain, read_when("2024-03-01T11:00:00Z").latest)).events] == ["a"]
    assert [each.id.id for each in History(as_known(chain, read_when("2024-03-01T12:00:00Z").latest)).events] == ["b"]
