"""Derives the duties that stand: what `complete` makes of every touched case, one row for each rule, trigger and subject."""

from functools import lru_cache
from typing import Any

from safehold.chronology.envelope import EventId
from safehold.chronology.recording import Derivation
from safehold.identity.cases_stored import case_id
from safehold.identity.derived import Table, sync
from safehold.identity.involvement import Touched
from safehold.rulebook.evaluate import complete
from safehold.rulebook.loader import standard_rules
from safehold.rulebook.obligation import Obligation, merged
from safehold.rulebook.rulebook import Rulebook

OBLIGATION = Table(
    "rulebook_obligation",
    ("rule", "trigger", "subject", "each"),
    (
        "version", "trigger_event", "cases", "triggered_earliest", "triggered_latest", "due_earliest", "due_latest", "state", "decided_by",
        "who", "agency", "says", "outcome", "kind", "timed",
    ),
)  # fmt: skip


def apply(derivation: Derivation) -> None:
    cursor, touched = derivation.cursor, derivation.get(Touched)
    rules = rulebook()
    triggers = {event.id for record in touched.records.values() for event in record.events}
    cases: dict[EventId, set[str]] = {}
    found: list[Obligation] = []
    for key, record in touched.around.items():
        shared = key in touched.records
        for event in record.events:
            if event.id in triggers:
                cases.setdefault(event.id, set()).add(case_id(key))
                shared = True
        if shared:
            found += [each for each in complete(record, rules, standard="then", today=0) if each.trigger[-1] in triggers]
    wanted = {_key(each): _row(each, touched, cases) for each in merged(found)}
    within = {touched.seqs[trigger] for trigger in triggers} | touched.thread
    sync(cursor, OBLIGATION, "trigger_event", sorted(within), wanted)


def _key(each: Obligation) -> tuple[str, str, str, str]:
    return (each.rule, "\n".join(map(str, each.trigger)), each.subject, each.each)


def _row(each: Obligation, touched: Touched, cases: dict[EventId, set[str]]) -> tuple[Any, ...]:
    due = each.due
    return (
        each.version, touched.seqs[each.trigger[-1]], sorted(cases.get(each.trigger[-1], ())), each.triggered_at.earliest,
        each.triggered_at.latest, due.earliest if due else None, due.latest if due else None, each.state,
        [str(event) for event in each.decided_by], each.who, each.agency, each.says, each.outcome, each.kind, each.timed,
    )  # fmt: skip


@lru_cache(maxsize=1)
def rulebook() -> Rulebook:
    return standard_rules()
