"""`safehold staff import FILE`: who staff are as people, as their employer gives it, so that what concerns them is kept from them."""

import sys
from pathlib import Path

import click

from safehold.commands.staff import staff as post

SHOWN = 50


class Staff(click.Group):
    """`import`, or the number of a member of staff."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] in self.commands:
            return super().resolve_command(ctx, args)
        return "staff", post, args


@click.group(cls=Staff, invoke_without_command=False, context_settings={"ignore_unknown_options": True})
def staff() -> None:
    """Posts the member of staff with a NUMBER to an agency in a role: `safehold staff NUMBER --agency ... --role ...`; more at
    `safehold staff NUMBER --help`. Or reads who staff are as people: `safehold staff import FILE`."""


@staff.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--agency", default="", help="Whose staff they are, where a line does not say.")
def import_(file: Path, agency: str) -> None:
    """Reads a list of staff, values parted by commas, whose first line names the columns: staff_id, given_name, family_name, and as many as
    there are of agency, previous_names, date_of_birth, sex, address, postcode, phone, email, unit, supervisor, left. Several names or
    phones are parted by semicolons. Whoever has left stays in the list, with the day. The same list again changes nothing."""
    from safehold.commands.progress import counting
    from safehold.commands.starting import ready

    with ready():
        from safehold.access.keyring import NoKey
        from safehold.access.models import Agency
        from safehold.access.standards.listed import Bad, Listed, NotAList, read
        from safehold.identity.staff.loading import load

        agencies = frozenset(Agency.objects.values_list("slug", flat=True))
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                found = list(read(lines, agency, agencies))
            bad = [each for each in found if isinstance(each, Bad)]
            good = [each for each in found if isinstance(each, Listed)]
            with counting("staff", len(good)) as progress:
                done = load(good, progress)
        except UnicodeDecodeError as error:
            raise click.ClickException(f"{file.name} is not text in UTF-8: save it as CSV UTF-8.") from error
        except (NotAList, NoKey) as refusal:
            raise click.ClickException(str(refusal)) from refusal
    for each in bad[:SHOWN]:
        click.echo(f"line {each.line}: {each.why}", err=True)
    if len(bad) > SHOWN:
        click.echo(f"and {len(bad) - SHOWN:,} more lines", err=True)
    click.echo(f"{len(found):,} lines: {done.new:,} new, {done.changed:,} changed, {done.same:,} as they were, {len(bad):,} not taken.")
    if bad:
        sys.exit(1)
