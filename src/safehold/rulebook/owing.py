"""For whom a duty is owed apart, and who must act."""

from collections.abc import Callable, Sequence

from safehold.rulebook.due import concerns
from safehold.rulebook.model import Owner, Rule
from safehold.rulebook.triggers import Started
from safehold.rulebook.view import View

Owed = Callable[[Started, View], Sequence[tuple[str, str, int | None]]]
"""The subject as a mention, and apart from it each agency or value, or each person in a role."""
Owns = Callable[[Started, str, View], tuple[str, str]]
"""The role and agency that must act on a start, owed to each apart."""


def subject_of(rule: Rule) -> str:
    """The role of the person whom a rule's duties concern."""
    return "suspect" if rule.scope in ("suspect", "staff") else "victim"


def owed(rule: Rule) -> Owed | None:
    """None where it is owed once, and concerns the person of the case. Where the trigger names nobody in the role that a duty is owed to,
    it is owed all the same, once."""
    if rule.scope == "agency":
        return lambda start, _view: ((start.event.agency, "", None),)
    role, per = subject_of(rule), rule.per
    if per is None:
        return None

    def subject(start: Started, view: View) -> str:
        return view.subject(start.event, role)

    def to_each_value(start: Started, view: View) -> Sequence[tuple[str, str, int | None]]:
        assert per is not None
        given = start.event.data.get(per.field)
        values = given if isinstance(given, list) else [given] if given else []
        return [(subject(start, view), str(value), None) for value in dict.fromkeys(values)]

    def to_each_person(start: Started, view: View) -> Sequence[tuple[str, str, int | None]]:
        assert per is not None
        event = start.event
        named = [(f"{event.id}/{one.ref}", "", view.person(event, one)) for one in event.mentions(per.role)]
        return named or [(subject(start, view), "", None)]

    return to_each_value if per.field else to_each_person


_RECORDER = Owner()


def recorders(rule: Rule) -> str | None:
    """The role that always must act on a rule, where the agency is always the one that recorded what started it."""
    found = set(_by_trigger(rule).values())
    who, acting = found.pop()
    return who if not found and acting == _RECORDER else None


def _by_trigger(rule: Rule) -> dict[str, tuple[str, Owner]]:
    return {trigger.name: (trigger.who or rule.who, trigger.agency or rule.agency) for trigger in reversed(rule.triggers)}


def owner(rule: Rule) -> Owns:
    """By the trigger that started it, else by the rule; after any handing over."""
    by_name = {name: (who, _agency(acting)) for name, (who, acting) in _by_trigger(rule).items()}
    otherwise = by_name[rule.triggers[0].name]

    def owns(start: Started, each: str, view: View) -> tuple[str, str]:
        who, agency_of = by_name.get(start.name, otherwise)
        agency = agency_of(start, each, view)
        return _handed_over(rule, start, who, agency, view) if "duty.handed_over" in view.pair else (who, agency)

    return owns


def _handed_over(rule: Rule, start: Started, who: str, agency: str, view: View) -> tuple[str, str]:
    for event in view.pair["duty.handed_over"]:
        to = event.data.get("to")
        if isinstance(to, dict) and concerns(event, rule, start, view):
            who, agency = str(to.get("role") or who), str(to.get("agency") or agency)
    return who, agency


def _agency(acting: Owner) -> Callable[[Started, str, View], str]:
    if acting == _RECORDER:
        return lambda start, _each, _view: start.event.agency
    if acting.each:
        return lambda _start, each, _view: each
    if acting.slug:
        return lambda _start, _each, _view: acting.slug
    field, police = acting.field, acting.police
    if not field and police:
        return lambda start, _each, view: view.force(start.event)

    def agency(start: Started, _each: str, view: View) -> str:
        return str(start.event.data.get(field) or "") or (view.force(start.event) if police else start.event.agency)

    return agency
