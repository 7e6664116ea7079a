"""The embedded database as it was at a time: a base backup, led on by the archived log in a place beside, and only when it is whole put in
the place of what is there, which is kept under another name."""

import shutil
import tarfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from safehold.database import archive, passwords
from safehold.database.address import url
from safehold.database.backup import BackupRefused
from safehold.database.base import Base, bases
from safehold.database.embedded import NAME
from safehold.database.errors import DatabaseUnavailable
from safehold.database.lease import Lease, alone
from safehold.database.place import ELSEWHERE, Place, make_home, prepare
from safehold.database.programs import Programs, programs
from safehold.database.refusals import why
from safehold.database.server import SUPERUSER, Server, Tell


def restore_to(
    home: Path, folder: Path, *, to: datetime | None, replace: bool, tell: Tell, settings: Mapping[str, str] | None = None,
    elsewhere: Path = ELSEWHERE,
) -> datetime | None:  # fmt: skip
    """Returns when the last change was made that is in it. `to` is the time, or None for all that was archived."""
    home, folder = home.absolute(), folder.absolute()
    make_home(home)
    with alone(home, tell):
        place = prepare(home, elsewhere=elsewhere)
        _must_be_free(home, place, replace=replace)
        base = _chosen(folder, to)
        scratch = place.server / "restoring"
        shutil.rmtree(scratch, ignore_errors=True)
        beside = Place(scratch, scratch, place.user)
        try:
            _lay_out(beside, base, folder)
            reached = _led_on(beside, programs(place), to, tell, settings or {})
            _put_in_place(place, beside)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        return reached


def _must_be_free(home: Path, place: Place, *, replace: bool) -> None:
    if not Lease(home).leave():
        raise BackupRefused(f"A Safehold process uses the database in {place.server}. End every one, and try again.")
    if (place.data / "PG_VERSION").exists() and not replace:
        raise BackupRefused(f"There is a database in {place.server}. Set SAFEHOLD_HOME to a new folder, or say that it is to be replaced.")


def _chosen(folder: Path, to: datetime | None) -> Base:
    found = bases(folder)
    fit = [base for base in found if to is None or base.ended <= to]
    if not fit:
        since = f"The earliest is from {found[0].ended:%Y-%m-%d %H:%M:%S} UTC." if found else "There is none."
        raise BackupRefused(f"No base backup in {folder} is as old as that. {since}")
    return fit[-1]


def _lay_out(beside: Place, base: Base, folder: Path) -> None:
    """Everything that the server needs, where its user can reach it, and nothing that leads back to what is still in use."""
    beside.server.mkdir(mode=0o700)
    log = beside.server / "wal"
    try:
        for name, where in (("base.tar.gz", beside.data), ("pg_wal.tar.gz", beside.data / "pg_wal")):
            with tarfile.open(base.path / name) as packed:
                unpack(packed, where)
        log.mkdir()
        for path in (folder / "wal").glob("*.gz"):
            if path.name[8:24] >= base.first[8:24] or ".history" in path.name:
                shutil.copyfile(path, log / path.name)
        shutil.copyfile(base.path / "passwords.json", beside.passwords)
        (beside.data / "postgresql.auto.conf").write_text("", "utf-8")  # it says where the log was archived
        (beside.data / "recovery.signal").touch()
        beside.sockets.mkdir(exist_ok=True)
        for each in (beside.server, beside.sockets, *beside.server.rglob("*")):
            beside.give(each, 0o700 if each.is_dir() else 0o600)
    except (OSError, tarfile.TarError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else "it is damaged"
        raise BackupRefused(f"The base backup {base.path} cannot be read back: {said}.") from error


def unpack(packed: tarfile.TarFile, where: Path) -> None:
    """Files and folders below a place, which is all that a base backup is. Raises tarfile.TarError for anything else: Python's own
    filter came with 3.11.4."""
    filtered: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
    for member in packed:
        path = Path(member.name)
        if path.is_absolute() or ".." in path.parts or not (member.isreg() or member.isdir()):
            raise tarfile.ExtractError(f"{member.name} is neither a file nor a folder of a base backup")
        packed.extract(member, where, set_attrs=False, **filtered)


def _led_on(beside: Place, found: Programs, to: datetime | None, tell: Tell, settings: Mapping[str, str]) -> datetime | None:
    recovery = {
        "restore_command": archive.fetching(beside.server / "wal"),
        "recovery_target_timeline": "latest",
        "hot_standby": "off",
        **({"recovery_target_time": f"{to.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f+00}", "recovery_target_action": "promote"} if to else {}),
    }
    server = Server(beside, Programs(found.bin, beside), tell, {**settings, **recovery})
    try:
        server.ensure()
        there = server.answers()  # it is started at once, and answers when it is there
    except DatabaseUnavailable as error:
        raise BackupRefused(_why(beside, str(error))) from error
    if not there:
        raise BackupRefused(_why(beside, why(beside.log.read_text("utf-8", errors="replace"), beside)))
    try:
        address = url(beside.sockets, SUPERUSER, passwords.read(beside)["superuser"], "postgres")
        with psycopg.connect(address, autocommit=True) as administrator:
            row = administrator.execute("SELECT pg_last_xact_replay_timestamp()").fetchone()
        with psycopg.connect(address, dbname=NAME) as administrator:
            if administrator.execute("SELECT to_regclass('public.running_beat') IS NOT NULL").fetchone() == (True,):
                administrator.execute("DELETE FROM running_beat WHERE name = 'base backup'")  # its changes are archived nowhere yet
    finally:
        server.stop()
    return row[0] if row and isinstance(row[0], datetime) else None


def _why(beside: Place, said: str) -> str:
    if "before configured recovery target" in beside.log.read_text("utf-8", errors="replace"):
        return "The archive holds no change after that time. Give an earlier one, or none for all that was archived."
    return said


def _put_in_place(place: Place, beside: Place) -> None:
    if place.data.exists():
        before = place.server / f"data.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        place.data.rename(before)
        if place.passwords.exists():
            shutil.copyfile(place.passwords, before.with_suffix(".passwords"))
            before.with_suffix(".passwords").chmod(0o600)
    part = place.passwords.with_suffix(".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    part.write_text(beside.passwords.read_text("utf-8"), "utf-8")
    part.rename(place.passwords)
    beside.data.rename(place.data)
