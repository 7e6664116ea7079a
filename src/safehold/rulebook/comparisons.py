"""The closed list of operators over the fields of an event, each made into a test for one condition.

A field that the record does not give is UNSAID, never "no"; `recorded` and `said` ask about the record itself and always know.
"""

import re
from collections.abc import Callable
from typing import Any

import msgspec

from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.envelope import Event
from safehold.chronology.times import BadTime, read_when
from safehold.rulebook.fields import NOT_SAID, value_at
from safehold.rulebook.model import Condition
from safehold.rulebook.terms import TERMS
from safehold.rulebook.truth import NO, UNSAID, UNSURE, YES, Truth
from safehold.rulebook.view import View
from safehold.rulebook.windows import shifter

Test = Callable[[View, Event, Event], Truth]
"""How surely an event meets what is asked; the second is the trigger, as of which facts are asked (often the same event)."""

_RANKS = {grade: rank for ranks in (tuple(reversed(CATALOGUE.grades)), CATALOGUE.risk_grades) for rank, grade in enumerate(ranks)}


def _is(condition: Condition) -> Test:
    """Equality with text in a field of the event is by far the commonest test, and reads it without more ado."""
    field, wanted = condition.field, condition.value
    if not isinstance(wanted, str) or "." in field or field in ("agency", "actor"):
        return _compare(_same)(condition)

    def test(_view: View, event: Event, _trigger: Event) -> Truth:
        value = event.data.get(field)
        if value is None or value in NOT_SAID:
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
        there = value is not None and (bool(value) or not isinstance(value, (list, dict)))
        return YES if there is wanted else NO

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


def _contains(value: Any, wanted: Any) -> bool:
    return wanted in value if isinstance(value, (list, tuple)) else _same(value, wanted)


COMPARISONS: dict[str, Callable[[Condition], Test]] = {
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
}
