"""Chronologies for replay, in the short notation of rules: each a partition of its own, in which v and s are two people of their own."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from rulebook.notation import read_raws
from safehold.replay import preparing
from safehold.replay.columns.engine import Columns
from safehold.replay.judging import Asked, judge
from safehold.replay.reading import batch_of
from safehold.rulebook.rulebook import Rulebook

Lines = Sequence[str]


def rows(cases: Iterable[Lines]) -> list[preparing.Row]:
    found = []
    for number, lines in enumerate(cases, 1):
        raws = [raw | {"source": f"case-{number}"} for raw in read_raws(lines)]
        refs = {
            ref: 1000 * number + place for place, ref in enumerate(dict.fromkeys(one["ref"] for raw in raws for one in raw["people"]), 1)
        }
        found += [preparing.row(f"case-{number}", raw, [refs[one["ref"]] for one in raw["people"]]) for raw in raws]
    return found


def table(cases: Iterable[Lines]) -> pa.Table:
    return preparing.table(rows(cases))


def write(folder: Path, cases: Iterable[Lines], name: str = "events.parquet") -> None:
    folder.mkdir(exist_ok=True)
    preparing.write(rows(cases), folder / name)


def by_evaluator(given: pa.Table, rules: Rulebook, asked: Asked) -> list[dict[str, Any]]:
    return judge(batch_of(given, 0, "events.parquet"), rules, asked, asked.coverage()).rows().to_pylist()


def by_columns(given: pa.Table, rules: Rulebook, asked: Asked) -> list[dict[str, Any]]:
    return Columns(rules, asked, asked.coverage()).judge(given, 0, "events.parquet").to_pylist()
