"""Pairs of whom the given name of one is among the family names of the other.

Only of these does a comparison of names look into the other field; of all others it says the same whatever stands there, so that it is made
once for each two values of the one field (weighing.py).
"""

import duckdb
import numpy as np
import numpy.typing as npt

from safehold.identity.batch.components import Flags, Ints

# The fields that each comparison of names looks at in any pair.
OWN = {"given_name": ("given",), "family_name": ("family", "sex")}

_Hashes = npt.NDArray[np.uint64]
_Numbers = npt.NDArray[np.int32]


class Crossed:
    """`given` and `family` are the numbers of the values that each mention has."""

    def __init__(self, con: duckdb.DuckDBPyConnection, given: _Numbers, family: _Numbers) -> None:
        self.given, self.family = given, family
        ((givens, families, longest),) = con.execute(
            "SELECT (SELECT coalesce(max(no), -1) + 1 FROM value_given), (SELECT coalesce(max(no), -1) + 1 FROM value_family),"
            " (SELECT coalesce(max(len(families)), 0) FROM value_family)"
        ).fetchall()
        self.name: _Hashes = np.ones(givens, dtype=np.uint64)
        found = con.execute("SELECT no, hash(given) AS name FROM value_given WHERE given IS NOT NULL").fetchnumpy()
        self.name[found["no"]] = found["name"]
        self.names: _Hashes = np.zeros((longest, families), dtype=np.uint64)
        found = con.execute(
            "SELECT no, place, hash(families[place]) AS name FROM"
            " (SELECT no, families, unnest(range(1, len(families) + 1)) AS place FROM value_family)"
        ).fetchnumpy()
        self.names[found["place"] - 1, found["no"]] = found["name"]

    def __call__(self, left: Ints, right: Ints) -> Flags:
        """Two names with one hash count as one: what is asked of such a pair is only more than it takes."""
        held = np.zeros(len(left), dtype=bool)
        for one, other in ((left, right), (right, left)):
            name, family = self.name[self.given[one]], self.family[other]
            rows: Ints = np.arange(len(left))
            for names in self.names:  # few have a second one
                found = names[family]
                held[rows[found == name]] = True
                more = found != 0
                rows, name, family = rows[more], name[more], family[more]
        return held
