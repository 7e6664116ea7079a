"""What the rules read beyond a case: which events ask for it, and which events say it. Found in the rules themselves, so that a rule that
is added reads as far as it says.

A duty can rest on what an agency supplies at all, on the training of its staff, and on what concerns nobody (that somebody was shut out
of the record). Whoever stores duties must work them out again when something of that comes, changes or goes.
"""

from collections import defaultdict
from typing import NamedTuple

from safehold.chronology.envelope import Event
from safehold.rulebook.inside import answers_of, conditions_of, triggers_of
from safehold.rulebook.model import Condition
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
            triggers = frozenset(triggers_of(rule, rules))
            for condition, kinds in conditions_of(rule, triggers):
                self._read(condition, kinds)
            if rule.scope == "staff":
                answers = set(answers_of(rule))
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
