"""When an event may answer a duty: after its trigger, before it where it must come first, or earlier and standing still."""

from collections.abc import Callable

from safehold.chronology.envelope import Event
from safehold.chronology.times import When
from safehold.rulebook.duty import Duty, by
from safehold.rulebook.model import Length, Response, Rule, Standing
from safehold.rulebook.truth import NO, UNSURE, YES, Truth
from safehold.rulebook.windows import shifter

Asked = Callable[[Event, Duty], Truth]


def timing_of(response: Response, rule: Rule) -> Asked:
    """Whether an event came when it could count: before the trigger, for what must precede it; else after it, or while it still stood."""
    if rule.kind == "precedence":
        return _earlier(response.within)
    later = _later if response.within is None else _later_within(response.within)
    if rule.standing is None:
        return later
    earlier, unless = _earlier(rule.standing.within), _undoing(rule.standing)

    def timing(event: Event, duty: Duty) -> Truth:
        truth = later(event, duty)
        if truth == YES:
            return YES
        before = earlier(event, duty)
        if before != NO and unless(event, duty):
            before = NO
        return YES if UNSURE == truth == before else max(truth, before)

    return timing


def _later(event: Event, duty: Duty) -> Truth:
    """Whether an event came at or after the trigger; where dates overlap, what is about a trigger came after it."""
    at, start = event.occurred_at, duty.start.at
    if at.earliest >= start.latest:
        return YES
    if at.latest < start.earliest:
        return NO
    return UNSURE if duty.view.ancestors(event).isdisjoint(duty.start.ids) else YES


def _later_within(length: Length) -> Asked:
    shift = shifter(length)

    def asked(event: Event, duty: Duty) -> Truth:
        truth, start = _later(event, duty), duty.start.at
        return min(truth, by(event.occurred_at, When(shift(start.earliest), shift(start.latest)))) if truth != NO else NO

    return asked


def _earlier(length: Length | None) -> Asked:
    """Whether an event came at or before the trigger, and no further back than a length."""
    back = shifter(length, back=True) if length is not None else None

    def asked(event: Event, duty: Duty) -> Truth:
        at, start = event.occurred_at, duty.start.at
        if at.earliest > start.latest:
            return NO
        truth = YES if at.latest <= start.earliest else UNSURE
        if back is None or at.earliest >= back(start.latest):
            return truth
        return NO if at.latest < back(start.earliest) else min(truth, UNSURE)

    return asked


def _undoing(standing: Standing) -> Callable[[Event, Duty], bool]:
    """Whether what was done before the trigger has been undone by something between the two."""
    kinds = standing.unless

    def undone(event: Event, duty: Duty) -> bool:
        for kind in kinds:
            for other in duty.index.get(kind, ()):
                if other.occurred_at.latest <= duty.start.at.latest and other.order > event.order:
                    return True
        return False

    return undone
