"""`safehold replay`: every rule over chronologies in Parquet, partitioned by case, without a database."""

import os
import time
from pathlib import Path
from typing import Any

import click

from safehold.commands.progress import counting
from safehold.commands.record import as_json, instant_option

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--input", "input_", type=FOLDER, required=True, help="A folder of Parquet, as `safehold export --by-case` writes it.")
@click.option("--output", type=FOLDER, required=True, help="The folder to write to: what became of every duty, as Parquet.")
@click.option("--rules", type=FOLDER, help="Other rules than those that ship: a folder of YAML files.")
@click.option(
    "--engine",
    type=click.Choice(["processes", "columns", "spark"]),
    default="processes",
    show_default=True,
    help="processes: the evaluator, case by case. columns: the same rows; what columns can express of the rules is judged for many cases"
    " at once. spark: on a cluster.",
)
@click.option("--processes", type=click.IntRange(1), help="How many. Default: one a core.")
@click.option(
    "--standard", type=click.Choice(["today", "then"]), default="today", show_default=True, help="The rules in force today, or then."
)
@click.option("--known-at", callback=instant_option, help="Only what was known at a time.")
@click.option("--now", callback=instant_option, help="As if it were this time. Default: the present.")
@click.option("--json", "json_wanted", is_flag=True)
def replay(
    input_: Path,
    output: Path,
    rules: Path | None,
    engine: str,
    processes: int | None,
    standard: str,
    known_at: int | None,
    now: int | None,
    json_wanted: bool,
) -> None:
    """Says what became of every duty in chronologies of any number, and writes it as Parquet.

    What was in --output from an earlier replay stands until the new is whole; a run that is broken off leaves nothing.
    """
    from safehold.identity.batch.spark.session import NoSpark, ready
    from safehold.replay import writing
    from safehold.replay.judging import Asked
    from safehold.replay.processes import Ended, replayed, rules_of
    from safehold.replay.reading import Unreadable, files_in
    from safehold.replay.surveying import survey
    from safehold.rulebook.model import Standard

    present = time.time_ns() // 1000
    wanted: Standard = "then" if standard == "then" else "today"
    asked = Asked(now if now is not None else present, present, wanted, known_at, rules=str(rules) if rules else None)
    started = time.perf_counter()
    try:
        if engine == "spark":
            ready()
        if rules is not None and not any(rules.glob("*.yaml")):
            raise click.ClickException(f"{rules} holds no rules: it must be a folder of YAML files")
        surveyed = survey(files_in(input_), rules_of(asked), known_at)
        asked.shared, asked.witnesses = surveyed.shared, surveyed.witnesses
        with writing.whole(output) as folder, counting("Replaying", surveyed.events) as tell:
            if engine == "spark":
                from safehold.replay.spark import replayed_on_spark

                found = replayed_on_spark(files_in(input_), asked, folder, surveyed.events, tell)
            else:
                workers = processes or os.cpu_count() or 1
                found = replayed(surveyed.parts, asked, folder, workers=workers, columns=engine == "columns", tell=tell)
            summary: dict[str, Any] = {"events": surveyed.events, "partitions": surveyed.partitions, "duties": found, "engine": engine}
            writing.note(folder, summary | {"standard": standard, "known_at": known_at, "now": asked.now, "rules": asked.rules})
    except (Unreadable, writing.NotOurs, Ended, NoSpark) as error:
        raise click.ClickException(str(error)) from None
    summary |= {"output": str(output), "took_seconds": round(time.perf_counter() - started, 1)}
    if json_wanted:
        click.echo(as_json(summary))
    else:
        click.echo(f"{found:,} duties in {surveyed.events:,} events of {surveyed.partitions:,} partitions: {output}")
