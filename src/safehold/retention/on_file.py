"""What each agency holds of each case, read from the chronology and from who is who. Whoever asks has a cursor that may read all of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from safehold.chronology.envelope import Event
from safehold.chronology.recording import rows
from safehold.chronology.store import load
from safehold.retention.reading import schedule_of
from safehold.retention.schedule import POLICE
from safehold.retention.standing import OnFile

CHUNK = 200
ALONE = "person:"
# In these roles an event belongs to a case of whoever it names; a correction's are those of what it corrects.
MAIN = ("victim", "suspect", "deceased", "correction")


class Subject(NamedTuple):
    """Whom a record is of: the two of a case, a victim alone, or (as a victim, by a name of its own) somebody in no case."""

    id: str
    victim: int
    suspect: int | None

    @property
    def persons(self) -> tuple[int, ...]:
        return (self.victim,) if self.suspect is None else (self.victim, self.suspect)


class Filed(msgspec.Struct, frozen=True):
    """One agency's record of a subject, with the numbers of its events; `shared` are the other subjects whose records an event is in."""

    subject: Subject
    on_file: OnFile
    area: str
    seqs: dict[int, Event]
    shared: dict[int, frozenset[str]]


def subjects(cursor: Any, before: int, agency: str = "") -> list[Subject]:
    """Those of whom something was recorded first before an instant, whoever has been quiet longest first."""
    cursor.execute(_SUBJECTS, {"before": before, "agency": agency, "main": list(MAIN)})
    return [Subject(*each) for each in cursor.fetchall()]


_SUBJECTS = f"""
SELECT id, victim_id, suspect_id FROM (
    SELECT id, victim_id, suspect_id, last_at FROM identity_case
     WHERE first_at <= %(before)s AND (%(agency)s::text = '' OR EXISTS (
           SELECT FROM identity_case_event c JOIN chronology_event e ON e.seq = c.event_id
            WHERE c.case_id = identity_case.id AND e.agency = %(agency)s))
  UNION ALL
    SELECT '{ALONE}' || i.person_id, i.person_id, NULL, max(e.latest)
      FROM identity_involvement i JOIN chronology_event e ON e.seq = i.event_id
     WHERE e.earliest <= %(before)s AND (%(agency)s::text = '' OR e.agency = %(agency)s)
       AND NOT EXISTS (SELECT FROM identity_case_event c WHERE c.event_id = i.event_id)
       AND NOT EXISTS (SELECT FROM identity_case k WHERE i.person_id IN (k.victim_id, k.suspect_id) AND i.role = ANY(%(main)s))
     GROUP BY i.person_id
) found ORDER BY last_at, id
"""  # nosec B608


def subjects_of(cursor: Any, seqs: Iterable[int]) -> list[Subject]:
    """Those in whose records these events are."""
    listed = sorted(seqs)
    within = {subject for found in _within(cursor, listed).values() for subject in found}
    cases = rows(cursor, "SELECT id, victim_id, suspect_id FROM identity_case WHERE id = ANY(%s)", [sorted(within)])
    found = [Subject(*each) for each in cases]
    return found + [Subject(name, int(name.removeprefix(ALONE)), None) for name in sorted(within) if name.startswith(ALONE)]


def named(cursor: Any, subject: str) -> Subject | None:
    """The subject of that id, as it stands in an address."""
    if subject.startswith(ALONE) and subject.removeprefix(ALONE).isdecimal():
        return Subject(subject, int(subject.removeprefix(ALONE)), None)
    found = rows(cursor, "SELECT id, victim_id, suspect_id FROM identity_case WHERE id = %s", [subject])
    return Subject(*found[0]) if found else None


def filed(cursor: Any, wanted: Sequence[Subject], agency: str = "") -> Iterator[Filed]:
    """The records of these subjects, of one agency or of all, some hundred subjects at a time."""
    over_all = held_over_all(cursor)
    known = {slug: (kind, area) for slug, kind, area in rows(cursor, "SELECT slug, kind, area FROM access_agency")}
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        pool = _Pool(cursor, chunk)
        for subject in chunk:
            by_agency: dict[str, dict[int, Event]] = defaultdict(dict)
            for seq in pool.seqs_of(subject):
                event = pool.events[seq]
                if not agency or event.agency == agency:
                    by_agency[event.agency][seq] = event
            for slug in sorted(by_agency):
                kind, area = known.get(slug, (POLICE, ""))
                whose = schedule_of(area).whose
                held = by_agency[slug]
                on_file = pool.on_file(subject, slug, kind, held, whose, over_all)
                shared = {seq: frozenset(pool.within[seq] - {subject.id}) for seq in held}
                yield Filed(subject, on_file, area, held, shared)


