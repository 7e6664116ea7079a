"""How long the evaluator takes over cases of 1 to 1,000 events, and over the largest published case, in processor time.

    python benchmarks/evaluator.py

The peer is the plainest evaluator there could be: for each rule and each event of a kind that starts it, is there a later event of a kind
that meets it? It knows no condition, window, version or scope, and says nothing. Memory is looked through as a worker of the site does it.
"""

import json
import sys
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from rulebook.notation import case_of, case_records, read_events  # noqa: E402  (the short notation lives with the tests)
from safehold.chronology.envelope import read_event  # noqa: E402
from safehold.chronology.times import END_OF_TIME, start_of_day  # noqa: E402
from safehold.identity.cases import CaseRecord  # noqa: E402
from safehold.rulebook.evaluate import evaluate  # noqa: E402
from safehold.rulebook.loader import standard_rules  # noqa: E402
from safehold.rulebook.rulebook import Rulebook  # noqa: E402
from safehold.running import memory  # noqa: E402

TODAY = start_of_day(date(2026, 11, 1))
INCIDENT = (
    "c{n}: call.received @-{d}d {{domestic: true, category: harassment, channel: '999'}}",
    "h{n}: history.checked @-{d}d about c{n} {{found: 1, keys: [victim]}}",
    "call.graded @-{d}d about c{n} {{grade: immediate}}",
    "unit.arrived @-{d}d about c{n} {{victim_seen: true}}",
    "a{n}: arrest.made @-{d}d about c{n} {{offence: assault}}",
    "r{n}: risk.assessed @-{d}d about c{n} {{instrument: dash, score: 15, grade: high}}",
    "p{n}: plan.made @-{d}d about r{n}",
    "plan.action_agreed @-{d}d about p{n} {{action: locks, owner_agency: northshire-homes, due: 2026-03-09}}",
    "suspect.released @-{d}d about a{n} {{status: bail}}",
    "victim.told @-{d}d about a{n} {{topic: release}}",
)


def timed(name: str, record: CaseRecord, times: int = 300) -> None:
    rules = standard_rules()
    evaluate(record, rules, now=END_OF_TIME, standard="today", today=TODAY)
    memory.settled()
    figures = []
    plain = []
    for _ in range(times):
        start = time.process_time()
        found = evaluate(record, rules, now=END_OF_TIME, standard="today", today=TODAY)
        between = time.process_time()
        by_kinds(record, rules)
        figures.append(between - start)
        plain.append(time.process_time() - between)
    figures.sort()
    plain.sort()
    median, slow = figures[len(figures) // 2] * 1e3, figures[len(figures) * 99 // 100] * 1e3
    each = median * 1e3 / max(1, len(found))
    print(f"{name}: {len(record.events)} events, {len(found)} obligations, {len(rules.rules)} rules: ", end="")
    print(f"median {median:.2f} ms, 99th percentile {slow:.2f} ms, {each:.1f} µs an obligation; ", end="")
    print(f"ratio to the peer {median / (plain[len(plain) // 2] * 1e3):.1f}")


def by_kinds(record: CaseRecord, rules: Rulebook) -> int:
    missed = 0
    for rule in rules.rules:
        starts = {kind for trigger in rule.triggers for kind in trigger.kinds}
        meets = set(rule.met_by.kinds) if rule.met_by is not None else set()
        for place, event in enumerate(record.events):
            if event.kind in starts and not any(later.kind in meets for later in record.events[place:]):
                missed += 1
    return missed


def main() -> None:
    lines = [line.format(n=n, d=400 - 90 * n) for n in range(4) for line in INCIDENT]
    timed("an ordinary case", case_of(read_events(lines)))
    for size in (1, 10, 12):
        timed("a new case", case_of(read_events(lines[:size])))
    many = [line.format(n=n, d=2000 - 20 * n) for n in range(100) for line in INCIDENT]
    timed("a case of many years", case_of(read_events(many)))
    path = ROOT / "tests" / "cases" / "unlinked-calls-2007.jsonl"
    events = [read_event(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
    timed("a published case", max(case_records(events).values(), key=lambda record: len(record.events)))


if __name__ == "__main__":
    main()
