"""The chance that two mentions are of one person is the one that fits the pairs that are compared."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from safehold.identity.batch import table, training
from safehold.identity.batch.prior import MOST, solved
from safehold.identity.model import bits
from safehold.identity.trained import shipped


@pytest.mark.parametrize("start", [1e-9, 1e-4])
def test_it_is_found_wherever_one_begins(start: float) -> None:
    draw = np.random.default_rng(1)
    same, other, every = 400, 20_000, 5_000_000.0
    evidence = np.concatenate((draw.normal(24, 5, same), draw.normal(-10, 5, other)))
    assert solved(evidence, 1.0, every, start) * every == pytest.approx(same, rel=0.05)


def test_a_sample_stands_for_all() -> None:
    evidence = np.repeat([40.0, -40.0], [100, 1_000])
    assert solved(evidence, 10.0, 1e6, 1e-6) == pytest.approx(1_000 / 1e6, rel=0.01)


def test_where_no_pair_is_of_one_person_there_is_at_most_one() -> None:
    assert bits(solved(np.full(50, -60.0), 1.0, 1e6, 1e-3)) == pytest.approx(bits(1e-6))


def test_a_table_all_of_one_person_can_be_trained_on(tmp_path: Path) -> None:
    one = {"given_name": "Joan", "family_name": "Ashby", "date_of_birth": "1990-04-05", "phone": "01632 960111", "postcode": "XN1 2AB"}
    rows = {"mention_id": [str(number) for number in range(60)]} | {name: [value] * 60 for name, value in one.items()}
    pq.write_table(pa.table(rows), tmp_path / "mentions.parquet")
    con = table.connect()
    model = training.train(con, table.read(con, tmp_path / "mentions.parquet"), shipped())
    assert 0 < model.prior <= MOST
