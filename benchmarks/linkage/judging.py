"""What people would have judged: pairs of the half on which thresholds are chosen, mostly those that the machine is unsure of."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.linkage.figures import halves

from safehold.identity.batch.components import Scored
from safehold.identity.batch.judgements import Judgements
from safehold.identity.model import bits
from safehold.identity.trained import shipped

MANY = 3_000
UNSURE = (-4.0, 10.0)  # bits
OF_UNSURE, OF_CONTRADICTING = 0.4, 0.3


def chosen(pairs: Scored, entity: np.ndarray, many: int = MANY, seed: int = 3) -> Judgements:
    """What people would be asked: of the pairs of middling weight, and of those that weigh enough but contradict each other. The rest are
    of all that were scored."""
    choose, _ = halves(entity)
    mine = np.flatnonzero(choose[pairs.left] & choose[pairs.right])
    weight, against = pairs.weight[mine], pairs.against[mine]
    draw = np.random.default_rng(seed)
    unsure = draw.permutation(mine[(weight >= UNSURE[0]) & (weight < UNSURE[1]) & ~against])[: round(OF_UNSURE * many)]
    contradicting = draw.permutation(mine[(weight >= bits(shipped().linked)) & against])[: round(OF_CONTRADICTING * many)]
    rest = draw.permutation(np.setdiff1d(mine, np.concatenate((unsure, contradicting))))[: many - len(unsure) - len(contradicting)]
    rows = np.concatenate((unsure, contradicting, rest))
    left, right = pairs.left[rows], pairs.right[rows]
    return Judgements(left, right, entity[left] == entity[right])


def write(judged: Judgements, mentions: pa.Table, path: Path) -> None:
    ids = mentions["mention_id"].to_numpy(zero_copy_only=False)
    words = np.where(judged.same, "linked", "not_linked")
    pq.write_table(pa.table({"a": ids[judged.left], "b": ids[judged.right], "judgement": words}), path)
