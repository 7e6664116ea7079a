"""The program against a server of somebody else's: with the application's address alone, and with the owner's beside it."""

import os
import subprocess
from pathlib import Path

import pytest

from commands.conftest import PROGRAM

CASE = Path(__file__).resolve().parents[1] / "cases" / "refuge-escort-2008.jsonl"


@pytest.fixture
def safehold(database, tmp_path, program):
    def run(*arguments: str, owner: bool = False) -> tuple[int, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("SAFEHOLD_", "DATABASE_", "DJANGO_"))}
        environment = {**ours, "SAFEHOLD_HOME": str(tmp_path / "home"), "DATABASE_URL": database.app}
        if owner:
            environment["DATABASE_OWNER_URL"] = database.owner
        ended = program(*arguments, environment=environment)
        return ended.status, ended.out + ended.err

    return run


def test_an_import_and_all_that_reads_need_the_applications_address_alone(safehold, tmp_path):
    assert safehold("import", str(CASE)) == (0, f"{CASE}: 12 read = 12 new + 0 held already + 0 refused\n")
    assert safehold("verify") == (0, "12 events in 3 chains; all hold.\n")
    assert safehold("export")[1].count('{"id":') == 12
    assert safehold("check", "--family-name", "Nobody-Of-This-Name")[0] == 0
    assert safehold("agency", "weir-police", "--name", "Weir Police", "--kind", "police", "--area", "Weir")[0] == 0


@pytest.mark.parametrize("wish", [("migrate",), ("rebuild", "--check"), ("backup", "copy"), ("restore", str(CASE))])
def test_what_needs_the_owner_says_so_in_a_line(safehold, wish):
    status, said = safehold(*wish)
    assert (status, said.count("\n")) == (1, 1)
    assert said.endswith("needs the owner's address: set DATABASE_OWNER_URL.\n")


def test_with_the_owners_address_all_is_worked_out_again_and_copied(safehold, tmp_path):
    safehold("import", str(CASE))
    assert safehold("migrate", owner=True) == (0, "Nothing to do.\n")
    assert safehold("rebuild", "--check", owner=True) == (0, "12 events compared; no tables differ.\n")
    assert safehold("backup", str(tmp_path / "copy"), owner=True)[0] == 0
    status, said = safehold("restore", str(tmp_path / "copy"), owner=True)
    assert (status, "is not empty, so nothing was restored" in said) == (1, True)


def test_tables_of_another_version_are_named_with_what_to_do(safehold, owner):
    owner.execute("DELETE FROM django_migrations WHERE app = 'rulebook'")
    owner.commit()
    assert safehold("verify") == (
        1,
        "safehold: The database's tables are not those of this version. Run `safehold migrate` with DATABASE_OWNER_URL set.\n",
    )


def test_a_server_that_is_down_is_named_in_a_line(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://safehold_app:x@127.0.0.1:9/safehold")
    monkeypatch.delenv("DATABASE_OWNER_URL")
    ended = subprocess.run([PROGRAM, "verify"], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "safehold: The database at 127.0.0.1:9 (DATABASE_URL) does not answer. Check that it runs and that this machine may reach it.\n"
    )
