"""Getting ready: the database running, Django set up, the tables up to date."""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import django
from django.core.management import call_command
from django.db import ProgrammingError, connections
from django.db.migrations.executor import MigrationExecutor

from safehold.database import Database, DatabaseUnavailable, running
from safehold.database.place import default_home
from safehold.database.roles import COMMAND
from safehold.running.faults import catch_all


class NotReady(Exception):
    """Safehold cannot start; the message says what is missing and how to mend it."""


@contextmanager
def ready(*, demonstration: bool = False) -> Iterator[Database]:
    """Everything that a command needs which touches the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safehold.config.settings")
    if demonstration:
        os.environ["SAFEHOLD_DEMONSTRATION"] = "1"
    _have_keys()
    with running() as database:
        django.setup()
        _up_to_date(database)
        if os.environ.get("SAFEHOLD_DEBUG") != "1":
            catch_all()
        _whole()
        yield database


def _whole() -> None:
    """Whoever may run a program has the database: it reads everything, and not what one viewer sees. The site is another process."""
    options = connections.settings["default"]["OPTIONS"]
    role = f"-c role={COMMAND}"
    if role not in options.get("options", ""):
        options["options"] = f"{options.get('options', '')} {role}".strip()
        connections["default"].close()


def _up_to_date(database: Database) -> None:
    alias = "owner" if database.owner else "default"
    executor = MigrationExecutor(connections[alias])
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not missing:
        return
    if not database.embedded:
        raise NotReady("The database's tables are not those of this version. Run `safehold migrate` with DATABASE_OWNER_URL set.")
    call_command("migrate", database=alias, verbosity=0)


@contextmanager
def described() -> Iterator[None]:
    """For what only looks: Django set up, nothing started, nothing made. Whoever asks finds the database as it is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safehold.config.settings")
    os.environ.setdefault("SAFEHOLD_SECRET_KEY", secrets.token_urlsafe(48))
    django.setup()
    try:
        yield
    finally:
        connections.close_all()


def note_backup(size: int, *, base: bool) -> None:
    """That a backup was made, where `safehold doctor` looks for it; tables of an earlier version have no place for it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safehold.config.settings")
    _have_keys()
    django.setup()
    from safehold.running import beats

    with suppress(ProgrammingError):
        beats.done(beats.BASE if base else beats.BACKUP, size, using="owner")
    connections.close_all()


def migrate() -> list[str]:
    """Brings the tables up to date, as the owner; returns what was applied."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safehold.config.settings")
    _have_keys()
    with running() as database:
        django.setup()
        if not database.owner:
            raise NotReady("Migrating needs the owner's address: set DATABASE_OWNER_URL.")
        from safehold.running import migrating

        try:
            return migrating.migrate(lambda said: sys.stderr.write(f"{said}\n"))
        except migrating.Busy as error:
            raise NotReady(str(error)) from error


def _have_keys() -> None:
    """The keys that sign sessions, by which what is held in confidence is hashed and encrypted, and secrets of second factors are."""
    if "SAFEHOLD_SECRET_KEY" not in os.environ:
        os.environ["SAFEHOLD_SECRET_KEY"] = _own("secret-key")
    if "SAFEHOLD_CONFIDENTIAL_KEYS" not in os.environ:
        os.environ["SAFEHOLD_CONFIDENTIAL_KEYS"] = _own("confidential-keys")
    if "SAFEHOLD_VAULT_KEYS" not in os.environ:
        os.environ["SAFEHOLD_VAULT_KEYS"] = _own("vault-keys")
    if "SAFEHOLD_FACTOR_KEYS" not in os.environ:
        os.environ["SAFEHOLD_FACTOR_KEYS"] = _own("factor-keys")


def _own(name: str) -> str:
    """A key that is made once for an installation, and kept where only its user reads it."""
    path = default_home() / name
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        key = secrets.token_urlsafe(48)
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key)
        return key


__all__ = ["Database", "DatabaseUnavailable", "NotReady", "migrate", "ready"]
