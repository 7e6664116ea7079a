"""Derives the order of each touched case, and how many people a unit has. It comes after the duties, since a duty that nobody has answered
moves a case up from when it is overdue."""

from datetime import date
from typing import Any

import msgspec

from safehold.chronology.derived import Table, Wanted
from safehold.chronology.envelope import Event
from safehold.chronology.recording import Derivation
from safehold.identity.cases_stored import case_id
from safehold.identity.involvement import Touched
from safehold.practice.safeguarding.standing import grade_of
from safehold.risk.ranking.facts import DISAGREED, facts_of
from safehold.risk.ranking.scoring import Step, spans, steps
from safehold.risk.ranking.weights import Weights, weights
from safehold.rulebook.state import Unanswered

RANKED = Table("ranking_case", ("case_id",), ("version", "grade", "facts", "since", "orders", "disagreed"))
STEP = Table("ranking_step", ("case_id", "since_at"), ("until_at", "danger"))
CAPACITY = Table("ranking_capacity", ("event_id",), ("agency", "role", "day", "people", "said_at"))
SAID = "capacity.declared"
Rows = dict[tuple[Any, ...], tuple[Any, ...]]


def apply(derivation: Derivation) -> None:
    touched, table = derivation.get(Touched), weights()
    overdue = derivation.get(Unanswered)
    cases: Rows = {}
    rows: Rows = {}
    for key, record in touched.records.items():
        case = case_id(key)
        grade, facts = grade_of(record), facts_of(record.events, table, overdue[case])
        found = steps(facts, grade, table)
        disagreed = [touched.seq(event) for event in record.events if event.kind == DISAGREED]
        cases[case,] = _row(table, grade, msgspec.json.encode(facts).decode(), found, disagreed)
        rows |= {(case, since): (until, order) for since, until, order in spans(found)}
    within = [*(case for (case,) in cases), *touched.gone]
    derivation.wanted.append(Wanted(RANKED, "case_id", within, cases))
    derivation.wanted.append(Wanted(STEP, "case_id", within, rows))
    derivation.wanted.append(Wanted(CAPACITY, "event_id", sorted(touched.thread), _capacities(touched)))


def _row(table: Weights, grade: str, facts: str, found: list[Step], disagreed: list[int]) -> tuple[Any, ...]:
    return table.version, grade, facts, [step.since for step in found], [step.order for step in found], disagreed


def _capacities(touched: Touched) -> Rows:
    found: Rows = {}
    for event in touched.history.events:
        if event.kind == SAID and touched.seq(event) in touched.thread and (day := _day(event)) is not None:
            people = event.data.get("people")
            if isinstance(people, int) and people >= 0:
                role = str(event.data.get("role") or (event.actor.role if event.actor else ""))
                found[touched.seq(event),] = (event.agency, role, day, people, event.occurred_at.latest)
    return found


def _day(event: Event) -> date | None:
    try:
        return date.fromisoformat(str(event.data.get("on", "")))
    except ValueError:
        return None
