"""What a rule is made of, part by part, for those who ask what it reads without judging anything by it."""

from collections.abc import Iterable, Iterator

from safehold.rulebook.model import Condition, Limit, Response, Rule
from safehold.rulebook.rulebook import Rulebook


def triggers_of(rule: Rule, rules: Rulebook) -> Iterator[str]:
    """The kinds of event that start a rule; where the miss of another does, those that start that."""
    for trigger in rule.triggers:
        yield from trigger.kinds
        for other in rules.by_id.get(trigger.missed, ()):
            yield from triggers_of(other, rules)


def conditions_of(rule: Rule, triggers: frozenset[str]) -> Iterator[tuple[Condition, frozenset[str]]]:
    """Every condition of a rule, with the kinds of event of which it is asked."""
    for trigger in rule.triggers:
        yield from _nested(trigger.where, frozenset(trigger.kinds) or triggers)
    yield from _nested((*rule.exceptions, *rule.forbidden_when), triggers)
    for limit in _limits(rule.window):
        yield from _nested(limit.when, triggers)
    for response in _leaves(_responses(rule)):
        yield from _nested(response.where, triggers if response.of_trigger else frozenset(response.kinds))


def _nested(conditions: Iterable[Condition], kinds: frozenset[str]) -> Iterator[tuple[Condition, frozenset[str]]]:
    for condition in conditions:
        yield condition, kinds
        of_others = condition.test in ("about", "happened")
        yield from _nested(condition.conditions, frozenset(condition.kinds) if of_others else kinds)


def _limits(limits: Iterable[Limit]) -> Iterator[Limit]:
    for limit in limits:
        yield limit
        yield from _limits(limit.earliest_of)


def _responses(rule: Rule) -> tuple[Response, ...]:
    return (*rule.releases, *rule.until, *((rule.met_by,) if rule.met_by else ()))


def _leaves(responses: Iterable[Response]) -> Iterator[Response]:
    for response in responses:
        yield response
        yield from _leaves(response.parts)


def answers_of(rule: Rule) -> Iterator[str]:
    """The kinds that meet a rule, end it or set its clock."""
    for response in _leaves(_responses(rule)):
        yield from response.kinds
        yield from response.after
    for limit in _limits(rule.window):
        yield from limit.before
    if rule.standing:
        yield from rule.standing.unless
