"""`safehold link-nightly`: who the day's new mentions are, among all that stand, without linking these again."""

import time
from pathlib import Path
from typing import Any

import click

from safehold.commands.record import as_json

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--kept", type=FILE, required=True, help="What stands: made by the first run, added to by every other.")
@click.option(
    "--input", "input_", type=FILE, required=True, help="Mentions, as for `safehold link`; the first time all, later the new ones."
)
@click.option("--output", type=FILE, required=True, help="Where mention_id and person_id of these mentions go: .parquet or .csv.")
@click.option("--train", is_flag=True, help="On the first run: train the weights on its table.")
@click.option("--anew", is_flag=True, help="Link the table as the first run would, and put the result in the place of what stands.")
@click.option("--json", "json_wanted", is_flag=True)
def link_nightly(kept: Path, input_: Path, output: Path, train: bool, anew: bool, json_wanted: bool) -> None:
    """Links a table once, and places the mentions of later tables among its people.

    Nobody who stands is joined or parted by newcomers: who may be two of them is named as unsure. So run it --anew over everything
    now and then. A mention whose id stands already is answered with its person and changes nothing. The file that --kept names holds what
    was said of people, and is to be guarded as the input is.
    """
    if output.suffix not in (".parquet", ".csv"):
        raise click.BadParameter(f"{output} must end in .parquet or .csv", param_hint="--output")
    import duckdb

    from safehold.identity.batch.table import BadTable
    from safehold.identity.model import BadModel

    started = time.perf_counter()
    try:
        summary = _all(kept, input_, output, train) if anew or not kept.exists() else _new(kept, input_, output)
    except (BadModel, BadTable) as error:
        raise click.ClickException(str(error)) from None
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise click.ClickException(str(error).splitlines()[0]) from None
    summary |= {"output": str(output), "took_seconds": round(time.perf_counter() - started, 1)}
    if json_wanted:
        click.echo(as_json(summary))
    elif "persons" in summary:
        click.echo(f"{summary['persons']:,} persons in {summary['mentions']:,} mentions stand in {kept}: {output}")
    else:
        click.echo(f"{summary['new']:,} new mentions placed, {summary['known']:,} known, {len(summary['unsure']):,} unsure: {output}")


def _all(kept: Path, input_: Path, output: Path, train: bool) -> dict[str, Any]:
    from safehold.identity.batch import blocking, pairs, persons, standing, table
    from safehold.identity.batch.training import train as trained
    from safehold.identity.trained import shipped

    with table.connect() as con:
        given = table.read(con, input_)
        model = trained(con, given, shipped()) if train else shipped()
        if not train:  # training leaves the pairs that are to be compared
            blocking.block(con)
        table.forget(con)
        weigher = pairs.Weigher(con, model)
        found = persons.grouped(pairs.score(con, weigher), weigher, model, given.rows)
        standing.keep(con, model, found, kept)
        persons.write(con, found, output)
    return {"mentions": given.rows, "persons": found.many, "model": model.id}


def _new(kept: Path, input_: Path, output: Path) -> dict[str, Any]:
    from safehold.identity.batch import arriving, persons, table

    with table.connect() as con:
        found, given = arriving.place_file(con, kept, input_)
        arriving.add(con)
        persons.write_placed(con, output)
    unsure = [{"mention_id": mention, "person_id": person, "weight": weight} for mention, person, weight in found.unsure]
    return {"mentions": given.rows, "new": found.new, "known": found.known, "pairs": found.pairs, "unsure": unsure}
