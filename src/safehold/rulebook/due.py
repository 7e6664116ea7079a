"""When a duty must be done: from where its clock runs, for how long, and how long the clock stood still."""

from typing import NamedTuple

from safehold.chronology.envelope import Event
from safehold.chronology.times import BadTime, When, read_when
from safehold.rulebook.calendar import Calendar
from safehold.rulebook.conditions import field_of, hold
from safehold.rulebook.model import Limit, Rule
from safehold.rulebook.triggers import Started
from safehold.rulebook.truth import NO, YES
from safehold.rulebook.view import View
from safehold.rulebook.windows import ended, shifted


class Reckoned(NamedTuple):
    """A due time; None where it waits on what has not come. `dated` is false where the record lacks the date that the rule goes by."""

    due: When | None
    dated: bool = True


def runs_from(rule: Rule, start: Started, view: View) -> When:
    anchor = rule.anchor
    if anchor.field:
        return _date(anchor.field, start.event) or start.at
    if anchor.about:
        found = view.about_kinds(start.event, anchor.about)
        if found:
            return found[0].occurred_at
    return start.at


def due_time(limits: tuple[Limit, ...], start: Started, at: When, view: View, calendar: Calendar) -> Reckoned:
    """By the first limit whose conditions hold; where a condition is not known, anywhere between the limits that might."""
    possible: list[Reckoned] = []
    for limit in limits:
        if limit.only_for and start.name not in limit.only_for:
            continue
        truth = hold(limit.when, view, start.event, start.event)
        if truth == NO:
            continue
        possible.append(_reckon(limit, start, at, view, calendar))
        if truth == YES:
            break
    times = [each.due for each in possible if each.due is not None]
    if len(times) < len(possible) or not times:
        return Reckoned(None, bool(possible) and all(each.dated for each in possible))
    return Reckoned(When(min(due.earliest for due in times), max(due.latest for due in times)))


def _reckon(limit: Limit, start: Started, at: When, view: View, calendar: Calendar) -> Reckoned:
    if limit.length is not None:
        return Reckoned(When(shifted(at.earliest, limit.length), shifted(at.latest, limit.length)))
    if limit.end_of is not None:
        return Reckoned(When(ended(at.earliest, limit.end_of, calendar), ended(at.latest, limit.end_of, calendar)))
    if limit.date:
        given = _date(limit.date, start.event)
        return Reckoned(When(given.latest, given.latest)) if given is not None else Reckoned(None, dated=False)
    if limit.before:
        return Reckoned(_next(limit.before, start, view))
    each = [due_time((option,), start, at, view, calendar).due for option in limit.earliest_of]
    times = [due for due in each if due is not None]
    return Reckoned(When(min(due.earliest for due in times), min(due.latest for due in times)) if times else None)


def _next(kinds: tuple[str, ...], start: Started, view: View) -> When | None:
    """When the first event of a kind came after the trigger, of the same incident if it says which."""
    found = None
    for kind in kinds:
        for event in view.pair.get(kind, ()):
            if event.occurred_at.latest < start.at.earliest or event.id == start.event.id:
                continue
            if event.about and start.event.about and not view.ancestors(event) & view.ancestors(start.event):
                continue
            if found is None or event.occurred_at < found:
                found = event.occurred_at
    return found


def _date(field: str, event: Event) -> When | None:
    value = field_of(field, event)
    try:
        return read_when(value) if isinstance(value, str) else None
    except BadTime:
        return None


def without_stops(due: When, rule: Rule, start: Started, view: View) -> When | None:
    """The due time put off by as long as the clock stood still; None while it stands."""
    for stop in view.pair.get("clock.stopped", ()):
        if not concerns(stop, rule, start, view) or stop.occurred_at.earliest > due.latest:
            continue
        resumed = next(
            (event for event in view.pair.get("clock.resumed", ()) if concerns(event, rule, start, view) and event.order > stop.order), None
        )
        if resumed is None:
            return None
        due = When(
            due.earliest + max(0, resumed.occurred_at.earliest - stop.occurred_at.latest),
            due.latest + max(0, resumed.occurred_at.latest - stop.occurred_at.earliest),
        )
    return due


def concerns(event: Event, rule: Rule, start: Started, view: View) -> bool:
    """Whether a waiver, a stopped clock or a handing over is of this duty and this trigger."""
    if event.data.get("duty") != rule.id:
        return False
    named = view.named(event, event.data.get("trigger"))
    if named is not None:
        return any(named.id == trigger.id for trigger in start.events)
    return any(trigger.id in view.ancestors(event) for trigger in start.events)
