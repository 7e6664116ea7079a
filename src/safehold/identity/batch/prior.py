"""The chance that any two mentions of a table are of one person, from the pairs that are compared.

Each compared pair is of one person with the probability that its evidence and the chance give together; so many pairs of one person as that
adds up to make the chance anew, until nothing changes. Pairs that are not compared count as of two people.
"""

import duckdb
import numpy as np
import numpy.typing as npt

from safehold.identity.batch import pairs
from safehold.identity.model import bits
from safehold.identity.trained import Trained

SAMPLE = 200_000  # pairs that are weighed for it
TURNS = 200
MOST = 0.5  # however much a table is of one person
ENOUGH = 0.001  # change of a turn, as a share


class Fitting:
    """Over the tables `mentions` and `pairs`."""

    def __init__(self, con: duckdb.DuckDBPyConnection, rows: int) -> None:
        ((compared,),) = con.execute("SELECT count(*) FROM pairs").fetchall()
        self.con, self.every = con, rows * (rows - 1) / 2
        self.chosen = con.execute(f"SELECT l, r FROM pairs ORDER BY hash(l, r), l, r LIMIT {SAMPLE}").fetchnumpy()
        self.each = max(compared / max(len(self.chosen["l"]), 1), 1.0)
        self.weighed: Trained | None = None
        self.evidence = np.empty(0)

    def chance(self, model: Trained) -> float:
        """The model's own is where it begins."""
        if self.weighed is None or (self.weighed.comparisons, self.weighed.slips) != (model.comparisons, model.slips):
            weight, against = pairs.score_given(self.con, model, self.chosen["l"], self.chosen["r"])
            self.evidence = np.asarray(weight)[~np.asarray(against, dtype=bool)] - bits(model.prior)
            self.weighed = model
        return solved(self.evidence, self.each, self.every, model.prior)


def solved(evidence: npt.NDArray[np.float64], each: float, every: float, prior: float) -> float:
    """`evidence` in bits, without the chance, of pairs of which each stands for so many; `every` is how many pairs there are at all."""
    least = 1 / max(every, 1.0)
    for _ in range(TURNS):
        same = each * float((1 / (1 + np.exp2(-(evidence + bits(prior))))).sum())
        after = min(max(same / every, least), MOST)
        if abs(after - prior) <= ENOUGH * prior:
            return after
        prior = after
    return prior
