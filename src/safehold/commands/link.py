"""`safehold link`: who is who in any table of mentions, without a database."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from safehold.commands.progress import counting
from safehold.commands.record import as_json
from safehold.commands.whole import whole

if TYPE_CHECKING:
    from safehold.identity.batch.judgements import Judgements
    from safehold.identity.batch.table import Input
    from safehold.identity.trained import Trained

FILE = click.Path(dir_okay=False, path_type=Path)
LEAST = 1_000  # mentions to train on: in fewer hardly a level is seen twice


@click.command()
@click.option("--input", "input_", type=FILE, required=True, help="Mentions: Parquet or CSV with mention_id, names, birth date and so on.")
@click.option("--output", type=FILE, help="Where mention_id and person_id go: .parquet or .csv.")
@click.option(
    "--model", "model_file", type=FILE, help="The weights: read, or with --train written. Default: those that ship with Safehold."
)
@click.option("--train", is_flag=True, help="Train the weights on this table. It takes some thousand mentions; no labels.")
@click.option(
    "--judgements",
    type=FILE,
    help="What people judged: Parquet or CSV with a and b (ids of mentions) and judgement (linked or not_linked). It holds, whatever the"
    " weights say; with --train the weights are made to fit it.",
)
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="duckdb: on this machine. spark: on a cluster, for tables beyond one machine; the same persons, and on one machine far slower.",
)
@click.option("--json", "json_wanted", is_flag=True, help="One JSON document.")
def link(
    input_: Path,
    output: Path | None,
    model_file: Path | None,
    train: bool,
    judgements: Path | None,
    engine: str,
    json_wanted: bool,
) -> None:
    """Links any table of mentions: which of them are of one person.

    A person is called by the mention that stands first in the table. With --train and --model the weights are kept for later tables of
    about the same size.
    """
    if output is None and not (train and model_file):
        raise click.UsageError("say where the persons go (--output), or train (--train) a model to keep (--model)")
    if output is None and engine == "spark":
        raise click.UsageError("--engine spark links, so say where the persons go (--output); a model alone is trained without it")
    if judgements and engine == "spark":
        raise click.UsageError("--judgements goes with --engine duckdb: train on a part of the table with it, and give the model to spark")
    if output is not None and output.suffix not in (".parquet", ".csv"):
        raise click.BadParameter(f"{output} must end in .parquet or .csv", param_hint="--output")
    for written, option in ((output, "--output"), (model_file if train else None, "--model")):
        if written is not None:
            _must_be_writable(written, option, input_)
    import duckdb

    from safehold.identity.batch.spark.session import NoSpark, ready
    from safehold.identity.batch.table import BadTable
    from safehold.identity.model import BadModel

    started = time.perf_counter()
    try:
        if engine == "spark":
            ready()
            assert output is not None
            summary = _on_spark(input_, output, model_file, train)
        else:
            summary = _here(input_, output, model_file, train, judgements)
    except (BadModel, BadTable, NoSpark) as error:
        raise click.ClickException(str(error)) from None
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        said = "there is no space left on the disk" if "No space left" in str(error) else str(error).splitlines()[0]
        raise click.ClickException(f"{output or model_file}: {said}") from None
    except (RuntimeError, duckdb.InterruptException) as error:
        if "interrupted" in str(error).lower():  # how DuckDB hears of Ctrl+C
            raise click.Abort from None
        raise
    summary["took_seconds"] = round(time.perf_counter() - started, 1)
    if json_wanted:
        click.echo(as_json(summary))
        return
    if train and model_file:
        click.echo(f"Trained {summary['model']} on {summary['trained_on']:,} mentions: {model_file}")
    if output is not None:
        click.echo(f"{summary['persons']:,} persons in {summary['mentions']:,} mentions, {summary['pairs']:,} pairs compared: {output}")


def _must_be_writable(file: Path, option: str, input_: Path) -> None:
    """Before hours of work, and not after them."""
    if not file.absolute().parent.is_dir():
        raise click.ClickException(f"{file}: there is no folder {file.parent}")
    if not os.access(file.absolute().parent, os.W_OK):
        raise click.ClickException(f"{file}: nothing can be written in {file.absolute().parent}")
    if file.exists() and input_.exists() and file.samefile(input_):
        raise click.BadParameter(f"{file} is what is read (--input), and would be lost", param_hint=option)


def _here(input_: Path, output: Path | None, model_file: Path | None, train: bool, judged_file: Path | None) -> dict[str, Any]:
    from safehold.identity.batch import judgements, table

    model = _model(model_file, train)
    con = table.connect()
    given = _read(con, input_)
    judged = judgements.read(con, judged_file) if judged_file else None
    if train:
        model = _train(con, given, model, model_file, judged)
    summary = _summary(given, model, train)
    if output is not None:
        summary |= _link(con, given, model, output, judged, blocked=train)
    return summary


def _on_spark(input_: Path, output: Path, model_file: Path | None, train: bool) -> dict[str, Any]:
    """Only training is done here, and on a sample of a large table."""
    from safehold.identity.batch import persons, table
    from safehold.identity.batch.spark import linking
    from safehold.identity.batch.spark.sampling import sample

    model = _model(model_file, train)
    con = table.connect()
    given = table.load(con, input_)
    _say_unknown(given)
    if train:
        with sample(con, given.rows, input_) as chosen, table.connect() as apart:
            model = _train(apart, table.read(apart, chosen), model, model_file)
    with counting("Linking", linking.STEPS) as tell:
        found = linking.linked(con, model, given.rows, output, tell)
    persons.write(con, found.persons, output)
    return _summary(given, model, train) | {
        "pairs": found.pairs,
        "edges": len(found.edges.left),
        "persons": found.persons.many,
        "output": str(output),
    }


def _model(file: Path | None, train: bool) -> "Trained":
    from safehold.identity.trained import load, shipped

    return load(file.read_bytes()) if file and not train else shipped()


def _read(con: Any, input_: Path) -> "Input":
    from safehold.identity.batch import table

    with counting("Reading", table.STEPS) as tell:
        given = table.read(con, input_, tell)
    _say_unknown(given)
    return given


def _say_unknown(given: "Input") -> None:
    for column in given.unknown:
        click.echo(f"The column {column} is not one that is compared: it is not read.", err=True)


def _train(con: Any, given: "Input", before: "Trained", file: Path | None, judged: "Judgements | None" = None) -> "Trained":
    from safehold.identity.batch import training
    from safehold.identity.model import BadModel
    from safehold.identity.trained import dump

    if given.rows < LEAST:
        raise BadModel(f"{given.rows:,} mentions are too few to train on: it takes {LEAST:,}, better some thousand")
    with counting("Training", training.STEPS) as tell:
        model = training.train(con, given, before, tell)
    if judged:
        model = _refit(con, model, judged)
    if file:
        with whole(file) as written:
            written.write(dump(model).decode())
    return model


def _refit(con: Any, model: "Trained", judged: "Judgements") -> "Trained":
    from safehold.identity.batch.pairs import Weigher
    from safehold.identity.batch.refit import refit

    found = refit(model, Weigher(con, model), judged)
    click.echo(f"{found.says[0].upper()}{found.says[1:]}.", err=True)
    return found.model


def _summary(given: "Input", model: "Trained", train: bool) -> dict[str, Any]:
    rests_on = {"judged": model.judged.linked + model.judged.not_linked} if model.judged else {}
    trained = {"trained_on": model.on.rows} if train else {}
    return {"mentions": given.rows, "missing": given.missing, "model": model.id} | trained | rests_on


def _link(con: Any, given: "Input", model: "Trained", output: Path, judged: "Judgements | None", *, blocked: bool) -> dict[str, Any]:
    """Training leaves the pairs that are to be compared."""
    from safehold.identity.batch import blocking, pairs, persons, table

    with counting("Comparing", blocking.STEPS) as tell:
        many = blocking.count(con) if blocked else blocking.block(con, tell)
    if not many and given.rows > 1:
        click.echo(
            "No two mentions were compared: they share nothing by which mentions are brought together, or so many share it that it tells"
            " nobody apart. Each stands for itself.",
            err=True,
        )
    table.forget(con)
    weigher = pairs.Weigher(con, model)
    with counting("Weighing", many) as tell:
        edges = pairs.score(con, weigher, tell)
    found = persons.grouped(edges, weigher, model, given.rows, judged.limits() if judged else None)
    persons.write(con, found, output)
    return {"pairs": many, "edges": len(edges.left), "persons": found.many, "output": str(output)}
