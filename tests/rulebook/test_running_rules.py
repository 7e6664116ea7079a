"""Rules that change while the site runs: taken whole, or refused with file, line and reason while those before hold."""

import os
import shutil
from importlib import resources
from pathlib import Path

import pytest

from safehold.rulebook.adopting import Change
from safehold.rulebook.current import Current
from safehold.rulebook.loader import standard_rules

OWN = Path(str(resources.files("safehold.rulebook"))) / "rules"
LATER = """subject: bail
rules:
  - id: bail-breach-decided
    version: "2030"
    title: A reported breach of bail is decided on
    kind: response
    source: this test
    authority: local
    confidence: F
    in_force: {from: 2030-01-01}
    scope: pair
    who: investigator
    trigger: {kind: bail.breach_reported}
    met_by: {kind: bail.breach_decided}
    window: {hours: 2}
    says: bail was reported breached {when}
"""


@pytest.fixture
def running(tmp_path):
    """A site that runs by one file of rules."""
    shutil.copy(OWN / "bail.yaml", tmp_path / "bail.yaml")
    current = Current(tmp_path)
    current.take(())
    assert current.rules.by_id.keys() < standard_rules().by_id.keys()
    return current


def write(running: Current, text: str) -> None:
    path = running.directory / "bail.yaml"
    before = path.stat().st_mtime_ns
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before + 1_000_000_000, before + 1_000_000_000))
    running.take(())


def test_a_changed_file_is_taken_while_the_site_runs(running):
    text = (running.directory / "bail.yaml").read_text(encoding="utf-8")
    write(running, text.replace("A reported breach of bail is decided on", "Decide on the breach"))
    assert (running.rules.by_id["bail-breach-decided"][-1].title, running.refused) == ("Decide on the breach", "")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("kind: bail.breach_reported", "kind: bail.broken", "rules/bail.yaml, line "),
        ("scope: pair", "scoop: pair", "is not a field here; allowed: "),
    ],
)
def test_a_changed_file_that_is_wrong_is_refused_and_the_rules_before_hold(running, old, new, says):
    before = running.rules
    text = (running.directory / "bail.yaml").read_text(encoding="utf-8")
    write(running, text.replace(old, new))
    assert says in running.refused
    assert running.rules is before
    write(running, text)
    assert running.refused == ""


def test_a_change_that_was_agreed_on_ends_the_version_before_on_its_day(running):
    running.take((Change(1, "bail-breach-decided", "2030", LATER, 0),))
    old, new = running.rules.by_id["bail-breach-decided"]
    assert new.version == "2030"
    assert old.in_force_to == new.in_force_from
    assert new.where.startswith("change 1, line ")


def test_a_change_that_no_longer_fits_is_refused_and_the_rules_before_hold(running):
    before = running.rules
    running.take((Change(7, "bail-breach-decided", "2030", LATER.replace("bail.breach_decided", "bail.decided"), 0),))
    assert running.refused.startswith("change 7, line ")
    assert running.rules is before


def test_a_site_whose_files_are_wrong_from_the_start_runs_by_those_that_ship(tmp_path):
    (tmp_path / "bail.yaml").write_text("subject: [", encoding="utf-8")
    current = Current(tmp_path)
    assert current.rules is standard_rules()
    assert "this is not YAML" in current.refused
