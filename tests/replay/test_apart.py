"""What a partition comes to depends on nothing but itself, whichever others an engine judges beside it."""

from typing import Any

import pyarrow as pa
import pytest

from replay.chronologies import by_columns, by_evaluator, rows
from replay.test_columns import ASKED
from replay.test_columns import RULES as EXPRESSED
from safehold.replay import preparing, spark
from safehold.replay.preparing import Row
from safehold.replay.reading import Unreadable
from safehold.rulebook.loader import standard_rules
from safehold.rulebook.rulebook import Rulebook

RULES = standard_rules()
CALLS = [
    "c: call.received @0",
    "g: call.graded @+1m about c {grade: immediate}",
    "arrest.made @+1h about c",
    "victim.told @+21h {topic: arrest}",
]
BREACHED = ["d: call.received @-9d {domestic: true}", "b: bail.breach_reported @0", "w: arrest.made @+20h about b"]
FIRST, SECOND = rows([BREACHED]), rows([BREACHED, CALLS])[len(BREACHED) :]
PLACES = {name: place for place, name in enumerate(preparing.INPUT.names)}
PERSONS = PLACES["persons"]


def changed(row: Row, **wanted: Any) -> Row:
    return tuple(wanted.get(name, value) for name, value in zip(PLACES, row, strict=True))


def pointing(kind: str, **data: Any) -> Row:
    """An event of the second case that names its victim alone, and points at the breach of the first."""
    raw = {
        "source": "case-2",
        "id": "pointing",
        "kind": kind,
        "occurred_at": "2026-03-04T12:00:00+00:00",
        "recorded_at": "2026-03-04T12:00:00+00:00",
        "agency": "northshire-police",
        "people": [{"ref": "v", "role": "victim"}],
    }
    return preparing.row("case-2", raw | data, SECOND[0][PERSONS][:1])


THERE = {"source": "case-1", "id": "b"}
MINGLED = {
    "about": [*SECOND, pointing("arrest.made", about=[THERE])],
    "by a field": [*SECOND, pointing("duty.waived", data={"duty": "breach-decided", "trigger": THERE, "reason": "she asked"})],
    "by a correction": [*SECOND, pointing("bail.breach_reported", corrects=THERE)],
    "by a person": [changed(each, persons=FIRST[0][PERSONS]) for each in SECOND],
    "by who may be who": [
        changed(SECOND[0], possible=[each for pair in zip(SECOND[0][PERSONS], FIRST[0][PERSONS], strict=True) for each in pair]),
        *SECOND[1:],
    ],
}


def by_spark(given: pa.Table, rules: Rulebook) -> list[dict[str, Any]]:
    placed = given.append_column("file", pa.repeat("events.parquet", len(given))).append_column("row", pa.array(range(len(given))))
    return [row for batch in spark.judging(ASKED)(iter(placed.to_batches())) for row in batch.to_pylist()]


ENGINES = {
    "evaluator": lambda given: by_evaluator(given, RULES, ASKED),
    "columns": lambda given: by_columns(given, RULES, ASKED),
    "what columns express": lambda given: by_columns(given, EXPRESSED, ASKED),
    "spark": lambda given: by_spark(given, RULES),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("how", MINGLED)
def test_a_partition_that_leads_into_another_is_judged_as_if_it_stood_alone(how: str, engine: str) -> None:
    judged, second = ENGINES[engine], MINGLED[how]
    first, other = (judged(preparing.table(each)) for each in (FIRST, second))
    assert first, "something is owed in the first"
    assert other, "and in the second"
    assert judged(preparing.table([*FIRST, *second])) == [*first, *other]
    assert judged(preparing.table([*second, *FIRST])) == [*other, *first]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_event_in_two_partitions_is_refused_by_its_row(engine: str) -> None:
    given = preparing.table([*FIRST, changed(FIRST[1], partition="case-2")])
    with pytest.raises(Unreadable, match=r"events\.parquet row 4: event case-1/b stands in partition 'case-2' and in 'case-1'"):
        ENGINES[engine](given)
