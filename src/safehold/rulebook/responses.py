"""What answers a duty: which events concern its trigger, whether they came after it and by its due time, and whether they meet it."""

from collections.abc import Iterator

import msgspec

from safehold.chronology.envelope import Event, EventId
from safehold.chronology.times import When, london
from safehold.identity.cases import MentionId
from safehold.rulebook.conditions import hold
from safehold.rulebook.model import Length, Response, Rule, Spread
from safehold.rulebook.triggers import Started
from safehold.rulebook.truth import NO, UNSAID, UNSURE, YES, Truth
from safehold.rulebook.view import View
from safehold.rulebook.windows import shifted


class Duty(msgspec.Struct, frozen=True):
    """One obligation as it is being judged.

    `own` are the ids of its trigger's events and `rivals` all that start the same rule; `dated` is false where the record lacks the
    date by which it was due.
    """

    view: View
    rule: Rule
    start: Started
    runs_from: When
    due: When | None
    dated: bool
    each: str
    person: int | None
    rivals: frozenset[EventId]
    own: frozenset[EventId]


class Met(msgspec.Struct, frozen=True):
    """How surely something was done by the due time, and ever; by which events, and when the last of them was."""

    by_due: Truth
    ever: Truth
    events: tuple[EventId, ...] = ()
    done: When | None = None


NOT_MET = Met(NO, NO)


def meet(response: Response, duty: Duty) -> Met:
    if response.only_for and duty.start.name not in response.only_for:
        return NOT_MET
    if response.join == "any_of":
        return max((meet(part, duty) for part in response.parts), key=_goodness, default=NOT_MET)
    if response.join == "all_of":
        return _all_of([meet(part, duty) for part in response.parts])
    if response.of_trigger:
        event = duty.start.event
        truth = hold(response.where, duty.view, event, event)
        return Met(truth, truth, (event.id,), event.occurred_at) if truth != NO else NOT_MET
    found = [Met(min(truth, in_time(event, duty)), truth, (event.id,), event.occurred_at) for event, truth in answering(response, duty)]
    if response.at_least == 1:
        return max(found, key=_goodness, default=NOT_MET)
    return _repeated(found, response.at_least, response.spread)


def _goodness(met: Met) -> tuple[int, int, int]:
    """Surest by the due time, then surest at all, then earliest."""
    return (met.by_due, met.ever, -met.done.earliest if met.done is not None else 0)


def _all_of(parts: list[Met]) -> Met:
    ever = min(part.ever for part in parts)
    if ever == NO:
        return NOT_MET
    done = max((part.done for part in parts if part.done is not None), default=None)
    return Met(min(part.by_due for part in parts), ever, tuple(dict.fromkeys(key for part in parts for key in part.events)), done)


def _repeated(found: list[Met], needed: int, spread: Spread | None) -> Met:
    def surest(which: str, least: Truth) -> list[Met]:
        kept: dict[object, Met] = {}
        for met in found:
            if getattr(met, which) >= least:
                kept.setdefault(_slot(met, spread), met)
        return list(kept.values())[:needed]

    def level(which: str) -> Truth:
        return next((least for least in (YES, UNSURE, UNSAID) if len(surest(which, least)) >= needed), NO)

    ever = level("ever")
    if ever == NO:
        return NOT_MET
    counted = surest("by_due" if level("by_due") else "ever", level("by_due") or ever)
    done = max(met.done for met in counted if met.done is not None)
    return Met(level("by_due"), ever, tuple(key for met in counted for key in met.events), done)


def _slot(met: Met, spread: Spread | None) -> object:
    """What must differ between repeated acts: the day, or the time of day (night, morning, afternoon, evening)."""
    assert met.done is not None
    local = london(met.done.earliest)
    if spread is None:
        return met.events
    return local.date() if spread == "days" else local.hour // 6


def answering(response: Response, duty: Duty) -> Iterator[tuple[Event, Truth]]:
    """The events that answer, with how surely each both fits and came when it could count."""
    view, start = duty.view, duty.start
    index = view.kinds(duty.rule.scope)
    mode = response.answers or duty.rule.answers
    apart = duty.rule.per is not None
    for kind in response.kinds:
        for event in index.get(kind, ()):
            if event.id in duty.own or (apart and not _for_each(event, duty)):
                continue
            timing = _timing(event, response, duty)
            if timing == NO or not answers(event, start, mode, duty):
                continue
            truth = min(timing, hold(response.where, view, event, start.event))
            if truth != NO and response.after:
                truth = min(truth, _follows(event, response.after, duty))
            if truth != NO:
                yield event, truth


