"""`safehold link`: who is who in any table of mentions, without a database."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from safehold.commands.progress import counting
from safehold.commands.record import as_json

if TYPE_CHECKING:
    from safehold.identity.batch.table import Input
    from safehold.identity.trained import Trained

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--input", "input_", type=FILE, required=True, help="Mentions: Parquet or CSV with mention_id, names, birth date and so on.")
@click.option("--output", type=FILE, help="Where mention_id and person_id go: .parquet or .csv.")
@click.option(
    "--model", "model_file", type=FILE, help="The weights: read, or with --train written. Default: those that ship with Safehold."
)
@click.option("--train", is_flag=True, help="Train the weights on this table. It takes some thousand mentions; no labels.")
@click.option("--json", "json_wanted", is_flag=True)
def link(input_: Path, output: Path | None, model_file: Path | None, train: bool, json_wanted: bool) -> None:
    """Links any table of mentions: which of them are of one person.

    A person is called by the mention that stands first in the table. With --train and --model the weights are kept for later tables of
    about the same size.
    """
    if output is None and not (train and model_file):
        raise click.UsageError("say where the persons go (--output), or train (--train) a model to keep (--model)")
    if output is not None and output.suffix not in (".parquet", ".csv"):
        raise click.BadParameter(f"{output} must end in .parquet or .csv", param_hint="--output")
    from safehold.identity.batch import table
    from safehold.identity.model import BadModel
    from safehold.identity.trained import dump, load, shipped

    started = time.perf_counter()
    try:
        model = load(model_file.read_bytes()) if model_file and not train else shipped()
        con = table.connect()
        with counting("Reading", table.STEPS) as tell:
            given = table.read(con, input_, tell)
        for column in given.unknown:
            click.echo(f"The column {column} is not one that is compared: it is not read.", err=True)
        if train:
            model = _train(con, given, model)
            if model_file:
                model_file.write_bytes(dump(model))
        summary: dict[str, Any] = {"mentions": given.rows, "missing": given.missing, "model": model.id}
        if output is not None:
            summary |= _link(con, given, model, output, blocked=train)
    except (BadModel, table.BadTable) as error:
        raise click.ClickException(str(error)) from None
    summary["took_seconds"] = round(time.perf_counter() - started, 1)
    if json_wanted:
        click.echo(as_json(summary))
        return
    if train and model_file:
        click.echo(f"Trained {model.id} on {given.rows:,} mentions: {model_file}")
    if output is not None:
        click.echo(f"{summary['persons']:,} persons in {given.rows:,} mentions, {summary['pairs']:,} pairs compared: {output}")


def _train(con: Any, given: "Input", before: "Trained") -> "Trained":
    from safehold.identity.batch import training

    with counting("Training", training.STEPS) as tell:
        return training.train(con, given, before, tell)


def _link(con: Any, given: "Input", model: "Trained", output: Path, *, blocked: bool) -> dict[str, Any]:
    """Training leaves the pairs that are to be compared."""
    from safehold.identity.batch import blocking, pairs, persons, table

    with counting("Comparing", blocking.STEPS) as tell:
        many = blocking.count(con) if blocked else blocking.block(con, tell)
    table.forget(con)
    weigher = pairs.Weigher(con, model)
    with counting("Weighing", many) as tell:
        edges = pairs.score(con, weigher, tell)
    found = persons.grouped(edges, weigher, model, given.rows)
    persons.write(con, found, output)
    return {"pairs": many, "edges": len(edges.left), "persons": found.many, "output": str(output)}
