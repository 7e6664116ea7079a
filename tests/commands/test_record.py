"""`safehold import`, `export`, `verify` and `rebuild` from the command line: what they print, and how they end."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands.conftest import PROGRAM
from safehold.cli import COMMANDS, safehold

CASE = Path(__file__).resolve().parents[1] / "cases" / "refuge-escort-2008.jsonl"


@pytest.fixture
def lines() -> list[str]:
    return CASE.read_text(encoding="utf-8").splitlines()


def test_a_broken_line_is_refused_by_its_number_and_costs_nothing_else(run, lines, tmp_path):
    broken = tmp_path / "broken.jsonl"
    broken.write_text("\n".join([*lines[:3], lines[3][:-5], *lines[4:]]) + "\n", encoding="utf-8")
    ended = run("import", broken, "--json")
    assert ended.status == 1
    (report,) = json.loads(ended.out)["files"]
    assert {name: report[name] for name in ("path", "read", "new", "duplicate")} == {
        "path": str(broken), "read": 12, "new": 11, "duplicate": 0,
    }  # fmt: skip
    assert [(refusal["line"], "not JSON" in refusal["why"]) for refusal in report["refused"]] == [(4, True)]
    assert run("import", CASE).out == f"{CASE}: 12 read = 1 new + 11 held already + 0 refused\n"


def test_two_files_with_one_id_and_different_content_are_both_named(run, lines, tmp_path):
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    first.write_text(lines[0] + "\n", encoding="utf-8")
    second.write_text(json.dumps({**json.loads(lines[0]), "agency": "sussex-police"}) + "\n", encoding="utf-8")
    ended = run("import", first, second)
    assert ended.status == 1
    assert "second.jsonl: 1 read = 0 new + 0 held already + 1 refused" in ended.out
    assert "is held already with other content, from first.jsonl line 1" in ended.out


def test_what_is_exported_gives_the_same_state_elsewhere(run, databases, django_db_blocker, tmp_path):
    run("import", CASE)
    copy = tmp_path / "copy.jsonl"
    copy.write_text(run("export").out, encoding="utf-8")
    with databases.clone(staffed=False) as other:
        assert run("import", copy, database_url=other.app).out.endswith("12 read = 12 new + 0 held already + 0 refused\n")
        assert sorted(run("export", database_url=other.app).out.splitlines()) == sorted(copy.read_text(encoding="utf-8").splitlines())


def test_export_by_agency_and_as_known_at_a_time_leaves_the_rest_out(run):
    run("import", CASE)
    of_kent = run("export", "--agency", "kent-police").out.splitlines()
    assert {json.loads(line)["agency"] for line in of_kent} == {"kent-police"}
    assert 0 < len(of_kent) < 12
    assert run("export", "--known-at", "2006-01-01") == (0, "", "")
    assert run("export", "--known-at", "soon").status == 2
    nowhere = run("export", "--agency", "nowhere")
    assert (nowhere.status, nowhere.out) == (2, "")
    assert "no agency is called 'nowhere' here" in nowhere.err


def test_a_full_disk_is_said_in_a_line(run, database, tmp_path):
    run("import", CASE)
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("SAFEHOLD_", "DATABASE_", "DJANGO_"))}
    with open("/dev/full", "wb") as full:
        ended = subprocess.run(
            [PROGRAM, "export"],
            env={**ours, "SAFEHOLD_HOME": str(tmp_path / "home"), "DATABASE_URL": database.app},
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (1, "safehold: what was to be written: No space left on device\n")


def test_one_byte_changed_is_named_by_verify(run, owner):
    run("import", CASE)
    assert run("verify").status == 0
    owner.execute("ALTER TABLE chronology_event DISABLE TRIGGER USER")
    owner.execute("UPDATE chronology_event SET agency = 'kent-policf' WHERE source_id = 'refuge-escort-2008-003'")
    owner.commit()
    ended = run("verify")
    assert (ended.status, "refuge-escort-2008-003" in ended.out) == (1, True)


def test_a_state_that_differs_is_found_by_rebuild_and_mended(run, owner):
    run("import", CASE)
    owner.execute("UPDATE identity_person SET family_name = 'Other'")
    owner.commit()
    compared = run("rebuild", "--check", "--json", owner=True)
    assert (compared.status, [each["table"] for each in json.loads(compared.out)["differences"]]) == (1, ["identity_person"])
    mended = run("rebuild", owner=True)
    assert (mended.status, mended.out.splitlines()[-1]) == (0, "12 events worked out again; 1 table differed.")
    assert run("rebuild", "--check", owner=True) == (0, "12 events compared; no tables differ.\n", "")


def test_state_is_worked_out_again_while_others_record(run, owner):
    run("import", CASE)
    owner.execute("UPDATE rulebook_obligation SET says = ''")
    owner.commit()
    assert run("rebuild", "--in-use") == (0, "12 events worked out again, while others could record.\n", "")
    assert run("rebuild", "--check", owner=True).status == 0
    refused = run("rebuild", "--in-use", "--check", owner=True)
    assert (refused.status, "compares nothing" in refused.err) == (2, True)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command):
    ended = CliRunner().invoke(safehold, [command, "--help"])
    assert (ended.exit_code, ended.output.startswith("Usage: safehold")) == (0, True)
