"""`safehold serve`, `migrate`, `backup` and `restore`."""

import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from safehold.commands import serving, starting
from safehold.commands.beside import beside
from safehold.commands.progress import counting
from safehold.database import Database, signals


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default=serving.HOST, show_default=True, help="The address to listen on; put TLS in front of any but this.")
@click.option("--workers", type=click.IntRange(1, 64), default=serving.WORKERS, show_default=True)
@click.option("--figures-port", type=click.IntRange(1, 65535), help="Lend Prometheus the figures on this port; without it nobody.")
@click.option("--figures-host", default=serving.HOST, show_default=True, help="The address for that: never one that the public reaches.")
@click.option("--runner/--no-runner", default=None, help="Be the runner too. Without either: where the database is the embedded one.")
def serve(port: int, host: str, workers: int, figures_port: int | None, figures_host: str, runner: bool | None) -> None:
    """Serves the site against DATABASE_URL, or the embedded database."""
    serving.must_be_free(host, port)
    if figures_port is not None:
        serving.must_be_free(figures_host, figures_port)
    with starting.ready() as database:
        work_out_what_waits()
        serving.collect_static()
        lent = (figures_host, figures_port) if figures_port is not None else None
        with signals.unwound(), beside(figures=lent, runs=database.embedded if runner is None else runner) as variables:
            serving.serve(host, port, lambda: _up(host, port), workers=workers, variables=variables)
    click.echo("Stopped.", err=True)


def _up(host: str, port: int) -> None:
    click.echo(f"Safehold is at http://{host}:{port}/", err=True)


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
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--base", is_flag=True, help="FILE is a folder: a base backup, then every change as it is made.")
@click.option("--keep", type=click.IntRange(1), help="With --base: forget all but so many base backups, and the changes before them.")
def backup(file: Path, base: bool, keep: int | None) -> None:
    """Writes a consistent copy of the whole database to FILE, while it is being used."""
    from safehold.database import base as bases
    from safehold.database import running
    from safehold.database.backup import backup as write
    from safehold.database.place import default_home, find

    if keep is not None and not base:
        raise click.UsageError("--keep goes with --base")
    if not base and file.is_dir():
        raise click.BadParameter(f"{file} is a folder; give a file, or --base", param_hint="FILE")
    with running() as database:
        _needs_owner(database, "A backup")
        if base:
            made = bases.back_up(database, find(default_home()), file, keep=keep).path
            size = sum(each.stat().st_size for each in made.iterdir())
        else:
            write(database, file)
            made, size = file, file.stat().st_size
        starting.note_backup(size, base=base)
    click.echo(f"{made}: {size:,} bytes", err=True)


def time_option(_context: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    """A time on a clock in London, unless it says its offset."""
    if value is None:
        return None
    try:
        said = datetime.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is not a time: give one like 2026-11-22T14:05:00", param=parameter) from error
    return said if said.tzinfo else said.replace(tzinfo=ZoneInfo("Europe/London"))


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace what the embedded database holds.")
@click.option("--in-use", is_flag=True, help="With --replace: even while the site, the runner or somebody else uses it. They are cut off.")
@click.option("--to", callback=time_option, help="Where FILE is a folder of base backups: the time, such as 2026-11-22T14:05:00.")
def restore(file: Path, replace: bool, in_use: bool, to: datetime | None) -> None:
    """Puts the copy in FILE back into an empty database; or, from a folder of base backups, the database as it was at a time. What was
    there before is kept beside the database."""
    from safehold.database import running
    from safehold.database.backup import restore as read_back

    if file.is_dir():
        _restore_to(file, to, replace=replace)
        return
    if to is not None:
        raise click.UsageError("--to goes with a folder that `safehold backup --base` wrote")
    with running() as database:
        _needs_owner(database, "Restoring")
        kept = _kept(database, in_use=in_use) if replace and database.embedded else None
        read_back(database, file, replace=replace)
    back = f" What was there before is in {kept}: `safehold restore {kept} --replace` goes back to it." if kept else ""
    click.echo(f"Restored.{back} `safehold verify` checks every chain.", err=True)


def _kept(database: Database, *, in_use: bool) -> Path:
    from safehold.database.backup import keep_what_is_there, others
    from safehold.database.place import default_home

    if not in_use and (many := others(database)):
        raise starting.NotReady(
            f"{many} others use the database, such as the site and the runner: nothing was restored. Stop them first, or say --in-use."
        )
    return keep_what_is_there(database, default_home())


def _restore_to(folder: Path, to: datetime | None, *, replace: bool) -> None:
    from safehold.database.place import default_home
    from safehold.database.point_in_time import restore_to

    if os.environ.get("DATABASE_URL"):
        raise starting.NotReady("DATABASE_URL names a server, and a base backup is of the embedded database. See docs/operations.md.")
    reached = restore_to(default_home(), folder, to=to, replace=replace, tell=lambda said: click.echo(said, err=True))
    last = f" The last change in it is of {reached.astimezone(ZoneInfo('Europe/London')):%d %B %Y, %H:%M:%S}." if reached else ""
    click.echo(f"Restored.{last} `safehold verify` checks every chain.", err=True)


def _needs_owner(database: Database, what: str) -> None:
    if not database.owner:
        raise starting.NotReady(f"{what} needs the owner's address: set DATABASE_OWNER_URL.")
