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


def owed(rule: Rule) -> Owed:
    """Where the trigger names nobody in the role that a duty is owed to, it is owed all the same, once."""
    if rule.scope == "agency":
        return lambda start, _view: ((start.event.agency, "", None),)
    role, per = "suspect" if rule.scope in ("suspect", "staff") else "victim", rule.per

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

    def to_one(start: Started, view: View) -> Sequence[tuple[str, str, int | None]]:
        return ((view.subject(start.event, role), "", None),)

    if per is None:
        return to_one
    return to_each_value if per.field else to_each_person


def owner(rule: Rule) -> Owns:
    """By the trigger that started it, else by the rule; after any handing over."""
    by_name = {trigger.name: (trigger.who or rule.who, trigger.agency or rule.agency) for trigger in reversed(rule.triggers)}
    otherwise = by_name[rule.triggers[0].name]
    always = otherwise if len(set(by_name.values())) == 1 else None
    recorder = Owner()

    def owns(start: Started, each: str, view: View) -> tuple[str, str]:
        who, acting = always or by_name.get(start.name, otherwise)
        agency = start.event.agency if acting == recorder else _agency(acting, start, each, view)
        return _handed_over(rule, start, who, agency, view) if "duty.handed_over" in view.pair else (who, agency)

    return owns


def _handed_over(rule: Rule, start: Started, who: str, agency: str, view: View) -> tuple[str, str]:
    for event in view.pair["duty.handed_over"]:
        to = event.data.get("to")
        if isinstance(to, dict) and concerns(event, rule, start, view):
            who, agency = str(to.get("role") or who), str(to.get("agency") or agency)
    return who, agency


def _agency(acting: Owner, start: Started, each: str, view: View) -> str:
    if acting.each:
        return each
    own = view.force(start.event) if acting.police else start.event.agency
    return acting.slug or str(start.event.data.get(acting.field) or "") or own
