"""The log of changes of the embedded database, kept as it is written: with a base backup it gives the database as it was at any time since.

    FOLDER/
      of                 the number of the database that it is of; no other one is kept in it
      wal/               the log, in files of 16 MB, compressed; the server's user writes them
      base-<time>/       base backups, see base.py
"""

import shlex
from pathlib import Path
from threading import Event

import psycopg
from psycopg import sql

from safehold.database.address import Database
from safehold.database.backup import BackupRefused
from safehold.database.place import Place, can_reach

SEGMENT = 16 * 1024 * 1024
_STANDS = "SELECT system_identifier, current_setting('archive_mode'), current_setting('archive_command') FROM pg_control_system()"
_PATIENCE = 60.0  # seconds for one file to be archived


def begin(database: Database, place: Place, folder: Path) -> None:
    """From now on the log goes to this folder. Refuses one that is another database's, or that the server cannot write to."""
    with psycopg.connect(database.admin, autocommit=True) as administrator:
        number, mode, command = _row(administrator, _STANDS)
        if mode != "on":
            raise BackupRefused("The database was started by an earlier Safehold. End every Safehold process, and try again.")
        _furnish(place, folder, str(number))
        wanted = _command(folder / "wal")
        if command != wanted:
            administrator.execute(sql.SQL("ALTER SYSTEM SET archive_command = {}").format(sql.Literal(wanted)))
            administrator.execute("SELECT pg_reload_conf()")


def catch_up(database: Database) -> None:
    """Waits until everything that is committed by now is archived."""
    with psycopg.connect(database.admin, autocommit=True) as administrator:
        # Something is written first: a file in which nothing stands is not switched from.
        (wanted,) = _row(administrator, "SELECT pg_walfile_name(pg_create_restore_point('archived up to here'))")
        administrator.execute("SELECT pg_switch_wal()")
        waited, pause = 0.0, Event()
        while waited < _PATIENCE:
            archived, failed = _row(administrator, "SELECT last_archived_wal, last_failed_wal FROM pg_stat_archiver")
            if archived is not None and str(archived)[8:24] >= str(wanted)[8:24]:
                return
            pause.wait(0.05)
            waited += 0.05
    raise BackupRefused(f"The log of changes was not archived within a minute; {failed or 'nothing'} failed. See the server's log.")


def segment(timeline: int, position: int) -> str:
    """The name of the file of the log that holds a position."""
    number = position // SEGMENT
    return f"{timeline:08X}{number // 256:08X}{number % 256:08X}"


def _furnish(place: Place, folder: Path, number: str) -> None:
    log, note = folder / "wal", folder / "of"
    try:
        if note.exists():
            if note.read_text("ascii").strip() != number:
                raise BackupRefused(f"{folder} keeps another database. Choose another folder.")
        elif folder.exists() and any(folder.iterdir()):
            raise BackupRefused(f"{folder} is not empty, and no backup of Safehold's. Choose another folder.")
        log.mkdir(parents=True, exist_ok=True)
        if not note.exists():
            folder.chmod(0o711)
            place.give(log, 0o700)
            note.write_text(f"{number}\n", "ascii")
    except OSError as error:
        raise BackupRefused(f"The backup cannot be written to {folder}: {error.strerror}.") from error
    if place.changes_user and not can_reach(log, place.user):
        raise BackupRefused(f"The database runs as {place.user.name}, who cannot reach {folder}. Choose one that others may pass through.")


def _command(log: Path) -> str:
    """Whole or not at all, and on the disk before PostgreSQL forgets its own. The same file comes again after a crash."""
    to = _quoted(log)
    return f"test -f {to}/%f.gz || (gzip -1 -c %p > {to}/%f.part && sync {to}/%f.part && mv {to}/%f.part {to}/%f.gz)"


def fetching(log: Path) -> str:
    """How PostgreSQL gets it back."""
    return f"gunzip -c {_quoted(log)}/%f.gz > %p"


def _quoted(log: Path) -> str:
    return shlex.quote(str(log)).replace("%", "%%")


def _row(connection: psycopg.Connection[tuple[object, ...]], query: str) -> tuple[object, ...]:
    return connection.execute(query.encode()).fetchone() or ()
