"""The one program: `safehold`. Each room's commands are in its own commands.py; this joins them and turns refusals into one line."""

import errno
import importlib
import os
import sys

import click

from safehold.database.mounted import SecretUnreadable, read_mounted

# Command -> where it is. They are imported only when asked for, so that `safehold --help` answers at once.
COMMANDS = {
    "demo": "safehold.commands.demo:demo",
    "serve": "safehold.commands.site:serve",
    "run": "safehold.commands.run:run",
    "health": "safehold.commands.health:health",
    "doctor": "safehold.commands.doctor:doctor",
    "migrate": "safehold.commands.site:migrate",
    "agency": "safehold.commands.staff:agency",
    "staff": "safehold.commands.staff_known:staff",
    "service": "safehold.commands.staff:service",
    "factors": "safehold.commands.staff:factors",
    "import": "safehold.commands.record:import_",
    "export": "safehold.commands.record:export",
    "review": "safehold.commands.review:review",
    "check": "safehold.commands.check:check",
    "link": "safehold.commands.link:link",
    "confidential": "safehold.commands.confidential:confidential",
    "reconcile": "safehold.commands.reconcile:reconcile",
    "link-nightly": "safehold.commands.link_nightly:link_nightly",
    "index": "safehold.commands.index:index",
    "replay": "safehold.commands.replay:replay",
    "calibrate": "safehold.commands.calibrate:calibrate",
    "synthesise": "safehold.synthetic.commands:synthesise",
    "rebuild": "safehold.commands.record:rebuild",
    "verify": "safehold.commands.record:verify",
    "looks": "safehold.commands.looks:looks",
    "retention": "safehold.commands.retention:retention",
    "backup": "safehold.commands.site:backup",
    "restore": "safehold.commands.site:restore",
}


class Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=Commands)
@click.version_option(package_name="safehold")
def safehold() -> None:
    """Safehold holds every warning until someone is safe."""


def main() -> None:
    """Exit status: 0 done, 1 refused or a check failed, 2 wrong usage. What is refused is said in one line, without a traceback."""
    try:
        read_mounted()
        safehold(standalone_mode=False)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(1)
    except click.ClickException as error:
        click.echo(f"safehold: {error.format_message()}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except Exception as error:
        from safehold.running.faults import in_a_line

        said = _said(error)
        if said is None:
            if os.environ.get("SAFEHOLD_DEBUG") == "1":
                raise
            said = in_a_line(error)  # its own words may quote what somebody typed, and end in a log
        click.echo(f"safehold: {said}", err=True)
        sys.exit(1)


def _said(error: Exception) -> str | None:
    """The message of a refusal that is meant for a person, or of a database that has gone; None for a fault of ours."""
    from safehold.chronology.envelope import Refused
    from safehold.chronology.importing import Unreadable
    from safehold.commands.starting import NotReady
    from safehold.database import DatabaseUnavailable, explain
    from safehold.database.backup import BackupRefused
    from safehold.rulebook.reading import BadRules

    if isinstance(error, (BackupRefused, BadRules, DatabaseUnavailable, NotReady, Refused, SecretUnreadable, Unreadable)):
        return str(error)
    if isinstance(error, OSError) and error.strerror and (error.filename or error.errno == errno.ENOSPC):
        return f"{error.filename or 'what was to be written'}: {error.strerror}"
    return explain(error)
