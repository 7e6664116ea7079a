"""`safehold serve`, `migrate`, `backup` and `restore`."""

from pathlib import Path

import click

from safehold.commands import serving, starting
from safehold.commands.progress import counting
from safehold.database import Database


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default=serving.HOST, show_default=True, help="The address to listen on; put TLS in front of any but this.")
@click.option("--workers", type=click.IntRange(1, 64), default=serving.WORKERS, show_default=True)
def serve(port: int, host: str, workers: int) -> None:
    """Serves the site against DATABASE_URL, or the embedded database."""
    serving.must_be_free(host, port)
    with starting.ready():
        work_out_what_waits()
        serving.collect_static()
        serving.serve(host, port, lambda: click.echo(f"Safehold is at http://{host}:{port}/", err=True), workers=workers)
    click.echo("Stopped.", err=True)


def work_out_what_waits() -> None:
    """What a program that was killed had stored and not yet worked out."""
    from safehold.chronology.deriving import derive_waiting, waiting

    if count := waiting():
        with counting("Working out", count) as progress:
            derive_waiting(progress)


@click.command()
def migrate() -> None:
    """Brings the database's tables up to date, as the owner (DATABASE_OWNER_URL)."""
    applied = starting.migrate()
    click.echo(f"{len(applied)} applied." if applied else "Nothing to do.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Writes a consistent copy of the whole database to FILE, while it is being used."""
    from safehold.database import running
    from safehold.database.backup import backup as write

    with running() as database:
        _needs_owner(database, "A backup")
        write(database, file)
    click.echo(f"{file}: {file.stat().st_size:,} bytes", err=True)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace what the embedded database holds.")
def restore(file: Path, replace: bool) -> None:
    """Puts the copy in FILE back into an empty database."""
    from safehold.database import running
    from safehold.database.backup import restore as read_back

    with running() as database:
        _needs_owner(database, "Restoring")
        read_back(database, file, replace=replace)
    click.echo("Restored. `safehold verify` checks every chain.", err=True)


def _needs_owner(database: Database, what: str) -> None:
    if not database.owner:
        raise starting.NotReady(f"{what} needs the owner's address: set DATABASE_OWNER_URL.")
