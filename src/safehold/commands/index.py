"""`safehold index`: mentions in bulk, as an index for `safehold check`."""

import re
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import click

from safehold.chronology.importing import Unreadable
from safehold.commands.record import as_json
from safehold.commands.starting import NotReady
from safehold.commands.tables import rows
from safehold.identity.index_rows import READ, Block, Row, block
from safehold.identity.indexing import Index

BATCH = 10_000
WORKERS = 2
WHERE_NOT = "There are records in this database. Say --beside to load the index beside them: `safehold check` then answers from both."


@click.command()
@click.option(
    "--input", "input_", type=click.Path(dir_okay=False, path_type=Path), help="Mentions: Parquet or CSV with mention_id, as for `link`."
)
@click.option("--beside", is_flag=True, help="Also where there are records. The index is never on a page, in a case or in a backup.")
@click.option("--drop", is_flag=True, help="Take away the index that stands.")
@click.option("--json", "json_wanted", is_flag=True, help="One JSON document.")
def index(input_: Path | None, beside: bool, drop: bool, json_wanted: bool) -> None:
    """Loads mentions in bulk, in the place of those before, so that `safehold check` can be tried at size; or says what is loaded.

    Whoever share a person_id, where the table has that column, are one person; otherwise each mention stands for itself. All is loaded, or
    nothing: what was loaded before stands until the new is whole.
    """
    if drop and input_ is not None:
        raise click.UsageError("--drop takes no --input")
    from safehold.commands.starting import ready

    began = time.monotonic()
    unread = 0
    with ready() as database:
        if not drop and input_ is None:
            found = _standing()
        else:
            if not database.owner:
                raise NotReady("The index is made by the owner of the database: set DATABASE_OWNER_URL.")
            if input_ is None:
                _drop()
                click.echo("There is no index now.", err=True)
                if json_wanted:
                    click.echo(as_json({"index": None}))
                return
            found, unread = _load(input_, beside)
    if json_wanted:
        click.echo(as_json({"index": found, "unread_births": unread, "took_s": round(time.monotonic() - began, 3)}))
    elif found is None:
        click.echo("There is no index. Give one with --input.")
    else:
        click.echo(f"{found.mentions:,} mentions of {found.persons:,} people, of {found.file}")
        if found.lost:
            click.echo("They are gone: the database ended suddenly, and an index is not kept through that. Load it again.")
        if unread:
            click.echo(f"{unread:,} dates of birth could not be read, and count as absent")


def _standing() -> Index | None:
    from safehold.chronology.session import session
    from safehold.identity.indexing import standing

    with session() as cursor:
        return standing(cursor)


def _drop() -> None:
    from safehold.chronology.session import session
    from safehold.identity import indexing

    with session("owner") as cursor:
        indexing.drop(cursor)


def _load(path: Path, beside: bool) -> tuple[Index, int]:
    from django.db import transaction

    from safehold.chronology.models import StoredEvent
    from safehold.chronology.session import session
    from safehold.commands.progress import counting
    from safehold.identity.indexing import Loading, Twice

    if not beside and StoredEvent.objects.exists():
        raise NotReady(WHERE_NOT)
    total = _count(path)
    with transaction.atomic(using="owner"), session("owner") as cursor:
        loading = Loading(cursor)
        with counting("Loading", total) as progress:
            for made in _worked_out(_numbered(path)):
                loading.take(made)
                progress(made.mentions)
        try:
            found = loading.finish(path.name)
        except Twice as error:
            raise Unreadable(f"{path}: {_twice(str(error))}") from error
        if not found.mentions:
            raise Unreadable(f"{path}: there are no mentions in it")
    return found, loading.unread_births


def _twice(said: str) -> str:
    """The database names its own column."""
    key = re.search(r"Key \(ref\)=\((.*)\)", said)
    return f"the mention_id {key[1]} stands in it twice" if key else said


def _count(path: Path) -> int:
    """Mentions in the file, roughly, for the bar."""
    if path.suffix.lower() != ".parquet":
        with path.open("rb") as file:
            return sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 20), b""))
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return int(pq.read_metadata(path).num_rows)
    except pa.ArrowInvalid as error:
        raise Unreadable(f"{path} cannot be read as Parquet: {error}") from error


def _numbered(path: Path) -> Iterator[Row]:
    first: dict[str, int] = {}
    for number, mention, said in rows(path, "mention_id", (*READ, "person_id")):
        one = said.pop("person_id", "")
        yield Row(-number, first.setdefault(one, -number) if one else -number, mention, said)


def _worked_out(given: Iterator[Row]) -> Iterator[Block]:
    """In order, by processes of which none gets far ahead of the database, so that memory stays the same however large the table."""
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        waiting: deque[Future[Block]] = deque()
        while batch := list(islice(given, BATCH)):
            waiting.append(pool.submit(block, batch))
            if len(waiting) > WORKERS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
