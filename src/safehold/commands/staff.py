"""`safehold agency` and `safehold staff`: who works here, where and in which role."""

import click

from safehold.commands import starting


@click.command()
@click.argument("slug")
@click.option("--name", required=True, help="As pages show it: Northshire Police.")
@click.option("--kind", required=True, help="police, idva, cps, court, probation, health, housing, children, csp, refuge or inspectorate.")
@click.option("--area", required=True)
def agency(slug: str, name: str, kind: str, area: str) -> None:
    """Adds an agency by its SLUG, or changes its name, kind and area."""
    with starting.ready():
        from safehold.access.joining import NotAdded, add_agency

        try:
            new = add_agency(slug, name=name, kind=kind, area=area)
        except NotAdded as refusal:
            raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{name} is {'added' if new else 'up to date'}.")


@click.command()
@click.argument("number")
@click.option("--agency", default="", help="The agency's slug.")
@click.option("--role", default="", help="A role of access/roles.yaml: call_handler, idva, da_specialist and so on.")
@click.option("--name", default="", help="Needed for somebody new.")
@click.option("--password", is_flag=True, help="Ask for a new password; somebody new is asked without this.")
@click.option("--leaves", is_flag=True, help="Ends all their postings and sessions, and they sign in no more.")
def staff(number: str, agency: str, role: str, name: str, password: bool, leaves: bool) -> None:
    """Posts the member of staff with this NUMBER to an agency in a role, from today. Somebody new is added first."""
    if leaves == bool(agency and role):
        raise click.UsageError("give --agency and --role, or --leaves")
    with starting.ready():
        from safehold.access.joining import NotAdded, leave, post
        from safehold.access.models import User

        # Asked for and never an option: everyone can read a command line.
        ask = not leaves and (password or not User.objects.filter(staff_id=number).exists())
        given = click.prompt("Password", hide_input=True, confirmation_prompt=True) if ask else ""
        try:
            if leaves:
                leave(number)
                click.echo(f"{number} has left.")
            else:
                new = post(number, agency=agency, role=role, name=name, password=given)
                known = "added" if new else "known"
                click.echo(f"{number} is {known}, and posted to {agency} as {role.replace('_', ' ')} from today.")
        except NotAdded as refusal:
            raise click.ClickException(str(refusal)) from refusal
