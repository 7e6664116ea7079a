"""A server that DATABASE_URL names, and what is said when it cannot be used."""

import socket

import psycopg
import pytest

from safehold.database import DatabaseUnavailable, connection_settings, explain, running

SECRET = "hunter2-in-the-url"


def named(monkeypatch, app: str, owner: str = "") -> None:
    monkeypatch.setenv("DATABASE_URL", app)
    monkeypatch.setenv("DATABASE_OWNER_URL", owner)


def refusal() -> str:
    with pytest.raises(DatabaseUnavailable) as refused, running():
        pass
    assert SECRET not in str(refused.value)
    return str(refused.value)


def test_a_server_that_is_named_is_used(monkeypatch, server):
    named(monkeypatch, server.app, server.owner)
    with running() as database:
        assert not database.embedded
        with psycopg.connect(database.app) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("safehold_app",)


def test_the_application_s_address_alone_is_enough_to_serve(monkeypatch, server):
    named(monkeypatch, server.app)
    with running() as database:
        assert database.owner == ""
    assert list(connection_settings()) == ["default"]


def test_a_server_that_is_down_is_named_without_its_password(monkeypatch):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # taken, and nobody listens
        port = unused.getsockname()[1]
        named(monkeypatch, f"postgresql://safehold_app:{SECRET}@127.0.0.1:{port}/safehold")
        assert refusal() == (
            f"The database at 127.0.0.1:{port} (DATABASE_URL) does not answer. Check that it runs and that this machine may reach it."
        )


def test_a_host_that_is_not_known_is_named(monkeypatch):
    named(monkeypatch, f"postgresql://safehold_app:{SECRET}@nowhere.invalid/safehold?sslmode=verify-full&sslrootcert=system")
    assert refusal() == "The host of DATABASE_URL, nowhere.invalid:5432, is not known. Check its name."


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        (f"mysql://u:{SECRET}@h/db", "is not a database's address"),
        (f"postgresql://u:{SECRET}@h:port/db", "has a port that is not a number"),
        (f"postgresql://u:{SECRET}@h", "names no database"),
        (SECRET, "is not a database's address"),
    ],
)
def test_an_address_that_cannot_be_read_is_answered_with_an_example(monkeypatch, address, wrong):
    named(monkeypatch, address)
    assert refusal() == f"DATABASE_URL {wrong}. It looks like: postgresql://user:password@host:5432/safehold"


def test_a_wrong_password_is_said_to_be_one(monkeypatch, server):
    named(monkeypatch, server.app.replace(server.app.split(":")[2].split("@")[0], SECRET))
    assert "does not take the password of safehold_app in DATABASE_URL" in refusal()


def test_a_database_that_is_not_there_is_named(monkeypatch, server):
    named(monkeypatch, server.app.replace("/safehold?", "/elsewhere?"))
    assert "has no database elsewhere, which DATABASE_URL names" in refusal()


def test_an_owner_who_may_not_make_tables_is_told_what_to_have_run(monkeypatch, server):
    named(monkeypatch, server.app, server.app)
    assert refusal().endswith("Ask an administrator to run: ALTER DATABASE safehold OWNER TO safehold_app;")


def test_django_s_settings_start_nothing(monkeypatch, tmp_path):
    named(monkeypatch, "")
    monkeypatch.setenv("SAFEHOLD_HOME", str(tmp_path / "not-made"))
    settings = connection_settings()
    assert settings["default"]["USER"] == "safehold_app"
    assert settings["owner"]["USER"] == "safehold_owner"
    assert not (tmp_path / "not-made").exists()


def test_a_full_disk_met_later_names_the_folder_and_what_is_free(monkeypatch, tmp_path):
    named(monkeypatch, "")
    monkeypatch.setenv("SAFEHOLD_HOME", str(tmp_path))
    assert "MB free. Nothing of this was kept; make room and try again." in str(explain(psycopg.errors.DiskFull()))


def test_other_errors_are_not_explained_away():
    assert explain(psycopg.errors.UniqueViolation()) is None
    assert explain(ValueError()) is None
