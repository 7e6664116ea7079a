"""A proposed rule tried on past cases: what would have been due, and how much work, by month and role. Counts alone come of it, each as
`tell` tells it (coarse.Coarse where it leaves, so that two trials told apart give no case away)."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from typing import Any

import msgspec

from safehold.chronology.recording import rows
from safehold.chronology.times import END_OF_TIME, london
from safehold.identity.cases import CaseKey, CaseRecord, records
from safehold.identity.cases_stored import case_id
from safehold.identity.involvement import pool_of
from safehold.rulebook import supplied
from safehold.rulebook.evaluate import complete
from safehold.rulebook.model import Rule
from safehold.rulebook.obligation import Obligation, settle
from safehold.rulebook.rulebook import Rulebook

CHUNK = 40  # victims at a time: their cases are read together
ACTS = {"arrested": "arrest.made", "charged": "suspect.charged"}


class Work(msgspec.Struct, frozen=True):
    month: str
    agency: str
    who: str
    due: int


class Found(msgspec.Struct, frozen=True):
    """`cases` of `all_cases` would have had a duty. `suspects` are the people against whom it would have stood, `arrested` and `charged`
    those of them who were, within the time; of each how many are a victim in the same pair: she of him, and he of her."""

    all_cases: int = 0
    cases: int = 0
    due: int = 0
    states: dict[str, int] = {}
    work: list[Work] = []
    suspects: int = 0
    suspects_victims: int = 0
    arrested: int = 0
    arrested_victims: int = 0
    charged: int = 0
    charged_victims: int = 0


def as_tried(rules: Rulebook, rule: Rule) -> Rulebook:
    """The rule alone, as if it had always held, with those whose misses start it."""
    always = msgspec.structs.replace(rule, status="proposed", in_force_from=0, in_force_to=END_OF_TIME)
    wanted, more = set[str](), {trigger.missed for trigger in rule.triggers if trigger.missed}
    while more:
        wanted |= more
        more = {t.missed for each in rules.rules if each.id in wanted for t in each.triggers if t.missed} - wanted
    others = [each for each in rules.rules if each.id in wanted - {rule.id}]
    return Rulebook([*others, always], rules.calendar, rules.numbers, rules.escalation)


class Trying:
    """One trial, a few cases at a time, so that whoever runs it does other things between."""

    def __init__(self, rules: Rulebook, rule: Rule, since: int, until: int, tell: Callable[[Collection[object]], int] = len) -> None:
        self.rules, self.rule, self.since, self.until, self._tell = as_tried(rules, rule), rule, since, until, tell
        # Of duties what started them and for whom: a rule of another name that finds the same is told the same.
        self._keys: dict[object, tuple[object, ...]] = {}
        self._cases: set[str] = set()
        self._work: dict[tuple[str, str, str], set[object]] = defaultdict(set)
        self._states: dict[str, set[object]] = defaultdict(set)
        self._people: dict[str, set[tuple[int, int]]] = {name: set() for name in ("suspects", *ACTS)}
        self._victims: set[tuple[int, int]] = set()
        self._all: set[str] = set()
        self._after = self._read = self._to_read = 0

    def step(self, cursor: Any) -> bool:
        """Goes on; whether there is more."""
        if not self._to_read:
            ((self._to_read,),) = rows(cursor, "SELECT count(DISTINCT victim_id) FROM identity_case WHERE last_at >= %s", [self.since])
        victims = rows(
            cursor,
            "SELECT DISTINCT victim_id FROM identity_case WHERE victim_id > %s AND last_at >= %s ORDER BY 1 LIMIT %s",
            [self._after, self.since, CHUNK],
        )
        if not victims:
            return False
        wanted = {victim for (victim,) in victims}
        self._read += len(wanted)
        self._after = max(wanted)
        pool = pool_of(cursor, wanted)
        events = dict(pool.history.by_id) | {event.id: event for event in supplied.rested_on(cursor, pool.history).values()}
        around = records(events.values(), pool.mentions)
        for key, record in around.items():
            if key.victim in wanted:
                self._one(key, record, around)
        return True

    @property
    def part(self) -> int:
        """How much of it is read, in per cent."""
        return min(99, 100 * self._read // self._to_read) if self._to_read else 0

    def _one(self, key: CaseKey, record: CaseRecord, around: dict[CaseKey, CaseRecord]) -> None:
        self._all.add(case_id(key))
        found = list(self._arose(record))
        if not found:
            return
        self._cases.add(case_id(key))
        for duty in found:
            if duty.key not in self._keys:
                of = self._keys[duty.key] = (tuple(map(str, duty.trigger)), duty.subject, duty.each)
                self._work[f"{london(duty.triggered_at.latest):%Y-%m}", duty.agency, duty.who].add(of)
                self._states[duty.state].add(of)
        if key.suspect is None:
            return
        pair = (key.victim, key.suspect)
        self._people["suspects"].add(pair)
        for name, kind in ACTS.items():
            if any(event.kind == kind and self.since <= event.occurred_at.latest <= self.until for event in record.events):
                self._people[name].add(pair)
        if CaseKey(key.suspect, key.victim) in around:
            self._victims.add(pair)

    def _arose(self, record: CaseRecord) -> Iterator[Obligation]:
        for duty in complete(record, self.rules, standard="then", today=0, what_if=frozenset((self.rule.id,))):
            now = settle(duty, self.until)
            if duty.rule == self.rule.id and now.state != "not_applicable" and self.since <= duty.triggered_at.latest <= self.until:
                yield now

    def found(self) -> Found:
        people = {
            name: self._tell({suspect for _, suspect in those})
            for each, pairs in self._people.items()
            for name, those in ((each, pairs), (f"{each}_victims", pairs & self._victims))
        }
        return Found(
            all_cases=self._tell(self._all),
            cases=self._tell(self._cases),
            due=self._tell(set(self._keys.values())),
            states={state: self._tell(those) for state, those in sorted(self._states.items())},
            work=[Work(*of, self._tell(those)) for of, those in sorted(self._work.items())],
            **people,
        )
