"""`safehold review` as a review panel uses it: on files, without a database."""

import json
import sys
from pathlib import Path

import pytest

from safehold.cli import main
from safehold.rulebook.loader import standard_rules

NO_DATABASE = "postgresql://nobody@127.0.0.1:9/none"
CASES = Path(__file__).resolve().parents[1] / "cases"
FOUND = {
    "refuge-escort-2008": {"escort-decided", "bail-breach-decided", "special-measures-offered", "safety-plan"},
    "unlinked-calls-2007": {"history-check", "domestic-flag", "marac-referral", "watchdog-referred"},
}


@pytest.fixture
def files(tmp_path) -> list[Path]:
    return [CASES / f"{name}.jsonl" for name in FOUND]


def test_several_files_are_judged_each_on_its_own_without_a_database(run, files):
    ended = run("review", *files, "--standard", "today", "--json", database_url=NO_DATABASE)
    assert (ended.status, ended.err) == (0, "")
    found = json.loads(ended.out)
    for file in files:
        cases = [case for case in found["cases"] if case["file"] == str(file)]
        slipped = {finding["duty"] for case in cases for finding in case["findings"] if finding["state"] in ("breached", "uncertain")}
        assert FOUND[file.stem] <= slipped
        refs = {ref for case in cases for person in case["people"] for ref in person["mentions"]}
        assert refs
        assert all(ref.startswith(file.stem) for ref in refs)


def test_a_finding_says_what_a_panel_needs_in_a_sentence(run, files):
    found = json.loads(run("review", files[0], "--json", database_url=NO_DATABASE).out)
    for case in found["cases"]:
        for finding in case["findings"]:
            assert set(finding) == {
                "duty", "version", "state", "trigger", "triggered_at", "due", "decided_by", "who", "agency", "source", "why",
            }  # fmt: skip
            assert finding["why"].endswith(".")
            assert finding["source"]
    said = {(finding["duty"], finding["version"]): finding["source"] for case in found["cases"] for finding in case["findings"]}
    unchecked = {(rule.id, rule.version) for rule in standard_rules().rules if standard_rules().sure(rule) != "F"}
    assert {named for named, source in said.items() if "not checked against it" in source} == unchecked & said.keys() != set()


def test_it_says_by_which_rules_each_file_was_judged(run, files):
    found = json.loads(run("review", *files, "--json", database_url=NO_DATABASE).out)
    assert found.keys() == {"cases", "links", "rules"}
    assert [each["file"] for each in found["rules"]] == list(map(str, files))
    assert {(each["rules"], each["area"], each["digest"]) for each in found["rules"]} == {("shipped", "", standard_rules().digest)}


def test_the_worst_stands_first_in_what_is_read(run, files):
    lines = run("review", files[0], database_url=NO_DATABASE).out.splitlines()
    assert lines[1].startswith("Case ")
    assert lines[1].endswith(", by the rules that ship with Safehold")
    assert lines[2].startswith("  breached ")


def test_what_was_not_known_yet_raises_no_duty(run, files):
    early = json.loads(run("review", files[0], "--known-at", "2006-12-31", "--json", database_url=NO_DATABASE).out)
    assert [case for case in early["cases"] if case["findings"]] == []


def test_a_line_that_cannot_be_read_is_named_and_the_rest_is_judged(run, files, tmp_path):
    broken = tmp_path / "broken.jsonl"
    broken.write_text(files[0].read_text(encoding="utf-8") + '{"id": "x", "kind": "no.such_kind"\n', encoding="utf-8")
    ended = run("review", broken, "--json", database_url=NO_DATABASE)
    assert ended.status == 1
    assert f"{broken} line 13: the line is not JSON" in ended.err
    assert json.loads(ended.out)["cases"]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("review", "nowhere.jsonl"), 1, "nowhere.jsonl cannot be read: No such file or directory"),
        (("review", "--known-at", "2026-13-01", "a.jsonl"), 2, "Invalid value for '--known-at'"),
        (("review", "--standard", "tomorrow", "a.jsonl"), 2, "'tomorrow' is not one of 'today', 'then'"),
        (("review",), 2, "Missing argument"),
        (("no-such-command",), 2, "No such command"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(monkeypatch, capsys, arguments, status, said):
    monkeypatch.setattr(sys, "argv", ["safehold", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert (ended.value.code, said in told.err, told.out) == (status, True, "")


def test_neither_a_file_nor_a_case(run):
    assert run("review", "12-13") == (1, "", "safehold: 12-13 is neither a file nor a case that is held\n")
