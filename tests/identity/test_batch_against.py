"""What two mentions of one person hardly ever do keeps two mentions apart; in a table where they often do it, it does not."""

from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from safehold.identity.batch import pairs, table
from safehold.identity.model import bits
from safehold.identity.trained import Trained, shipped

ROWS = {
    "given_name": ["Gregory", "Paul", "Gregory"],
    "family_name": ["Whatley", "Whatley", "Whatley"],
    "date_of_birth": ["1981-06-10", "1981-06-10", "1944-02-27"],
    "sex": ["male", "male", "male"],
    "address": ["16 Bobbin Mill Lane, Saltby"] * 3,
}


def against(model: Trained, folder: Path) -> list[bool]:
    """Of another given name, and of another birth date in every part."""
    columns = {"mention_id": ["a", "b", "c"], **ROWS}
    pq.write_table(pa.table(columns), folder / "mentions.parquet")
    con = table.connect()
    table.read(con, folder / "mentions.parquet")
    return list(pairs.Weigher(con, model)(np.array([0, 0]), np.array([1, 2]))[1])


def often(comparison: str, level: str) -> Trained:
    model = shipped()
    weights = model.comparisons[comparison]
    changed = {**model.comparisons, comparison: {**weights, level: msgspec.structs.replace(weights[level], m=0.14)}}
    return msgspec.structs.replace(model, comparisons=changed)


def test_another_given_name_and_another_generation_contradict(tmp_path: Path) -> None:
    assert against(shipped(), tmp_path) == [True, True]


@pytest.mark.parametrize(
    ("comparison", "level", "expected"), [("given_name", "different", [False, True]), ("date_of_birth", "generation", [True, False])]
)
def test_what_is_common_in_a_table_is_no_contradiction_there(tmp_path: Path, comparison: str, level: str, expected: list[bool]) -> None:
    assert against(often(comparison, level), tmp_path) == expected


def test_twins_with_names_alike_contradict_in_a_table_unless_nobody_shares_a_home_there(tmp_path: Path) -> None:
    twins = {name: [value[0]] * 3 for name, value in ROWS.items()} | {"given_name": ["Lisa", "Lila", "Lisaa"], "sex": ["female"] * 3}
    pq.write_table(pa.table({"mention_id": ["a", "b", "c"], **twins}), tmp_path / "mentions.parquet")
    con = table.connect()
    table.read(con, tmp_path / "mentions.parquet")
    assert list(pairs.Weigher(con, shipped())(np.array([0, 0]), np.array([1, 2]))[1]) == [True, False]
    other_names = often("given_name", "different")
    assert list(pairs.Weigher(con, other_names)(np.array([0, 0]), np.array([1, 2]))[1]) == [True, False]
    address = dict(other_names.comparisons["address"])
    address["same"] = msgspec.structs.replace(address["same"], u=0.01 * other_names.prior * address["same"].m)
    without_homes = msgspec.structs.replace(other_names, comparisons={**other_names.comparisons, "address": address})
    assert list(pairs.Weigher(con, without_homes)(np.array([0, 0]), np.array([1, 2]))[1]) == [False, False]


def weighed(folder: Path, **columns: list[str | None]) -> tuple[list[float], list[bool]]:
    """The first mention of each table held against the others."""
    many = len(columns["given_name"])
    rows = {name: values * (many // len(values)) for name, values in columns.items()}
    pq.write_table(pa.table({"mention_id": [f"m{number}" for number in range(many)], **rows}), folder / "mentions.parquet")
    con = table.connect()
    table.read(con, folder / "mentions.parquet")
    weight, contradicts = pairs.Weigher(con, shipped())(np.zeros(many - 1, dtype=np.int64), np.arange(1, many))
    return weight.tolist(), contradicts.tolist()


HOME = {"family_name": ["Whatley"], "sex": ["female"], "address": ["16 Bobbin Mill Lane, Saltby"], "phone": ["01632 960123"]}


def test_twins_whose_names_are_both_known_and_somewhat_alike_are_left_open_and_a_misspelling_is_not(tmp_path: Path) -> None:
    weight, _ = weighed(tmp_path, given_name=["Kerry", "Kelly", "Kerri"], date_of_birth=["1981-06-10"], **HOME)
    assert weight[0] <= pairs.most() < bits(shipped().linked) < weight[1]


def test_names_easily_taken_for_each_other_are_left_open_where_a_birth_date_is_missing(tmp_path: Path) -> None:
    born = ["1981-06-10", None, None, None]
    weight, _ = weighed(tmp_path, given_name=["Kerry", "Kelly", "Carrie", "Kerry"], date_of_birth=born, **HOME)
    linked = bits(shipped().linked)
    assert weight[0] <= pairs.most() < linked
    assert weight[2] > linked


def test_another_initial_is_left_open_whatever_agrees(tmp_path: Path) -> None:
    weight, _ = weighed(tmp_path, given_name=["Faisal", "I", "F"], date_of_birth=["2001-06-01"], **HOME)
    assert weight[0] <= pairs.most()
    assert weight[1] > bits(shipped().linked)
