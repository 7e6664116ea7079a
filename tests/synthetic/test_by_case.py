"""An area by case holds the events of the whole area, and a family never comes twice."""

from datetime import date
from pathlib import Path

import msgspec
import pyarrow.parquet as pq

from safehold.chronology.envelope import Event, read_event
from safehold.synthetic.area import Area
from safehold.synthetic.by_case import write_by_case
from safehold.synthetic.clock import at_midnight

MADE = (1_500, 4, 3, at_midnight(date(2026, 11, 2)))


def test_family_by_family_the_same_is_made_as_at_once(tmp_path: Path) -> None:
    area = Area(*MADE)
    assert write_by_case(*MADE, tmp_path) == {"events": len(area.ledger.lines), "out": str(tmp_path)}
    table = pq.read_table(tmp_path / "events.parquet")
    whole = {event.id: event for event in (read_event(msgspec.json.decode(line.line)) for line in area.ledger.lines)}
    persons: dict[tuple[str, str], list[int]] = {}
    for named in area.truth.mentions:
        persons.setdefault((named.event.source, named.event.id), []).append(named.person)
    last, seen = None, set()
    for row in table.to_pylist():
        event = msgspec.msgpack.decode(row["event"], type=Event)
        given = whole.pop(event.id)
        assert (event.kind, event.occurred_at, event.recorded_at, event.data, event.about) == (
            given.kind, given.occurred_at, given.recorded_at, given.data, given.about,
        )  # fmt: skip
        assert [(one.ref, one.role, one.relation) for one in event.people] == [(one.ref, one.role, one.relation) for one in given.people]
        assert row["persons"] == persons.get(event.id, [])
        assert not event.note
        assert not any(one.named or one.address or one.phone for one in event.people)
        if row["partition"] != last:
            assert row["partition"] not in seen
            seen.add(last := row["partition"])
        assert bool(row["partition"]) == bool(event.people or event.about)
    assert not whole
