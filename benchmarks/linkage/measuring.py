"""One tool on one set: its figures, and what is to be said beside them."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
from benchmarks.linkage import data, figures, judging, ours, runs, splink_settings, table
from benchmarks.linkage.data import Labelled
from benchmarks.linkage.ids import stability

Clusters = Callable[[float], np.ndarray]


def measured(tool: str, labelled: Labelled, notes: list[str]) -> list[table.Row]:
    if tool == "Splink":
        return [_best_of(tool, labelled, notes)]
    count = labelled.mentions.num_rows
    if tool != "Safehold":
        run = runs.run(tool, _fields(labelled))
        return [_row(tool, labelled, run, figures.components(run.pairs, count), notes)]
    run = runs.run(tool, labelled.mentions)
    found = [_row(tool, labelled, run, lambda at: ours.clusters(run.pairs, count, at), notes)]
    if labelled.people is not None:
        notes += stability(labelled, run.pairs)
        found.append(_judged(labelled, run, notes))
    return found


def note(notes: list[str], text: str) -> None:
    if text not in notes:
        notes.append(text)


_FIELDS: dict[str, pa.Table] = {}


def _fields(labelled: Labelled) -> pa.Table:
    """Made once for all peers on a set."""
    if labelled.name not in _FIELDS:
        _FIELDS.clear()
        _FIELDS[labelled.name] = data.fields(labelled.mentions)
    return _FIELDS[labelled.name]


def _best_of(tool: str, labelled: Labelled, notes: list[str]) -> table.Row:
    """The setting that does best on the half that is scored: more than anybody could know who has no labels."""
    fields = _fields(labelled)
    columns = {name for name in fields.column_names if fields[name].null_count < fields.num_rows}
    found: dict[str, table.Row] = {}
    for name in splink_settings.tried(columns, fields.num_rows):
        try:
            run = runs.run(tool, fields, name)
        except runs.Failed as error:
            print(error, flush=True)
            continue
        found[name] = _row(f"{tool} ({name})", labelled, run, figures.components(run.pairs, fields.num_rows), notes)
    if not found:
        raise runs.Failed(f"{tool} finished with none of its settings")
    best = max(found, key=lambda name: found[name].clusters.found.f1)
    said = ", ".join(f"{name} {row.clusters.found.f1:.4f}" for name, row in found.items())
    notes.append(f"- {labelled.name}: {tool} counts with {splink_settings.SETTINGS[best].words}. Cluster F1 of each: {said}")
    return found[best]._replace(tool=tool)


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
    """Safehold's clusters take longer than components, so its thresholds are not all tried; which can only cost it."""
    entity, is_ours = labelled.entity, tool.startswith("Safehold")
    row = table.Row(
        labelled.name,
        tool,
        figures.tuned(lambda at, half: figures.by_edges(run.pairs, at, entity, half), entity),
        figures.tuned(lambda at, half: figures.by_clusters(clusters(at), entity, half), entity, whole=not is_ours),
        len(run.pairs.left),
        run.wall,
        run.cpu,
        run.memory,
    )
    steps = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in run.times.items())
    at, found = row.clusters
    print(f"{labelled.name}, {tool}: {steps}; cluster F1 {found.f1:.4f} at {at} bits", flush=True)
    if run.person is not None:
        _, score = figures.halves(entity)
        precision, recall, f1 = figures.by_clusters(run.person, entity, score)
        notes.append(f"- {labelled.name}: at the model's own threshold {tool} has cluster F1 {f1:.4f} ({precision:.4f}, {recall:.4f})")
    if is_ours:
        notes.append(f"- {labelled.name}, {tool}: {steps}")
    return row
