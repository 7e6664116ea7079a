"""When a duty must be done: from where its clock runs, for how long, and how long the clock stood still."""

from collections.abc import Callable
from functools import lru_cache

from safehold.chronology.envelope import Event
from safehold.chronology.times import BadTime, When, read_when
from safehold.rulebook.calendar import Calendar
from safehold.rulebook.comparisons import Test
from safehold.rulebook.conditions import compiled
from safehold.rulebook.fields import field_at
from safehold.rulebook.model import Anchor, Length, Limit, Rule
from safehold.rulebook.triggers import Started
from safehold.rulebook.truth import NO, YES
from safehold.rulebook.view import View
from safehold.rulebook.windows import ended, shifter

Reckoned = tuple[When | None, bool]
"""A due time, None where it waits on what has not come; and whether the record holds the date that the rule goes by."""
From = Callable[[Started, View], When]
Reckon = Callable[[Started, When, View], Reckoned]
"""From a start, and the time from which its clock runs, to when it is due."""
Lasts = Callable[[When], When]
"""From the time from which a clock runs to when it has run down, where that is all that a due time goes by."""


def anchored(anchor: Anchor) -> From | None:
    """From where the clock runs, if not from the start itself."""
    if anchor.field:
        date = _date_at(anchor.field)
        return lambda start, _view: date(start.event) or start.at
    if not anchor.about:
        return None
    kinds = anchor.about

    def earliest(start: Started, view: View) -> When:
        found = view.about_kinds(start.event, kinds)
        return found[0].occurred_at if found else start.at

    return earliest


def lasting(limits: tuple[Limit, ...], calendar: Calendar) -> Lasts | None:
    """Where a due time always lies as long after the start of the clock, or at the same end: what is due when."""
    if len(limits) != 1 or limits[0].only_for or limits[0].when:
        return None
    return _lasting(limits[0], calendar)


def _lasting(limit: Limit, calendar: Calendar) -> Lasts | None:
    if limit.length is not None:
        return _after_length(limit.length)
    end_of = limit.end_of
    return _after(lambda at: ended(at, end_of, calendar)) if end_of is not None else None


@lru_cache(maxsize=256)
def _after_length(length: Length) -> Lasts:
    """The same for all rules that give as long: what of one case starts one duty often starts others."""
    return _after(shifter(length))


def _after(shift: Callable[[int], int]) -> Lasts:
    @lru_cache(maxsize=1024)
    def after(at: When) -> When:
        first = shift(at.earliest)
        return When(first, first if at.latest == at.earliest else shift(at.latest))

    return after


def reckoner(limits: tuple[Limit, ...], calendar: Calendar) -> Reckon:
    """By the first limit whose conditions hold; where a condition is not known, anywhere between the limits that might."""
    if len(limits) == 1 and not limits[0].only_for and not limits[0].when:
        return _way(limits[0], calendar)
    ways: list[tuple[tuple[str, ...], Test, Reckon]] = [(limit.only_for, compiled(limit.when), _way(limit, calendar)) for limit in limits]

    def reckon(start: Started, at: When, view: View) -> Reckoned:
        possible: list[Reckoned] = []
        for only_for, holds, way in ways:
            if only_for and start.name not in only_for:
                continue
            truth = holds(view, start.event, start.event)
            if truth == NO:
                continue
            reckoned = way(start, at, view)
            if truth == YES and not possible:
                return reckoned
            possible.append(reckoned)
            if truth == YES:
                break
        if len(possible) == 1:
            return possible[0]
        times = [due for due, _ in possible if due is not None]
        if len(times) < len(possible) or not times:
            return None, bool(possible) and all(dated for _, dated in possible)
        return When(min(due.earliest for due in times), max(due.latest for due in times)), True

    return reckon


def _way(limit: Limit, calendar: Calendar) -> Reckon:
    lasts = _lasting(limit, calendar)
    if lasts is not None:
        return lambda _start, at, _view: (lasts(at), True)
    if limit.date:
        date = _date_at(limit.date)

        def on_the_date(start: Started, _at: When, _view: View) -> Reckoned:
            given = date(start.event)
            return (When(given.latest, given.latest), True) if given is not None else (None, False)

        return on_the_date
    if limit.before:
        kinds = limit.before
        return lambda start, _at, view: (_next(kinds, start, view), True)
    options = [reckoner((option,), calendar) for option in limit.earliest_of]

    def earliest(start: Started, at: When, view: View) -> Reckoned:
        times = [due for due, _ in [option(start, at, view) for option in options] if due is not None]
        return When(min(due.earliest for due in times), min(due.latest for due in times)) if times else None, True

    return earliest


def _next(kinds: tuple[str, ...], start: Started, view: View) -> When | None:
    """When the first event of a kind came after the trigger, of the same incident if it says which."""
    found = None
    for kind in kinds:
        events = view.pair.get(kind, [])
        for event in view.near(events, start.event) if start.event.about else events:
            if event.occurred_at.latest < start.at.earliest or event.id == start.event.id:
                continue
            if event.about and start.event.about and not view.ancestors(event) & view.ancestors(start.event):
                continue
            if found is None or event.occurred_at < found:
                found = event.occurred_at
    return found


def _date_at(field: str) -> Callable[[Event], When | None]:
    read = field_at(field)

    def date(event: Event) -> When | None:
        value = read(event)
        try:
            return read_when(value) if isinstance(value, str) else None
        except BadTime:
            return None

    return date


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
