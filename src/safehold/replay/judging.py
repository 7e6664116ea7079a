"""What became of every duty in a batch of whole partitions: the same evaluator as everywhere, and the rows that are written of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

import msgspec
import pyarrow as pa

from safehold.chronology.envelope import Event
from safehold.identity.cases import CaseKey, records
from safehold.practice.reviews.judging import declared
from safehold.replay.apart import apart
from safehold.replay.layout import OUTPUT
from safehold.replay.reading import Batch
from safehold.rulebook.evaluate import evaluate
from safehold.rulebook.model import Standard
from safehold.rulebook.obligation import Obligation, merged
from safehold.rulebook.rulebook import Rulebook

Key = tuple[Any, ...]


class Asked(msgspec.Struct):
    """What is asked of every batch, and what all of them share: what concerns nobody, and what shows that an agency records a kind."""

    now: int
    today: int
    standard: Standard = "today"
    known_at: int | None = None
    shared: list[Event] = []
    witnesses: list[Event] = []
    rules: str | None = None
    """The folder of the rules; those that ship, if None."""

    def known(self, events: Iterable[Event]) -> list[Event]:
        return [event for event in events if self.known_at is None or event.recorded_at <= self.known_at]

    def coverage(self) -> dict[str, int] | None:
        return declared(self.shared)


def judge(batch: Batch, rules: Rulebook, asked: Asked, coverage: Mapping[str, int] | None) -> "Found":
    """Every duty that something in these partitions started, once, with the cases in which it stands."""
    found = Found(dict.fromkeys(batch.partition.values()))
    for alone in apart(batch):
        _judge(alone, rules, asked, coverage, found)
    return found


def _judge(batch: Batch, rules: Rulebook, asked: Asked, coverage: Mapping[str, int] | None, found: "Found") -> None:
    own = asked.known(batch.events)
    events = [*own, *(each for each in (*asked.shared, *asked.witnesses) if each.id not in batch.partition)]
    for key, record in records(events, batch.persons, chain.from_iterable(batch.possible.values())).items():
        for each in evaluate(record, rules, now=asked.now, standard=asked.standard, today=asked.today, coverage=coverage):
            where = batch.partition.get(each.trigger[-1])
            if where:
                found.add(each, where, key)


class Found:
    """Duties with the partition and the cases of each."""

    def __init__(self, partitions: Iterable[str]) -> None:
        """`partitions` in their order in the file, in which the rows are told."""
        self._place = {name: place for place, name in enumerate(partitions)}
        self._duties: list[Obligation] = []
        self._partition: dict[Key, str] = {}
        self._cases: dict[Key, set[CaseKey]] = defaultdict(set)

    def add(self, duty: Obligation, partition: str, case: CaseKey) -> None:
        key = duty.key
        self._duties.append(duty)
        self._partition[key] = partition
        self._cases[key].add(case)

    def __ior__(self, other: "Found") -> "Found":
        """With what another found of other rules."""
        self._duties += other._duties
        self._partition |= other._partition
        self._cases |= other._cases
        return self

    def rows(self) -> pa.Table:
        """One row a duty, partition by partition, in an order that depends on nothing but what is said."""
        ordered = sorted(merged(self._duties), key=self._order)
        return pa.Table.from_arrays(
            [pa.array(column, field.type) for column, field in zip(self._columns(ordered), OUTPUT, strict=True)], schema=OUTPUT
        )

    def _order(self, duty: Obligation) -> tuple[Any, ...]:
        return (self._place[self._partition[duty.key]], duty.triggered_at, duty.rule, duty.trigger, duty.subject, duty.each)

    def _columns(self, ordered: list[Obligation]) -> list[list[Any]]:
        keys = [duty.key for duty in ordered]
        return [
            [self._partition[key] for key in keys],
            [sorted(map(_called, self._cases[key])) for key in keys],
            [duty.rule for duty in ordered],
            [duty.version for duty in ordered],
            [duty.kind for duty in ordered],
            [duty.state for duty in ordered],
            [list(map(str, duty.trigger)) for duty in ordered],
            [duty.subject for duty in ordered],
            [duty.each for duty in ordered],
            [duty.triggered_at.earliest for duty in ordered],
            [duty.triggered_at.latest for duty in ordered],
            [duty.due.earliest if duty.due else None for duty in ordered],
            [duty.due.latest if duty.due else None for duty in ordered],
            [list(map(str, duty.decided_by)) for duty in ordered],
            [duty.who for duty in ordered],
            [duty.agency for duty in ordered],
            [duty.source for duty in ordered],
            [duty.why for duty in ordered],
        ]


def _called(key: CaseKey) -> str:
    return f"{key.victim}-{key.suspect}" if key.suspect is not None else str(key.victim)
