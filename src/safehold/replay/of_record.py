"""The chronology in the database as replay reads it: with the people as they are judged now, parted into what hangs together by them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from safehold.chronology.exporting import numbered
from safehold.chronology.recording import rows
from safehold.identity.batch.components import Ints, connected
from safehold.replay.preparing import Row, row, write

PAGE = 2_000


def written(cursor: Any, file: Path) -> int:
    """Writes every event that is stored. What is held in confidence is left out, as it is where duties are worked out."""
    return write(_rows(cursor), file)


def _rows(cursor: Any) -> Iterator[Row]:
    seqs, group, possible = _partitions(cursor)
    for start in range(0, len(seqs), PAGE):
        page, groups = seqs[start : start + PAGE].tolist(), group[start : start + PAGE].tolist()
        raws, persons = dict(numbered(page)), _persons(cursor, page)
        for seq, of in zip(page, groups, strict=True):
            raw = raws[seq]
            numbers = [persons[seq].get(each["ref"]) for each in raw.get("people", ())]
            yield row(str(of) if of >= 0 else "", raw, numbers, possible.pop(of, ()))


_EVENTS = "SELECT seq FROM chronology_event ORDER BY seq"
_CONCERNED = "SELECT event_id, person_id FROM identity_involvement WHERE role IN ('victim', 'suspect', 'deceased')"
_NAMED = "SELECT DISTINCT event_id FROM identity_mention"
# What an event is about, and what it corrects; ids that point nowhere join nothing.
_POINTS = """
SELECT a.event_id, e.seq FROM chronology_about a JOIN chronology_event e ON e.source = a.source AND e.source_id = a.source_id
UNION ALL SELECT c.seq, e.seq FROM chronology_event c JOIN chronology_event e
    ON e.source = c.corrects_source AND e.source_id = c.corrects_id WHERE c.corrects_id IS NOT NULL
"""
_UNSURE = "SELECT one, other FROM identity_unsure"


def _partitions(cursor: Any) -> tuple[Ints, Ints, dict[int, list[int]]]:
    """Every event with its partition, in the order of these (-1 for what concerns nobody), and the people of each who may be one."""
    seqs = _columns(cursor, _EVENTS)[0]
    event, person = _columns(cursor, _CONCERNED, 2)
    one, other = _columns(cursor, _UNSURE, 2)
    people = np.unique(np.concatenate((person, one, other)))
    here, there = _columns(cursor, _POINTS, 2)

    def node_of(persons: Ints) -> Ints:
        found: Ints = len(seqs) + np.searchsorted(people, persons)
        return found

    def place(events: Ints) -> Ints:
        found: Ints = np.searchsorted(seqs, events)
        return found

    left = np.concatenate((place(event), node_of(one), place(here)))
    right = np.concatenate((node_of(person), node_of(other), place(there)))
    top = connected(len(seqs) + len(people), left.astype(np.int64), right.astype(np.int64))
    possible: dict[int, list[int]] = defaultdict(list)
    for of, *pair in zip(top[node_of(one)].tolist(), one.tolist(), other.tolist(), strict=True):
        possible[of] += pair
    named = np.isin(top[: len(seqs)], top[place(_columns(cursor, _NAMED)[0])])
    group = np.where(named | np.isin(top[: len(seqs)], top[len(seqs) :]), top[: len(seqs)], -1)
    order = np.argsort(group, kind="stable")
    return seqs[order], group[order], possible


def _columns(cursor: Any, query: str, many: int = 1) -> Sequence[Ints]:
    found = np.array(rows(cursor, query), dtype=np.int64).reshape(-1, many)
    return [*found.T]


def _persons(cursor: Any, seqs: list[int]) -> dict[int, dict[str, int]]:
    """Who each mention of these events is, by its ref."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    query = "SELECT event_id, ref, person_id FROM identity_mention WHERE event_id = ANY(%s::bigint[])"
    for event, ref, person in rows(cursor, query, [seqs]):
        found[event][ref] = person
    return found
