"""`safehold health`: whether this installation is fit to be used now, for a supervisor that starts programs instead of asking pages."""

import sys

import click

from safehold.commands.record import as_json

_WORDS = {"database": "The database", "tables": "The tables of this version", "runner": "The runner"}


@click.command()
@click.option("--json", "json_wanted", is_flag=True)
def health(json_wanted: bool) -> None:
    """Says whether the database answers, its tables are of this version, and a runner is at work; exits with 1 where one is not."""
    from safehold.commands.starting import described

    with described():
        from safehold.running.standing import standing

        found = standing()
    said = {name: getattr(found, name) for name in _WORDS}
    if json_wanted:
        click.echo(as_json({"ready": found.ready, **said}))
    else:
        for name, words in _WORDS.items():
            click.echo(f"{words}: {'well' if said[name] else 'NOT WELL'}")
    if not all(said.values()):
        sys.exit(1)
