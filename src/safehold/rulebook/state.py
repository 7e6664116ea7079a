"""Derives the duties that stand: what `complete` makes of every touched case, one row for each rule, trigger and subject."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from typing import Any

from safehold.chronology.derived import Table, Wanted
from safehold.chronology.envelope import Event, EventId
from safehold.chronology.recording import Derivation, rows
from safehold.identity.cases import CaseRecord
from safehold.identity.cases_stored import case_id
from safehold.identity.involvement import Touched
from safehold.rulebook import coverage, supplied
from safehold.rulebook.adopting import agreed
from safehold.rulebook.asked import NOTHING, Asked, asked_of, latest
from safehold.rulebook.current import CURRENT
from safehold.rulebook.evaluate import complete
from safehold.rulebook.obligation import Obligation, merged, overdue_from
from safehold.rulebook.rulebook import Rulebook

OBLIGATION = Table(
    "rulebook_obligation",
    ("rule", "trigger", "subject", "each"),
    (
        "version", "trigger_event", "cases", "triggered_earliest", "triggered_latest", "due_earliest", "due_latest", "state", "decided_by",
        "who", "agency", "says", "outcome", "kind", "timed", "answerable", "awaiting", "help_role", "help_why", "help_at",
        "begun_by",
    ),
)  # fmt: skip
Key = tuple[str, str, str, str]


class Unanswered(dict[str, list[int]]):
    """Of each touched case, from when on each of its duties that somebody has still to answer is overdue. By what is on record of the case
    itself: a duty that several cases share may be answered in another, which may change without this one's being touched."""


def apply(derivation: Derivation) -> None:
    touched = derivation.get(Touched)
    CURRENT.refresh(partial(agreed, derivation.cursor))
    coverage.apply(derivation)
    rules = rulebook()
    triggers = {event.id: event.agency for record in touched.records.values() for event in record.events}
    cases: dict[Key, set[str]] = defaultdict(set)
    asked: dict[Key, Asked] = {}
    found: dict[Key, list[Obligation]] = defaultdict(list)
    unanswered = Unanswered()
    for key, record in supplied.apply(derivation, touched).items():
        if key not in touched.records and not any(event.id in triggers for event in _read_by_rules(record)):
            continue
        said = asked_of(record)
        # Of a case around them nothing is written but what starts with an event of theirs.
        duties = complete(record, rules, standard="then", today=0, only=None if key in touched.records else triggers)
        if key in touched.records:
            unanswered[case_id(key)] = overdue_from(duties, rules.answerable)
        for each in duties:
            if each.trigger[-1] in triggers:
                name = _key(each)
                found[name].append(each)
                cases[name].add(case_id(key))
                if said:
                    asked[name] = latest(asked.get(name, NOTHING), _asked(each, said))
    wanted = {}
    for name, same in found.items():
        each = merged(same)[0]
        wanted[name] = (*_row(each, touched, cases[name], asked.get(name, NOTHING)), triggers[each.trigger[-1]])
    within = {touched.seqs[trigger] for trigger in triggers} | touched.thread | _left_by_cases(derivation.cursor, touched.gone)
    derivation.wanted.append(Wanted(OBLIGATION, "trigger_event", sorted(within), wanted))
    derivation.put(unanswered)


def _read_by_rules(record: CaseRecord) -> Iterator[Event]:
    """A rule about her, or about him, starts in every case of hers or his."""
    return chain(record.events, record.victim_events, record.suspect_events)


def _left_by_cases(cursor: Any, gone: Iterable[str]) -> set[int]:
    """The events of cases that exist no more: what arose from them may arise from nothing now."""
    listed = list(gone)
    found = rows(cursor, "SELECT event_id FROM identity_case_event WHERE case_id = ANY(%s::text[])", [listed]) if listed else []
    return {seq for (seq,) in found}


def _key(each: Obligation) -> Key:
    return (each.rule, "\n".join(map(str, each.trigger)), each.subject, each.each)


def _row(each: Obligation, touched: Touched, cases: set[str], asked: Asked) -> tuple[Any, ...]:
    due = each.due
    return (
        each.version, touched.seqs[each.trigger[-1]], sorted(cases), each.triggered_at.earliest, each.triggered_at.latest,
        due.earliest if due else None, due.latest if due else None, each.state, [str(event) for event in each.decided_by],
        each.who, each.agency, each.says, each.outcome, each.kind, each.timed, rulebook().answerable(each.rule, each.version), *asked,
    )  # fmt: skip


def _asked(each: Obligation, said: dict[tuple[str, EventId], Asked]) -> Asked:
    return next((said[each.rule, trigger] for trigger in each.trigger if (each.rule, trigger) in said), NOTHING)


def rulebook() -> Rulebook:
    return CURRENT.rules
