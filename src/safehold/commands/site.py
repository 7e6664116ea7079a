"""`safehold demo`, `serve`, `migrate`, `backup` and `restore`."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path

import click

from safehold.commands import starting
from safehold.commands.progress import counting

WORKERS, THREADS = 2, 4


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--people", type=click.IntRange(1), default=None, help="People in the made-up area, when it is first made.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
def demo(port: int, people: int | None, no_browser: bool) -> None:
    """Serves Safehold on a made-up area. The first time it makes the area, which takes a minute or two."""
    started = time.monotonic()
    with starting.ready(demonstration=True):
        _took("Database ready", started)
        from safehold.access import demonstration
        from safehold.chronology.deriving import derive_waiting, waiting
        from safehold.chronology.models import StoredEvent

        if not StoredEvent.objects.exists():
            _fill(people)
        elif waiting():
            derive_waiting()
        password = demonstration.make()
        _collect_static()
        _took("All ready", started)
        address = f"http://127.0.0.1:{port}/"
        click.echo(
            f"\nSafehold is at {address}\n\nSign in with one click on the first page, or as any of these with the password {password}\n"
        )
        for agency, people_there in demonstration.by_agency():
            for person in people_there:
                click.echo(f"  {person.staff_id:8} {person.title:28} {person.name}, {agency}")
        click.echo("\nNobody in it is real. Press Ctrl+C to stop.\n")
        _serve(port, lambda: None if no_browser else _open(address))


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; put TLS in front of any but this.")
@click.option("--workers", type=click.IntRange(1, 64), default=WORKERS, show_default=True)
def serve(port: int, host: str, workers: int) -> None:
    """Serves the site against DATABASE_URL, or the embedded database."""
    with starting.ready():
        _collect_static()
        click.echo(f"Safehold is at http://{host}:{port}/", err=True)
        _serve(port, lambda: None, host=host, workers=workers)


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
        read_back(database, file, replace=replace)
    click.echo("Restored. `safehold verify` checks every chain.", err=True)


def _fill(people: int | None) -> None:
    from safehold.chronology.importing import import_files
    from safehold.synthetic.area import Area
    from safehold.synthetic.commands import end_of_period
    from safehold.synthetic.output import write
    from safehold.synthetic.rates import default

    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="safehold-area-") as folder:
        click.echo("Making the area: nobody in it is real.", err=True)
        counts = write(Area(people or default("people"), default("months"), default("seed"), end_of_period("")), Path(folder))
        _took(f"Area made ({counts['events']:,} events)", started)
        started = time.monotonic()
        files = [Path(folder) / name for name in counts["files"]]
        with (
            counting("Storing", sum(file.stat().st_size for file in files)) as storing,
            counting("Working out", counts["events"]) as deriving,
        ):
            reports = import_files(files, storing, deriving)
        refused = sum(len(report.refused) for report in reports)
        _took(f"{sum(report.new for report in reports):,} events imported, {refused} refused", started)


def _took(what: str, started: float) -> None:
    click.echo(f"{what} after {time.monotonic() - started:.1f} s", err=True)


def _collect_static() -> None:
    from django.conf import settings
    from django.core.management import call_command

    if not settings.BUILT_STATIC.is_dir():
        raise starting.NotReady(f"The design system's files are not at {settings.BUILT_STATIC}. Run `make install`.")
    call_command("collectstatic", interactive=False, verbosity=0)


def _serve(port: int, when_up: Callable[[], object], *, host: str = "127.0.0.1", workers: int = WORKERS) -> None:
    """Runs gunicorn as a child, so that the database outlives it and stops after it."""
    command = [
        sys.executable, "-m", "gunicorn", "safehold.config.wsgi", f"--bind={host}:{port}", f"--workers={workers}", "--worker-class=gthread",
        f"--threads={THREADS}", "--preload", "--no-control-socket", "--log-level=warning", "--graceful-timeout=20",
    ]  # fmt: skip
    child = subprocess.Popen(command, env=os.environ.copy())
    try:
        if _answers(host, port, child):
            when_up()
        child.wait()
    finally:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
            child.wait(timeout=30)
    if child.returncode not in (0, -signal.SIGINT, -signal.SIGTERM):
        raise starting.NotReady(f"The site did not start, or stopped by itself (status {child.returncode}). Is port {port} in use?")


def _answers(host: str, port: int, child: subprocess.Popen[bytes]) -> bool:
    import socket

    for _ in range(200):
        if child.poll() is not None:
            return False
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1" if host == "0.0.0.0" else host, port)) == 0:  # nosec B104
                return True
        time.sleep(0.1)
    return False


def _open(address: str) -> None:
    if sys.stdout.isatty():
        webbrowser.open(address)
