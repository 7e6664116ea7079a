"""`safehold import`, `export`, `rebuild` and `verify`."""

import os
import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from safehold.chronology.times import BadTime, read_when
from safehold.commands.agencies import must_be_known


def as_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def instant_option(_context: click.Context, parameter: click.Parameter, value: str | None) -> int | None:
    """An option that holds a time: its latest instant, so that a bare day means the whole of it."""
    if value is None:
        return None
    try:
        return read_when(value).latest
    except BadTime as error:
        raise click.BadParameter(str(error), param=parameter) from error


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "json_wanted", is_flag=True, help="Print the report as one JSON document.")
def import_(files: tuple[Path, ...], json_wanted: bool) -> None:
    """Takes chronologies in (JSON Lines). Run it again to finish an import that was cut off: nothing is taken twice."""
    from safehold.commands.progress import counting
    from safehold.commands.starting import ready

    sizes = [_size(file) for file in files]
    with ready():
        from safehold.chronology.deriving import derive_waiting, waiting
        from safehold.chronology.importing import store_files

        with counting("Storing", sum(sizes)) as storing:
            reports = store_files(files, storing)
        with counting("Working out", waiting()) as deriving:
            derive_waiting(deriving)
    if json_wanted:
        click.echo(as_json({"files": reports}))
    else:
        for report in reports:
            counts = f"{report.read:,} read = {report.new:,} new + {report.duplicate:,} held already + {len(report.refused):,} refused"
            odd = f"; {report.warnings:,} with a field that could not be read" if report.warnings else ""
            nowhere = f"; {report.pointing_nowhere:,} about an event that is not held" if report.pointing_nowhere else ""
            click.echo(f"{report.path}: {counts}{odd}{nowhere}")
            for refusal in report.refused:
                click.echo(f"  line {refusal.line}{f' ({refusal.id})' if refusal.id else ''}: {refusal.why}")
    if any(report.refused for report in reports):
        sys.exit(1)


def _size(file: Path) -> int:
    from safehold.chronology.importing import Unreadable

    try:
        with file.open("rb"):
            return file.stat().st_size
    except OSError as error:
        raise Unreadable(f"{file} cannot be read: {error.strerror}") from error


@click.command()
@click.option("--case", help="Only this case, by the id in its page's address.")
@click.option("--agency", help="Only what this agency recorded; with --known-at, what it knew.")
@click.option("--known-at", callback=instant_option, help="Only what was known at a time: 2026-03-01, or with a clock time and its offset.")
@click.option("--without-confidential", is_flag=True, help="Leave out what is held in confidence; import does not take that.")
@click.option(
    "--by-case",
    type=click.Path(file_okay=False, path_type=Path),
    help="Instead: a folder of Parquet for `safehold replay`, by case, with who is who. It holds no name, no address and no note.",
)
def export(case: str | None, agency: str | None, known_at: int | None, without_confidential: bool, by_case: Path | None) -> None:
    """Writes chronologies to standard output, in the format that import takes. The file is whole: it is for another Safehold, and for
    nobody to read. What is given to a person or an agency is made on the page Documents. It is logged before the first line is written.
    What is held in confidence needs its key."""
    if by_case is not None:
        if case or agency or known_at or without_confidential:
            raise click.UsageError("--by-case writes everything that is stored: choose in `safehold replay` what of it was known")
        _export_by_case(by_case)
        return
    from safehold.commands.starting import ready

    with ready():
        from safehold.access.at_command_line import looked
        from safehold.chronology.apart.cipher import NoKey, Tampered
        from safehold.chronology.exporting import exported

        if agency:
            must_be_known(agency)
        of = f"case {case}" if case else f"agency {agency}" if agency else "everything"
        looked("export", f"safehold export: {of}", persons=_people(case), case_ids=[case] if case else [])
        out, written = sys.stdout.buffer, False
        try:
            for line in exported(case=case, agency=agency, known_at=known_at, without_confidential=without_confidential):
                written = bool(out.write(line))
        except (NoKey, Tampered) as refusal:
            raise click.ClickException(f"{refusal} What was written is not all of it.") from refusal
        finally:
            out.flush()
    if written:
        click.echo(LESS if without_confidential else WHOLE, err=True)


