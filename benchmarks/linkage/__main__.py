"""Linking in batch beside its peers, on the same data in the same run: who is found, who is wrongly joined, how long it takes.

    python -m benchmarks.linkage [--size 100000] [--sets febrl3,febrl4,rldata,pseudopeople,patentsview] [--peers] [--write]

Every tool is given the mentions and nothing else: no labels. On the population Safehold runs once more with 3,000 judgements, of the half
on which thresholds are chosen. Each tool runs in a process of its own. Thresholds are chosen on one half of the
people and scored on the other, for all tools alike; a wrong pair counts half for each of its two people. --write puts the table into
docs/benchmarks.md. Nothing is downloaded; a set or a peer that is not installed is named, with the command that installs it.
"""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from benchmarks.linkage import data, figures, judging, ours, runs, table
from benchmarks.linkage.data import Labelled
from benchmarks.linkage.ids import stability

GRID = np.arange(-4.0, 31.0, 2.0).tolist()
SETS = ["febrl3", "febrl4", "rldata", "pseudopeople", "patentsview"]
Clusters = Callable[[float], np.ndarray]


def main() -> None:
    given = argparse.ArgumentParser(
        prog="python -m benchmarks.linkage", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    given.add_argument("--size", type=int, default=100_000, help="mentions of the made-up population; 0 leaves it out")
    given.add_argument("--sets", default=",".join(SETS), help=f"labelled sets, by commas, of {', '.join(data.SETS)}; '' for none")
    given.add_argument("--peers", action="store_true", help="the peers too, in the same run")
    given.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    asked = given.parse_args()
    names = [name for name in asked.sets.split(",") if name]
    if unknown := [name for name in names if name not in data.SETS]:
        given.error(f"there is no set {', '.join(unknown)}; the sets are {', '.join(data.SETS)}")
    command = f"python -m benchmarks.linkage {' '.join(each or repr(each) for each in sys.argv[1:])}".strip()
    for what, sets, notes in _sets(asked.size, names):
        found = [row for labelled in sets for row in _rows(labelled, list(runs.TOOLS) if asked.peers else ["Safehold"], notes)]
        text = [f"`{command}`, on {_where()}", "", *table.rows(found), "", *table.ratios(found), *notes]
        print("\n".join(["", *text]))
        if asked.write and found:
            table.write(what, text)


def _rows(labelled: Labelled, tools: list[str], notes: list[str]) -> list[table.Row]:
    found = []
    for tool in tools:
        if not runs.installed(tool):
            _note(notes, f"- {tool} was left out: it is not installed")
            continue
        try:
            found += _measured(tool, labelled, notes)
        except runs.Failed as error:
            print(error, file=sys.stderr)
            _note(notes, f"- {tool} did not finish on {labelled.name}")
    return found


def _sets(size: int, names: list[str]) -> Iterator[tuple[str, list[Labelled], list[str]]]:
    """The parts of the page, what is measured for each, and what is to be said of what is not."""
    found: list[Labelled] = []
    notes: list[str] = []
    for name in names:
        try:
            found.append(data.SETS[name]())
        except data.NotInstalled as error:
            print(error, file=sys.stderr)
            _note(notes, f"- {name} was left out: it is not installed")
    if names:
        yield "labelled sets", found, notes
    if size:
        yield "a made-up population", [data.population(size)], []


def _note(notes: list[str], text: str) -> None:
    if text not in notes:
        notes.append(text)


def _measured(tool: str, labelled: Labelled, notes: list[str]) -> list[table.Row]:
    if tool != "Safehold":
        run = runs.run(tool, data.fields(labelled.mentions))
        return [_row(tool, labelled, run, figures.components(run.pairs, labelled.mentions.num_rows), notes)]
    count = labelled.mentions.num_rows
    run = runs.run(tool, labelled.mentions)
    found = [_row(tool, labelled, run, lambda at: ours.clusters(run.pairs, count, at), notes)]
    if labelled.people is not None:
        notes += stability(labelled, run.pairs)
        found.append(_judged(labelled, run, notes))
    return found


def _judged(labelled: Labelled, before: runs.Run, notes: list[str]) -> table.Row:
    """The same again with what people would have judged."""
    judged = judging.chosen(before.pairs, labelled.entity)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "judgements.parquet"
        judging.write(judged, labelled.mentions, path)
        run = runs.run("Safehold", labelled.mentions, str(path))
    limits, count = judged.limits(), labelled.mentions.num_rows
    name = f"Safehold, {len(judged.same):,} judgements"
    return _row(name, labelled, run, lambda at: ours.clusters(run.pairs, count, at, limits), notes)


def _row(tool: str, labelled: Labelled, run: runs.Run, clusters: Clusters, notes: list[str]) -> table.Row:
    entity = labelled.entity
    print(f"{labelled.name}, {tool}: {', '.join(f'{step} {seconds:.1f} s' for step, seconds in run.times.items())}", flush=True)
    row = table.Row(
        labelled.name,
        tool,
        figures.tuned(lambda at, half: figures.by_edges(run.pairs, at, entity, half), entity, GRID),
        figures.tuned(lambda at, half: figures.by_clusters(clusters(at), entity, half), entity, GRID),
        len(run.pairs.left),
        run.wall,
        run.cpu,
        run.memory,
    )
    if run.person is not None:
        _, score = figures.halves(entity)
        precision, recall, f1 = figures.by_clusters(run.person, entity, score)
        notes.append(f"- {labelled.name}: at the model's own threshold {tool} has cluster F1 {f1:.4f} ({precision:.4f}, {recall:.4f})")
    if tool.startswith("Safehold"):
        notes.append(f"- {labelled.name}, {tool}: {', '.join(f'{step} {seconds:.1f} s' for step, seconds in run.times.items())}")
    return row


def _where() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()} {platform.machine()}."


if __name__ == "__main__":
    main()
