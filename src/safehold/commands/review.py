"""`safehold review`: which duties arose and what became of them, in files or in a stored case."""

import sys
import time
from pathlib import Path
from typing import cast

import click

from safehold.chronology.envelope import Event
from safehold.commands.record import as_json, instant_option
from safehold.practice.reviews.judging import Review, judge
from safehold.rulebook.loader import standard_rules
from safehold.rulebook.model import Standard

OPEN_FIRST = ("breached", "uncertain", "late", "unknown", "pending", "waived", "released", "fulfilled", "not_applicable")


@click.command()
@click.argument("what", nargs=-1, required=True, metavar="FILE-or-CASE...")
@click.option(
    "--standard", type=click.Choice(["today", "then"]), default="today", show_default=True, help="The rules in force today, or then."
)
@click.option("--known-at", callback=instant_option, help="Only what was known at a time.")
@click.option(
    "--now", callback=instant_option, help="As if it were this time. Default: the present, or the end of the file if that is later."
)
@click.option("--json", "json_wanted", is_flag=True)
def review(what: tuple[str, ...], standard: str, known_at: int | None, now: int | None, json_wanted: bool) -> None:
    """Says which duties arose and what became of each. With a file no database is touched; several files are judged each on its own."""
    reviews = []
    refused = 0
    for each in what:
        path = Path(each)
        if path.exists() or path.suffix:
            events, unread = _from_file(path)
            refused += unread
            reviews.append(_judged(events, cast(Standard, standard), known_at, now, str(path)))
        else:
            reviews.append(_judged(_from_case(each), cast(Standard, standard), known_at, now, ""))
    whole = Review([case for found in reviews for case in found.cases], [link for found in reviews for link in found.links])
    if json_wanted:
        click.echo(as_json(whole))
    else:
        _tell(whole)
    if refused:
        sys.exit(1)


def _tell(whole: Review) -> None:
    for case in whole.cases:
        click.echo(f"\nCase {case.case}{f' in {case.file}' if case.file else ''}")
        for finding in sorted(case.findings, key=lambda finding: (OPEN_FIRST.index(finding.state), finding.triggered_at)):
            click.echo(f"  {finding.state.replace('_', ' '):14} {finding.duty}: {finding.why} ({finding.source})")


def _judged(events: list[Event], standard: Standard, known_at: int | None, now: int | None, file: str) -> Review:
    present = time.time_ns() // 1000
    at = now if now is not None else max([present, *(event.occurred_at.latest for event in events)])
    return judge(events, standard_rules(), standard=standard, today=present, now=at, known_at=known_at, file=file)


def _from_file(path: Path) -> tuple[list[Event], int]:
    """Its events, and how many of its lines were refused."""
    from safehold.chronology.importing import events_in

    events, refused, _ = events_in(path)
    for refusal in refused:
        click.echo(f"{path} line {refusal.line}: {refusal.why}", err=True)
    return events, len(refused)


def _from_case(case: str) -> list[Event]:
    """All events of the two people of a stored case: what one duty rests on may lie in another case of theirs."""
    from safehold.commands.starting import ready

    with ready():
        from django.db import connection

        from safehold.chronology.recording import rows
        from safehold.chronology.store import load

        with connection.cursor() as cursor:
            found = rows(cursor, "SELECT event_id FROM identity_case_event WHERE case_id = %s", [case])
            if not found:
                raise click.ClickException(f"{case} is neither a file nor a case that is held")
            return list(load(cursor, [seq for (seq,) in found]).values())
