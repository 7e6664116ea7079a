"""What stands in the database is what a review finds in the same events: imported, or recorded one by one in any order."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chronology.chronologies import chronologies
from chronology.raws import write
from chronology.ways import holding
from rulebook.as_reviewed import reviewed, stored
from rulebook.notation import read_raws
from safehold.chronology.envelope import read_event
from safehold.chronology.importing import import_files
from safehold.chronology.record import record
from safehold.chronology.times import END_OF_TIME

HERE = Path(__file__).parent
FILES = (*sorted((HERE.parent / "cases").glob("*.jsonl")), *sorted((HERE / "invented").glob("*.yaml")))
NAMES = [path.stem for path in FILES]


def read(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".yaml":
        return read_raws(yaml.safe_load(path.read_text(encoding="utf-8"))["events"])
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def times(raws: list[dict[str, Any]]) -> tuple[int, ...]:
    """In the middle of it all, and at the end of time."""
    known = sorted(read_event(raw).occurred_at.latest for raw in raws)
    return known[len(known) // 2], END_OF_TIME


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_what_is_imported_is_what_a_review_finds(database, tmp_path, path: Path) -> None:
    raws = read(path)
    import_files([write(tmp_path / "events.jsonl", raws)])
    for now in times(raws):
        assert stored(now) == reviewed(map(read_event, raws), now)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_what_is_recorded_one_by_one_in_any_order_is_what_a_review_finds(database, path: Path) -> None:
    raws = read(path)
    for raw in random.Random(path.stem).sample(raws, len(raws)):
        record([raw])
    for now in times(raws):
        assert stored(now) == reviewed(map(read_event, raws), now)


@settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None, max_examples=12, phases=[Phase.generate])
@given(raws=chronologies(), seed=st.integers(0, 10_000))
def test_whatever_happens_is_stored_as_a_review_finds_it(databases, django_db_blocker, raws: list[dict[str, Any]], seed: int) -> None:
    with django_db_blocker.unblock(), holding(databases):
        for raw in random.Random(seed).sample(raws, len(raws)):
            record([raw])
        assert stored(None) == reviewed(map(read_event, raws), None)
