"""Tests of an event: a closed list of operators over fields, and named facts of the case as of the trigger.

A condition is made into a test once, when rules are loaded; a test looks nothing up that the rule alone decides. A field that the
record does not give is UNSAID, never "no"; `recorded` and `said` ask about the record itself and always know.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.envelope import Event
from safehold.chronology.times import BadTime, read_when
from safehold.rulebook.facts import FACTS
from safehold.rulebook.model import Condition
from safehold.rulebook.terms import TERMS
from safehold.rulebook.truth import NO, UNSAID, UNSURE, YES, Truth, negated
from safehold.rulebook.view import View
from safehold.rulebook.windows import Shift, shifter

Test = Callable[[View, Event, Event], Truth]
"""How surely an event meets what is asked; the second is the trigger, as of which facts are asked (often the same event)."""
Field = Callable[[Event], Any]

_RANKS = {grade: rank for ranks in (tuple(reversed(CATALOGUE.grades)), CATALOGUE.risk_grades) for rank, grade in enumerate(ranks)}
_ASKED: dict[Condition, int] = {}  # each question of fact by a number, so that rules which ask the same share the answer


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


def value_at(field: str) -> tuple[Field, bool]:
    """Reads the value at a path in the event or, after "trigger.", in the trigger; and whether it is the trigger's."""
    of_trigger = field.startswith("trigger.")
    return field_at(field[8:] if of_trigger else field), of_trigger


def field_at(field: str) -> Field:
    """Reads the value at a path: a field of the kind ("authorised_by.role"), "actor.role" or "agency"; None where it is not said."""
    first, _, rest = field.partition(".")
    if first == "agency":
        return lambda event: event.agency
    if first == "actor":
        return lambda event: (getattr(event.actor, rest, None) if rest else event.actor) or None

    def plain(event: Event) -> Any:
        value = event.data.get(first)
        return None if value in _NOT_SAID else value

    def within(event: Event) -> Any:
        value = event.data.get(first)
        value = value.get(rest) if isinstance(value, dict) else None
        return None if value in _NOT_SAID else value

    return within if rest else plain


_NOT_SAID = ("", "unknown")


def _is(condition: Condition) -> Test:
    """Equality with text in a field of the event is by far the commonest test, and reads it without more ado."""
    field, wanted = condition.field, condition.value
    if not isinstance(wanted, str) or "." in field or field in ("agency", "actor"):
        return _compare(_same)(condition)

    def test(_view: View, event: Event, _trigger: Event) -> Truth:
        value = event.data.get(field)
        if value is None or value in _NOT_SAID:
            return UNSAID
        return YES if value == wanted else NO

    return test


def _compare(how: Callable[[Any, Any], bool]) -> Callable[[Condition], Test]:
    def compile(condition: Condition) -> Test:
        (read, of_trigger), wanted = value_at(condition.field), condition.value

        def test(_view: View, event: Event, trigger: Event) -> Truth:
            value = read(trigger if of_trigger else event)
            if value is None:
                return UNSAID
            try:
                return YES if how(value, wanted) else NO
            except TypeError:
                return UNSAID

        return test

    return compile


def _other(how: Callable[[Any, Any], bool]) -> Callable[[Condition], Test]:
    def compile(condition: Condition) -> Test:
        (read, of_trigger), (read_other, other_of_trigger) = value_at(condition.field), value_at(condition.value)

        def test(_view: View, event: Event, trigger: Event) -> Truth:
            value, other = read(trigger if of_trigger else event), read_other(trigger if other_of_trigger else event)
            if value is None or other is None:
                return UNSAID
            return YES if how(value, other) else NO

        return test

    return compile


def _recorded(condition: Condition) -> Test:
    (read, of_trigger), wanted = value_at(condition.field), bool(condition.value)

    def test(_view: View, event: Event, trigger: Event) -> Truth:
        value = read(trigger if of_trigger else event)
        return YES if (value is not None and value != [] and value != {}) is wanted else NO

    return test


def _said(condition: Condition) -> Test:
    (read, of_trigger), wanted = value_at(condition.field), condition.value

    def test(_view: View, event: Event, trigger: Event) -> Truth:
        value = read(trigger if of_trigger else event)
        return YES if value is not None and _same(value, wanted) else NO

    return test


def _same(value: Any, wanted: Any) -> bool:
    """Equality in which a yes-or-no field and a true-or-false one mean the same."""
    if isinstance(wanted, bool) and isinstance(value, str):
        return value == ("yes" if wanted else "no")
    return bool(value == wanted)


