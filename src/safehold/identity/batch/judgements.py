"""What people judged of pairs of mentions, from a file: a, b (ids of mentions) and judgement (linked or not_linked)."""

from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np

from safehold.identity.batch.clusters import Judged
from safehold.identity.batch.components import Flags, Ints
from safehold.identity.batch.table import BadTable, source

COLUMNS = ("a", "b", "judgement")
WORDS = {"linked": True, "not_linked": False}


class Judgements(NamedTuple):
    """Each pair once, by the numbers of its mentions."""

    left: Ints
    right: Ints
    same: Flags

    def limits(self) -> Judged:
        apart, same = ~self.same, self.same
        return Judged((self.left[apart], self.right[apart]), (self.left[same], self.right[same]))


def read(con: duckdb.DuckDBPyConnection, path: Path) -> Judgements:
    """Of the mentions of the table `given`. Raises BadTable, which names the file and the row."""
    found: dict[tuple[int, int], tuple[bool, int]] = {}
    for row, a, b, said, *numbers in _rows(con, path):
        at = f"{path} row {row}"
        left, right = (_known(at, *each) for each in (("a", a, numbers[0]), ("b", b, numbers[1])))
        if said not in WORDS:
            raise BadTable(f"{at}: the judgement is {said or 'missing'}, and must be one of {', '.join(WORDS)}")
        if left == right:
            raise BadTable(f"{at}: {a} is judged against itself")
        pair = (min(left, right), max(left, right))
        before = found.setdefault(pair, (WORDS[said], row))
        if before[0] != WORDS[said]:
            raise BadTable(f"{at}: {a} and {b} are {said}, and row {before[1]} says otherwise")
    pairs = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
    return Judgements(pairs[:, 0], pairs[:, 1], np.array([found[pair][0] for pair in sorted(found)], dtype=bool))


def _known(at: str, name: str, mention: str | None, number: int | None) -> int:
    if mention is None:
        raise BadTable(f"{at}: there is no {name}")
    if number is None:
        raise BadTable(f"{at}: no mention has the id {mention}")
    return number


def _rows(con: duckdb.DuckDBPyConnection, path: Path) -> list[tuple[int, str | None, str | None, str | None, int | None, int | None]]:
    written = source(path)
    try:
        named = [str(column[0]) for column in con.execute(f"DESCRIBE SELECT * FROM {written}").fetchall()]
        if lacking := [column for column in COLUMNS if column not in named]:
            raise BadTable(f"{path}: there is no column {', '.join(lacking)}; the columns are {', '.join(named)}")
        texts = ", ".join(f"nullif(trim(CAST({column} AS VARCHAR)), '') AS {column}" for column in COLUMNS)
        con.execute("SET preserve_insertion_order = true")
        con.execute(f"CREATE OR REPLACE TEMP TABLE judged AS SELECT row_number() OVER () AS row, {texts} FROM {written}")
        con.execute("SET preserve_insertion_order = false")
    except (duckdb.IOException, duckdb.InvalidInputException, duckdb.ConversionException) as error:
        raise BadTable(f"{path}: it cannot be read as {path.suffix.lstrip('.')}: {str(error).splitlines()[0]}") from None
    found: list[tuple[int, str | None, str | None, str | None, int | None, int | None]] = con.execute(
        "SELECT row, a, b, judgement, l.number, r.number FROM judged LEFT JOIN given l ON l.mention_id = a"
        " LEFT JOIN given r ON r.mention_id = b ORDER BY row"
    ).fetchall()
    con.execute("DROP TABLE judged")
    return found
