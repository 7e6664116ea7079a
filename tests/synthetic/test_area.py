"""The synthetic area: what it makes can be read, makes sense over time, is made again alike, and names nobody real."""

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.envelope import Event, read_event
from safehold.synthetic.area import Area, synthesise
from safehold.synthetic.clock import DAY, at_midnight
from safehold.synthetic.rates import default, rates

ROOT = Path(__file__).parents[2]
UNTIL = date(2026, 11, 2)
PEOPLE, MONTHS = 24_000, 12
# What happens only inside Safehold, or too seldom to ask for in one small area.
NOT_MADE = {"content.redacted", "identity.judged", "identity.undone", "perpetrator.considered", "duty.help_asked", "case.handed_over"}
NOT_MADE |= {"evidence.reviewed"}
NOT_MADE |= {"plan.copied", "victim.message_written", "victim.message_stopped", "victim.needs_recorded", "interpreter.booked"}
NOT_MADE |= {"victim.consented", "ranking.disagreed", "case.owner_named", "capacity.declared"}
NOT_MADE |= {"call.call_back_decided", "call.reasoned", "call.second_checked", "unit.diversion_asked", "unit.diversion_answered"}
SELDOM = {
    *("marac.transferred", "legal_hold.lifted", "marker.lifted", "alarm.disabled", "record.restricted", "record.unrestricted"),
    *("review.published", "subject.notified_address", "crime.cancelled", "plan.action_cancelled", "staff.suspected"),
    *("standards.notified", "order.ended", "review.action_done"),
}


@pytest.fixture(scope="module")
def area() -> Area:
    return Area(PEOPLE, MONTHS, 1, at_midnight(UNTIL))


@pytest.fixture(scope="module")
def events(area: Area) -> list[Event]:
    return [read_event(raw) for raw in area.events()]


def digest_of(people: int, seed: int) -> str:
    lines = Area(people, 3, seed, at_midnight(UNTIL)).ledger.in_order()
    return hashlib.sha256(b"\n".join(line.line for line in lines)).hexdigest()


def test_the_same_seed_gives_the_same_bytes_whatever_the_process_hashes_like() -> None:
    code = "from tests.synthetic.test_area import digest_of; print(digest_of(2000, 7))"
    given = {**os.environ, "PYTHONHASHSEED": "4711"}
    elsewhere = subprocess.run([sys.executable, "-c", code], env=given, cwd=ROOT, capture_output=True, text=True, check=True)
    assert elsewhere.stdout.strip() == digest_of(2000, 7)


def test_another_seed_gives_another_area() -> None:
    assert digest_of(2000, 7) != digest_of(2000, 8)


def test_the_door_gives_what_the_area_holds() -> None:
    assert list(synthesise(1000, 2, 3, UNTIL)) == list(Area(1000, 2, 3, at_midnight(UNTIL)).events())


def test_every_event_can_be_read_and_is_odd_only_on_purpose(area: Area, events: list[Event]) -> None:
    odd = {each.event for each in area.truth.oddities if each.what == "field of the wrong type"}
    assert {tuple(event.id) for event in events if event.warnings} <= {tuple(ref) for ref in odd}
    assert len({event.id for event in events}) == len(events)


def test_the_default_area_has_about_fifteen_thousand_events(events: list[Event]) -> None:
    assert 13_500 < len(events) * default("people") / PEOPLE < 16_500


def test_nearly_every_kind_happens(events: list[Event]) -> None:
    assert set(CATALOGUE.kinds) - {event.kind for event in events} <= NOT_MADE | SELDOM


def test_calls_come_at_the_rate_of_a_force(area: Area, events: list[Event]) -> None:
    expected = PEOPLE * rates()["calls_per_person_per_day"] * (area.until - area.start) / DAY
    joined = {target for event in events if event.kind == "call.joined" for target in event.about}
    calls = sum(event.kind == "call.received" and event.id not in joined for event in events)
    assert 0.9 * expected < calls < 1.2 * expected


def test_nothing_happens_or_is_recorded_outside_the_period(area: Area, events: list[Event]) -> None:
    assert all(
        area.start <= event.occurred_at.latest // 1_000_000 and event.occurred_at.earliest <= area.until * 1_000_000 for event in events
    )
    exact = [event for event in events if event.occurred_at.exact]
    assert all(event.recorded_at <= area.until * 1_000_000 for event in exact)


def test_everything_comes_after_what_it_is_about(events: list[Event]) -> None:
    by_id = {event.id: event for event in events}
    for event in events:
        for target in event.about:
            assert by_id[target].occurred_at.earliest <= event.occurred_at.latest, (event, by_id[target])
        if event.corrects is not None:
            assert by_id[event.corrects].kind == event.kind


def test_nobody_is_bailed_before_arrest_or_sent_to_before_a_call(events: list[Event]) -> None:
    by_id = {event.id: event for event in events}
    meant = {
        "unit.arrived": "call.received", "call.graded": "call.received", "suspect.interviewed": "arrest.made", "bail.varied": "bail.set",
        "bail.breach_reported": "bail.set", "bail.breach_decided": "bail.breach_reported", "plan.action_done": "plan.action_agreed",
        "marac.heard": "marac.listed", "order.recorded": "order.made", "disclosure.triaged": "disclosure.requested",
    }  # fmt: skip
    for event in events:
        if event.kind in meant:
            assert meant[event.kind] in {by_id[target].kind for target in event.about}, event


