"""What the live benchmark measured, as a part of docs/benchmarks.md."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from live_peers import Asked, same, spread

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
SORTS = {"whole": "whole", "heard": "as heard"}
NOTE = """\
Asked is about mentions that were held out of a [made-up population](synthetic-area.md#a-population-to-try-linking-on), whole and as heard
on a call (surname misheard in a third, given name in a quarter; of birth dates 45 % lost and of the rest a quarter a year only; phone
lost in 45 %, address and postcode in 40 %), and about half as many people of whom nothing is on record. Found means: another mention of
the person is among the ten likeliest, at 0.94 or more. Claimed means: somebody is, of those who are not on record. No two mentions of
those on record are linked.

pg_trgm looks the 200 likeliest names up by `%` and `<->` over a GIN index, in a PostgreSQL of this machine with the index in memory, and
they are scored by Safehold's model from features worked out beforehand. Splink is asked by `predict_between`, its 18 usual blocking rules,
trained on the table, which is registered, over questions of which so few make its shares rough. Milliseconds in the middle, and for 95 of
100. What passed is with other work on the machine: trust the processors' time more, which is that of the program and of the server's
process."""


def write(mentions: int, seed: int, measured: dict[str, dict[str, Asked]], arrived: str, page: Path = PAGE) -> None:
    """Between its own marks; what else stands on the page stays."""
    start, end = f"<!-- asking among {mentions:,} -->", f"<!-- end of asking among {mentions:,} -->"
    questions = max(each.questions for each in measured["Safehold"].values())
    command = f"python benchmarks/linkage_live.py --mentions {mentions} --seed {seed} --queries {questions} --write"
    lines = [
        start,
        f"## Asking among {mentions:,} mentions",
        "",
        f"Written by `{command}` on {datetime.now(tz=UTC):%-d %B %Y}, {os.cpu_count()} cores, Python {platform.python_version()}.",
        "",
        NOTE,
        "",
        "| | asked | questions | among the candidates | found | claimed | processors, ms | the server's part, ms | passed, ms |",
        "|---|---|---|---|---|---|---|---|---|",
        *(_row(name, sort, asked) for name, sorts in measured.items() for sort, asked in sorts.items()),
        "",
        *(f"- {line}" for line in [*_ratios(measured), arrived]),
        end,
    ]
    there = page.read_text("utf-8")
    before, found, rest = there.partition(start)
    part = "\n".join(lines)
    page.write_text(before + part + rest.partition(end)[2] if found else f"{there.rstrip()}\n\n{part}\n", "utf-8")


def _row(name: str, sort: str, asked: Asked) -> str:
    shares = f"{asked.candidates:.3f} | {asked.found:.3f} | {asked.claimed:.3f}"
    return (
        f"| {name} | {SORTS[sort]} | {asked.questions} | {shares} | {_times(asked.used)} | {_times(asked.served)} | {_times(asked.took)} |"
    )


def _times(milliseconds: list[float]) -> str:
    middle, most = spread(milliseconds)
    return f"{middle:,.1f}, {most:,.1f}" if most else "none"


def _ratios(measured: dict[str, dict[str, Asked]]) -> list[str]:
    ours, lines = measured["Safehold"], []
    for name, sorts in measured.items():
        for sort, asked in sorts.items() if name != "Safehold" else ():
            our = ours[sort]
            used, took = (spread(theirs)[0] / spread(mine)[0] for theirs, mine in ((asked.used, our.used), (asked.took, our.took)))
            met, hit = same(our, asked)
            lines.append(
                f"{name}, {SORTS[sort]}: {used:,.0f} times the processors' time of Safehold in the middle, {took:,.0f} times what passed;"
                f" of the same {asked.questions} Safehold had {met:.3f} among the candidates and found {hit:.3f}"
            )
    return lines
