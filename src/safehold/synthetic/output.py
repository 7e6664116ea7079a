"""A synthetic area on disk: a JSON Lines file an agency, the truth beside them, and the same as Parquet."""

from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from safehold.synthetic.area import Area
from safehold.synthetic.ledger import Line
from safehold.synthetic.rates import table
from safehold.synthetic.truth import key

_ROWS = 20_000  # rows of a Parquet group: what is held in memory as columns at once


def _texts(*names: str) -> pa.Schema:
    return pa.schema([(name, pa.string()) for name in names])


_EVENTS = _texts("source", "id", "kind", "occurred_at", "recorded_at", "agency", "case", "json")
_MENTIONS = _texts("source", "id", "ref", "person").append(pa.field("reused", pa.bool_()))


# Every sort of fact but mentions, which are many and go by column: its file and its columns. What a sort does not have stays empty.
_FACTS = {
    "person": (
        "persons",
        _texts("person", "household", "twin", "given_name", "family_name", "birth_family_name", "date_of_birth", "sex"),
    ),
    "duty": ("duties", _texts("duty", "trigger", "agency", "how")),
    "harm": ("harms", _texts("harm", "event", "victim", "suspect").append(pa.field("warnings", pa.list_(pa.string())))),
    "oddity": ("oddities", _texts("oddity", "event")),
}


class _Key(msgspec.Struct):
    id: str
    kind: str
    occurred_at: str
    agency: str
    recorded_at: str | None = None


_read_key = msgspec.json.Decoder(_Key).decode


def write(area: Area, out: Path) -> dict[str, Any]:
    """Writes everything under `out` and says how much. Existing files of the same names are replaced."""
    out.mkdir(parents=True, exist_ok=True)
    lines = list(area.ledger.in_order())
    files = {}
    file_of = {source: str(care["file"]) for source, care in table("sources.yaml").items()}
    for file, group in groupby(sorted(lines, key=lambda line: file_of[line.source]), key=lambda line: file_of[line.source]):
        name = f"{file}.jsonl"
        with (out / name).open("wb") as handle:
            files[name] = 0
            for line in group:
                handle.write(line.line + b"\n")
                files[name] += 1
    facts = area.truth.lines()
    with (out / "truth.jsonl").open("wb") as handle:
        for fact in facts:
            handle.write(msgspec.json.encode(fact) + b"\n")
    _write_parquet(area, lines, out)
    return {
        "files": files,
        "events": len(lines),
        "persons": len(area.register.people),
        "mentions": len(area.truth.mentions),
        "duties_slipped": len(area.truth.slipped),
        "harms": len(area.truth.harms),
        "oddities": len(area.truth.oddities),
        "out": str(out),
    }


def _write_parquet(area: Area, lines: list[Line], out: Path) -> None:
    with pq.ParquetWriter(out / "events.parquet", _EVENTS) as writer:
        for start in range(0, len(lines), _ROWS):
            part = lines[start : start + _ROWS]
            keys = [_read_key(line.line) for line in part]
            writer.write_table(
                pa.table(
                    [
                        [line.source for line in part],
                        [each.id for each in keys],
                        [each.kind for each in keys],
                        [each.occurred_at for each in keys],
                        [each.recorded_at for each in keys],
                        [each.agency for each in keys],
                        [line.case or None for line in part],
                        [line.line.decode() for line in part],
                    ],
                    schema=_EVENTS,
                )
            )
    named = area.truth.mentions
    columns: list[list[Any]] = [
        [each.event.source for each in named],
        [each.event.id for each in named],
        [each.ref for each in named],
        [key(each.person) for each in named],
        [each.reused for each in named],
    ]
    pq.write_table(pa.table(columns, schema=_MENTIONS), out / "truth-mentions.parquet")
    facts: dict[str, list[dict[str, Any]]] = {what: [] for what in _FACTS}
    for fact in area.truth.lines():
        if fact["what"] in facts:
            facts[fact["what"]].append(fact)
    for what, (name, schema) in _FACTS.items():
        pq.write_table(pa.Table.from_pylist(facts[what], schema=schema), out / f"truth-{name}.parquet")
