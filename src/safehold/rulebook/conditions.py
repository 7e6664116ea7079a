"""Tests of an event: comparisons of its fields, what it is about, what else happened, and named facts of the case as of the trigger.

A condition is made into a test once, when its rule is first needed; a test looks nothing up that the rule alone decides.
"""

from collections.abc import Callable, Sequence
from itertools import count

import msgspec

from safehold.chronology.envelope import Event
from safehold.rulebook.comparisons import COMPARISONS, Test
from safehold.rulebook.facts import FACTS
from safehold.rulebook.model import Condition
from safehold.rulebook.truth import NO, UNSURE, YES, Truth, negated
from safehold.rulebook.view import Matched, View
from safehold.rulebook.windows import Shift, shifter

_ASKED: dict[Condition, int] = {}  # each question of fact by a number, so that rules which ask the same share the answer
_NUMBERS = count()


def compiled(conditions: Sequence[Condition]) -> Test:
    """Whether every condition holds. The quickest is asked first; the answer is the same."""
    tests = tuple(_TESTS[condition.test](condition) for condition in sorted(conditions, key=_effort))
    if not tests:
        return _always
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        return _both(*tests)

    def every(view: View, event: Event, trigger: Event) -> Truth:
        truth = YES
        for test in tests:
            each = test(view, event, trigger)
            if each < truth:
                if each == NO:
                    return NO
                truth = each
        return truth

    return every


def _both(first: Test, second: Test) -> Test:
    def both(view: View, event: Event, trigger: Event) -> Truth:
        one = first(view, event, trigger)
        if one == NO:
            return NO
        other = second(view, event, trigger)
        return one if one < other else other

    return both


def sifting(conditions: Sequence[Condition]) -> Callable[[View, list[Event]], list[Matched]]:
    """Of some events those that meet every condition, each as of itself: what is slow to ask is asked of what is left."""
    if not conditions:
        return lambda _view, events: [(event, YES) for event in events]
    first, *others = [_TESTS[condition.test](condition) for condition in sorted(conditions, key=_effort)]

    def sift(view: View, events: list[Event]) -> list[Matched]:
        found = [(event, truth) for event in events if (truth := first(view, event, event)) != NO]
        for test in others:
            if not found:
                break
            found = [(event, truth if truth < held else held) for event, truth in found if (held := test(view, event, event)) != NO]
        return found

    return sift


def possible(conditions: Sequence[Condition]) -> Callable[[View], bool] | None:
    """Whether a case has what conditions ask to have happened: where it has nothing of the kind, no event meets them. None where they ask
    no such thing."""
    needed = [(condition.over, frozenset(condition.kinds).isdisjoint) for condition in conditions if condition.test == "happened"]
    if not needed:
        return None

    def possible(view: View) -> bool:
        return not any(lacking(view.scopes[over]) for over, lacking in needed)

    return possible


def compiled_any(conditions: Sequence[Condition]) -> Test:
    """Whether one of the conditions holds."""
    tests = tuple(_TESTS[condition.test](condition) for condition in sorted(conditions, key=_effort))
    if len(tests) == 1:
        return tests[0]

    def some(view: View, event: Event, trigger: Event) -> Truth:
        truth = NO
        for test in tests:
            each = test(view, event, trigger)
            if each > truth:
                if each == YES:
                    return YES
                truth = each
        return truth

    return some


def _effort(condition: Condition) -> int:
    own = ("about", "fact", "happened").index(condition.test) + 1 if condition.test in ("about", "fact", "happened") else 0
    return max([own, *map(_effort, condition.conditions)])


def _always(_view: View, _event: Event, _trigger: Event) -> Truth:
    return YES


def _none_of(condition: Condition) -> Test:
    some = compiled_any(condition.conditions)
    return lambda view, event, trigger: negated(some(view, event, trigger))


def _about(condition: Condition) -> Test:
    """Whether something of a kind that the event is about meets the conditions."""
    kinds, holds = condition.kinds, compiled(condition.conditions)

    def test(view: View, event: Event, trigger: Event) -> Truth:
        truth = NO
        for other in view.about_kinds(event, kinds):
            truth = max(truth, holds(view, other, trigger))
        return truth

    return test


def _happened(condition: Condition) -> Test:
    """Whether an event of a kind, meeting the conditions, came before or, with `ever`, at any time: within so long before or after."""
    kinds, over, ever = condition.kinds, condition.over, condition.ever
    holds = compiled(condition.conditions) if condition.conditions else None
    back = None if condition.within is None else shifter(condition.within, back=True)

    def test(view: View, event: Event, _trigger: Event) -> Truth:
        truth = NO
        index = view.scopes[over]
        for kind in kinds:
            events = index.get(kind, [])
            for other in view.near(events, event) if over == "incident" else events:
                if other.id == event.id:
                    continue
                if over == "incident" and not _one_incident(view, other, event):
                    continue
                when = YES if ever else view.before(other, event)
                if when == NO:
                    continue
                if back is not None:
                    later = ever and event.occurred_at.latest < other.occurred_at.earliest
                    when = min(when, _recent(event, other, back) if later else _recent(other, event, back))
                if holds is not None:
                    when = min(when, holds(view, other, event))
                if when == YES:
                    return YES
                truth = max(truth, when)
        return truth

    return test


def _recent(other: Event, event: Event, back: Shift) -> Truth:
    """Whether one fell no longer before the other than so long."""
    if other.occurred_at.earliest >= back(event.occurred_at.latest):
        return YES
    return NO if other.occurred_at.latest < back(event.occurred_at.earliest) else UNSURE


def _one_incident(view: View, other: Event, event: Event) -> bool:
    return not other.about or not view.ancestors(other).isdisjoint(view.ancestors(event))


def _mentions(condition: Condition) -> Test:
    role = condition.value

    def test(_view: View, event: Event, _trigger: Event) -> Truth:
        for person in event.people:
            if person.role == role:
                return YES
        return NO

    return test


def _fact(condition: Condition) -> Test:
    ask = FACTS[condition.fact].ask
    question = msgspec.structs.replace(condition, value=None)
    number = _ASKED.setdefault(question, next(_NUMBERS))

    def test(view: View, event: Event, _trigger: Event) -> Truth:
        known = view.answers[number]
        truth = known.get(event.id)
        if truth is None:
            truth = known[event.id] = ask(view, event, question)
        return truth

    return test if condition.value is not False else lambda view, event, trigger: negated(test(view, event, trigger))


_TESTS: dict[str, Callable[[Condition], Test]] = {
    **COMPARISONS,
    "any_of": lambda condition: compiled_any(condition.conditions),
    "all_of": lambda condition: compiled(condition.conditions),
    "none_of": _none_of,
    "about": _about,
    "happened": _happened,
    "mentions": _mentions,
    "fact": _fact,
}

OPERATORS = tuple(COMPARISONS)
