"""A synthetic area as Parquet that replay reads: a family at a time, so that an area of any size is made in little memory."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from safehold.replay.preparing import Row, row, write
from safehold.synthetic.area import Area
from safehold.synthetic.truth import EventRef

_decode = msgspec.json.Decoder().decode


def write_by_case(
    people: int, months: int, seed: int, until: int, out: Path, progress: Callable[[float], None] = lambda _: None
) -> dict[str, object]:
    """Who is who in it is the truth, and not what linking makes of it; a family is a partition."""
    out.mkdir(parents=True, exist_ok=True)
    events = write(_rows(people, months, seed, until, progress), out / "events.parquet")
    return {"events": events, "out": str(out)}


def _rows(people: int, months: int, seed: int, until: int, progress: Callable[[float], None]) -> Iterator[Row]:
    for number, ledger, truth in Area.by_family(people, months, seed, until, progress):
        persons: dict[EventRef, list[int | None]] = defaultdict(list)
        for named in truth.mentions:
            persons[named.event].append(named.person)
        for line in ledger.taken():
            raw = _decode(line.line)
            yield row(f"family-{number}" if number else "", raw, persons[EventRef(raw["source"], raw["id"])])
        truth.forget()
