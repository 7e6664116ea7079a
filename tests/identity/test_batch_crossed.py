"""Names that are weighed once for each two of them are weighed as those of each pair of mentions are."""

from itertools import product
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from safehold.identity.batch import crossed, table
from safehold.identity.batch.weighing import Levels, Values
from safehold.identity.levels import COMPARISONS

GIVEN = ["", "Joan", "Ashby", "Jo", "Joan Mary", "Wei", "J", "Thomas", "小明", "Tomas Khan"]
FAMILY = ["", "Joan", "Ashby", "Ashby nee Thomas", "Smith-Jones", "Joan Ashby", "Wei", "Khan", "王", "Jones"]


def test_whom_names_cross_is_weighed_for_themselves_and_all_others_by_the_names_of_one_field(tmp_path: Path) -> None:
    names = list(product(GIVEN, FAMILY))
    columns = {
        "mention_id": [str(at) for at in range(len(names))],
        "given_name": [given or None for given, _ in names],
        "family_name": [family or None for _, family in names],
        "sex": [("female", "male", None)[at % 3] for at in range(len(names))],
    }
    pq.write_table(pa.table(columns), tmp_path / "m.parquet")
    con = table.connect()
    table.read(con, tmp_path / "m.parquet")
    values = Values(con)
    left, right = (side.ravel() for side in np.indices((len(names), len(names))))
    many = values.crossed(left, right).sum()
    assert 0 < many < len(left) / 2
    for comparison in COMPARISONS:
        if comparison.name in crossed.OWN:
            levels = Levels(con, values, comparison)
            assert np.array_equal(levels(left, right).level, levels._of(left, right).level)
