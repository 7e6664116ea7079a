import psycopg
import pytest

from safehold.database.backup import BackupRefused, backup, keep_what_is_there, others, restore


@pytest.fixture(autouse=True)
def _one_warning(server):
    with psycopg.connect(server.owner) as owner:
        owner.execute("DROP TABLE IF EXISTS warnings")
        owner.execute("CREATE TABLE warnings (said text)")
        owner.execute("GRANT SELECT ON warnings TO safehold_app")
        owner.execute("INSERT INTO warnings VALUES ('he has said that he will')")


def warnings(database) -> list[tuple[str]]:
    with psycopg.connect(database.app) as app:
        return app.execute("SELECT said FROM warnings").fetchall()


def test_what_was_backed_up_comes_back_with_its_rights(server, tmp_path):
    backup(server, tmp_path / "copy")
    with psycopg.connect(server.owner) as owner:
        owner.execute("DELETE FROM warnings")
    restore(server, tmp_path / "copy", replace=True)
    assert warnings(server) == [("he has said that he will",)]
    with psycopg.connect(server.app) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("DELETE FROM warnings")


def test_what_is_replaced_is_kept_first_and_can_be_gone_back_to(server, tmp_path):
    backup(server, tmp_path / "copy")
    with psycopg.connect(server.owner) as owner:
        owner.execute("DELETE FROM warnings")
    kept = keep_what_is_there(server, tmp_path)
    restore(server, tmp_path / "copy", replace=True)
    restore(server, kept, replace=True)
    assert warnings(server) == []
    assert kept.stat().st_mode & 0o777 == 0o600


def test_whoever_uses_the_database_is_counted_before_it_is_replaced(server):
    assert others(server) == 0
    with psycopg.connect(server.app):
        assert others(server) == 1


def test_a_copy_is_ours_alone(server, tmp_path):
    backup(server, tmp_path / "copy")
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_a_database_in_use_is_not_overwritten_unasked(server, tmp_path):
    backup(server, tmp_path / "copy")
    with pytest.raises(BackupRefused, match="is not empty, so nothing was restored"):
        restore(server, tmp_path / "copy")


def test_a_damaged_copy_costs_nothing(server, tmp_path):
    backup(server, tmp_path / "copy")
    (tmp_path / "copy").write_bytes((tmp_path / "copy").read_bytes()[:-40])
    with pytest.raises(BackupRefused, match="pg_restore refused"):
        restore(server, tmp_path / "copy", replace=True)
    assert warnings(server) == [("he has said that he will",)]


def test_a_folder_that_is_not_there_is_named(server, tmp_path):
    with pytest.raises(BackupRefused, match="cannot be written to .*nowhere/copy: No such file or directory"):
        backup(server, tmp_path / "nowhere" / "copy")
    with pytest.raises(BackupRefused, match="There is no file"):
        restore(server, tmp_path / "copy")
