"""What is stored, written by case and replayed, comes to the duties that are stored; and the file names nobody."""

import json
from pathlib import Path

import pyarrow.parquet as pq

from chronology.raws import write
from rulebook.as_reviewed import stored
from safehold.chronology.importing import import_files
from safehold.chronology.session import session
from safehold.chronology.times import END_OF_TIME, When, instant
from safehold.replay.judging import Asked
from safehold.replay.of_record import written
from safehold.replay.processes import Replayer, rules_of
from safehold.replay.surveying import survey

CASE = Path(__file__).resolve().parents[1] / "cases" / "unlinked-calls-2007.jsonl"


def test_what_is_stored_and_replayed_comes_to_the_duties_that_are_stored(database, tmp_path: Path) -> None:
    raws = [json.loads(line) for line in CASE.read_text("utf-8").splitlines()]
    training = {"id": "t", "source": "s", "kind": "training.completed", "occurred_at": "2006-01-01", "agency": raws[0]["agency"]}
    import_files([write(tmp_path / "events.jsonl", [*raws, training | {"data": {"staff_id": "1", "course": "one"}}])])
    with session() as cursor:
        assert written(cursor, tmp_path / "events.parquet") == len(raws) + 1
    asked = Asked(now=END_OF_TIME, today=0, standard="then")
    surveyed = survey([tmp_path / "events.parquet"], rules_of(asked), None)
    asked.shared, asked.witnesses = surveyed.shared, surveyed.witnesses
    assert [event.kind for event in surveyed.shared] == ["training.completed"]
    (part,) = surveyed.parts
    Replayer(asked, columns=True).part(part, tmp_path / "found.parquet")
    found = {
        (
            row["duty"],
            row["version"],
            "\n".join(row["trigger"]),
            row["subject"],
            row["each"],
            _due(row),
            row["who"],
            row["agency"],
            row["state"],
        )
        for row in pq.read_table(tmp_path / "found.parquet").to_pylist()
    }
    assert found == {row[:-1] for row in stored(None)}
    text = (tmp_path / "events.parquet").read_bytes() + b"".join(pq.read_table(tmp_path / "events.parquet")["event"].to_pylist())
    names = {one[field] for raw in raws for one in raw.get("people", ()) for field in ("family_name", "address") if one.get(field)}
    assert names
    assert not [name for name in names if name.encode() in text]


def _due(row: dict[str, object]) -> str:
    return str(None if row["due"] is None else When(instant(row["due_earliest"]), instant(row["due"])))
