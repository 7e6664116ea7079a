"""What the rules read beyond a case: which events ask for it, and which events say it. Found in the rules themselves, so that a rule that
is added reads as far as it says.

A duty can rest on what an agency supplies at all, on the training of its staff, and on what concerns nobody (that somebody was shut out
of the record). Whoever stores duties must work them out again when something of that comes, changes or goes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from safehold.chronology.envelope import Event
from safehold.rulebook.model import Condition, Limit, Response, Rule
from safehold.rulebook.rulebook import Rulebook

TRAINING, DECLARED = "training.completed", "coverage.declared"
ANYBODY = ""


class Matter(NamedTuple):
    """Something that may be known: that an agency supplies records of a kind, the training of one of its staff (`of`), or, of ANYBODY,
    the events of a kind that concern nobody."""

    agency: str
    kind: str
    of: str = ""

    @property
    def at_all(self) -> bool:
        """Whether it only matters that there is any."""
        return self.agency != ANYBODY and not self.of


LONGEST_STAFF_ID = 200
Kinds = dict[str, set[str]]


def _training_of(agency: str, staff_id: str) -> Matter:
    """Ids that only differ beyond what an index takes are told apart where the training itself is read."""
    return Matter(agency, TRAINING, staff_id[:LONGEST_STAFF_ID])


class Beyond:
    """What the events of each kind ask for. `asking` and `saying` are the kinds of event that ask or say anything; `of_nobody` those that
    say it only where they concern nobody."""

    def __init__(self, rules: Rulebook) -> None:
        self._supplied: Kinds = defaultdict(set)
        self._trained: set[str] = set()
        self._of_nobody: Kinds = defaultdict(set)
        for rule in rules.rules:
            triggers = frozenset(_triggers(rule, rules))
            for condition, kinds in _conditions(rule, triggers):
                self._read(condition, kinds)
            if rule.scope == "staff":
                answers = set(_answers(rule))
                for kind in triggers:
                    self._of_nobody[kind] |= answers
        for kind in self._trained:
            self._supplied[kind].add(TRAINING)
        self._known = {kind for kinds in self._supplied.values() for kind in kinds}
        self.of_nobody = frozenset(kind for kinds in self._of_nobody.values() for kind in kinds)
        self.asking = frozenset(self._supplied) | frozenset(self._of_nobody)
        self.saying = frozenset(self._known | self.of_nobody | ({DECLARED} if self._known else set()))

    def asked(self, event: Event) -> set[Matter]:
        """What the duties that this event starts, or that read it, need to know."""
        found = {Matter(event.agency, kind) for kind in self._supplied.get(event.kind, ())}
        if event.kind in self._trained:
            found |= {_training_of(event.agency, officer) for officer in event.data.get("officers", ())}
        return found | {Matter(ANYBODY, kind) for kind in self._of_nobody.get(event.kind, ())}

    def said(self, event: Event, *, of_nobody: bool) -> set[Matter]:
        """What an event makes known; `of_nobody` where it concerns nobody, neither by name nor through what it is about."""
        found = set()
        if event.kind in self._known:
            found.add(Matter(event.agency, event.kind))
        if event.kind == TRAINING and event.data.get("specialist_led") and event.data.get("staff_id"):
            found.add(_training_of(event.agency, event.data["staff_id"]))
        if event.kind == DECLARED:
            found |= {Matter(event.agency, kind) for kind in self._known.intersection(event.data.get("kinds", ()))}
        if of_nobody and event.kind in self.of_nobody:
            found.add(Matter(ANYBODY, event.kind))
        return found

    def _read(self, condition: Condition, kinds: frozenset[str]) -> None:
        for kind in kinds:
            if condition.fact == "agency_supplies":
                self._supplied[kind] |= set(condition.one_of)
            if condition.fact == "trained_officer":
                self._trained.add(kind)
            if condition.test == "happened" and condition.over in ("staff", "agency"):
                self._of_nobody[kind] |= set(condition.kinds)


def _triggers(rule: Rule, rules: Rulebook) -> Iterator[str]:
    """The kinds of event that start a rule; where the miss of another does, those that start that."""
    for trigger in rule.triggers:
        yield from trigger.kinds
        for other in rules.by_id.get(trigger.missed, ()):
            yield from _triggers(other, rules)


def _conditions(rule: Rule, triggers: frozenset[str]) -> Iterator[tuple[Condition, frozenset[str]]]:
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


def _answers(rule: Rule) -> Iterator[str]:
    """The kinds that meet a rule, end it or set its clock."""
    for response in _leaves(_responses(rule)):
        yield from response.kinds
        yield from response.after
    for limit in _limits(rule.window):
        yield from limit.before
    if rule.standing:
        yield from rule.standing.unless
