"""`safehold confidential`: what is held in confidence, by counts, and new keys for it."""

import click

from safehold.commands.record import as_json


@click.command()
@click.option("--rotate", is_flag=True, help="Hash everything anew by the first key of SAFEHOLD_CONFIDENTIAL_KEYS.")
@click.option("--renew", is_flag=True, help="Encrypt everything anew by the first key of SAFEHOLD_VAULT_KEYS; run again, it goes on.")
@click.option("--move", is_flag=True, help="Put apart what was recorded before anything was. `safehold rebuild` must follow.")
@click.option("--lost", is_flag=True, help="The key in force is lost: forget what was hashed by it. `safehold rebuild` must follow.")
@click.option("--json", "json_wanted", is_flag=True)
def confidential(rotate: bool, renew: bool, move: bool, lost: bool, json_wanted: bool) -> None:
    """Says, day by day, how many records were compared in confidence, how many pairs agreed, and how many lacked their key; and how many
    values stand apart, encrypted, under which key.

    No value and nobody is named."""
    if rotate + renew + move + lost > 1:
        raise click.UsageError("--rotate hashes anew, --renew encrypts anew, --move puts apart, --lost forgets: choose one")
    from safehold.commands.starting import NotReady, ready

    with ready() as database:
        from safehold.commands.vault import said, said_of, standing, work
        from safehold.identity.confidential.rotating import CannotRotate, forget
        from safehold.identity.confidential.rotating import rotate as hash_anew
        from safehold.identity.confidential.told import compared

        try:
            hashed = hash_anew() if rotate else None
        except CannotRotate as refusal:
            raise click.ClickException(str(refusal)) from refusal
        if lost:
            if not database.owner:
                raise NotReady("Only the owner may forget a key: set DATABASE_OWNER_URL.")
            forget()
        done = work(renew=renew, move=move)
        days, kept = compared(), standing()
    if json_wanted:
        click.echo(as_json({"hashed_anew": hashed, **done, "kept": kept, "days": [day._asdict() for day in days]}))
        return
    if hashed is not None:
        click.echo(f"Hashed anew: {hashed:,} different values. The old key is needed no more.")
    for line in (*said(done), *said_of(kept)):
        click.echo(line)
    if lost:
        click.echo("Forgotten. Run `safehold rebuild` now: until then nothing that was recorded before is compared in confidence.")
    for day in days:
        click.echo(f"{day.day} {day.what}: {day.runs:,} runs compared {day.compared:,} records, {day.agreed:,} pairs agreed")
        if day.left_out:
            click.echo(f"  {day.left_out:,} records could not be compared: SAFEHOLD_CONFIDENTIAL_KEYS lacked the key in force")
    if not days:
        click.echo("Nothing has been compared in confidence yet.")
