"""`safehold demo`: a made-up area, filled in once and served here."""

import os
import sys
import time
import webbrowser
from pathlib import Path
from typing import cast

import click

from safehold.commands import made, serving, starting
from safehold.commands.beside import beside
from safehold.commands.filling import Steps, fill
from safehold.commands.made import Made
from safehold.commands.retelling import must_be_told, write_account
from safehold.database import running
from safehold.database.embedded import empty
from safehold.database.place import default_home
from safehold.oversight.retelling.days import How
from safehold.rulebook.model import Standard

MINUTE = 60


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--people", type=click.IntRange(1), default=None, help="People in the made-up area, when it is made.")
@click.option("--fresh", is_flag=True, help="Make the area anew, up to this minute; what was done in the old one is gone.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option(
    "--replay",
    "replayed",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Tell a chronology as live events, on a clock that you step. May be given several times.",
)
@click.option(
    "--account",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --replay: write the day-by-day account here; nothing is served.",
)
@click.option(
    "--days",
    type=click.Choice(["spread", "late"]),
    default="spread",
    show_default=True,
    help="With --account: where events without their day are put.",
)
@click.option(
    "--standard",
    type=click.Choice(["today", "then"]),
    default="today",
    show_default=True,
    help="With --account: the rules in force today, or then.",
)
def demo(
    port: int, people: int | None, fresh: bool, no_browser: bool, replayed: tuple[Path, ...], account: Path | None, days: str, standard: str
) -> None:
    """Serves Safehold on a made-up area. The first time it makes the area, which takes a minute or two."""
    if account is not None:
        write_account(replayed, account, cast(How, days), cast(Standard, standard))
        return
    for path in replayed:
        must_be_told(path)
    if os.environ.get("DATABASE_URL"):
        raise starting.NotReady("The demonstration has a database of its own. Unset DATABASE_URL, which may name a real one.")
    home, steps = default_home(), Steps()
    with running() as database, made.alone(home) as (place, say):
        serving.must_be_free(serving.HOST, port)
        if fresh and made.exists(home):
            made.forget(home)
            empty(database)
        with starting.ready(demonstration=True):
            steps.done("Database ready")
            how = made.read(home)
            if how is None:
                how = _new(home, people)
            else:
                _tell(how, people)
            fill(home, how, steps)
            serving.collect_static()
            address = f"http://{serving.HOST}:{port}/"
            say(address)

            def up() -> None:
                steps.done("Site up")
                _welcome(address, how.password)
                if replayed:
                    click.echo(f"Told as live events, once you have signed in: {address}retelling/\n")
                if not no_browser and sys.stdout.isatty():
                    webbrowser.open(address)

            with beside(runs=True):
                serving.serve(serving.HOST, port, up, keeps=[place], variables=_to_tell(replayed))
    click.echo("Stopped. The area stays as it is for the next time.", err=True)


def _to_tell(paths: tuple[Path, ...]) -> dict[str, str]:
    return {"SAFEHOLD_RETOLD": os.pathsep.join(str(path.resolve()) for path in paths)} if paths else {}


def _new(home: Path, people: int | None) -> Made:
    """Notes how the area is to be made, before it is, so that one that is cut off is finished the same. Raises NotReady where others'
    records are."""
    from safehold.chronology.models import StoredEvent
    from safehold.synthetic.rates import default

    if StoredEvent.objects.exists():
        raise starting.NotReady(f"The database in {home} holds records that no demonstration made. Set SAFEHOLD_HOME to another folder.")
    now = int(time.time())
    how = Made(people or default("people"), default("months"), default("seed"), now - now % MINUTE)
    made.write(home, how)
    return how


def _tell(how: Made, people: int | None) -> None:
    """What of the wishes is not followed, and that an old area shows its age."""
    if people is not None and people != how.people:
        click.echo(f"The area is there already, with {how.people:,} people. For {people:,} add --fresh, which makes it anew.", err=True)
    if days := how.days_old(time.time()):
        past = "yesterday" if days == 1 else f"{days} days ago"
        click.echo(f"The area ends {past}: what was due since is overdue. To make it anew: make demo FRESH=1, or --fresh.", err=True)


def _welcome(address: str, password: str) -> None:
    from safehold.access import demonstration

    click.echo(f"\nSafehold is at {address}\n\nSign in with one click there, or with one of these and the password {password}\n")
    for agency, staff in demonstration.by_agency():
        for person in staff:
            click.echo(f"  {person.staff_id:13} {person.title:38} {person.name}, {agency}")
    click.echo("\nNobody in it is real. Press Ctrl+C to stop.\n")
