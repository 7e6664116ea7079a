"""Cases with a member of staff in them, and who sees each: a stage of config/stages.py, after those who are concerned are known.

What stands in `identity_restriction` of such a case is not who was named but who sees it now, so that whatever goes by restrictions keeps
to it.
"""

import time
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from safehold.access.standards.seeing import Concern, Works, kept_from, seen_by
from safehold.access.standards.works import works
from safehold.chronology.derived import Table, Wanted
from safehold.chronology.envelope import Event
from safehold.chronology.recording import Derivation
from safehold.chronology.times import LONDON
from safehold.identity.cases import CaseKey, CaseRecord, restricted_to
from safehold.identity.cases_stored import RESTRICTION, agencies_of, case_id
from safehold.identity.involvement import Touched
from safehold.identity.staff import matching
from safehold.identity.staff.attending import telling

COLUMNS = ("subjects", "agencies", "stand_as", "certain", "named", "hands", "involved", "calls", "calls_until", "notified")
STAFF_CASE = Table("standards_case", ("case_id",), (*COLUMNS, "kept_from"))
# In whatever of these a member of staff stands, it is a case of theirs. Who calls or has seen something may be there on duty.
STAND = frozenset(("victim", "suspect", "child", "relative", "household_member", "applicant", "subject", "deceased"))
DAY = 24 * 60 * 60 * 1_000_000
LATELY = 3 * DAY
CALL_IN_HAND = DAY


def apply(derivation: Derivation) -> None:
    touched = derivation.get(Touched)
    found = matching.apply(derivation, touched.persons, touched)
    standing = {key: _standing(key, record) for key, record in touched.records.items()}
    others = {person for people in standing.values() for person in people} - touched.persons
    found |= matching.standing(derivation.cursor, others)
    of_staff = {
        case_id(key): concern(touched.records[key], found, people)
        for key, people in standing.items()
        if not found.keys().isdisjoint(people)
    }
    place = next(place for place, each in enumerate(derivation.wanted) if each.table == RESTRICTION)
    restricted = derivation.wanted[place]
    rows: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    seen = dict(restricted.rows)
    if of_staff:
        who = works(derivation.cursor, today())
        for case, each in of_staff.items():
            rows[case,], seen[case,] = rows_of(each, who)
    derivation.wanted[place] = restricted._replace(rows=seen)
    derivation.afterwards += telling(derivation, touched)
    derivation.wanted.append(Wanted(STAFF_CASE, "case_id", restricted.within, rows))


def rows_of(each: Concern, who: Works) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """What is kept of the case, and who sees it now."""
    never = kept_from(each.subjects, who)
    kept = tuple(list(value) if isinstance(value, tuple) else value for value in (getattr(each, name) for name in COLUMNS))
    return (*kept, never), (seen_by(each, never, who, now()),)


def concern(record: CaseRecord, found: matching.Found, people: Mapping[int, set[str]]) -> Concern:
    staff = {(person, each) for person in people for each in found.get(person, ())}
    calls = _in_hand(record.events)
    named = restricted_to(record.events)
    return Concern(
        subjects=tuple(sorted({each.staff_id for _, each in staff if each.staff_id})),
        agencies=tuple(sorted({each.agency for _, each in staff if each.agency})),
        stand_as=tuple(sorted({role for person, _ in staff for role in people[person]})),
        certain=any(each.certain for _, each in staff),
        named=None if named is None else tuple(named),
        hands=tuple(sorted(_hands(record.events))),
        involved=tuple(agencies_of(record.events)),
        calls=tuple(sorted({agency for agency, _ in calls})),
        calls_until=max((until for _, until in calls), default=0),
        notified=any(event.kind == "standards.notified" for event in record.events),
    )


def today() -> date:
    return datetime.now(LONDON).date()


def now() -> int:
    return time.time_ns() // 1000


def _standing(key: CaseKey, record: CaseRecord) -> dict[int, set[str]]:
    """Everybody who stands in a case, by what they are in it."""
    people = {key.victim: {"victim"}} | ({key.suspect: {"suspect"}} if key.suspect is not None else {})
    for event in record.events:
        for mention in event.people:
            if mention.role in STAND and (person := record.person(event, mention)) is not None:
                people.setdefault(person, set()).add(mention.role)
    return people


def _hands(events: Iterable[Event]) -> set[str]:
    """Who recorded something within three days of the last that was recorded, and to whom the case was last handed."""
    listed = list(events)
    since = max(event.recorded_at for event in listed) - LATELY
    found = {event.actor.id for event in listed if event.actor is not None and event.actor.id and event.recorded_at >= since}
    handed = [event.data["to"] for event in listed if event.kind == "case.handed_over" and isinstance(event.data.get("to"), dict)]
    return found | ({str(handed[-1]["id"])} if handed and handed[-1].get("id") else set())


def _in_hand(events: Iterable[Event]) -> list[tuple[str, int]]:
    """Calls that nobody has closed: the agency, and until when each counts as in hand."""
    listed = list(events)
    closed = {of for event in listed if event.kind == "call.closed" for of in event.about}
    received = (event for event in listed if event.kind == "call.received" and event.id not in closed)
    return [(event.agency, event.occurred_at.latest + CALL_IN_HAND) for event in received]