def answers(event: Event, start: Started, mode: str, duty: Duty) -> bool:
    """Whether an event concerns the trigger: it is about it, or about what it is about and not about a nearer trigger (itself apart)."""
    if mode == "scope":
        return True
    if not event.about:
        return mode != "direct"
    reached = duty.view.ancestors(event)
    if not duty.own.isdisjoint(reached):
        return True
    if mode == "direct":
        return False
    between = (reached & duty.rivals) - {event.id}
    for trigger in start.events:
        above = duty.view.ancestors(trigger)
        if reached & above and not between - above:
            return True
    return False


def _for_each(event: Event, duty: Duty) -> bool:
    """For duties owed per agency or per person: whether the event is of that agency, or concerns that person or nobody in the role."""
    per = duty.rule.per
    if per is None:
        return True
    if per.field:
        return event.agency == duty.each
    persons = [duty.view.record.persons.get(MentionId(event.id, mention.ref)) for mention in event.mentions(per.role)]
    return duty.person is None or not persons or duty.person in persons


def _timing(event: Event, response: Response, duty: Duty) -> Truth:
    start, at = duty.start, event.occurred_at
    if duty.rule.kind == "precedence":
        return min(_earlier(event, start), _within(at, start.at, response.within))
    truth = _later(event, start, duty.view)
    if response.within is not None:
        truth = min(truth, _by(at, When(shifted(start.at.earliest, response.within), shifted(start.at.latest, response.within))))
    standing = duty.rule.standing
    if truth == YES or standing is None:
        return truth
    earlier = min(_earlier(event, start), _within(at, start.at, standing.within))
    if earlier != NO and standing.unless and _undone(event, duty):
        earlier = NO
    return YES if UNSURE == truth == earlier else max(truth, earlier)


def _later(event: Event, start: Started, view: View) -> Truth:
    """Whether an event came at or after the trigger; where dates overlap, what is about a trigger came after it."""
    if event.occurred_at.earliest >= start.at.latest:
        return YES
    if event.occurred_at.latest < start.at.earliest:
        return NO
    return YES if any(trigger.id in view.ancestors(event) for trigger in start.events) else UNSURE


def _earlier(event: Event, start: Started) -> Truth:
    if event.occurred_at.latest <= start.at.earliest:
        return YES
    return NO if event.occurred_at.earliest > start.at.latest else UNSURE


def _within(at: When, start: When, length: Length | None) -> Truth:
    """Whether a time falls no further back than a length before the trigger."""
    if length is None or at.earliest >= shifted(start.latest, length, back=True):
        return YES
    return NO if at.latest < shifted(start.earliest, length, back=True) else UNSURE


def _undone(event: Event, duty: Duty) -> bool:
    """Whether what was done before the trigger has been undone by something between the two."""
    assert duty.rule.standing is not None
    index = duty.view.kinds(duty.rule.scope)
    for kind in duty.rule.standing.unless:
        for other in index.get(kind, ()):
            if other.order > event.order and other.occurred_at.latest <= duty.start.at.latest:
                return True
    return False


def _follows(event: Event, kinds: tuple[str, ...], duty: Duty) -> Truth:
    """Whether an event of each of these kinds that answers the trigger came before this one."""
    truth = YES
    index = duty.view.kinds(duty.rule.scope)
    for kind in kinds:
        each = NO
        for other in index.get(kind, ()):
            if answers(other, duty.start, duty.rule.answers, duty):
                each = max(each, duty.view.before(other, event))
        truth = min(truth, each)
    return truth


def in_time(event: Event, duty: Duty) -> Truth:
    if not duty.dated:
        return UNSAID
    return YES if duty.due is None else _by(event.occurred_at, duty.due)


def _by(at: When, due: When) -> Truth:
    """Windows are closed: what happens at the due instant is in time."""
    if at.latest <= due.earliest:
        return YES
    return NO if at.earliest > due.latest else UNSURE
