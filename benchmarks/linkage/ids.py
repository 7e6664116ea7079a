"""What becomes of ids when mentions are added, and of people who are easily taken for one another."""

import time

import numpy as np
from benchmarks.linkage.data import Labelled
from benchmarks.linkage.ours import clusters, limits, unscored

from safehold.identity.batch.components import Ints, Scored
from safehold.identity.batch.kept_ids import kept_ids, successors
from safehold.identity.batch.newcomers import place


def stability(labelled: Labelled, pairs: Scored) -> list[str]:
    """Lines for the page: ids kept with 1 % more mentions, the newcomers of a day, twins and sons; all at the model's own threshold."""
    count = labelled.mentions.num_rows
    old = count - count // 100
    before = clusters(pairs.where(pairs.right < old), old)
    start = time.process_time()
    after = clusters(pairs, count)
    whole = time.process_time() - start
    ids = kept_ids(before, after)
    same, oldest = float((ids[:old] == before).mean()), float((after[:old] == before).mean())
    gone = successors(before, ids)
    return [
        f"- {labelled.name}: with {count - old:,} more mentions {same:.3%} of the old ones keep their person's id ({oldest:.3%} where"
        f" a person is always called by the oldest mention); {len(gone):,} ids vanish, each with a successor",
        _of_a_day(labelled.name, pairs, count, after, whole),
        *_alike(labelled, after),
    ]


def _of_a_day(name: str, pairs: Scored, count: int, after: Ints, whole: float) -> str:
    new = max(1, count // 2000)
    standing = clusters(pairs.where(pairs.right < count - new), count - new)
    recent = pairs.where(pairs.right >= count - new)
    start = time.process_time()
    placed = place(standing, new, recent, unscored, limits())
    took = time.process_time() - start
    alike = float((placed.person[count - new :] == after[count - new :]).mean())
    return (
        f"- {name}: {new:,} newcomers with scored candidates are placed among {len(standing):,} in {took:.2f} s of CPU, where clustering"
        f" all anew takes {whole:.1f} s; {alike:.1%} as in the run over everything, {len(placed.unsure[0]):,} unsure pairs"
    )


def _alike(labelled: Labelled, person: Ints) -> list[str]:
    assert labelled.people is not None
    people = labelled.people.to_pydict()
    row = {each: number for number, each in enumerate(people["person_id"])}
    twins = [(row[a], row[b]) for a, b in zip(people["person_id"], people["twin"], strict=True) if b and a < b]
    sons = [(row[a], row[b]) for a, b in zip(people["person_id"], people["father_of_same_name"], strict=True) if b]
    return [
        f"- {labelled.name}: of {len(pairs):,} {what}, {_joined(labelled.entity, person, pairs):.1%} stand in one cluster with each other"
        for what, pairs in (("pairs of twins", twins), ("fathers and sons of one name", sons))
    ]


def _joined(entity: np.ndarray, person: Ints, pairs: list[tuple[int, int]]) -> float:
    held: dict[int, set[int]] = {}
    wanted = {each for pair in pairs for each in pair}
    for one, cluster in zip(entity.tolist(), person.tolist(), strict=True):
        if one in wanted:
            held.setdefault(one, set()).add(cluster)
    return sum(bool(held[a] & held[b]) for a, b in pairs) / max(len(pairs), 1)
