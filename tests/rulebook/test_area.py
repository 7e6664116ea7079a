"""A site that says which area it is goes by that area's own numbers."""

from importlib import resources

import pytest
from django.apps import apps

from harness.recorded import PAIR, ago, event
from safehold.chronology.rebuilding import rebuild
from safehold.rulebook import loader
from safehold.rulebook.current import CURRENT
from safehold.rulebook.models import Obligation
from safehold.rulebook.settings import read_settings

RULE, HOUR = "bail-breach-decided", 3600 * 10**6
DEFAULT = "  breach-decision-hours:\n    value: 24\n"


@pytest.fixture
def riverside(tmp_path, monkeypatch, settings):
    """Has 12 hours where others have 24. Says that the site is this area, and then no more."""
    text = resources.files("safehold.rulebook").joinpath("settings.yaml").read_text(encoding="utf-8")
    assert DEFAULT in text
    (tmp_path / "settings.yaml").write_text(text.replace(DEFAULT, f"{DEFAULT}    areas: {{riverside: 12}}\n"), encoding="utf-8")
    monkeypatch.setattr(loader, "read_settings", lambda _shipped, **of: read_settings(tmp_path, **of))

    def starts(area: str) -> None:
        settings.SAFEHOLD_AREA = area
        apps.get_app_config("rulebook").ready()
        CURRENT.soon()

    yield lambda: starts("riverside")
    monkeypatch.undo()
    starts("")
    CURRENT.take(())


def test_what_is_due_follows_the_area_s_own_number_once_state_is_rebuilt(database, riverside):
    CURRENT.take(())
    breach = ago(days=2)
    event("bail.breach_reported", breach, *PAIR)
    at = int(breach.timestamp()) * 10**6
    duty = Obligation.everything.get(rule=RULE)
    assert duty.due_latest - at == pytest.approx(24 * HOUR, abs=10**6)
    riverside()
    # The duty, and the order of cases and suspects, which goes by what is overdue.
    assert "rulebook_obligation" in {each.table for each in rebuild(check=True).differences}
    rebuild(check=False)
    assert rebuild(check=True).differences == []
    assert duty.due_latest - Obligation.everything.get(rule=RULE).due_latest == 12 * HOUR
    assert CURRENT.rules.numbers["breach-decision-hours"].default == 24
