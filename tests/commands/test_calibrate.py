"""`safehold calibrate`, on made-up people and on an area's own records; in this process, since nothing is started for it."""

from contextlib import nullcontext

import pytest
from click.testing import CliRunner

from harness.recorded import ANNA, BORIS
from safehold.chronology.record import record
from safehold.commands import starting
from safehold.commands.calibrate import calibrate
from safehold.risk.ranking import fitting
from safehold.risk.ranking.weights import read


@pytest.fixture
def _of_eight(database, monkeypatch):
    """Eight cases of an area's own, four of which came to harm after each of the two instants."""
    monkeypatch.setattr(starting, "ready", nullcontext)
    record([_call(pair, day, pair < 4 and "hurt" in how) for pair in range(8) for day, how in DAYS])


DAYS = (("2026-04-20", "before"), ("2026-06-10", "hurt"), ("2026-07-20", "before"), ("2026-09-01", "hurt"))
OWN = ["--days", "90", "--until", "2026-11-01"]


def _call(pair: int, day: str, hurt: bool):
    born = (ANNA, f"19{60 + pair}-0{pair + 1}-11"), (BORIS, f"19{70 + pair}-0{pair + 1}-21")
    people = [
        {**one, "ref": f"{one['ref']}-{pair}", "family_name": "abcdefgh"[pair] * 5 + one["family_name"].lower(), "date_of_birth": day_of}
        for one, day_of in born
    ]
    return {
        "source": "northshire-records", "id": f"{pair}-{day}", "kind": "call.received", "agency": "northshire-police", "people": people,
        "occurred_at": f"{day}T10:00:00+00:00", "recorded_at": f"{day}T10:05:00+00:00",
        "data": {"channel": "999", "domestic": True, "strangulation": hurt, "weapon": pair < 4},
    }  # fmt: skip


@pytest.mark.usefixtures("_of_eight")
def test_on_an_areas_own_records_too_few_outcomes_are_refused_in_clear_words_and_the_report_says_so(tmp_path):
    report, weights = tmp_path / "report.md", tmp_path / "own.yaml"
    found = CliRunner().invoke(calibrate, [*OWN, "--report", str(report), "--weights", str(weights)])
    assert found.exit_code == 1
    refused = "Only 4 cases came to harm; below 50 chance would set the weights. Keep those that ship."
    assert refused in found.output
    assert "8 cases, of which 4 came to harm within 90 days" in found.output
    text = report.read_text("utf-8")
    assert refused in text
    assert "These people are made up" not in text
    assert not [name for name in ("quillfeather", "tanglewood", "Anna", "Boris") if name in text]
    assert not weights.exists()


@pytest.mark.usefixtures("_of_eight")
def test_on_an_areas_own_records_weights_are_fitted_that_nobody_has_approved(tmp_path, monkeypatch):
    monkeypatch.setattr(fitting, "LEAST_HARMED", 4)
    report, weights = tmp_path / "report.md", tmp_path / "own.yaml"
    found = CliRunner().invoke(calibrate, [*OWN, "--report", str(report), "--weights", str(weights)], standalone_mode=False)
    assert found.exception is None
    own = read(weights.read_text("utf-8"), "own.yaml")
    assert (own.approved, own.fitted["cases"], own.fitted["harmed"]) == (None, "8", "4")
    assert max(tier.points for tier in own.parts["weapon"]) > 0  # what went before harm
    assert "--until 2026-11-01 --days 90" in own.fitted["command"]
    assert "Fitted on 8 cases" in report.read_text("utf-8")


def test_on_an_area_without_a_report_it_says_that_nothing_can_be_tried(database, monkeypatch, tmp_path):
    monkeypatch.setattr(starting, "ready", nullcontext)
    found = CliRunner().invoke(calibrate, [*OWN, "--report", str(tmp_path / "report.md")])
    assert (found.exit_code, "nothing can be tried" in found.output) == (1, True)


def test_on_made_up_people_it_writes_a_report_and_no_weights(tmp_path):
    to = tmp_path / "report.md"
    how = ["--made-up", "1200", "--months", "12", "--days", "90", "--until", "2026-11-01", "--report", str(to)]
    found = CliRunner().invoke(calibrate, how, standalone_mode=False)
    assert found.exception is None
    text = to.read_text("utf-8")
    assert "**These people are made up.**" in text
    assert "Group of names of the victim" in text
    refused = CliRunner().invoke(calibrate, [*how, "--weights", str(tmp_path / "own.yaml")])
    assert refused.exit_code == 2
    assert "about nobody" in refused.output