def test_most_is_in_order_and_some_is_late(events: list[Event]) -> None:
    known = [event.recorded_at for event in events if event.occurred_at.exact]
    disordered = sum(second < first for first, second in zip(known, known[1:], strict=False))
    late = sum(event.recorded_at - event.occurred_at.latest > DAY * 1_000_000 for event in events)
    assert 0 < disordered < 0.06 * len(known)
    assert 0 < late < 0.06 * len(events)
    assert any(not event.occurred_at.exact for event in events)


def test_telephones_and_mail_are_those_kept_for_fiction(events: list[Event]) -> None:
    for event in events:
        for mention in event.people:
            assert not mention.phone or re.fullmatch(r"(01632960|07700900)\d{3}", mention.phone.replace(" ", ""))
            assert not mention.email or mention.email.rpartition("@")[2] in ("example.org", "example.com", "example.net")
            assert not mention.postcode or mention.postcode.startswith(("XN", "XS"))


def test_the_truth_names_the_person_of_every_mention(area: Area, events: list[Event]) -> None:
    told = {(named.event, named.ref): named.person for named in area.truth.mentions}
    assert {(tuple(event.id), mention.ref) for event in events for mention in event.people} == {(tuple(event), ref) for event, ref in told}
    assert set(told.values()) <= {person.number for person in area.register.people}


def test_no_number_is_shared_by_two_people_unless_the_truth_says_so(area: Area) -> None:
    holders: dict[tuple[str, str], set[int]] = defaultdict(set)
    for named in area.truth.mentions:
        if not named.reused:
            holders[named.event.source, named.ref].add(named.person)
    assert all(len(people) == 1 for people in holders.values())


def test_one_person_is_known_to_several_agencies_and_spelt_in_several_ways(area: Area, events: list[Event]) -> None:
    person_of = {(tuple(named.event), named.ref): named.person for named in area.truth.mentions}
    agencies: dict[int, set[str]] = defaultdict(set)
    spellings: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for event in events:
        for mention in event.people:
            person = person_of[tuple(event.id), mention.ref]
            agencies[person].add(event.agency)
            if mention.named:
                spellings[person].add((mention.given_name, mention.family_name))
    assert sum(len(found) >= 3 for found in agencies.values()) > 30
    assert sum(len(found) >= 2 for found in spellings.values()) > 0.2 * len(spellings)


def test_most_pairs_call_once_and_a_few_call_often(area: Area) -> None:
    by_pair = Counter(line.case for line in area.ledger.lines if b'"kind":"call.received"' in line.line)
    assert sum(calls == 1 for calls in by_pair.values()) > 0.6 * len(by_pair)
    assert sum(calls >= 5 for calls in by_pair.values()) < 0.1 * len(by_pair)
    assert max(by_pair.values()) >= 5


def test_a_confidential_address_is_told_only_to_those_who_may_know_it(events: list[Event]) -> None:
    marked = {(mention.address, event.agency) for event in events for mention in event.people if "address" in mention.confidential}
    assert {agency for _, agency in marked} <= {"northshire-idva", "westbrook-refuge"}
    hidden = {address for address, _ in marked}
    assert hidden
    elsewhere = {mention.address for event in events for mention in event.people if not mention.confidential}
    assert not hidden & elsewhere


def test_every_warning_before_a_harm_came_before_it(area: Area, events: list[Event]) -> None:
    by_id = {tuple(event.id): event for event in events}
    assert {"homicide", "suicide"} <= {harm.what for harm in area.truth.harms}
    for harm in area.truth.harms:
        assert all(by_id[tuple(warning)].occurred_at.earliest <= by_id[tuple(harm.event)].occurred_at.latest for warning in harm.warnings)


def test_agencies_keep_most_duties_and_the_truth_has_those_they_let_slip(area: Area, events: list[Event]) -> None:
    by_id = {tuple(event.id) for event in events}
    assert all(tuple(slipped.trigger) in by_id for slipped in area.truth.slipped)
    assert {slipped.how for slipped in area.truth.slipped} == {"late", "never"}
    supervised = sum(event.kind == "risk.supervised" for event in events)
    slipped = sum(each.duty == "risk-supervised" for each in area.truth.slipped)
    assert 0.08 < slipped / supervised < 0.25


def test_the_last_day_leaves_something_waiting(area: Area, events: list[Event]) -> None:
    lately = (area.until - DAY) * 1_000_000
    arrived = {target for event in events if event.kind == "unit.arrived" for target in event.about}
    calls = [event for event in events if event.kind == "call.received" and event.occurred_at.earliest > lately]
    assert sum(call.id not in arrived for call in calls) >= 2
    answered = {target for event in events if event.kind in ("bail.breach_decided", "arrest.made") for target in event.about}
    assert any(
        event.kind == "bail.breach_reported" and event.occurred_at.earliest > lately and event.id not in answered for event in events
    )
    assert any(event.kind == "call.downgrade_asked" and event.occurred_at.earliest > lately for event in events)


def test_each_agency_says_up_to_when_its_records_are_complete(events: list[Event]) -> None:
    declared = {event.agency for event in events if event.kind == "coverage.declared"}
    assert declared == {event.agency for event in events}
