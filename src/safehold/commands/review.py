"""`safehold review`: which duties arose and what became of them, in files or in a stored case."""

import sys
import time
from pathlib import Path
from typing import cast

import click
import msgspec

from safehold.chronology.envelope import Event
from safehold.commands.record import as_json, instant_option
from safehold.practice.reviews.judging import JudgedBy, Review, judge
from safehold.rulebook.loader import standard_rules
from safehold.rulebook.model import Standard
from safehold.rulebook.rulebook import Rulebook

OPEN_FIRST = ("breached", "uncertain", "late", "unknown", "pending", "waived", "released", "fulfilled", "not_applicable")
# A file is judged alike everywhere, with or without a database; a stored case as its pages show it.
SHIPPED, IN_FORCE = "by the rules that ship with Safehold", "by the rules in force here, with what was agreed to change"


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
    """Says which duties arose and what became of each. With a file no database is touched and the rules are those that ship; a stored case
    is judged by those in force here, with what was agreed to change. Several files are judged each on its own."""
    reviews = []
    refused = 0
    for each in what:
        path = Path(each)
        if path.exists() or path.suffix:
            found, unread = _of_file(path, cast(Standard, standard), known_at, now)
            refused += unread
        else:
            found = _of_case(each, cast(Standard, standard), known_at, now)
        reviews.append(found)
    whole = Review(
        [case for found in reviews for case in found.cases],
        [link for found in reviews for link in found.links],
        list(dict.fromkeys(used for found in reviews for used in found.rules)),
    )
    if json_wanted:
        click.echo(as_json(whole))
    else:
        _tell(whole)
    if refused:
        sys.exit(1)


def _tell(whole: Review) -> None:
    for case in whole.cases:
        click.echo(f"\nCase {case.case}{f' in {case.file}, {SHIPPED}' if case.file else f', {IN_FORCE}'}")
        for finding in sorted(case.findings, key=lambda finding: (OPEN_FIRST.index(finding.state), finding.triggered_at)):
            click.echo(f"  {finding.state.replace('_', ' '):14} {finding.duty}: {finding.why} ({finding.source})")


def _of_file(path: Path, standard: Standard, known_at: int | None, now: int | None) -> tuple[Review, int]:
    """What is found in a file, and how many of its lines were refused."""
    from safehold.chronology.importing import events_in

    events, refused, _ = events_in(path)
    for refusal in refused:
        click.echo(f"{path} line {refusal.line}: {refusal.why}", err=True)
    present, at = _times(events, now)
    rules = standard_rules()
    found = judge(events, rules, standard=standard, today=present, now=at, known_at=known_at, file=str(path))
    return msgspec.structs.replace(found, rules=[_used(rules, str(path))]), len(refused)


def _of_case(case: str, standard: Standard, known_at: int | None, now: int | None) -> Review:
    from safehold.commands.starting import ready

    with ready():
        from safehold.access.at_command_line import looked
        from safehold.chronology.session import session
        from safehold.practice.reviews.stored import stored
        from safehold.rulebook.adopting import agreed
        from safehold.rulebook.current import CURRENT

        with session() as cursor:
            held = stored(cursor, case)
            CURRENT.take(agreed(cursor))
        rules, area = CURRENT.rules, CURRENT.area
        if held is not None:
            looked("page", "safehold review", persons=[held.key.victim, *filter(None, [held.key.suspect])], case_ids=[case])
    if held is None:
        raise click.ClickException(f"{case} is neither a file nor a case that is held")
    present, at = _times(held.events, now)
    found = judge(held.events, rules, standard=standard, today=present, now=at, known_at=known_at, persons=held.persons, only=held.key)
    return msgspec.structs.replace(found, rules=[_used(rules, "", area)])


def _used(rules: Rulebook, file: str, area: str = "") -> JudgedBy:
    return JudgedBy(file, "shipped" if file else "running", area, len(rules.rules), rules.digest)


def _times(events: list[Event], now: int | None) -> tuple[int, int]:
    present = time.time_ns() // 1000
    return present, now if now is not None else max([present, *(event.occurred_at.latest for event in events)])
