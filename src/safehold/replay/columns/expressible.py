"""Which rules columns can judge: those whose conditions ask nothing but fields of the event itself, answered by single events within one
case. All others are left to the evaluator, rule by rule, and `why_not` says what in a rule is beyond columns."""

from collections.abc import Iterable, Iterator

from safehold.rulebook.comparisons import COMPARISONS
from safehold.rulebook.model import Condition, Owner, Response, Rule, Trigger
from safehold.rulebook.rulebook import Rulebook

_FIELDS = frozenset(COMPARISONS) - {"no_later_than"}
_JOINS = frozenset(("any_of", "all_of", "none_of"))


def why_not(rule: Rule, missed: frozenset[str] = frozenset()) -> str:
    """What columns cannot say of a rule; nothing where they can say all of it. `missed` are rules whose miss starts another."""
    return next(_beyond(rule, missed), "")


def split(rules: Rulebook) -> tuple[list[Rule], list[Rule]]:
    """The rules that columns judge, and those that they leave."""
    missed = frozenset(trigger.missed for rule in rules.rules for trigger in rule.triggers if trigger.missed)
    left = [rule for rule in rules.rules if why_not(rule, missed)]
    return [rule for rule in rules.rules if rule not in left], left


def _beyond(rule: Rule, missed: frozenset[str]) -> Iterator[str]:
    if rule.kind not in ("response", "forbidden"):
        yield f"it is a {rule.kind} rule"
    if rule.scope not in ("pair", "incident"):
        yield f"it reads beyond the case, of the {rule.scope}"
    if rule.id in missed:
        yield "its miss starts another rule"
    if rule.exceptions:
        yield "it has exceptions"
    if rule.per is not None:
        yield "it is owed to each apart"
    if rule.together is not None:
        yield "its triggers are taken together"
    if rule.until:
        yield "it comes round"
    if rule.anchor.about or rule.anchor.field:
        yield "its clock runs from elsewhere"
    if rule.standing is not None and rule.standing.unless:
        yield "what was done before may be undone"
    for trigger in rule.triggers:
        yield from _of_trigger(trigger)
    if rule.kind == "response":
        yield from _of_window(rule)
        assert rule.met_by is not None
        yield from _of_response(rule.met_by)
    yield from _of_conditions(rule.forbidden_when)
    for release in rule.releases:
        yield from _of_response(release)
    for owner in (rule.agency, *(trigger.agency for trigger in rule.triggers)):
        if owner is not None and owner.each:
            yield "each agency must act"


def _of_trigger(trigger: Trigger) -> Iterator[str]:
    if trigger.missed:
        yield "another rule's miss starts it"
    if trigger.count is not None:
        yield "its trigger is counted"
    if trigger.first_of is not None:
        yield "only the first starts it"
    yield from _of_conditions(trigger.where)


def _of_window(rule: Rule) -> Iterator[str]:
    for limit in rule.window:
        if len(rule.window) > 1 or limit.when or limit.only_for or limit.before or limit.earliest_of:
            yield "its window depends on what else happened"


def _of_response(response: Response) -> Iterator[str]:
    if response.join == "all_of":
        yield "several things must be done together"
    if response.of_trigger:
        yield "the trigger itself may meet it"
    if response.at_least > 1 or response.spread is not None:
        yield "it must be done several times"
    if response.after:
        yield "what meets it must follow something"
    yield from _of_conditions(response.where)
    for part in response.parts:
        yield from _of_response(part)


def _of_conditions(conditions: Iterable[Condition]) -> Iterator[str]:
    for each in conditions:
        if each.test in _JOINS:
            yield from _of_conditions(each.conditions)
        elif each.test not in _FIELDS:
            yield f"it asks more than fields: {each.fact or each.test}"
        elif any(str(path).startswith("trigger.") for path in (each.field, each.value)):
            yield "it compares with the trigger"


RECORDER = Owner()