class _Pool:
    """The events of some subjects, and in which subjects' records each of them is."""

    def __init__(self, cursor: Any, chunk: Sequence[Subject]) -> None:
        persons = sorted({person for subject in chunk for person in subject.persons})
        self.of: dict[int, set[int]] = defaultdict(set)
        query = "SELECT event_id, person_id FROM identity_involvement WHERE person_id = ANY(%s::bigint[])"
        for seq, person in rows(cursor, query, [persons]):
            self.of[person].add(seq)
        seqs = {seq for found in self.of.values() for seq in found}
        cases = [subject.id for subject in chunk]
        self.of_case: dict[str, set[int]] = defaultdict(set)
        for case, seq in rows(cursor, "SELECT case_id, event_id FROM identity_case_event WHERE case_id = ANY(%s)", [cases]):
            self.of_case[case].add(seq)
            seqs.add(seq)
        seqs |= _held_by(cursor, seqs)
        self.events = load(cursor, seqs)
        self.within = _within(cursor, sorted(seqs))
        self.inside: dict[str, set[int]] = defaultdict(set)
        for seq, found in self.within.items():
            for subject in found:
                self.inside[subject].add(seq)
        born = rows(cursor, "SELECT id, date_of_birth FROM identity_person WHERE id = ANY(%s::bigint[])", [persons])
        self.births: dict[int, str] = dict(born)

    def seqs_of(self, subject: Subject) -> list[int]:
        return sorted(self.inside[subject.id])

    def on_file(
        self, subject: Subject, agency: str, kind: str, held: dict[int, Event], whose: frozenset[str], over_all: tuple[Event, ...]
    ) -> OnFile:
        around = set(self.inside[subject.id])
        for role, person in (("victim", subject.victim), ("suspect", subject.suspect)):
            if person is not None and (role in whose or subject.id.startswith(ALONE)):
                around |= self.of[person]
        births = {"victim": self.births.get(subject.victim, "")}
        if subject.suspect is not None:
            births["suspect"] = self.births.get(subject.suspect, "")
        listed = tuple(self.events[seq] for seq in sorted(around))
        children = {child.date_of_birth for event in held.values() for child in event.mentions("child") if child.date_of_birth}
        return OnFile(agency, kind, subject.id, tuple(held.values()), listed, births, tuple(sorted(children)), over_all)


_HOLDS = """
WITH RECURSIVE about (seq) AS (
    SELECT unnest(%s::bigint[])
  UNION
    SELECT f.seq FROM about b JOIN chronology_event t ON t.seq = b.seq
      JOIN chronology_about a ON a.source = t.source AND a.source_id = t.source_id JOIN chronology_event f ON f.seq = a.event_id
     WHERE f.kind = ANY(%s) AND NOT EXISTS (SELECT FROM identity_involvement i WHERE i.event_id = f.seq)
) SELECT seq FROM about
"""


_ABOUT = """
SELECT a.event_id, t.seq FROM chronology_about a JOIN chronology_event t USING (source, source_id) WHERE a.event_id = ANY(%s::bigint[])
"""


def _held_by(cursor: Any, seqs: Iterable[int]) -> set[int]:
    """Holds that are about one of these, and what ended or struck out such a hold: what is about the call of a caller concerns nobody."""
    kinds = {kind for holding in schedule_of().holds for kind in (holding.starts, *holding.ends)} | {"event.voided"}
    return {seq for (seq,) in rows(cursor, _HOLDS, [sorted(seqs), sorted(kinds)])}


def _within(cursor: Any, seqs: list[int], under: frozenset[int] = frozenset()) -> dict[int, set[str]]:
    """In which subjects' records each event is: its cases; where it stands in none (it was corrected, or concerns no victim) those of the
    people whom it concerns, and where they have none, these people themselves; where it concerns nobody, those of what it is about."""
    found: dict[int, set[str]] = {seq: set() for seq in seqs}
    for seq, case in rows(cursor, "SELECT event_id, case_id FROM identity_case_event WHERE event_id = ANY(%s::bigint[])", [seqs]):
        found[seq].add(case)
    outside = [seq for seq in seqs if not found[seq]]
    for seq, person, case in rows(
        cursor,
        "SELECT i.event_id, i.person_id, k.id FROM identity_involvement i"
        " LEFT JOIN identity_case k ON i.person_id IN (k.victim_id, k.suspect_id) AND i.role = ANY(%s)"
        " WHERE i.event_id = ANY(%s::bigint[])",
        [list(MAIN), outside],
    ):
        found[seq].add(case or f"{ALONE}{person}")
    for seq in outside:
        cases = {subject for subject in found[seq] if not subject.startswith(ALONE)}
        found[seq] = cases or found[seq]
    nobodys = [seq for seq in outside if not found[seq] and seq not in under]
    above = rows(cursor, _ABOUT, [nobodys]) if nobodys else []
    within = _within(cursor, sorted({of for _, of in above}), under | {*nobodys}) if above else {}
    for seq, of in above:
        found[seq] |= within[of]
    return found


def held_over_all(cursor: Any) -> tuple[Event, ...]:
    """Holds that name nobody and are about nothing: they hold everybody's records."""
    seqs = rows(
        cursor,
        "SELECT e.seq FROM chronology_event e WHERE e.kind IN ('legal_hold.placed', 'legal_hold.lifted')"
        " AND NOT EXISTS (SELECT FROM identity_involvement i WHERE i.event_id = e.seq)",
    )
    found = load(cursor, [seq for (seq,) in seqs])
    placed = {event.id for event in found.values() if event.kind == "legal_hold.placed" and not event.people and not event.about}
    return tuple(event for event in found.values() if event.id in placed or (event.kind != "legal_hold.placed" and placed & {*event.about}))
