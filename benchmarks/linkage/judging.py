"""What people would have judged: pairs of the half on which thresholds are chosen, mostly those that the machine is unsure of."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.linkage.figures import halves

from safehold.identity.batch.components import Scored
from safehold.identity.batch.judgements import Judgements

MANY = 3_000
UNSURE = (-4.0, 10.0)  # bits
OF_UNSURE = 2 / 3


def chosen(pairs: Scored, entity: np.ndarray, many: int = MANY, seed: int = 3) -> Judgements:
    """Two thirds from the pairs of middling weight, the rest from all that were scored."""
    choose, _ = halves(entity)
    mine = np.flatnonzero(choose[pairs.left] & choose[pairs.right])
    unsure = mine[(pairs.weight[mine] >= UNSURE[0]) & (pairs.weight[mine] < UNSURE[1])]
    draw = np.random.default_rng(seed)
    first = draw.permutation(unsure)[: round(OF_UNSURE * many)]
    rest = draw.permutation(np.setdiff1d(mine, first))[: many - len(first)]
    rows = np.concatenate((first, rest))
    left, right = pairs.left[rows], pairs.right[rows]
    return Judgements(left, right, entity[left] == entity[right])


def write(judged: Judgements, mentions: pa.Table, path: Path) -> None:
    ids = mentions["mention_id"].to_numpy(zero_copy_only=False)
    words = np.where(judged.same, "linked", "not_linked")
    pq.write_table(pa.table({"a": ids[judged.left], "b": ids[judged.right], "judgement": words}), path)
