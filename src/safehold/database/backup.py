"""A consistent copy of the database while it is used, and back."""

import os
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from safehold.database.address import Database, host
from safehold.database.embedded import NAME, create_database
from safehold.database.programs import installed

_RESTORING = f"{NAME}_restoring"
INDEX = "indexed"  # what `safehold index` loaded to try the check at size: it is not of the record, and is loaded again
_VARIABLES = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "sslmode": "PGSSLMODE"}


class BackupRefused(Exception):
    """A copy could not be made or put back; what was there before is still there."""


def backup(database: Database, file: Path) -> None:
    """Writes the whole database to this file, readable by us alone. The file is there only when it is whole."""
    part = file.with_name(f"{file.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        call("pg_dump", ["--format=custom", "--no-password", f"--exclude-schema={INDEX}", f"--file={part}"], _all_of(database))
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.rename(file)
    except OSError as error:
        raise BackupRefused(f"The backup cannot be written to {file}: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def restore(database: Database, file: Path, *, replace: bool = False) -> None:
    """Puts a copy back into an empty database; with `replace`, in the embedded database, in the place of what is there."""
    if not file.is_file():
        raise BackupRefused(f"There is no file {file}.")
    with psycopg.connect(database.owner) as connection:
        used = connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1").fetchone()
    if used and not (replace and database.embedded):
        advice = "Say that it is to be replaced." if database.embedded else "Ask its administrator for an empty one."
        raise BackupRefused(f"The database at {host(database.owner)} is not empty, so nothing was restored. {advice}")
    if not database.embedded:
        _read_back(database.owner, file)
        return
    with psycopg.connect(database.admin, autocommit=True) as administrator:
        _drop(administrator, _RESTORING)
        create_database(administrator, _RESTORING)
        try:
            _read_back(_in(database.admin, _RESTORING), file)
        except BackupRefused:
            _drop(administrator, _RESTORING)
            raise
        _drop(administrator, NAME)
        administrator.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(_RESTORING), sql.Identifier(NAME)))


def others(database: Database) -> int:
    """How many others use the database: the site, the runner, somebody at a prompt."""
    with psycopg.connect(database.owner) as connection:  # what the server does by itself has no name
        found = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename IS NOT NULL"
        ).fetchone()
    return int(found[0]) if found else 0


def keep_what_is_there(database: Database, folder: Path) -> Path:
    """A copy of what is about to be replaced, to go back to. Raises BackupRefused, and then nothing may be replaced."""
    kept = folder / f"before-{datetime.now(UTC):%Y%m%dT%H%M%S}.dump"
    backup(database, kept)
    return kept


def _read_back(address: str, file: Path) -> None:
    name = conninfo_to_dict(address)["dbname"]
    call("pg_restore", ["--exit-on-error", "--single-transaction", "--no-password", f"--dbname={name}", file], address)


def call(program: str, arguments: Sequence[str | Path], address: str) -> None:
    """Runs one of PostgreSQL's programs as ourselves, signed in at this address."""
    parts = conninfo_to_dict(address)
    # The password goes by the environment: everyone can read a command line.
    named = {_VARIABLES[key]: str(value) for key, value in parts.items() if key in _VARIABLES}
    environment = {"PATH": os.defpath, "LC_ALL": "C", "PGDATABASE": str(parts["dbname"]), **named}
    command = [installed() / "bin" / program, *arguments]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", check=False)
    if ended.returncode:
        errors = (line.split("error:", 1)[1].strip() for line in ended.stderr.splitlines() if "error:" in line)
        said = next(errors, ended.stderr.strip())
        raise BackupRefused(f"{program} refused: {said}")


def _all_of(database: Database) -> str:
    """Who may read every row: the embedded server's superuser, or the owner."""
    return _in(database.admin, NAME) if database.embedded else database.owner


def _in(address: str, name: str) -> str:
    return psycopg.conninfo.make_conninfo(address, dbname=name)


def _drop(administrator: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    administrator.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
