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
from rulebook.notation import read_raws
from safehold.chronology.envelope import read_event
from safehold.chronology.importing import import_files
from safehold.chronology.record import record
from safehold.chronology.times import END_OF_TIME, When
from safehold.identity.cases import records
from safehold.identity.link import link
from safehold.rulebook.evaluate import complete
from safehold.rulebook.loader import standard_rules
from safehold.rulebook.models import Obligation, reach
from safehold.rulebook.obligation import merged, settle
from safehold.rulebook.settled import state_at

HERE = Path(__file__).parent
FILES = (*sorted((HERE.parent / "cases").glob("*.jsonl")), *sorted((HERE / "invented").glob("*.yaml")))
NAMES = [path.stem for path in FILES]
Found = set[tuple[Any, ...]]


def read(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".yaml":
        return read_raws(yaml.safe_load(path.read_text(encoding="utf-8"))["events"])
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def reviewed(raws: list[dict[str, Any]], now: int | None) -> Found:
    """By the standard of the time, all records complete: how duties are stored. With no time, as they will be in the end."""
    events = [read_event(raw) for raw in raws]
    linked = link(events)
    unsure = [(linked.persons[each.a], linked.persons[each.b]) for each in linked.judgements if each.judgement == "unsure"]
    cases = records(events, linked.persons, unsure)
    duties = merged(duty for case in cases.values() for duty in complete(case, standard_rules(), standard="then", today=0))
    return {
        (each.rule, each.version, "\n".join(map(str, each.trigger)), each.subject, each.each, str(each.due), each.who, each.agency)
        + (each.state if now is None else settle(each, now).state, each.says)
        for each in duties
    }


def stored(now: int | None) -> Found:
    return {
        (each.rule, each.version, each.trigger, each.subject, each.each, _span(each.due_earliest, each.due_latest), each.who, each.agency)
        + (each.state if now is None else each.state_now, each.says)
        for each in Obligation.everything.annotate(state_now=state_at(now or 0, reach()))
    }


def _span(earliest: int | None, latest: int | None) -> str:
    return str(None if earliest is None or latest is None else When(earliest, latest))


def times(raws: list[dict[str, Any]]) -> tuple[int, ...]:
    """In the middle of it all, and at the end of time."""
    known = sorted(read_event(raw).occurred_at.latest for raw in raws)
    return known[len(known) // 2], END_OF_TIME


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_what_is_imported_is_what_a_review_finds(database, tmp_path, path: Path) -> None:
    raws = read(path)
    import_files([write(tmp_path / "events.jsonl", raws)])
    for now in times(raws):
        assert stored(now) == reviewed(raws, now)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_what_is_recorded_one_by_one_in_any_order_is_what_a_review_finds(database, path: Path) -> None:
    raws = read(path)
    for raw in random.Random(path.stem).sample(raws, len(raws)):
        record([raw])
    for now in times(raws):
        assert stored(now) == reviewed(raws, now)


@settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None, max_examples=12, phases=[Phase.generate])
@given(raws=chronologies(), seed=st.integers(0, 10_000))
def test_whatever_happens_is_stored_as_a_review_finds_it(databases, django_db_blocker, raws: list[dict[str, Any]], seed: int) -> None:
    with django_db_blocker.unblock(), holding(databases):
        for raw in random.Random(seed).sample(raws, len(raws)):
            record([raw])
        assert stored(None) == reviewed(raws, None)
