"""`safehold agency`, `safehold staff` and `safehold service`: who works here and as what, and which systems ask by themselves."""

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
@click.option(
    "--anew", is_flag=True, help="Takes away all that they sign in with, and prints a first password: where nobody else can help."
)
def staff(number: str, agency: str, role: str, name: str, password: bool, leaves: bool, anew: bool) -> None:
    """Posts the member of staff with this NUMBER to an agency in a role, from today. Somebody new is added first.

    An administrator of an agency does this, and hands over the work of those who leave, on the page Staff."""
    if [bool(agency and role), leaves, anew].count(True) != 1:
        raise click.UsageError("give --agency and --role, or --leaves, or --anew")
    with starting.ready():
        from django.db import transaction

        from safehold.access.joining import NotAdded, post
        from safehold.access.models import Agency, User
        from safehold.access.roles import standard
        from safehold.access.signing_in import acts, passwords
        from safehold.access.signing_in.leaving import leave
        from safehold.access.signing_in.recovery import begin_anew

        # Asked for and never an option: everyone can read a command line.
        ask = bool(agency and role) and (password or not User.objects.filter(staff_id=number).exists())
        given = click.prompt("Password", hide_input=True, confirmation_prompt=True) if ask else ""
        try:
            with transaction.atomic():
                if leaves:
                    acts.from_outside("left", leave(number), about=number)
                    said = f"{number} has left."
                elif anew:
                    user = User.objects.filter(staff_id=number, is_active=True).first()
                    if user is None:
                        raise NotAdded(f"nobody here has the number {number}")
                    acts.from_outside("began_anew", user)
                    said = f"{number} begins anew, within three days, by this password: {begin_anew(user)}"
                else:
                    new = post(number, agency=agency, role=role, name=name, password=given)
                    if given:
                        passwords.first(User.objects.get(staff_id=number))
                    told = f"{standard().roles[role].title}, {Agency.objects.get(slug=agency).name}"  # as they read it when they sign in
                    acts.from_outside("added" if new else "posted", User.objects.get(staff_id=number), about=told, agency=agency)
                    known = "added" if new else "known"
                    said = f"{number} is {known}, and posted to {agency} as {role.replace('_', ' ')} from today."
        except NotAdded as refusal:
            raise click.ClickException(str(refusal)) from refusal
    click.echo(said)


@click.command()
@click.argument("agency")
@click.argument("name", default="")
@click.option("--for", "is_for", default="", help="Makes the account: which system it is, and what for.")
@click.option("--token", "scopes", multiple=True, help="Makes a token that may do this; give it again for each scope.")
@click.option("--days", default=90, show_default=True, help="For how long the token holds.")
@click.option("--revoke", default="", help="Revokes the token that ends with these four letters.")
@click.option("--ends", is_flag=True, help="Ends the account, and all its tokens.")
def service(agency: str, name: str, is_for: str, scopes: tuple[str, ...], days: int, revoke: str, ends: bool) -> None:
    """Lists the service accounts of an AGENCY; with a NAME, makes or ends that account, or a token of it."""
    if not name and (is_for or scopes or revoke or ends):
        raise click.UsageError("give the account's name too")
    with starting.ready():
        from safehold.access.signing_in import services

        try:
            if is_for:
                services.make(agency, name, is_for, None)
                click.echo(f"{name} is made.")
            if scopes:
                click.echo(services.make_token(services.service_of(agency, name), scopes, days, None))
            if revoke:
                found = services.service_of(agency, name)
                services.revoke(found, services.numbered(found, revoke), None)
                click.echo("Revoked.")
            if ends:
                services.end(services.service_of(agency, name), None)
                click.echo(f"{name} has ended, and all its tokens.")
            if not (is_for or scopes or revoke or ends):
                for line in services.listed(agency, name):
                    click.echo(line)
        except services.NoService as refusal:
            raise click.ClickException(f"{refusal} What a token may do: {', '.join(services.scopes())}.") from refusal


@click.command()
@click.option("--rotate", is_flag=True, help="Encrypt everything anew by the first key of SAFEHOLD_FACTOR_KEYS.")
def factors(rotate: bool) -> None:
    """Says how many members of staff have a second thing to sign in with, and what cannot be opened by the keys that are set."""
    with starting.ready():
        from safehold.access.keyring import NoKey
        from safehold.access.signing_in import rotating
        from safehold.documents.rotating import rotate as documents_rotated
        from safehold.identity.staff.loading import compared_anew
        from safehold.practice.reviews.dipping.rotating import rotate as samples_rotated
        from safehold.practice.reviews.rotating import rotate as reviews_rotated
        from safehold.practice.safeguarding.contact.rotating import rotate as messages_rotated

        if rotate:
            try:
                secrets, papers, known, reviews = (
                    rotating.rotate(),
                    documents_rotated(),
                    compared_anew(),
                    reviews_rotated() + samples_rotated() + messages_rotated(),
                )
                said = f"{secrets:,} secrets, {papers:,} documents and requests, {reviews:,} of reviews and messages, "
                said += f"{known:,} of staff as people"
                click.echo(f"Encrypted anew: {said}. The old key is needed no more.")
            except NoKey as refusal:
                raise click.ClickException(str(refusal)) from refusal
        click.echo(rotating.standing())
