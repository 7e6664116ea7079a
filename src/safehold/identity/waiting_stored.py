"""Who may be one, as each agency may know of it: by the records that it may read of both, and nothing else.

Somebody whom a restriction names sees more than the others of their agency: what they see stands in rows of their own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from safehold.chronology.derived import Table
from safehold.chronology.recording import rows
from safehold.identity.shares import FOREVER
from safehold.identity.unsure_stored import Judged, MayBeOne, PairOfPeople, name

WAITING = Table(
    "identity_waiting",
    ("pair", "agency", "staff_id"),
    (
        "one", "other", "probability", "records", "would_link", "left_unsure", "differ", "own", "one_grade", "other_grade", "one_held",
        "other_held", "one_open", "other_open", "children", "events", "graded_at",
    ),
)  # fmt: skip
# What is shared until a day puts nobody in the queue of whoever it was shared with: nothing of it may be left when the day has come.
_READ_BY = f"""
SELECT m.profile_id, c.agency, r.staff_ids, bool_or(e.agency = c.agency) FROM identity_mention m
  JOIN chronology_event e ON e.seq = m.event_id JOIN identity_case_event ce ON ce.event_id = m.event_id
  JOIN identity_case_agency c ON c.case_id = ce.case_id AND c.until = {FOREVER} LEFT JOIN identity_restriction r ON r.case_id = ce.case_id
 WHERE m.profile_id = ANY(%s::bigint[]) GROUP BY 1, 2, 3
"""  # nosec B608


class Stake(NamedTuple):
    """What is on record of a person by one of their cases: its grade (0 to 3) and when it was given, until when an order or bail stands,
    whether a call is open. `staff` are those who alone may see the case, where it is restricted."""

    agencies: frozenset[str]
    staff: frozenset[str] | None
    grade: int
    graded_at: int
    held: int
    open: bool
    children: int
    events: int


class Audience(NamedTuple):
    agency: str
    staff_id: str = ""

    def sees(self, agencies: Iterable[str], staff: frozenset[str] | None) -> bool:
        return self.agency in agencies and (staff is None or self.staff_id in staff)


class _Reading(NamedTuple):
    """That an agency may read a record; `own`: it recorded it."""

    agencies: frozenset[str]
    staff: frozenset[str] | None
    own: bool


Wanted = dict[tuple[Any, ...], tuple[Any, ...]]


def wanted(cursor: Any, found: MayBeOne, stakes: Mapping[int, Sequence[Stake]]) -> Wanted:
    """The rows of `identity_waiting` for these pairs; `stakes` are those of all people in them."""
    readings = _readings(cursor, {number for judged in found.judged.values() for each in judged for number in (each.one, each.other)})
    read_by: dict[Audience, dict[int, bool]] = {}
    rows_wanted: Wanted = {}
    for people, judged in found.judged.items():
        known = [stake for person in people for stake in stakes.get(person, ())]
        read = [reading for each in judged for number in (each.one, each.other) for reading in readings.get(number, ())]
        of_all: dict[str, tuple[Any, ...] | None] = {}
        for audience in _audiences((*known, *read)):
            if audience not in read_by:
                read_by[audience] = _read_by(audience, readings)
            row = _row(audience, people, found, judged, read_by[audience], stakes)
            if not audience.staff_id:
                of_all[audience.agency] = row
            if row is not None and (not audience.staff_id or row != of_all[audience.agency]):
                rows_wanted[name(people), *audience] = row
    return rows_wanted


def _readings(cursor: Any, profiles: Iterable[int]) -> dict[int, list[_Reading]]:
    found: dict[int, list[_Reading]] = defaultdict(list)
    for profile, agency, staff, own in rows(cursor, _READ_BY, [sorted(profiles)]):
        found[profile].append(_Reading(frozenset((agency,)), None if staff is None else frozenset(staff), own))
    return found


def _audiences(seen: Iterable[Stake | _Reading]) -> Iterator[Audience]:
    """Everybody of each agency, and then each of those who see more than they, if they are of that agency."""
    agencies: dict[str, set[str]] = defaultdict(set)
    for each in seen:
        for agency in each.agencies:
            agencies[agency] |= each.staff or set()
    for agency, staff in sorted(agencies.items()):
        yield Audience(agency)
        yield from (Audience(agency, each) for each in sorted(staff))


def _row(
    audience: Audience,
    people: PairOfPeople,
    found: MayBeOne,
    judged: Iterable[Judged],
    may_read: Mapping[int, bool],
    stakes: Mapping[int, Sequence[Stake]],
) -> tuple[Any, ...] | None:
    read = [each for each in judged if each.one in may_read and each.other in may_read]
    if not read:
        return None
    own = any(may_read[each.one] or may_read[each.other] for each in read)
    one, other = ([stake for stake in stakes.get(person, ()) if audience.sees(stake.agencies, stake.staff)] for person in people)
    return (
        *found.row(people, read), list(read[0].differ), own,
        *(max((stake.grade for stake in side), default=0) for side in (one, other)),
        *(max((stake.held for stake in side), default=0) for side in (one, other)),
        *(any(stake.open for stake in side) for side in (one, other)),
        sum(stake.children for stake in (*one, *other)),
        sum(stake.events for stake in (*one, *other)),
        max((stake.graded_at for stake in (*one, *other)), default=0),
    )  # fmt: skip


def _read_by(audience: Audience, readings: Mapping[int, Sequence[_Reading]]) -> dict[int, bool]:
    """The records that these may read, and whether their own agency recorded them."""
    seen = {number: [each.own for each in found if audience.sees(each.agencies, each.staff)] for number, found in readings.items()}
    return {number: any(own) for number, own in seen.items() if own}
