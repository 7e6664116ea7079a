"""One timed response, a call answered by a check of the history within a quarter of an hour, asked of Safehold, pm4py and Declare4Py.

    python -m benchmarks.replay.timed_response [--events 1000000] [--folder DIR] [--write]

All are given the same events in memory: cases formed, in order. Safehold's columns start from Arrow and form the cases themselves, which
is told apart. pm4py is asked by its data frame, which is its quickest: whether in a case some call was answered so. Declare4Py is asked how
many calls of each case were. Every verdict that differs is explained, event by event, and the run fails where one cannot be. Times are of
the processor, of the best of fifteen, or of one where that takes long. Needs pm4py and Declare4Py (make bench-install).
"""

import argparse
import contextlib
import io
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from benchmarks.replay import page
from benchmarks.replay.making import make

from safehold.chronology.times import END_OF_TIME, MINUTE
from safehold.replay.columns import starting
from safehold.replay.columns.answering import Duties, Met
from safehold.replay.columns.chronicle import Chronicle
from safehold.replay.columns.engine import Columns
from safehold.replay.columns.engine import verdicts as judged
from safehold.replay.columns.said import Said
from safehold.replay.judging import Asked, judge
from safehold.replay.reading import batch_of, pieces
from safehold.rulebook.loader import read_rules
from safehold.rulebook.plan import Plan
from safehold.rulebook.rulebook import Rulebook

CALL, CHECK, WITHIN = "call.received", "history.checked", 15
RULE = f"""
subject: timed response
rules:
  - id: timed-response
    version: "1"
    title: a call is answered by a check of the history
    kind: response
    source: this benchmark
    authority: local
    confidence: F
    in_force: {{from: 2000-01-01}}
    scope: pair
    who: call_handler
    trigger: {{kind: {CALL}}}
    met_by: {{kind: {CHECK}}}
    answers: scope
    window: {{minutes: {WITHIN}}}
    says: a call was received {{when}}
"""
RULES = Rulebook(read_rules(RULE, "timed_response.yaml", {}))
ASKED = Asked(now=END_OF_TIME, today=1_793_577_600_000_000)
SAID = f"""Asked: was each call answered by a check of the history within {WITHIN} minutes? All were given the same events in memory, in
order, with their cases. pm4py says it of a case in which one call was, Declare4Py counts the calls of a case. CPU time."""
Answer = TypeVar("Answer")


