"""Linking in batch beside its peers, on the same data in the same run: who is found, who is wrongly joined, how long it takes.

    python -m benchmarks.linkage [--size 100000] [--drawn DIR] [--sets febrl3,febrl4,rldata,pseudopeople,patentsview] [--peers] [--write]

Every tool is given the mentions and nothing else: no labels. On the population Safehold runs once more with 3,000 judgements, of the half
on which thresholds are chosen. Each tool runs in a process of its own. Thresholds are chosen on one half of the
people and scored on the other, for all tools alike; a wrong pair counts half for each of its two people. Splink is tried with each of its
settings, and the best of them on the half that is scored is the one that counts. --drawn names a folder in which a population lies as
`safehold synthesise --mentions` draws it. --write puts the table into docs/benchmarks.md. Nothing is downloaded; a set or a peer that is
not installed is named, with the command that installs it.
"""

import argparse
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.linkage import data, runs, table
from benchmarks.linkage.data import Labelled
from benchmarks.linkage.measuring import measured, note

SETS = ["febrl3", "febrl4", "rldata", "pseudopeople", "patentsview"]


def main() -> None:
    given = argparse.ArgumentParser(
        prog="python -m benchmarks.linkage", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    given.add_argument("--size", type=int, default=100_000, help="mentions of the made-up population; 0 leaves it out")
    given.add_argument("--drawn", type=Path, help="a folder in which the population of --size lies already, with its truth")
    given.add_argument("--sets", default=",".join(SETS), help=f"labelled sets, by commas, of {', '.join(data.SETS)}; '' for none")
    given.add_argument("--peers", action="store_true", help="the peers too, in the same run")
    given.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    asked = given.parse_args()
    names = [name for name in asked.sets.split(",") if name]
    if unknown := [name for name in names if name not in data.SETS]:
        given.error(f"there is no set {', '.join(unknown)}; the sets are {', '.join(data.SETS)}")
    command = f"python -m benchmarks.linkage {' '.join(each or repr(each) for each in sys.argv[1:])}".strip()
    for what, sets, notes in _sets(asked.size, names, asked.drawn):
        found = [row for labelled in sets for row in _rows(labelled, list(runs.TOOLS) if asked.peers else ["Safehold"], notes)]
        text = [f"`{command}`, on {_where()}", "", *table.rows(found), "", *table.ratios(found), *notes]
        print("\n".join(["", *text]))
        if asked.write and found:
            table.write(what, text)


def _rows(labelled: Labelled, tools: list[str], notes: list[str]) -> list[table.Row]:
    found = []
    for tool in tools:
        if not runs.installed(tool):
            note(notes, f"- {tool} was left out: it is not installed")
            continue
        if labelled.mentions.num_rows > runs.MOST.get(tool, labelled.mentions.num_rows):
            note(notes, f"- {tool} was left out: on a hundred thousand mentions it is far behind already")
            continue
        try:
            found += measured(tool, labelled, notes)
        except runs.Failed as error:
            print(error, file=sys.stderr)
            note(notes, f"- {tool} did not finish on {labelled.name}")
    return found


def _sets(size: int, names: list[str], drawn: Path | None) -> Iterator[tuple[str, list[Labelled], list[str]]]:
    """The parts of the page, what is measured for each, and what is to be said of what is not."""
    found: list[Labelled] = []
    notes: list[str] = []
    for name in names:
        try:
            found.append(data.SETS[name]())
        except data.NotInstalled as error:
            print(error, file=sys.stderr)
            note(notes, f"- {name} was left out: it is not installed")
    if names:
        yield "labelled sets", found, notes
    if size:
        population = data.drawn(drawn) if drawn else data.population(size)
        yield f"a made-up {population.name}", [population], []


def _where() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()} {platform.machine()}."


if __name__ == "__main__":
    main()
