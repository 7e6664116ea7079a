"""Base backups: the whole embedded server as files, copied while it is used, from which the archived log leads to any later time."""

import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from safehold.database import archive
from safehold.database.address import Database
from safehold.database.backup import BackupRefused, call
from safehold.database.place import Place


class Base(NamedTuple):
    """`ended` is from when on the database can be had from it; `first` is the first file of the log that it needs."""

    path: Path
    ended: datetime
    first: str


def back_up(database: Database, place: Place, folder: Path, *, keep: int | None = None) -> Base:
    """Makes one, and archives the log into the same folder from then on; with `keep`, forgets all but so many and the log before them."""
    if not database.embedded:
        raise BackupRefused("A base backup is for the embedded database. A server's own are described in docs/operations.md.")
    folder = folder.absolute()
    archive.begin(database, place, folder)
    began = datetime.now(UTC)
    path = folder / f"base-{began:%Y%m%dT%H%M%S%fZ}"
    part = folder / f".{path.name}.part"
    try:
        part.mkdir(mode=0o700)
        how = ["--format=tar", "--compress=client-gzip:1", "--wal-method=stream", "--checkpoint=fast", "--no-password"]
        call("pg_basebackup", [f"--pgdata={part}", *how], database.admin)
        _passwords(place, part / "passwords.json")
        (part / "ended").write_text(datetime.now(UTC).isoformat(), "ascii")
        for each in part.iterdir():
            with each.open("rb") as written:
                os.fsync(written.fileno())
        part.rename(path)
    except OSError as error:
        raise BackupRefused(f"The backup cannot be written to {folder}: {error.strerror}.") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    archive.catch_up(database)
    if keep is not None:
        _forget(folder, keep)
    return _read(path)


def bases(folder: Path) -> list[Base]:
    """The oldest first."""
    return [_read(path) for path in sorted(folder.glob("base-*"))]


def _read(path: Path) -> Base:
    try:
        ranges = json.loads((path / "backup_manifest").read_text("utf-8"))["WAL-Ranges"]
        high, low = ranges[0]["Start-LSN"].split("/")
        first = archive.segment(int(ranges[0]["Timeline"]), (int(high, 16) << 32) + int(low, 16))
        return Base(path, datetime.fromisoformat((path / "ended").read_text("ascii")), first)
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise BackupRefused(f"{path} is not a whole base backup. Take it away, or use another folder.") from error


def _passwords(place: Place, to: Path) -> None:
    """The server's roles have theirs in it, hashed: whoever restores it elsewhere needs them in clear."""
    to.touch(mode=0o600)
    to.write_text(place.passwords.read_text("utf-8"), "utf-8")


def _forget(folder: Path, keep: int) -> None:
    found = bases(folder)
    for base in found[:-keep]:
        shutil.rmtree(base.path)
    oldest = found[-keep:][0].first
    for path in (folder / "wal").iterdir():
        if len(path.name) >= 24 and path.name[8:24] < oldest[8:24] and ".history" not in path.name:
            path.unlink()
