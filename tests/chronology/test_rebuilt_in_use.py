"""State that does not follow the rules of now is worked out again while people record, and goes on where it was cut off."""

import pytest

from harness.recorded import OTHER_PAIR, PAIR, ago, event
from safehold.chronology import deriving
from safehold.chronology.deriving import waiting
from safehold.chronology.rebuilding import rebuild, rebuild_in_use
from safehold.rulebook.models import Obligation


@pytest.fixture
def as_of_before(database, owner):
    """Two cases, and what a version before made of their duties."""
    for number, pair in enumerate((PAIR, OTHER_PAIR)):
        call = event("call.received", ago(days=9 - number), *pair, domestic=True)
        event("risk.assessed", ago(days=8 - number), about=call, instrument="dash", grade="high")
    owner.execute("UPDATE rulebook_obligation SET says = 'as it was said before'")
    owner.execute("UPDATE safeguarding_standing SET grade = 'standard'")
    owner.commit()
    return database


def test_it_comes_to_the_same_as_a_rebuild(as_of_before):
    assert rebuild(check=True).differences != []
    assert rebuild_in_use() == 4
    assert (waiting(), rebuild(check=True).differences) == (0, [])


def test_cut_off_it_is_gone_on_with_and_what_is_recorded_meanwhile_is_worked_out_at_once(as_of_before, monkeypatch):
    monkeypatch.setattr(deriving, "CHUNK", 1)

    def cut_off(_done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild_in_use(cut_off)
    assert 0 < waiting() < 4
    event("call.received", ago(hours=1), *OTHER_PAIR, domestic=True)
    assert Obligation.everything.filter(rule="history-check", triggered_earliest__gte=0).count() == 3
    deriving.derive_waiting()
    assert rebuild(check=True).differences == []
