"""Chronologies told as live events: the account of them, written without a database."""

from collections.abc import Sequence
from pathlib import Path

import click

from safehold.oversight.retelling.days import How
from safehold.rulebook.model import Standard


def must_be_told(path: Path) -> None:
    """Before anything is made ready: the site would only say it later."""
    if not path.is_file():
        raise click.ClickException(f"{path} is no file: give a chronology, as JSON Lines")


def write_account(paths: Sequence[Path], to: Path, how: How, standard: Standard) -> None:
    from safehold.oversight.retelling.account import About, account
    from safehold.oversight.retelling.files import Unreadable, told
    from safehold.web.events.words import titled

    if not paths:
        raise click.UsageError("--account is of a chronology: name it with --replay FILE")
    written = []
    for path in paths:
        try:
            found = told(path, how, standard)
        except Unreadable as error:
            raise click.ClickException(str(error)) from error
        for refusal in found.refused:
            click.echo(f"{path} {refusal}", err=True)
        written.append(account(found.retold, About(found.name, titled, found.assumed, found.rules)))
    try:
        to.write_text("\n".join(written), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{to} cannot be written: {(error.strerror or str(error)).lower()}") from error
    click.echo(f"Written to {to}", err=True)
