"""`safehold reconcile`: what the nightly run would change of who is who, and the run itself."""

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from safehold.commands.record import as_json

if TYPE_CHECKING:
    from safehold.identity.reconciling.changes import Change
    from safehold.identity.reconciling.run import Progress, Seen

MOST_SHOWN = 20
KINDS = ("joined", "parted", "regrouped", "unsure", "settled")
OF_PERSONS = ("joined", "parted", "regrouped")


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--all", "everything", is_flag=True, help="Compare everybody again, not only those who are new since the last run.")
@click.option(
    "--at-most", default=500, show_default=True, help="Change nothing where more people than this would be joined or parted; exit with 1."
)
@click.option("--json", "json_wanted", is_flag=True)
def reconcile(dry_run: bool, everything: bool, at_most: int, json_wanted: bool) -> None:
    """Says who would be joined to whom, parted from whom or become unsure if everybody were compared anew, and makes it so.

    Recording goes on meanwhile. A run that is cut off leaves nothing half done; run it again."""
    from safehold.commands.progress import counting
    from safehold.commands.starting import ready

    with ready():
        from safehold.identity.models import Decision
        from safehold.identity.reconciling.alone import AlreadyRunning
        from safehold.identity.reconciling.run import reconcile as work_through

        bars = ExitStack()

        def stage(what: str, total: int) -> "Progress":
            bars.close()  # one at a time
            return bars.enter_context(counting(what.capitalize(), total))

        def change(seen: "Seen") -> bool:
            bars.close()
            if not json_wanted:
                _tell(seen, will=True)
            return not dry_run and len(_changing(seen)) <= at_most

        try:
            with bars:
                would, did = work_through(change=change, everything=everything, stage=stage)
        except AlreadyRunning as refusal:
            raise click.ClickException(str(refusal)) from refusal
        judged = Decision.objects.filter(stands=True).count()
    if json_wanted:
        click.echo(as_json({"would": _report(would), "did": did and _report(did), "judged_by_people": judged}))
    else:
        if did is not None and did.found:
            _tell(did, will=False)
        if judged:
            click.echo(f"What people have judged stands: {judged:,} {'judgement' if judged == 1 else 'judgements'}.")
    if did is None and not dry_run:
        click.echo(
            f"safehold: {len(_changing(would)):,} people would change, and no more than {at_most:,} may (--at-most). Nothing was changed.",
            err=True,
        )
        sys.exit(1)


def _changes(seen: "Seen") -> list[tuple["Change", dict[int, str]]]:
    return [(change, found.done.called) for found in seen.found for change in found.done.changes]


def _changing(seen: "Seen") -> set[int]:
    return {person for change, _ in _changes(seen) if change.what in OF_PERSONS for person in change.before}


def _report(seen: "Seen") -> dict[str, Any]:
    told: dict[str, Any] = {"run": seen.run, "profiles": seen.profiles, "compared": seen.compared}
    told |= {what: [] for what in KINDS}
    for change, called in _changes(seen):
        before = [{"person": number, "name": called.get(number, "")} for number in change.before]
        told[change.what].append({"before": before, "after": change.after})
    dones = [found.done for found in seen.found]
    return told | {name: sum(getattr(done, name) for done in dones) for name in ("judgements", "cases", "duties")}


def _tell(seen: "Seen", *, will: bool) -> None:
    if will:
        click.echo(f"{seen.profiles:,} records of people looked at, {seen.compared:,} pairs of them compared.")
    told = _changes(seen)
    if not told:
        click.echo("Nothing would change." if will else "Nothing has changed in who is who.")
        return
    if will:
        for change, called in told[:MOST_SHOWN]:
            click.echo(f"  {_sentence(change, called)}")
        if len(told) > MOST_SHOWN:
            click.echo(f"  and {len(told) - MOST_SHOWN:,} more: --json lists all of them")
    counts = {what: sum(change.what == what for change, _ in told) for what in KINDS}
    said = ", ".join(f"{counts[what]:,} {words}" for what, words in WORDS.items() if counts[what])
    report = _report(seen)
    click.echo(f"{'Would change' if will else 'Changed'}: {said}; {report['cases']:,} cases and {report['duties']:,} duties with it.")


WORDS = {
    "joined": "times people joined to one",
    "parted": "people parted",
    "regrouped": "groups of people grouped otherwise",
    "unsure": "pairs of people newly unsure",
    "settled": "pairs unsure no more",
}


def _sentence(change: "Change", called: dict[int, str]) -> str:
    before = " and ".join(f"{called.get(number) or 'somebody without a name'} ({number})" for number in change.before)
    after = " and ".join(map(str, change.after))
    return {
        "joined": f"joined: {before} become one person, {after}",
        "parted": f"parted: {before} becomes {len(change.after)} people, {after}",
        "regrouped": f"grouped otherwise: {before} become {after}",
        "unsure": f"unsure: {before} may be one person. Somebody should look",
        "settled": f"unsure no more: {before}",
    }[change.what]
