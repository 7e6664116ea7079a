"""Tests of an event: a closed list of operators over fields, and named facts of the case as of the trigger.

A field that the record does not give is UNSAID, never "no"; `recorded` and `said` ask about the record itself and always know.
"""

from collections.abc import Callable, Iterable
from typing import Any

from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.envelope import Event
from safehold.chronology.times import BadTime, read_when
from safehold.rulebook.facts import FACTS
from safehold.rulebook.model import Condition
from safehold.rulebook.terms import TERMS
from safehold.rulebook.truth import NO, UNSAID, UNSURE, YES, Truth, negated, said
from safehold.rulebook.view import View
from safehold.rulebook.windows import shifted

_RANKS = {grade: rank for ranks in (tuple(reversed(CATALOGUE.grades)), CATALOGUE.risk_grades) for rank, grade in enumerate(ranks)}


def hold(conditions: Iterable[Condition], view: View, event: Event, trigger: Event) -> Truth:
    """Whether an event meets every condition; `trigger` is the event as of which facts are asked (often the same)."""
    truth = YES
    for condition in conditions:
        each = _TESTS[condition.test](condition, view, event, trigger)
        if each < truth:
            if each == NO:
                return NO
            truth = each
    return truth


def value_of(field: str, event: Event, trigger: Event) -> Any:
    """The value at a path in the event, or after "trigger." in the trigger."""
    return field_of(field[8:], trigger) if field.startswith("trigger.") else field_of(field, event)


def field_of(field: str, event: Event) -> Any:
    """The value at a path: a field of the kind ("authorised_by.role"), "actor.role" or "agency"; None where the record does not say."""
    first, _, rest = field.partition(".")
    if first == "agency":
        return event.agency
    if first == "actor":
        return (getattr(event.actor, rest, None) if rest else event.actor) or None
    value = event.data.get(first)
    if not rest:
        return _said_value(value)
    return _said_value(value.get(rest)) if isinstance(value, dict) else None


def _said_value(value: Any) -> Any:
    return None if value in ("", "unknown") else value


def _compare(how: Callable[[Any, Any], bool]) -> Callable[[Condition, View, Event, Event], Truth]:
    def test(condition: Condition, _view: View, event: Event, trigger: Event) -> Truth:
        value = value_of(condition.field, event, trigger)
        if value is None:
            return UNSAID
        try:
            return said(how(value, condition.value))
        except TypeError:
            return UNSAID

    return test


def _other(how: Callable[[Any, Any], bool]) -> Callable[[Condition, View, Event, Event], Truth]:
    def test(condition: Condition, _view: View, event: Event, trigger: Event) -> Truth:
        value = value_of(condition.field, event, trigger)
        other = value_of(condition.value, event, trigger)
        return UNSAID if value is None or other is None else said(how(value, other))

    return test


def _recorded(condition: Condition, _view: View, event: Event, trigger: Event) -> Truth:
    value = value_of(condition.field, event, trigger)
    return said((value is not None and value != [] and value != {}) == condition.value)


def _said(condition: Condition, _view: View, event: Event, trigger: Event) -> Truth:
    value = value_of(condition.field, event, trigger)
    return said(value is not None and _same(value, condition.value))


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


def _like(value: Any, term: str) -> bool:
    text = str(value).casefold()
    return any(word in text for word in TERMS[term])


def _date_within(condition: Condition, view: View, event: Event, trigger: Event) -> Truth:
    """Whether a date field falls no later than a stretch of time after the trigger, or after what of a kind the trigger is about."""
    value = value_of(condition.field, event, trigger)
    since = view.about_kinds(trigger, condition.kinds)[:1] if condition.kinds else [trigger]
    if not isinstance(value, str) or condition.within is None or not since:
        return UNSAID
    start = since[0].occurred_at
    try:
        given = read_when(value)
    except BadTime:
        return UNSAID
    if given.earliest <= shifted(start.earliest, condition.within):
        return YES
    return NO if given.earliest > shifted(start.latest, condition.within) else UNSURE


def _answers(condition: Condition, _view: View, event: Event, trigger: Event) -> Truth:
    """Whether any item of an assessment has one of the values."""
    answers = value_of(condition.field, event, trigger)
    if not isinstance(answers, dict) or not answers:
        return UNSAID
    return said(any(answer in condition.value for answer in answers.values()))


