"""Judges a batch by columns as far as columns go: the rules that they can express, in partitions that they can follow. What is left of
rules and of partitions goes to the evaluator."""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from safehold.replay.columns import answering
from safehold.replay.columns.answering import Duties
from safehold.replay.columns.chronicle import NEEDED, Chronicle
from safehold.replay.columns.expressible import split
from safehold.replay.columns.said import Said
from safehold.replay.columns.starting import Starts, duties
from safehold.replay.columns.telling import Telling
from safehold.replay.judging import Asked, Found, judge
from safehold.replay.layout import PARTITION
from safehold.replay.reading import batch_of, pieces
from safehold.rulebook.conditions import compiled_any
from safehold.rulebook.model import Rule
from safehold.rulebook.plan import Plan
from safehold.rulebook.rulebook import Rulebook
from safehold.rulebook.truth import negated


class Columns:
    """The rules parted once: `plans` are judged here, `left` by the evaluator."""

    def __init__(self, rules: Rulebook, asked: Asked, coverage: Mapping[str, int] | None) -> None:
        self._whole, self._asked, self._coverage = rules, asked, coverage
        here, left = split(rules)
        chosen = {id(rule) for rule in rules.chosen(asked.standard, asked.today, frozenset())}
        self.plans = [Plan(rule, rules.calendar) for rule in here if id(rule) in chosen]
        self.left = Rulebook(left, rules.calendar)
        self._anything_left = any(id(rule) in chosen for rule in left)

    def judge(self, table: pa.Table, first: int, file: str) -> pa.Table:
        """The rows that the evaluator would give. Raises Unreadable."""
        if not {*NEEDED} <= {*table.column_names}:
            return judge(batch_of(table, first, file), self._whole, self._asked, self._coverage).rows()
        chronicle = Chronicle(table.append_column("place", pa.array(np.arange(first, first + table.num_rows))), self._asked.known_at)
        found = Found(pc.unique(pc.fill_null(table[PARTITION], "")).to_pylist())
        said = Said(chronicle, file)
        telling = Telling(chronicle, said, self._asked, self._coverage, found)
        for plan in self.plans:
            starts = Starts(plan, chronicle, said)
            owed = duties(starts, chronicle)
            if len(owed.row):
                telling.tell(starts, owed, *verdicts(plan.rule, owed, chronicle, said))
        for rest, rules in self._rest(table, first, file, chronicle):
            for piece in pieces(rest):
                found |= judge(batch_of(piece, first, file), rules, self._asked, self._coverage)
        return found.rows()

    def _rest(self, table: pa.Table, first: int, file: str, chronicle: Chronicle) -> Iterator[tuple[pa.Table, Rulebook]]:
        """Odd partitions by every rule, all others by what rules are left."""
        names = [name for name, odd in zip(chronicle.partition.dictionary.to_pylist(), chronicle.odd.tolist(), strict=True) if odd]
        odd = pc.is_in(pc.fill_null(table[PARTITION], ""), value_set=pa.array(names, pa.string()))
        numbered = table.append_column("row", pa.array(np.arange(first, first + table.num_rows)))
        numbered = numbered.append_column("file", pa.repeat(file, table.num_rows))
        yield numbered.filter(odd), self._whole
        if self._anything_left:
            yield numbered.filter(pc.invert(odd)), self.left


def verdicts(rule: Rule, owed: Duties, chronicle: Chronicle, said: Said) -> tuple[answering.Met, answering.Met]:
    """How each duty was met, and how surely it was released: whatever its due time."""
    released = answering.nothing(owed)
    for release in rule.releases:
        whenever = owed._replace(fixed=np.zeros(len(owed.row), dtype=bool), dated=np.ones(len(owed.row), dtype=bool))
        other = answering.met(release, rule, whenever, chronicle, said)
        takes = other.ever > released.ever
        released = answering.Met(*(np.where(takes, new, old) for new, old in zip(other, released, strict=True)))
    if rule.kind == "forbidden":
        return kept(rule, owed, said), released
    assert rule.met_by is not None
    return answering.met(rule.met_by, rule, owed, chronicle, said), released


def kept(rule: Rule, owed: Duties, said: Said) -> answering.Met:
    """What was forbidden was done rightly at once or never."""
    wrong = said.holds(compiled_any(rule.forbidden_when), owed.row)
    right = np.fromiter(map(negated, wrong.tolist()), dtype=np.int64, count=len(wrong))
    return answering.Met(right, right, np.full(len(wrong), -1, dtype=np.int64))
