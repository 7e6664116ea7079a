"""Writes the cases of the touched persons: what each holds, which agencies are involved and until when, who alone may see it."""

from collections.abc import Iterable, Mapping
from typing import Any

from safehold.chronology.derived import Table, Wanted
from safehold.chronology.envelope import Event, EventId
from safehold.chronology.history import History
from safehold.chronology.recording import Derivation, rows
from safehold.identity.cases import CaseKey, CaseRecord, domestic_at, restricted_to
from safehold.identity.shares import Involvement, involvement_of

CASE = Table("identity_case", ("id",), ("victim_id", "suspect_id", "relation", "first_at", "last_at", "events", "agencies", "domestic_at"))
CASE_EVENT = Table("identity_case_event", ("case_id", "event_id"))
CASE_AGENCY = Table("identity_case_agency", ("case_id", "agency"), ("own", "until", "work_until", "share"))
RESTRICTION = Table("identity_restriction", ("case_id",), ("staff_ids",))


def case_id(key: CaseKey) -> str:
    return f"{key.victim}-{key.suspect}" if key.suspect is not None else str(key.victim)


def write(
    derivation: Derivation, records: Mapping[CaseKey, CaseRecord], persons: Iterable[int], seqs: Mapping[EventId, int]
) -> tuple[frozenset[str], frozenset[CaseKey]]:
    """Returns the ids of cases that exist no more, and of all cases those whose first domestic call is another now."""
    touched = list(persons)
    wanted = derivation.wanted
    standing = {
        CaseKey(*pair): at
        for *pair, at in rows(
            derivation.cursor,
            "SELECT victim_id, suspect_id, domestic_at FROM identity_case"
            " WHERE victim_id = ANY(%s::bigint[]) OR suspect_id = ANY(%s::bigint[])",
            [touched, touched],
        )
    }
    cases = {case_id(key): record for key, record in records.items()}
    before = {case_id(key) for key in standing}
    within = sorted(before | set(cases))
    involved = {case: involvement_of(record.events, record.history) for case, record in cases.items()}
    wanted.append(Wanted(CASE, "id", within, {(case,): _row(record, sorted(involved[case])) for case, record in cases.items()}))
    wanted.append(
        Wanted(CASE_EVENT, "case_id", within, {(case, seqs[event.id]): () for case, record in cases.items() for event in record.events})
    )
    agencies = {(case, agency): _involved(each, seqs) for case, found in involved.items() for agency, each in found.items()}
    wanted.append(Wanted(CASE_AGENCY, "case_id", within, agencies))
    restricted = {case: restricted_to(record.events) for case, record in cases.items()}
    wanted.append(Wanted(RESTRICTION, "case_id", within, {(case,): (staff,) for case, staff in restricted.items() if staff is not None}))
    now = {key: domestic_at(record.events) for key, record in records.items()}
    changed = frozenset(key for key in standing.keys() | now.keys() if standing.get(key) != now.get(key))
    return frozenset(before - set(cases)), changed


def _row(record: CaseRecord, agencies: list[str]) -> tuple[Any, ...]:
    last = max(event.occurred_at.latest for event in record.events)
    return (
        record.key.victim,
        record.key.suspect,
        relation(record),
        record.events[0].occurred_at.earliest,
        last,
        len(record.events),
        agencies,
        domestic_at(record.events),
    )


def relation(record: CaseRecord) -> str:
    """What the suspect is to the victim, by the latest record that says."""
    for event in reversed(record.events):
        for mention in event.mentions("suspect"):
            if mention.relation and record.person(event, mention) == record.key.suspect:
                return mention.relation
    return ""


def agencies_of(events: Iterable[Event]) -> list[str]:
    """The agencies that are involved in a case of these events, in alphabetical order."""
    listed = list(events)
    return sorted(involvement_of(listed, History(listed)))


def _involved(found: Involvement, seqs: Mapping[EventId, int]) -> tuple[Any, ...]:
    return (found.own, found.until, found.work_until, seqs[found.share] if found.share is not None else None)


def people_of(case: str) -> list[int]:
    """The numbers of the people of a case, which its own number is made of."""
    return [int(number) for number in case.split("-") if number.isdigit()]