def main() -> None:
    given = argparse.ArgumentParser(
        prog="python -m benchmarks.replay.timed_response", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    given.add_argument("--events", type=int, default=1_000_000)
    given.add_argument("--folder", type=Path, help="where the events lie, or are to be kept")
    given.add_argument("--write", action="store_true", help="write what was found into docs/benchmarks.md")
    asked = given.parse_args()
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as beside:
        folder = asked.folder or Path(beside)
        make(folder, asked.events)
        table = plain(pq.read_table(sorted(folder.glob("events-*.parquet"))[0]))
    text, explained = compared(table)
    print("\n".join(text))
    if asked.write and explained:
        page.write(
            "timed response",
            "One timed response beside its peers",
            f"python -m benchmarks.replay.timed_response {' '.join(sys.argv[1:])}".strip(),
            text,
        )
    sys.exit(0 if explained else "a verdict differs, and nothing explains it")


def plain(table: pa.Table) -> pa.Table:
    """Partitions of one case without corrections, so that everybody sees the same cases."""
    chronicle = Chronicle(_placed(table), None)
    part = chronicle.partition.indices.to_numpy()
    cases = np.bincount(part[chronicle.member[np.unique(chronicle.member_case, return_index=True)[1]]], minlength=len(chronicle.odd))
    names = chronicle.partition.dictionary.filter(pa.array((cases == 1) & ~chronicle.odd))
    return table.filter(pc.is_in(table["partition"], value_set=names)).combine_chunks()


def compared(table: pa.Table) -> tuple[list[str], bool]:
    formed, chronicle = timed(lambda: Chronicle(_placed(table), None))
    engine = Columns(RULES, ASKED, None)
    ours, (owed, met) = timed(lambda: verdicts(engine.plans[0], chronicle))
    rows, told = timed(lambda: engine.judge(table, 0, "").to_pylist(), times=1)
    batches = [batch_of(piece, 0, "") for piece in pieces(table)]
    plainly, duties = timed(lambda: sum(judge(batch, RULES, ASKED, None).rows().num_rows for batch in batches), times=1)
    assert duties == len(told) == len(owed.row)
    frame = log_of(chronicle)
    pm, some = timed(lambda: by_pm4py(frame))
    declared, counted = timed(by_declare4py(frame), times=1)
    reasons = explained(chronicle, owed, met, some, counted)
    n = table.num_rows
    lines = [
        f"{n:,} events of {len(np.unique(chronicle.member_case)):,} cases, {len(owed.row):,} calls. {SAID}",
        "",
        "| what | CPU s | events a second | times Safehold's |",
        "|---|---|---|---|",
        *(
            f"| {name} | {seconds:.3f} | {n / seconds:,.0f} | {seconds / ours:.1f} |"
            for name, seconds in (
                ("Safehold, columns: a verdict for each call", ours),
                ("pm4py, data frame: a verdict for each case", pm),
                ("Declare4Py: a number for each case", declared),
                ("Safehold, columns, once: cases formed out of events", formed),
                ("Safehold, columns, everything: cases formed, a row and a sentence for each call", rows),
                ("Safehold, the evaluator: the same rows", plainly),
            )
        ),
        "",
        *(f"- {reason}: {many:,}" for reason, many in sorted(reasons.items())),
    ]
    return lines, "unexplained" not in " ".join(reasons)


def timed(what: Callable[[], Answer], times: int = 15) -> tuple[float, Answer]:
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        found = what()
        best = min(best, time.process_time() - start)
    return best, found


def log_of(chronicle: Chronicle) -> Any:
    """The cases as process mining has them: of a coarse time its beginning."""
    kinds = np.array(chronicle.kinds, dtype=object)[chronicle.kind[chronicle.member]]
    at = pd.to_datetime(chronicle.earliest[chronicle.member], unit="us", utc=True)
    case = np.char.add("c", chronicle.member_case.astype(str))
    return pd.DataFrame({"case:concept:name": case, "concept:name": pd.array(kinds, dtype="string"), "time:timestamp": at})


def by_pm4py(frame: Any) -> set[str]:
    from pm4py.algo.filtering.pandas.ltl.ltl_checker import eventually_follows

    found = eventually_follows(frame, [CALL, CHECK], {"enable_timestamp": True, "timestamp_diff_boundaries": [(0, WITHIN * 60)]})
    return set(found["case:concept:name"].unique())


def by_declare4py(frame: Any) -> Callable[[], dict[str, tuple[int, int]]]:
    import pm4py
    from Declare4Py.D4PyEventLog import D4PyEventLog
    from Declare4Py.ProcessMiningTasks.ConformanceChecking.MPDeclareAnalyzer import MPDeclareAnalyzer
    from Declare4Py.ProcessModels.DeclareModel import DeclareModel

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        log = pm4py.convert_to_event_log(frame)
    log._properties |= {"pm4py:param:timestamp_key": "time:timestamp", "pm4py:param:activity_key": "concept:name"}
    model = DeclareModel().parse_from_string(f"activity {CALL}\nactivity {CHECK}\nResponse[{CALL}, {CHECK}] | | |0,{WITHIN},m\n")
    analyser = MPDeclareAnalyzer(log=D4PyEventLog(log=log), declare_model=model, consider_vacuity=True)

    def ask() -> dict[str, tuple[int, int]]:
        results = analyser.run().model_check_res
        return {
            trace.attributes["concept:name"]: (found[0].num_fulfillments, found[0].num_violations)
            for trace, found in zip(log, results, strict=True)
        }

    return ask


def verdicts(plan: Plan, chronicle: Chronicle) -> tuple[Duties, Met]:
    said = Said(chronicle, "")
    owed = starting.duties(starting.Starts(plan, chronicle, said), chronicle)
    return owed, judged(plan.rule, owed, chronicle, said)[0]


def explained(chronicle: Chronicle, owed: Duties, met_by: Met, some: set[str], counted: dict[str, tuple[int, int]]) -> Counter[str]:
    """Why a verdict is another, for each call of each case in which one is."""
    reasons: Counter[str] = Counter()
    kind, at, latest = chronicle.kind, chronicle.earliest, chronicle.latest
    check = chronicle.kinds.index(CHECK)
    by_case: dict[int, list[tuple[int, bool]]] = {}
    for case, row, truth in zip(owed.case.tolist(), owed.row.tolist(), met_by.by_due.tolist(), strict=True):
        by_case.setdefault(case, []).append((row, truth == 3))
    bounds = np.searchsorted(chronicle.member_case, np.arange(chronicle.member_case.max() + 2))
    for case, calls in by_case.items():
        name, met = f"c{case}", sum(done for _, done in calls)
        rows = chronicle.member[bounds[case] : bounds[case + 1]]
        checks = rows[kind[rows] == check]
        exact = bool((at[rows] == latest[rows]).all())
        if (met == len(calls)) != (name in some):
            if met and name in some:
                reasons["pm4py: calls not answered in a case in which another was, which is enough for it"] += len(calls) - met
            else:
                reasons[f"pm4py: {_why(calls, checks, at, exact)}"] += len(calls) - met if name in some else met
        if name in counted and counted[name] != (met, len(calls) - met):
            reasons[f"Declare4Py: {_why(calls, checks, at, exact)}"] += abs(counted[name][0] - met)
    return reasons


def _why(calls: list[tuple[int, bool]], checks: Any, at: Any, exact: bool) -> str:
    if not exact:
        return "calls whose time, or whose check's, is coarse: Safehold says that it cannot be known"
    if any((at[checks] == at[row]).any() for row, _ in calls):
        return "calls with a check in the same instant that stands before them: both are inside for Safehold"
    if any(((at[checks] - at[row] > 0) & (at[checks] - at[row] <= WITHIN * MINUTE)).any() != done for row, done in calls):
        return "unexplained"
    return "calls that Declare4Py counts amiss: of two answered by one check it takes away the first that is equal"


def _placed(table: pa.Table) -> pa.Table:
    return table.append_column("place", pa.array(np.arange(table.num_rows)))


if __name__ == "__main__":
    main()
