"""`safehold calibrate`, on made-up people; in this process, since nothing is started for it."""

from click.testing import CliRunner

from safehold.commands.calibrate import calibrate


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
