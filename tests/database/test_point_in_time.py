"""The embedded database as it was at a time: from a base backup and the log of changes, into a new place, and over what is there."""

import io
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from harness.databases import FAST, connect_django, disconnect_django
from harness.homes import home_of_its_own
from harness.recorded import OTHER_PAIR, PAIR, ago, high_risk, released
from safehold.chronology.verify import verify
from safehold.database import Database, archive
from safehold.database.backup import BackupRefused, backup, restore
from safehold.database.base import back_up, bases
from safehold.database.embedded import serving
from safehold.database.place import find
from safehold.database.point_in_time import restore_to, unpack

SETTINGS = {**FAST, "archive_timeout": "0"}


@pytest.fixture
def home() -> Iterator[Path]:
    with home_of_its_own() as found:
        yield found


@pytest.fixture
def folder() -> Iterator[Path]:
    with home_of_its_own() as found:
        yield found


def now(database: Database) -> datetime:
    """A time between two changes, by the server's clock."""
    with psycopg.connect(database.app) as app:
        return app.execute("SELECT clock_timestamp()").fetchone()[0].astimezone(UTC)


def said(database: Database) -> list[str]:
    with psycopg.connect(database.app) as app:
        return [row[0] for row in app.execute("SELECT said FROM warnings ORDER BY said")]


def say(database: Database, text: str) -> None:
    with psycopg.connect(database.owner) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS warnings (said text)")
        owner.execute("GRANT SELECT ON warnings TO safehold_app")
        owner.execute("INSERT INTO warnings VALUES (%s)", [text])


def test_nothing_is_unpacked_but_files_and_folders_below_the_place(tmp_path):
    def tarred(name: str, **how: object) -> tarfile.TarFile:
        member = tarfile.TarInfo(name)
        for key, value in how.items():
            setattr(member, key, value)
        held = io.BytesIO()
        with tarfile.open(fileobj=held, mode="w") as packed:
            packed.addfile(member, io.BytesIO(b"x" * member.size))
        held.seek(0)
        return tarfile.open(fileobj=held)

    unpack(tarred("base/1", size=3), tmp_path / "data")
    assert (tmp_path / "data/base/1").read_bytes() == b"xxx"
    for bad in (tarred("../1"), tarred("/1"), tarred("1", type=tarfile.SYMTYPE, linkname="/etc"), tarred("1", type=tarfile.FIFOTYPE)):
        with pytest.raises(tarfile.TarError):
            unpack(bad, tmp_path / "data")
    assert [path.name for path in tmp_path.rglob("*")] == ["data", "base", "1"]


def test_what_was_recorded_up_to_a_time_comes_back_whole_and_what_came_after_does_not(database, home, folder, tmp_path):
    backup(Database(app=database.app, owner=database.owner, admin="", embedded=False), tmp_path / "empty")
    with serving(home, tell=[].append, settings=SETTINGS) as served:
        restore(served, tmp_path / "empty", replace=True)
        connect_django(served)
        high_risk(*PAIR, at=ago(days=3))
        back_up(served, find(home), folder)
        released(*PAIR, at=ago(days=2))
        between = now(served)
        released(*OTHER_PAIR, at=ago(days=1))
        assert verify().events == 3
        disconnect_django()
    with home_of_its_own() as elsewhere:
        reached = restore_to(elsewhere, folder, to=between, replace=False, tell=[].append, settings=SETTINGS)
        assert reached <= between
        with serving(elsewhere, tell=[].append, settings=SETTINGS) as restored:
            connect_django(restored)
            found = verify()
            assert (found.events, found.faults) == (2, [])
            released(*OTHER_PAIR, at=ago(hours=1))
            assert verify().faults == []
            disconnect_django()


def test_backups_are_ours_alone_old_ones_are_forgotten_and_what_cannot_be_restored_is_refused_without_harm(home, folder):
    with serving(home, tell=[].append, settings=SETTINGS) as served:
        say(served, "before")
        first = now(served)
        back_up(served, find(home), folder)
        newest = [back_up(served, find(home), folder, keep=2) for _ in range(2)]
        assert bases(folder) == newest
        assert all(base.path.stat().st_mode & 0o077 == 0 for base in newest)
        assert min(path.name[8:24] for path in (folder / "wal").iterdir()) == newest[0].first[8:24]
        say(served, "later")
        with pytest.raises(BackupRefused, match="A Safehold process uses the database"):
            restore_to(home, folder, to=None, replace=True, tell=[].append, settings=SETTINGS)
        with pytest.raises(BackupRefused, match="keeps another database|is not empty"):
            archive.begin(served, find(home), find(home).data)
    with pytest.raises(BackupRefused, match="say that it is to be replaced"):
        restore_to(home, folder, to=None, replace=False, tell=[].append, settings=SETTINGS)
    with pytest.raises(BackupRefused, match="No base backup in .* is as old as that"):
        restore_to(home, folder, to=first, replace=True, tell=[].append, settings=SETTINGS)
    with pytest.raises(BackupRefused, match="holds no change after that time"):
        restore_to(home, folder, to=datetime(2100, 1, 1, tzinfo=UTC), replace=True, tell=[].append, settings=SETTINGS)
    with serving(home, tell=[].append, settings=SETTINGS) as served:
        assert said(served) == ["before", "later"]
        say(served, "after the last that was archived")
    max((folder / "wal").iterdir()).unlink()
    restore_to(home, folder, to=None, replace=True, tell=[].append, settings=SETTINGS)
    with serving(home, tell=[].append, settings=SETTINGS) as served:
        assert said(served)[:2] == ["before", "later"]
        with psycopg.connect(served.admin) as administrator:
            assert administrator.execute("SHOW archive_command").fetchone() == ("true",)
    assert len(list(find(home).server.glob("data.before-*"))) == 1
    (bases(folder)[0].path / "backup_manifest").write_text("{}")
    with pytest.raises(BackupRefused, match="is not a whole base backup"):
        bases(folder)
