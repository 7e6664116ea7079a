"""Derives the calls that lead an incident, and where the answer to each stands."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from safehold.chronology.derived import Table, Wanted
from safehold.chronology.envelope import Event, EventId
from safehold.chronology.recording import Derivation
from safehold.identity.cases import CaseKey, CaseRecord, foremost, suspects_of, victims_of
from safehold.identity.cases_stored import case_id
from safehold.identity.follow_up import FollowUp
from safehold.identity.involvement import Touched
from safehold.practice.response.places import callsign, place_of
from safehold.practice.response.said_aloud import spoken

CALL = Table(
    "response_call",
    ("event_id",),
    (
        "reference", "agency", "case_id", "victim_id", "suspect_id", "received_at", "channel", "domestic", "category", "words", "area",
        "dangers", "grade", "graded_at", "grade_reason", "asked_grade", "asked_reason", "asked_by", "asked_at", "history_checked_at",
        "briefed_at", "dispatched_at", "diverted_at", "arrived_at", "reassessed_at", "cut_off_at", "told_delay_at", "closed_at",
        "closed_as", "joined", "others", "place", "units", "read_units", "read_at", "divert_unit", "divert_reason", "divert_by",
        "divert_asked_at", "second_at", "second_agrees", "call_back_who", "called_back_at", "first_event", "spoken", "also_spoken",
        "sent_at", "there_at", "heard_at",
    ),
)  # fmt: skip
CALLED = "call.received"
ATTENDING = ("first_responder", "shift_sergeant")
# What the caller says that makes a call dangerous, in the order in which it is shown.
DANGERS = ("weapon", "strangulation", "threat_to_kill", "suspect_present", "injuries", "children_present")


def apply(derivation: Derivation) -> None:
    touched = derivation.get(Touched)
    _follow_her_cases(derivation.cursor, touched)
    history, follow_up = touched.history, FollowUp(touched.history)
    calls = [event for event in history.by_id.values() if event.kind == CALLED and touched.seq(event) in touched.thread]
    leading = {call.id: _leading(call, follow_up, touched) for call in calls if history.resolve(call.id) is call}
    joined: dict[EventId, list[Event]] = defaultdict(list)
    for call in calls:
        if call.id in leading and leading[call.id] != call.id:
            joined[leading[call.id]].append(call)
    wanted = {
        (touched.seq(call),): _row(call, follow_up.of(call), joined[call.id], touched)
        for call in calls
        if call.id in leading and leading[call.id] == call.id
    }
    derivation.wanted.append(Wanted(CALL, "event_id", [touched.seq(call) for call in calls], wanted))


def _leading(call: Event, follow_up: FollowUp, touched: Touched) -> EventId:
    """The call that leads the incident: this one, unless it was joined into another. One that leads nowhere, or in a circle back to itself,
    is joined to none, so that no call is lost: of a circle the first leads."""
    path = [call]
    while (into := _joined_into(path[-1], follow_up, touched)) is not None:
        if into in path:
            return min(path[path.index(into) :], key=lambda each: each.order).id
        path.append(into)
    return path[-1].id


def _joined_into(call: Event, follow_up: FollowUp, touched: Touched) -> Event | None:
    for event in reversed(follow_up.of(call)):
        if event.kind == "call.joined":
            into = touched.history.resolve(event.references[-1]) if "into" in event.data else None
            ours = any(touched.history.resolve(target) is call for target in event.about)
            if ours and into is not None and into is not call and into.kind == CALLED:
                return into
    return None


def _row(call: Event, after: list[Event], joined: list[Event], touched: Touched) -> tuple[Any, ...]:
    data = call.data
    domestic, category = data.get("domestic"), data.get("category", "")
    grade, graded_at, grade_reason = "", None, ""
    asked: tuple[str, str, str, int | None] = ("", "", "", None)
    sent = _Sent()
    back_who, called_back, told_delay = "", None, None
    second: tuple[int | None, bool | None] = (None, None)
    dangers = {name for each in (call, *joined) for name in DANGERS if each.data.get(name) is True}
    for event in after:
        at = event.occurred_at.earliest
        if event.kind == "call.reclassified":
            domestic, category = event.data.get("domestic", domestic), event.data.get("category", category)
        elif event.kind == "call.graded":
            grade, graded_at, grade_reason = event.data.get("grade", grade), at, event.data.get("reason", "")
        elif event.kind == "call.regraded":
            grade, graded_at, grade_reason = event.data.get("to", grade), at, event.data.get("reason", "")
        elif event.kind == "call.downgrade_asked":
            actor = event.actor.id if event.actor else ""
            asked = (event.data.get("to", ""), event.data.get("reason", ""), actor, at)
        elif event.kind == "call.downgrade_answered":
            asked = ("", "", "", None)
        elif event.kind == "call.second_checked":
            second = (at, event.data.get("agrees"))
        elif event.kind == "call.call_back_decided":
            back_who = str(event.data.get("who", ""))
        elif event.kind == "victim.contact_attempted":
            if any(each.kind == "call.call_back_decided" for each in touched.history.about(event)):
                called_back = at
            elif event.data.get("reached") is True and event.data.get("safe") is not False:
                told_delay = at
        elif event.kind == CALLED:
            dangers |= {name for name in DANGERS if event.data.get(name) is True}
        sent.follow(event, at)
    first, last = _first(after), _last(after)
    victim, suspect = (foremost(call, named, touched.history, touched.mentions) for named in (victims_of, suspects_of))
    closing = [event for event in after if event.kind == "call.closed"]
    began = _began(call, touched)
    return (
        call.id.id, call.agency, _case(touched, victim, suspect), victim, suspect, call.occurred_at.earliest, data.get("channel", ""),
        domestic, category, data.get("words", "")[:2000], data.get("area", ""), [name for name in DANGERS if name in dangers],
        grade, graded_at, grade_reason, *asked, first("history.checked"), first("history.briefed"), last("unit.dispatched"),
        last("unit.diverted"), first("unit.arrived"), last("supervisor.reassessed"), last("call.cut_off"),
        told_delay, closing[-1].occurred_at.earliest if closing else None,
        closing[-1].data.get("as", "") if closing else "", len(joined), _others(call, victim, suspect, touched),
        place_of(data), list(sent.units) or None, list(sent.read) or None, sent.read_at, *sent.asked, *second, back_who, called_back,
        touched.seq(began), spoken(began.id), sorted(spoken(_began(each, touched).id) for each in joined) or None, *sent.times(),
    )  # fmt: skip


def _began(call: Event, touched: Touched) -> Event:
    """The call as it was first recorded, which no correction changes."""
    by_id, seen = touched.history.by_id, {call.id}
    while call.corrects is not None and call.corrects in by_id and call.corrects not in seen:
        call = by_id[call.corrects]
        seen.add(call.id)
    return call


class _Sent:
    """The units that are on their way or there, by callsign, which of them have read the briefing, and which is asked for elsewhere.
    A unit that nobody named is none here: that one was sent stands in the times."""

    def __init__(self) -> None:
        self.units: dict[str, _Times] = {}
        self.read: dict[str, None] = {}
        self.read_at: int | None = None
        self.asked: tuple[str, str, str, int | None] = ("", "", "", None)

    def follow(self, event: Event, at: int) -> None:
        unit = callsign(event.data.get("unit", ""))
        if event.kind == "unit.dispatched" and unit:
            # Sent again it is as if it had never been there: its crew may be another.
            self.units[unit] = _Times(at)
            self.read.pop(unit, None)
        elif event.kind == "unit.arrived" and unit:
            times = self.units.setdefault(unit, _Times(at))
            times.there = times.there or at
        elif event.kind == "unit.diverted":
            # One that does not say which took away all that were sent.
            for gone in [unit] if unit else list(self.units):
                self.units.pop(gone, None)
                self.read.pop(gone, None)
        elif event.kind == "history.briefed" and event.data.get("acknowledged") is True:
            self.read_at = at
            if unit:
                self.read[unit] = None
            for name in [unit] if unit else self._all_told(event):
                if name in self.units:
                    self.units[name].heard = self.units[name].heard or at
        elif event.kind == "unit.diversion_asked":
            actor = event.actor.id if event.actor else ""
            self.asked = (unit, str(event.data.get("reason", "")), actor, at)
        if event.kind in ("unit.diversion_answered", "unit.diverted"):
            self.asked = ("", "", "", None)

    def _all_told(self, event: Event) -> list[str]:
        """Where nobody says which unit has it: by radio all that are on the call, since the room tells them all. What an officer says at
        the door is of their own, which is known where one alone is there."""
        at_the_door = event.actor is not None and event.actor.role in ATTENDING
        return [] if at_the_door and len(self.units) > 1 else list(self.units)

    def times(self) -> tuple[list[int] | None, list[int] | None, list[int] | None]:
        each = self.units.values()
        return [one.sent for one in each] or None, [one.there for one in each] or None, [one.heard for one in each] or None


class _Times:
    """When a unit was sent, was there, and had the briefing; 0 where it was not."""

    def __init__(self, sent: int) -> None:
        self.sent, self.there, self.heard = sent, 0, 0


def _others(call: Event, victim: int | None, suspect: int | None, touched: Touched) -> list[int] | None:
    """Whom it concerns beside the one by whom it is known: their cases are its cases too."""
    concern = touched.concern[call.id]
    return sorted(concern.victims - {victim} if victim is not None else concern.suspects - {suspect}) or None


def _follow_her_cases(cursor: Any, touched: Touched) -> None:
    """A call that names nobody but her stands under her latest case, and so moves when another of her cases becomes that."""
    latest = {victim: _case(touched, victim, None) for victim in sorted({key.victim for key in touched.records} & touched.persons)}
    if latest:
        cursor.execute(
            "UPDATE response_call c SET case_id = n.case_id FROM unnest(%s::bigint[], %s::text[]) AS n(victim_id, case_id)"
            " WHERE c.victim_id = n.victim_id AND c.suspect_id IS NULL AND c.case_id <> n.case_id",
            [list(latest), list(latest.values())],
        )


def _case(touched: Touched, victim: int | None, suspect: int | None) -> str:
    if victim is None:
        return ""
    if suspect is not None:
        return case_id(CaseKey(victim, suspect))
    hers = [record for key, record in touched.records.items() if key.victim == victim]
    latest = max(hers, key=_recency) if len(hers) > 1 else next(iter(hers), None)
    return case_id(latest.key) if latest else ""


def _recency(record: CaseRecord) -> tuple[Any, ...]:
    """Later events come first; of two cases with the same events, that whose suspect is named later in them. Never by the number of a
    person, which says in what order records came in."""
    named = [
        (event.order, position)
        for event in record.events
        for position, mention in enumerate(event.people)
        if record.person(event, mention) == record.key.suspect
    ]
    return ([event.order for event in reversed(record.events)], max(named, default=()))


def _first(after: Iterable[Event]) -> Any:
    times: dict[str, int] = {}
    for event in after:
        times.setdefault(event.kind, event.occurred_at.earliest)
    return times.get


def _last(after: Iterable[Event]) -> Any:
    return {event.kind: event.occurred_at.earliest for event in after}.get
