"""`safehold looks`: the log of looks sealed, checked, and gone through for what is out of the ordinary. The runner does the first and the
last by itself."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from safehold.access.looking.held import Held


@click.group()
def looks() -> None:
    """Seals and checks the log of looks."""


@looks.command()
def seal() -> None:
    """Seals every look that is not sealed yet."""
    from safehold.commands.starting import ready

    with ready():
        from safehold.access.looking.sealing import seal_looks

        click.echo(f"{seal_looks():,} looks sealed.")


@looks.command()
def surface() -> None:
    """Goes through the looks of the latest days for what is out of the ordinary."""
    from safehold.commands.starting import ready

    with ready():
        from safehold.access.looking.surfacing import surface_unusual

        click.echo(f"{surface_unusual():,} found that were not known, or more of what was.")


@looks.command()
def verify() -> None:
    """Checks every seal and every sealed look; exits with 1 and names the first that does not hold."""
    from safehold.commands.starting import ready

    with ready():
        from safehold.running.heads import heads_file

        said, holds = check_looks(heads_file())
    click.echo(said or "Nothing is sealed yet.")
    if not holds:
        sys.exit(1)


@looks.command()
@click.option("--simulate", is_flag=True, help="Say what would go, and what stays and why. Changes nothing.")
@click.option("--why", default="", help="Who decided it, and where that is written. Kept with what went.")
def dispose(simulate: bool, why: str) -> None:
    """Takes away looks that are past their time, as the owner of the database: their digests stay, and `safehold looks verify` holds."""
    from safehold.commands.starting import NotReady, ready

    if not simulate and not why.strip():
        raise click.UsageError("Say --why: who decided it, and where that is written. Or --simulate.")
    with ready() as database:
        if not database.owner:
            raise NotReady("Looks are taken away by the owner of the database: set DATABASE_OWNER_URL.")
        from safehold.access.looking import disposing

        held = what_is_held()
        if not simulate:
            taken, seals = disposing.dispose(held, why.strip()[:500])
            click.echo(f"{taken:,} looks of {seals:,} seals disposed of. Check them: safehold looks verify")
            return
        found = list(disposing.due(held))
        for each in found:
            what = f"stays, since {each.kept}" if each.kept else "would go"
            click.echo(f"seal {each.position}: {len(each.looks):,} looks of {each.first:%d %B %Y} to {each.last:%d %B %Y} {what}.")
        going = [each for each in found if not each.kept]
        click.echo(f"{sum(len(each.looks) for each in going):,} looks of {len(going):,} seals would go, past {disposing.years()} years.")


def what_is_held() -> "Held":
    """By the holds that stop disposal of the records that looks are at."""
    from django.db import transaction

    from safehold.chronology.session import recorder
    from safehold.retention.looks_held import looks_held

    with transaction.atomic(), recorder() as cursor:
        return looks_held(cursor, time.time_ns() // 1000)


def check_looks(heads: Path) -> tuple[str, bool]:
    """In words (none where nothing is sealed), and whether all hold. The head is compared with the one that is noted beside the heads of
    the chronology's chains, and noted anew where all is well."""
    from safehold.access.looking.verifying import verify_looks
    from safehold.chronology.verify import note_heads, noted_heads

    path = heads.with_name(f"looks-{heads.name}")
    noted = noted_heads(path).get("looks")
    verdict = verify_looks(noted)
    if verdict.fault is not None:
        where = f"look {verdict.fault.look}" if verdict.fault.look is not None else f"seal {verdict.fault.position} of the looks"
        return f"{where}: {verdict.fault.why}", False
    if verdict.head[0] and verdict.head != noted:
        note_heads(path, {"looks": verdict.head})
    gone = f" {verdict.disposed:,} of them disposed of, their time being over;" if verdict.disposed else ""
    return (f"{verdict.sealed:,} looks sealed,{gone} {verdict.unsealed:,} waiting; all hold." if verdict.sealed else ""), True
