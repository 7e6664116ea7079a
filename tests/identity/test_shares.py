"""What a share means: how far it goes, until when, and what takes it back."""

import pytest

from safehold.chronology.envelope import read_event
from safehold.chronology.history import History
from safehold.chronology.times import end_of_day, read_day
from safehold.identity.shares import FOREVER, involvement_of, shares_of

HOUSING, POLICE = "northshire-housing", "northshire-police"


def said(key, kind, day, about=(), by=POLICE, source="records", **data):
    raw = {"source": source, "id": key, "kind": kind, "occurred_at": f"2026-03-{day:02}", "agency": by, "data": data}
    return read_event(raw | {"about": [{"source": "records", "id": each} for each in about]})


def shared(key="s", day=1, **data):
    return said(key, "information.shared", day, **({"with": HOUSING} | data))


def involved(*events):
    ordered = sorted(events, key=lambda event: event.order)
    return involvement_of(ordered, History(ordered))


def test_in_the_form_that_knew_no_other_it_is_the_whole_case_until_its_day():
    assert involved(shared())[HOUSING].until == FOREVER
    assert involved(shared(until="2026-04-01"))[HOUSING].until == end_of_day(read_day("2026-04-01"))


IN_PART = ({"extent": "part"}, {"extent": "fact", "words": "x"}, {"events": ["records/e"]}, {"extent": "everything", "words": "x"})


@pytest.mark.parametrize("more", IN_PART)
def test_a_part_a_fact_and_what_was_left_unsaid_of_a_part_involve_nobody(more):
    assert HOUSING not in involved(shared(**more))


def test_a_withdrawal_that_names_nothing_takes_back_what_came_before_it_and_nothing_later():
    back = said("w", "information.withdrawn", 5, **{"from": HOUSING})
    assert HOUSING not in involved(shared(), back)
    assert HOUSING in involved(shared(), back, shared("again", 6))
    assert HOUSING in involved(shared(), said("w", "information.withdrawn", 5, **{"from": "northshire-health"}))


def test_one_that_names_a_share_takes_back_that_one_whenever_it_is_dated():
    one, other = shared(extent="whole"), shared("t", 2, extent="whole", until="2026-05-01")
    found = involved(one, other, said("w", "information.withdrawn", 1, ["s"], **{"from": HOUSING}))
    assert found[HOUSING].until == end_of_day(read_day("2026-05-01"))
    assert found[HOUSING].share == other.id


def test_a_referral_lasts_until_it_is_taken_back_by_name():
    referred = said("r", "idva.referred", 1, to="northshire-idva")
    assert "northshire-idva" in involved(referred, said("w", "information.withdrawn", 3, **{"from": "northshire-idva"}))
    assert "northshire-idva" not in involved(referred, said("w", "information.withdrawn", 3, ["r"], **{"from": "northshire-idva"}))


def test_what_is_recorded_here_after_a_share_keeps_nothing_open_and_what_is_their_own_does():
    back = said("w", "information.withdrawn", 9, ["s"], **{"from": HOUSING})
    here = said("h", "victim.told", 4, by=HOUSING, source="safehold")
    assert HOUSING not in involved(shared(extent="whole"), here, back)
    for own in (
        said("h", "victim.told", 4, by=HOUSING),
        said("h", "call.received", 4, by=HOUSING, source="safehold"),
        said("h", "victim.told", 1, by=HOUSING, source="safehold", topic="plan"),
    ):
        kept = involved(shared(day=2, extent="whole"), own, back)
        assert kept[HOUSING].own, own


def test_to_view_is_not_to_work_on():
    found = involved(shared(extent="whole", may="view"), shared("t", 2, extent="whole", may="work", until="2026-05-01"))
    assert found[HOUSING].until == FOREVER
    assert found[HOUSING].work_until == end_of_day(read_day("2026-05-01"))


def test_the_last_word_on_its_end_counts_and_only_they_acknowledge_it():
    events = [
        shared(extent="part", until="2026-04-01"),
        said("c", "information.share_changed", 3, ["s"], without_end=True),
        said("d", "information.share_changed", 4, ["s"], until="2026-06-01"),
        said("a", "information.acknowledged", 5, ["s"], by="northshire-health"),
        said("b", "information.acknowledged", 6, ["s"], by=HOUSING),
    ]
    (found,) = shares_of(events, History(events))
    assert found.until == end_of_day(read_day("2026-06-01"))
    assert found.acknowledged.id.id == "b"
