"""`safehold retention`: what is due for review, what would go, and why the rest does not; and the removal of what people approved."""

import time
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from safehold.commands.agencies import must_be_known
from safehold.commands.record import as_json

if TYPE_CHECKING:
    from safehold.retention.overview import Row

MOST_SHOWN = 50


@click.command()
@click.option(
    "--simulate", "what", flag_value="simulate", help="Say what would be due and what would go, and why not the rest. Changes nothing."
)
@click.option("--review", "what", flag_value="review", help="List the records that somebody has to decide of.")
@click.option("--dispose", "what", flag_value="dispose", help="Remove what people approved and whose days have passed. Nothing else.")
@click.option("--agency", default="", help="Of one agency.")
@click.option("--at", default="", help="With --simulate or --review: as of a day to come, such as 2032-01-01.")
@click.option("--json", "json_wanted", is_flag=True)
def retention(what: str | None, agency: str, at: str, json_wanted: bool) -> None:
    """What is held beyond its time: listed, and removed where a person has approved it (docs/retention.md)."""
    from safehold.chronology.times import BadTime, read_when
    from safehold.commands.starting import ready

    if what is None:
        raise click.UsageError("Say one of --simulate, --review and --dispose.")
    try:
        now = read_when(at).earliest if at else time.time_ns() // 1000
    except BadTime as error:
        raise click.UsageError(f"--at: {error}") from error
    with ready():
        from django.db import transaction

        from safehold.retention.overview import overview
        from safehold.retention.removing import carry_out_all

        if what == "dispose":
            if at or agency:
                raise click.UsageError("--dispose takes all that is approved, now.")
            removed = carry_out_all()
            click.echo(
                as_json({"removed": removed})
                if json_wanted
                else _counted(removed, "record's content was", "records' content was") + " removed."
            )
            return
        if agency:
            must_be_known(agency)
        with transaction.atomic():
            (_review if what == "review" else _simulate)(overview(now, agency), now, json_wanted)


def _simulate(rows: "Iterator[Row]", now: int, json_wanted: bool) -> None:
    counts: Counter[tuple[str, str, str, str, str]] = Counter()
    why: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = {"review": Counter(), "approved": Counter()}
    events = 0
    for row in rows:
        stands = row.standing.stands.value
        counts[stands, row.standing.group.id, row.record.on_file.agency, row.kind, _day(row.standing.due)[:4]] += 1
        why.update({each.why for each in row.standing.holds})
        if stands in kinds:
            kinds[stands].update(event.kind for event in row.record.seqs.values())
        if stands == "approved" and row.goes_on is not None and row.goes_on <= now:
            events += len(row.record.seqs)
    if json_wanted:
        listed = [
            dict(zip(("stands", "group", "agency", "kind", "due"), key, strict=True)) | {"records": n} for key, n in sorted(counts.items())
        ]
        told: dict[str, Any] = {"records": listed, "held": dict(sorted(why.items())), "would_go_now": events}
        click.echo(as_json(told | {"events": {name: dict(sorted(found.items())) for name, found in kinds.items()}}))
        return
    if not counts:
        click.echo("Nothing on record is old enough to be looked at.")
        return
    for (stands, group, agency, kind, due), number in sorted(counts.items()):
        click.echo(f"{STANDS[stands]}: {number:,} of {KINDS[kind]}, group {group}, {agency}, due {due}")
    for each, number in sorted(why.items()):
        click.echo(f"  held: {each}, {number:,}")
    click.echo(f"{_counted(events, 'event', 'events')} would lose their content now. Nothing was changed.")


def _review(rows: "Iterator[Row]", _now: int, json_wanted: bool) -> None:
    due = [_told(row) for row in rows if row.standing.stands.value in ("review", "approved")]
    due.sort(key=lambda told: (told["due"], told["agency"], told["record"]))
    if json_wanted:
        click.echo(as_json({"due": due}))
        return
    for told in due[:MOST_SHOWN]:
        held = f"group {told['group']}, {told['events']:,} events, last contact {told['last_contact']}"
        state = "approved" if told["stands"] == "approved" else f"due since {told['due']}"
        click.echo(f"{told['agency']}: record {told['record']}, {held}, {state}")
    if len(due) > MOST_SHOWN:
        click.echo(f"and {len(due) - MOST_SHOWN:,} more: --json lists all of them")
    click.echo(f"{_counted(len(due), 'record', 'records')} to decide of, or decided.")


def _told(row: "Row") -> dict[str, Any]:
    """By numbers: no name leaves by a terminal."""
    standing = row.standing
    return {
        "agency": row.record.on_file.agency,
        "record": row.record.subject.id,
        "kind": row.kind,
        "group": standing.group.id,
        "stands": standing.stands.value,
        "events": len(row.record.seqs),
        "first": _day(standing.first),
        "last_contact": _day(standing.last_contact),
        "due": _day(standing.due),
        "may_go": _day(standing.may_go),
        "goes_on": _day(row.goes_on) if row.goes_on else None,
    }


def _day(at: int) -> str:
    from safehold.chronology.times import london

    return london(at).date().isoformat()


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


STANDS = {
    "held": "Held",
    "approved": "Approved to go",
    "review": "Due for review",
    "kept": "Kept until a later review",
    "restarted": "Not due: a later contact restarted the time",
    "running": "Not due yet",
}
KINDS = {"pair": "a victim and a suspect", "victim": "a victim alone", "person": "somebody in no case"}