def _export_by_case(folder: Path) -> None:
    from safehold.commands.starting import ready

    with ready():
        from safehold.access.at_command_line import looked
        from safehold.chronology.session import session
        from safehold.replay.of_record import written

        looked("export", "safehold export --by-case", persons=[], case_ids=[])
        folder.mkdir(exist_ok=True)
        with session() as cursor:
            events = written(cursor, folder / "events.parquet")
    click.echo(f"{events:,} events, case by case, in {folder}. It names nobody, and says what happened to each: guard it.", err=True)


# Where she is, what she said and that she asked stand in it.
WHOLE = "This file is whole: it holds everybody's records as they were given. It is no answer to a request. Give it to nobody."
LESS = "What is held in confidence is left out, and each event names it as withheld: import takes none of these. It answers no request."


def _people(case: str | None) -> list[int]:
    """The persons of a case, by the numbers of which its id is made."""
    return [int(number) for number in (case or "").split("-") if number.isascii() and number.isdigit() and len(number) < LONGEST_NUMBER]


LONGEST_NUMBER = 19  # digits: what the database's numbers hold


@click.command()
@click.option("--check", is_flag=True, help="Only compare; exit with 1 on any difference.")
@click.option("--in-use", is_flag=True, help="While people record: a few dozen events at a time. Who is who stays as it is.")
@click.option("--json", "json_wanted", is_flag=True)
def rebuild(check: bool, in_use: bool, json_wanted: bool) -> None:
    """Works out all state again from the chronology."""
    from safehold.commands.progress import counting
    from safehold.commands.starting import NotReady, ready

    if in_use:
        if check or json_wanted:
            raise click.UsageError("--in-use compares nothing: run `safehold rebuild --check` after it.")
        with ready():
            from safehold.chronology.models import StoredEvent
            from safehold.chronology.rebuilding import rebuild_in_use

            with counting("Working out", StoredEvent.objects.count()) as progress:
                click.echo(f"{rebuild_in_use(progress):,} events worked out again, while others could record.")
        return
    with ready() as database:
        if not database.owner:
            raise NotReady("Rebuilding needs the owner's address: set DATABASE_OWNER_URL.")
        from safehold.chronology.models import StoredEvent
        from safehold.chronology.rebuilding import rebuild as again

        with counting("Working out", 2 * StoredEvent.objects.count()) as progress:
            found = again(check=check, progress=progress)
    if json_wanted:
        click.echo(as_json(found))
    else:
        for difference in found.differences:
            click.echo(f"{difference.table}: {difference.surplus} rows should not stand, {difference.missing} are missing")
            for example in difference.examples:
                click.echo(f"  {example}")
        done = "compared" if check else "worked out again"
        count = len(found.differences)
        differ = "differed" if not check else "differs" if count == 1 else "differ"
        click.echo(f"{found.events:,} events {done}; {count or 'no'} {'table' if count == 1 else 'tables'} {differ}.")
    if check and found.differences:
        sys.exit(1)


@click.command()
@click.option(
    "--heads",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the chains' heads are noted. Default: heads.jsonl in Safehold's folder.",
)
@click.option("--json", "json_wanted", is_flag=True)
def verify(heads: Path | None, json_wanted: bool) -> None:
    """Checks every chain and every stored byte, and the sealed log of looks; exits with 1 and names the first event of each agency, and the
    first look, that does not hold."""
    from safehold.commands.starting import ready
    from safehold.database.place import default_home

    with ready():
        from safehold.chronology.verify import note_heads, noted_heads
        from safehold.chronology.verify import verify as check
        from safehold.commands.looks import check_looks
        from safehold.running import beats

        path = heads or Path(os.environ.get("SAFEHOLD_HEADS", default_home() / "heads.jsonl"))
        verdict = check(noted_heads(path))
        if not verdict.faults:
            note_heads(path, verdict.heads)
            beats.done(beats.VERIFY, verdict.events)
        looks, looks_hold = check_looks(path)
    if json_wanted:
        click.echo(as_json(msgspec.to_builtins(verdict) | {"looks": looks, "looks_hold": looks_hold}))
    else:
        for fault in verdict.faults:
            click.echo(f"{fault.agency}, link {fault.position}{f', event {fault.event}' if fault.event else ''}: {fault.why}")
        click.echo(f"{verdict.events:,} events in {len(verdict.heads)} chains; {'all hold' if not verdict.faults else 'not all hold'}.")
        if looks:
            click.echo(looks)
    if verdict.faults or not looks_hold:
        sys.exit(1)