def _any_of(condition: Condition, view: View, event: Event, trigger: Event) -> Truth:
    return max(hold((each,), view, event, trigger) for each in condition.conditions)


def _all_of(condition: Condition, view: View, event: Event, trigger: Event) -> Truth:
    return hold(condition.conditions, view, event, trigger)


def _none_of(condition: Condition, view: View, event: Event, trigger: Event) -> Truth:
    return negated(_any_of(condition, view, event, trigger))


def _about(condition: Condition, view: View, event: Event, trigger: Event) -> Truth:
    """Whether something of a kind that the event is about meets the conditions."""
    found = view.about_kinds(event, condition.kinds)
    return max((hold(condition.conditions, view, other, trigger) for other in found), default=NO)


def _happened(condition: Condition, view: View, event: Event, _trigger: Event) -> Truth:
    """Whether an event of a kind, meeting the conditions, came before (or, with `ever`, at any time)."""
    truth = NO
    index = view.kinds(condition.over)
    for kind in condition.kinds:
        for other in index.get(kind, ()):
            if other.id == event.id:
                continue
            if condition.over == "incident" and not _one_incident(view, other, event):
                continue
            when = YES if condition.ever else view.before(other, event)
            if when == NO:
                continue
            if condition.within is not None:
                when = min(when, _recent(other, event, condition))
            truth = max(truth, min(when, hold(condition.conditions, view, other, event)))
            if truth == YES:
                return YES
    return truth


def _recent(other: Event, event: Event, condition: Condition) -> Truth:
    """Whether one fell no longer before the other than so long or, with `ever`, no longer before or after."""
    assert condition.within is not None
    if condition.ever and event.occurred_at.latest < other.occurred_at.earliest:
        other, event = event, other
    if other.occurred_at.earliest >= shifted(event.occurred_at.latest, condition.within, back=True):
        return YES
    return NO if other.occurred_at.latest < shifted(event.occurred_at.earliest, condition.within, back=True) else UNSURE


def _one_incident(view: View, other: Event, event: Event) -> bool:
    return not other.about or bool(view.ancestors(other) & view.ancestors(event))


def _mentions(condition: Condition, _view: View, event: Event, _trigger: Event) -> Truth:
    return said(bool(event.mentions(condition.value)))


def _fact(condition: Condition, view: View, event: Event, _trigger: Event) -> Truth:
    key = (condition.fact, event.id, id(condition))
    found = view.remembered.get(key)
    if found is None:
        found = FACTS[condition.fact].ask(view, event, condition)
        view.remembered[key] = found
    return found if condition.value is not False else negated(found)


def _contains(value: Any, wanted: Any) -> bool:
    return wanted in value if isinstance(value, (list, tuple)) else _same(value, wanted)


_TESTS: dict[str, Callable[[Condition, View, Event, Event], Truth]] = {
    "is": _compare(_same),
    "is_not": _compare(lambda value, wanted: not _same(value, wanted)),
    "in": _compare(lambda value, wanted: value in wanted),
    "not_in": _compare(lambda value, wanted: value not in wanted),
    "at_least": _compare(lambda value, wanted: value >= wanted),
    "more_than": _compare(lambda value, wanted: value > wanted),
    "at_most": _compare(lambda value, wanted: value <= wanted),
    "less_than": _compare(lambda value, wanted: value < wanted),
    "contains": _compare(_contains),
    "like": _compare(_like),
    "lower_than": _other(lambda value, other: _rank(value, other) < 0),
    "higher_than": _other(lambda value, other: _rank(value, other) > 0),
    "same_as": _other(lambda value, other: value == other),
    "not_same_as": _other(lambda value, other: value != other),
    "recorded": _recorded,
    "said": _said,
    "any_answer": _answers,
    "no_later_than": _date_within,
    "any_of": _any_of,
    "all_of": _all_of,
    "none_of": _none_of,
    "about": _about,
    "happened": _happened,
    "mentions": _mentions,
    "fact": _fact,
}

OPERATORS = tuple(test for test in _TESTS if test not in ("any_of", "all_of", "none_of", "about", "happened", "mentions", "fact"))
