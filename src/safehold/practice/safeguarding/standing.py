"""Where one case stands. Pure: everything comes from the case's events in their order."""

from typing import Any

from safehold.chronology.envelope import Event
from safehold.chronology.times import BadTime, read_when
from safehold.identity.cases import CaseRecord
from safehold.risk.danger import danger
from safehold.risk.lowering import GIVES, grades

SAID = ("threat_to_kill", "strangulation", "weapon", "suspect_present")
DISCLOSED = {"threats_to_kill": "threat_to_kill", "strangulation": "strangulation", "stalking": "stalking"}
REPORTS = ("call.received", "third_party.reported")
CONTACTS = ("victim.told", "victim.views_sought")
HANDED_OVER = ("case.handed_over", "case.owner_named")
NOT_OWNING = ("ranking.disagreed",)  # to say where somebody should stand is not to take them on
OWNERS = ("da_specialist", "idva", "investigator")


def standing_of(record: CaseRecord) -> tuple[Any, ...]:
    """The row of `safeguarding_standing`, in the order of its columns."""
    graded = _graded(record)
    dangers = _dangers(record)
    grade = graded.data[GIVES[graded.kind]] if graded else ""
    assessed = _assessed(record)
    planned = _last(record, "plan.made")
    changed = [event for event in record.events if event.kind == "relationship.changed"]
    wanted = _last(record, "victim.requested", "victim.withdrew")
    contacted = _last_reached(record)
    unsafe = _last(record, "contact.unsafe")
    safe_again = _last(record, "safe_contact.set")
    owner, owner_agency = _owner(record)
    return (
        grade,
        _at(graded),
        graded.actor.role if graded and graded.actor else "",
        graded.agency if graded else "",
        assessed.data.get("instrument", "") if assessed else "",
        _score(assessed),
        danger(grade, dangers),
        sorted(dangers),
        changed[-1].data.get("to", "") if changed else "",
        _separated(changed),
        _at(planned),
        planned.data.get("summary", "")[:500] if planned else "",
        _wish(wanted),
        _at(wanted),
        _at(contacted),
        _at(_last(record, "idva.referred", "idva.engaged")),
        _at(_last(record, "marac.referred")),
        unsafe.data.get("why", "unsafe to call") if unsafe and (safe_again is None or safe_again.order < unsafe.order) else "",
        [event.occurred_at.earliest for event in record.events if _is_report(event)],
        len(
            {
                person
                for event in record.victim_events
                for mention in event.mentions("child")
                if (person := record.person(event, mention)) is not None
            }
        ),
        owner,
        owner_agency,
        _unplanned(record, graded),
    )


def _unplanned(record: CaseRecord, graded: Event | None) -> int | None:
    """Since when the risk is high and nobody owns an action of a plan, however that came about. As planning/plan.py reads a plan."""
    if graded is None or graded.data[GIVES[graded.kind]] != "high" or _has_died(record):
        return None
    cancelled = [event for event in record.events if event.kind == "plan.action_cancelled"]
    ended = {target.id for event in cancelled for target in record.history.about(event)}
    agreed = [event for event in record.events if event.kind == "plan.action_agreed" and event.data.get("owner_agency")]
    if _last(record, "plan.made") is not None and any(event.id not in ended for event in agreed):
        return None
    return max(event.occurred_at.latest for event in (graded, *cancelled))


def _has_died(record: CaseRecord) -> bool:
    deaths = (event for event in record.victim_events if event.kind == "death.reported")
    return any(record.person(event, mention) == record.key.victim for event in deaths for mention in event.mentions("deceased"))


def _owner(record: CaseRecord) -> tuple[str, str]:
    """Whose name is on the case, and of which agency: whoever took it over, or did something since."""
    for event in reversed(record.events):
        if event.kind in HANDED_OVER:
            to = event.data.get("to")
            return (str(to.get("id", "")), str(to.get("agency") or event.agency)) if isinstance(to, dict) else ("", event.agency)
        if event.actor and event.actor.role in OWNERS and event.kind not in NOT_OWNING:
            return event.actor.id, event.agency
    return "", ""


def _graded(record: CaseRecord) -> Event | None:
    """The last event that gave the grade that stands, or confirmed it."""
    return next(reversed([event for event, _ in grades(record.events)]), None)


def grade_of(record: CaseRecord) -> str:
    """The grade that a person gave last, or nothing."""
    graded = _graded(record)
    return str(graded.data[GIVES[graded.kind]]) if graded else ""


def _dangers(record: CaseRecord) -> set[str]:
    found = set()
    for event in record.events:
        if event.kind == "call.received":
            found |= {name for name in SAID if event.data.get(name) is True}
        elif event.kind == "victim.disclosed" and event.data.get("what") in DISCLOSED:
            found.add(DISCLOSED[event.data["what"]])
        elif event.kind == "marker.set" and event.data.get("marker") in ("strangulation", "stalking", "threat_to_kill"):
            found.add(event.data["marker"])
        elif event.kind in ("bail.breach_reported", "order.breach_reported"):
            found.add("order_or_bail_breached")
    return found


def _last(record: CaseRecord, *kinds: str) -> Event | None:
    return next((event for event in reversed(record.events) if event.kind in kinds), None)


def _assessed(record: CaseRecord) -> Event | None:
    """The last assessment that gave a grade: a screen that it led to is recorded after it, and grades nothing."""
    listed = [event for event in record.events if event.kind == "risk.assessed"]
    return next((event for event in reversed(listed) if event.data.get("grade")), listed[-1] if listed else None)


def _last_reached(record: CaseRecord) -> Event | None:
    for event in reversed(record.events):
        if event.kind in CONTACTS and not event.data.get("impracticable_because"):
            return event
        if event.kind == "victim.contact_attempted" and event.data.get("reached") is True:
            return event
        if event.kind == "unit.arrived" and event.data.get("victim_seen") is True:
            return event
    return None


def _is_report(event: Event) -> bool:
    return event.kind in REPORTS


def _separated(changed: list[Event]) -> int | None:
    for event in reversed(changed):
        if event.data.get("to") in ("separated", "divorcing", "ex"):
            try:
                return read_when(event.data["on"]).earliest if "on" in event.data else event.occurred_at.earliest
            except BadTime:
                return event.occurred_at.earliest
    return None


def _score(assessed: Event | None) -> float | None:
    score = assessed.data.get("score") if assessed else None
    return float(score) if score is not None else None


def _wish(wanted: Event | None) -> str:
    if wanted is None:
        return ""
    return f"withdrew:{wanted.data.get('from', '')}" if wanted.kind == "victim.withdrew" else str(wanted.data.get("request", ""))


def _at(event: Event | None) -> int | None:
    return event.occurred_at.latest if event else None
