"""`safehold synthesise`: a made-up area with its truth, as chronologies and as Parquet."""

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

import click

from safehold.chronology.times import LONDON, BadTime, read_when
from safehold.synthetic.rates import default


@click.command()
@click.option("--people", type=click.IntRange(1), default=lambda: default("people"), help="People who live in the area.")
@click.option("--months", type=click.IntRange(1, 240), default=lambda: default("months"), help="Months that the chronologies cover.")
@click.option(
    "--mentions", type=click.IntRange(1), help="Instead of an area: so many mentions of a population, with who is who, to try linking on."
)
@click.option("--by-case", is_flag=True, help="Only what `safehold replay` reads, case by case: an area of any size, in little memory.")
@click.option("--seed", type=int, default=lambda: default("seed"), help="The same seed and end give the same bytes.")
@click.option(
    "--until", "until_text", default="", help="The end: a day (its first moment), or a time with its offset. Default: the start of today."
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder to write to.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def synthesise(people: int, months: int, mentions: int | None, by_case: bool, seed: int, until_text: str, out: Path, as_json: bool) -> None:
    """Makes a synthetic area: people, what happened to them and what the agencies wrote down, with the truth beside it.

    With --mentions it makes people and what records say of them, and nothing that happened to them.

    Nobody in it is real. No town, street or postcode exists; telephone numbers and mail addresses are those kept for fiction.
    """
    if mentions is not None:
        _population(mentions, seed, out, as_json)
        return
    until = end_of_period(until_text)
    from rich.console import Console
    from rich.progress import Progress

    from safehold.synthetic.area import Area
    from safehold.synthetic.by_case import write_by_case
    from safehold.synthetic.output import write

    console = Console(stderr=True)
    with Progress(console=console, disable=not sys.stderr.isatty()) as progress:
        making = progress.add_task("Making the area", total=1.0)
        if by_case:
            made = write_by_case(people, months, seed, until, out, lambda done: progress.update(making, completed=done))
            click.echo(json.dumps(made) if as_json else f"{made['events']:,} events, case by case, in {out}")
            return
        area = Area(people, months, seed, until, progress=lambda done: progress.update(making, completed=done))
        writing = progress.add_task("Writing it", total=1.0)
        try:
            counts = write(area, out)
        except OSError as error:
            raise click.ClickException(f"{out} cannot be written: {error.strerror}") from error
        progress.update(writing, completed=1.0)
    if as_json:
        click.echo(json.dumps(counts))
        return
    click.echo(f"{counts['events']:,} events about {counts['persons']:,} people in {out}")
    for name, number in counts["files"].items():
        click.echo(f"  {name}: {number:,}")


def _population(mentions: int, seed: int, out: Path, as_json: bool) -> None:
    from safehold.synthetic.population_records import write_mentions  # numpy takes a while to start, and an area does without

    try:
        counts = write_mentions(mentions, seed, out)
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}") from error
    if as_json:
        click.echo(json.dumps(counts))
        return
    click.echo(f"{counts['mentions']:,} mentions of {counts['people']:,} people in {out}")
    for name, number in counts["files"].items():
        click.echo(f"  {name}: {number:,}")


def end_of_period(text: str) -> int:
    """The last second, since 1970. Raises click.BadParameter."""
    if not text:
        now = datetime.now(LONDON)
        return int((now - timedelta(hours=now.hour, minutes=now.minute, seconds=now.second, microseconds=now.microsecond)).timestamp())
    try:
        return read_when(text).earliest // 1_000_000
    except BadTime as error:
        raise click.BadParameter(str(error), param_hint="--until") from error
