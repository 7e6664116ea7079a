"""Derives the calls that lead an incident, and where the answer to each stands."""

from collections.abc import Iterable
from typing import Any

from safehold.chronology.derived import Table, Wanted
from safehold.chronology.envelope import Event
from safehold.chronology.recording import Derivation
from safehold.identity.cases import CaseKey
from safehold.identity.cases_stored import case_id
from safehold.identity.follow_up import FollowUp
from safehold.identity.involvement import Touched

CALL = Table(
    "response_call",
    ("event_id",),
    (
        "reference", "agency", "case_id", "victim_id", "suspect_id", "received_at", "channel", "domestic", "category", "words", "area",
        "dangers", "grade", "graded_at", "grade_reason", "asked_grade", "asked_reason", "asked_by", "asked_at", "history_checked_at",
        "briefed_at", "dispatched_at", "diverted_at", "arrived_at", "reassessed_at", "cut_off_at", "told_delay_at", "closed_at",
        "closed_as", "joined",
    ),
)  # fmt: skip
# What the caller says that makes a call dangerous, in the order in which it is shown.
DANGERS = ("weapon", "strangulation", "threat_to_kill", "suspect_present", "injuries", "children_present")


def apply(derivation: Derivation) -> None:
    touched = derivation.get(Touched)
    _follow_her_cases(derivation.cursor, touched)
    follow_up = FollowUp(touched.history)
    calls = [event for event in touched.history.by_id.values() if event.kind == "call.received" and touched.seq(event) in touched.thread]
    standing = {event.id for event in touched.history.events}
    wanted = {}
    for call in calls:
        if call.id in standing:
            after = follow_up.of(call)
            if not _joined_elsewhere(call, after):
                wanted[touched.seq(call),] = _row(call, after, touched)
    derivation.wanted.append(Wanted(CALL, "event_id", [touched.seq(call) for call in calls], wanted))


def _joined_elsewhere(call: Event, after: Iterable[Event]) -> bool:
    return any(
        event.kind == "call.joined" and call.id in event.about and call.id not in event.references[len(event.about) :] for event in after
    )


def _row(call: Event, after: list[Event], touched: Touched) -> tuple[Any, ...]:
    data = call.data
    domestic, category = data.get("domestic"), data.get("category", "")
    grade, graded_at, grade_reason = "", None, ""
    asked: tuple[str, str, str, int | None] = ("", "", "", None)
    dangers = {name for name in DANGERS if data.get(name) is True}
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
        elif event.kind == "call.received":
            dangers |= {name for name in DANGERS if event.data.get(name) is True}
    first, last = _first(after), _last(after)
    concern = touched.concern[call.id]
    victim, suspect = min(concern.victims, default=None), min(concern.suspects, default=None)
    joined = sum(event.kind == "call.joined" for event in after)
    closing = [event for event in after if event.kind == "call.closed"]
    return (
        call.id.id, call.agency, _case(touched, victim, suspect), victim, suspect, call.occurred_at.earliest, data.get("channel", ""),
        domestic, category, data.get("words", "")[:2000], data.get("area", ""), [name for name in DANGERS if name in dangers],
        grade, graded_at, grade_reason, *asked, first("history.checked"), first("history.briefed"), last("unit.dispatched"),
        last("unit.diverted"), first("unit.arrived"), last("supervisor.reassessed"), last("call.cut_off"),
        last("victim.contact_attempted"), closing[-1].occurred_at.earliest if closing else None,
        closing[-1].data.get("as", "") if closing else "", joined,
    )  # fmt: skip


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
    hers = [key for key in touched.records if key.victim == victim]
    latest = max(hers, key=lambda key: (touched.records[key].events[-1].order, key.suspect or 0), default=None)
    return case_id(latest) if latest else ""


def _first(after: Iterable[Event]) -> Any:
    times: dict[str, int] = {}
    for event in after:
        times.setdefault(event.kind, event.occurred_at.earliest)
    return times.get


def _last(after: Iterable[Event]) -> Any:
    return {event.kind: event.occurred_at.earliest for event in after}.get
