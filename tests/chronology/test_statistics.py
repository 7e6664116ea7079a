"""After a bulk import the database knows how its tables are filled, and says so when it is asked how it would read them."""

import pytest

from harness.recorded import PAIR, ago, event
from safehold.chronology import statistics
from safehold.chronology.deriving import derive_waiting


def gathered(owner) -> int:
    owner.rollback()
    return owner.execute("SELECT count(*) FROM pg_stats WHERE tablename = 'rulebook_obligation'").fetchone()[0]


@pytest.mark.parametrize(("many", "wanted"), [(1, True), (2, False)])
def test_many_events_at_once_refresh_what_the_database_knows(database, owner, monkeypatch, many, wanted):
    event("call.received", ago(days=1), *PAIR, channel="999", domestic=True)
    owner.execute("INSERT INTO chronology_waiting (event_id) SELECT seq FROM chronology_event")
    owner.commit()
    monkeypatch.setattr(statistics, "MANY", many)
    assert derive_waiting() == 1
    assert (gathered(owner) > 0) == wanted


def test_where_the_owner_is_not_at_hand_it_is_left_to_the_server(database, owner, monkeypatch):
    monkeypatch.setattr(statistics, "connections", {"default": None})
    assert not statistics.refresh(10**6)
    assert gathered(owner) == 0
