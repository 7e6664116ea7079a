"""`safehold doctor`: what is wrong with this installation, and how to mend it."""

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click

from safehold.commands.record import as_json

_MARKS = {"ok": "ok   ", "warn": "warn ", "wrong": "WRONG"}


@click.command()
@click.option("--json", "json_wanted", is_flag=True)
def doctor(json_wanted: bool) -> None:
    """Looks at the machine, the settings, the database and the upkeep; changes nothing. Exits with 1 where anything is wrong."""
    from safehold.commands.starting import described
    from safehold.database import DatabaseUnavailable
    from safehold.database.connection import answering

    with described():
        from safehold.running.doctor.finding import Finding
        from safehold.running.doctor.installation import installation
        from safehold.running.doctor.records import records
        from safehold.running.doctor.upkeep import upkeep
        from safehold.running.doctor.vault import vault

        found = list(installation())
        try:
            with answering():
                found += _looked(records)
                if not any(each.what == "migrations" and each.level == "wrong" for each in found):
                    found += _looked(upkeep)
                    found += _looked(vault)
        except DatabaseUnavailable as error:
            found.append(Finding("wrong", "database", "The database does not answer", str(error)))
    if json_wanted:
        click.echo(as_json({"wrong": sum(each.level == "wrong" for each in found), "findings": found}))
    else:
        for each in found:
            click.echo(f"{_MARKS[each.level]} {each.what}: {each.says}.{f' {each.mend}' if each.mend else ''}")
        click.echo(in_short(found))
    if any(each.level == "wrong" for each in found):
        sys.exit(1)


def in_short(found: Sequence[Any]) -> str:
    """The last thing on the screen: what of all these lines there is to mend."""
    wrong, warned = ([each.what for each in found if each.level == level] for level in ("wrong", "warn"))
    parts = (("Wrong", wrong), ("To look at", warned))
    return "\n" + (" ".join(f"{title}: {', '.join(names)}." for title, names in parts if names) or "Nothing is wrong.")


def _looked(looks: Callable[[], Iterator[Any]]) -> list[Any]:
    """What is found until the database refuses to be looked at, which is a finding too."""
    from django.db import Error

    from safehold.running.doctor.finding import Finding
    from safehold.running.faults import in_a_line

    found = []
    try:
        for each in looks():
            found.append(each)  # noqa: PERF402
    except Error as error:
        found.append(Finding("wrong", "database", f"It refuses to be looked at: {in_a_line(error)}", "Run `safehold migrate`."))
    return found