def _rank(value: Any, other: Any) -> float:
    """How far one value stands above another: grades and risk grades by their order, numbers by size."""
    if isinstance(value, (int, float)) and isinstance(other, (int, float)):
        return value - other
    return _RANKS[value] - _RANKS[other] if value in _RANKS and other in _RANKS else 0


def _like(value: Any, words: re.Pattern[str]) -> bool:
    return words.search(str(value).casefold()) is not None


def _words(term: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, TERMS[term])))


def _date_within(condition: Condition) -> Test:
    """Whether a date field falls no later than a stretch of time after the trigger, or after what of a kind the trigger is about."""
    assert condition.within is not None
    (read, of_trigger), after, kinds = value_at(condition.field), shifter(condition.within), condition.kinds

    def test(view: View, event: Event, trigger: Event) -> Truth:
        value = read(trigger if of_trigger else event)
        since = view.about_kinds(trigger, kinds)[:1] if kinds else [trigger]
        if not isinstance(value, str) or not since:
            return UNSAID
        start = since[0].occurred_at
        try:
            given = read_when(value)
        except BadTime:
            return UNSAID
        if given.earliest <= after(start.earliest):
            return YES
        return NO if given.earliest > after(start.latest) else UNSURE

    return test


def _answers(condition: Condition) -> Test:
    """Whether any item of an assessment has one of the values."""
    (read, of_trigger), wanted = value_at(condition.field), condition.value

    def test(_view: View, event: Event, trigger: Event) -> Truth:
        answers = read(trigger if of_trigger else event)
        if not isinstance(answers, dict) or not answers:
            return UNSAID
        given = answers.values()
        for value in wanted:
            if value in given:
                return YES
        return NO

    return test


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
    kinds, over, ever, holds = condition.kinds, condition.over, condition.ever, compiled(condition.conditions)
    back = None if condition.within is None else shifter(condition.within, back=True)

    def test(view: View, event: Event, _trigger: Event) -> Truth:
        truth = NO
        index = view.scopes[over]
        for kind in kinds:
            for other in index.get(kind, ()):
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
                truth = max(truth, min(when, holds(view, other, event)))
                if truth == YES:
                    return YES
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
    return lambda _view, event, _trigger: YES if event.mentions(role) else NO


def _fact(condition: Condition) -> Test:
    ask = FACTS[condition.fact].ask
    question = msgspec.structs.replace(condition, value=None)
    number = _ASKED.setdefault(question, len(_ASKED))

    def test(view: View, event: Event, _trigger: Event) -> Truth:
        known = view.answers[number]
        truth = known.get(event.id)
        if truth is None:
            truth = known[event.id] = ask(view, event, question)
        return truth

    return test if condition.value is not False else lambda view, event, trigger: negated(test(view, event, trigger))


def _contains(value: Any, wanted: Any) -> bool:
    return wanted in value if isinstance(value, (list, tuple)) else _same(value, wanted)


_TESTS: dict[str, Callable[[Condition], Test]] = {
    "is": _is,
    "is_not": _compare(lambda value, wanted: not _same(value, wanted)),
    "in": _compare(lambda value, wanted: value in wanted),
    "not_in": _compare(lambda value, wanted: value not in wanted),
    "at_least": _compare(lambda value, wanted: value >= wanted),
    "more_than": _compare(lambda value, wanted: value > wanted),
    "at_most": _compare(lambda value, wanted: value <= wanted),
    "less_than": _compare(lambda value, wanted: value < wanted),
    "contains": _compare(_contains),
    "like": lambda condition: _compare(_like)(msgspec.structs.replace(condition, value=_words(condition.value))),
    "lower_than": _other(lambda value, other: _rank(value, other) < 0),
    "higher_than": _other(lambda value, other: _rank(value, other) > 0),
    "same_as": _other(lambda value, other: value == other),
    "not_same_as": _other(lambda value, other: value != other),
    "recorded": _recorded,
    "said": _said,
    "any_answer": _answers,
    "no_later_than": _date_within,
    "any_of": lambda condition: compiled_any(condition.conditions),
    "all_of": lambda condition: compiled(condition.conditions),
    "none_of": _none_of,
    "about": _about,
    "happened": _happened,
    "mentions": _mentions,
    "fact": _fact,
}

OPERATORS = tuple(test for test in _TESTS if test not in ("any_of", "all_of", "none_of", "about", "happened", "mentions", "fact"))
