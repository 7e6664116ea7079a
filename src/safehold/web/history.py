"""What the record says of people, as a call handler needs it: what could hurt first. Read through the history check alone, which may
look across agencies; whoever calls this logs the look. Contact details, addresses that are confidential and advocates' notes are not here.
"""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from safehold.chronology.recording import rows
from safehold.chronology.store import load
from safehold.chronology.times import DAY
from safehold.identity.across import Told, partly_told, said_by
from safehold.identity.check import Answer, Match
from safehold.identity.readable import CASE_IS_READ, Asker
from safehold.practice.custody_and_court.whereabouts import stands, violence
from safehold.web import words

YEAR = 365 * DAY
OPEN = Asker(frozenset(), frozenset())  # nothing is kept from whoever has the database


class Standing(msgspec.Struct, frozen=True):
    """One thing in force: what it is, until when (an instant, or None), its conditions and whether it was breached."""

    what: str
    until: int | None
    conditions: list[str]
    breached: bool
    event: int


class OtherParty(msgspec.Struct, frozen=True):
    """The other person of a case: who, what he is to her or she to him, and what is in force between them. `called` is the name as it was
    given, not as a page sets it."""

    person: int
    name: str
    relation: str
    role: str
    case: str
    status: str
    release_at: int | None
    violent_to_earlier: bool
    orders: list[Standing]
    bail: list[Standing]
    markers: list[str]
    sex: str = ""
    called: str = ""


class Known(msgspec.Struct, frozen=True):
    """A person who may be the one asked about, with what matters first. `risk` is the highest grade that a person gave in any case."""

    person: int
    name: str
    called: str
    names: list[str]
    date_of_birth: str
    sex: str
    place: str
    match: Match
    as_victim: int
    as_suspect: int
    cases: list[str]
    incidents_12_months: int
    last_incident_at: int | None
    last_contact_at: int | None
    status: str
    risk: str
    risk_at: int | None
    risk_by: str
    danger: int
    dangers: list[str]
    markers: list[str]
    children: int
    call_unsafe: str
    others: list[OtherParty]
    related: list[tuple[int, str, str]]
    alarm: bool = False

    @property
    def orders(self) -> list[Standing]:
        return [order for other in self.others for order in other.orders]

    @property
    def bail(self) -> list[Standing]:
        return [bail for other in self.others for bail in other.bail]


GRADES = ("high", "medium", "standard")


def known(
    cursor: Any, answer: Answer, *, now: int | None = None, most: int = 5, staff_id: str = "", told: Told | None = None, asker: Asker = OPEN
) -> list[Known]:
    """The people of an answer with their history, the likeliest first; of those as likely, the most dangerous.

    `staff_id` is who asks: cases restricted to others are left out. So are those that others keep from the `asker`; of those of whom
    there is more than may be told, by `told`, no more is said than the records that may be read say.
    """
    at = time.time_ns() // 1000 if now is None else now
    persons = [match.person for match in answer.matches]
    if not persons:
        return []
    people = {row[0]: row for row in rows(cursor, _PEOPLE, [persons])}
    if told is not None and told.partly:
        people |= _by_these(cursor, told.partly)
    cases = _cases(cursor, persons, staff_id, asker)
    others = sorted(
        {other for of_person in cases.values() for case in of_person for other in (case["victim_id"], case["suspect_id"]) if other}
    )
    around = {row[0]: row for row in rows(cursor, _PEOPLE, [others])}
    if asker is not OPEN:
        several = [row[0] for row in around.values() if row[-1] and row[0] not in people]
        around |= _by_these(cursor, partly_told(cursor, several, asker))
        around |= {number: people[number] for number in around.keys() & people.keys()}
    markers = _markers(cursor, sorted(set(persons) | set(others)), at, staff_id, asker)
    orders, bail = _in_force(cursor, "order", others, at), _in_force(cursor, "bail", others, at)
    whereabouts = _whereabouts(cursor, sorted({*others, *persons}), staff_id)
    alarms = _alarms(cursor, persons, staff_id, asker)
    found = []
    for match in answer.matches:
        if match.person not in people:
            continue
        mine = cases.get(match.person, [])
        parties = [
            _other(match.person, case, around, markers, orders, bail, whereabouts) for case in mine if case["suspect_id"] is not None
        ]
        status = whereabouts[match.person][1] if match.person in whereabouts else ""
        one = _known(match, people[match.person], mine, parties, markers, status, at)
        found.append(msgspec.structs.replace(one, alarm=match.person in alarms))
    found.sort(key=lambda each: (-round(each.match.probability, 1), -each.danger, -each.match.probability, each.person))
    return found[:most]


# The last: whether there may be more of them than one case says.
_PEOPLE = """
SELECT id, given_name, family_name, other_names, date_of_birth, sex, postcode, as_victim, as_suspect,
       elsewhere IS NULL OR elsewhere <> '{}' OR 1 < (SELECT count(*) FROM identity_case c WHERE p.id IN (c.victim_id, c.suspect_id))
  FROM identity_person p WHERE id = ANY(%s)
"""
_WHEREABOUTS = "SELECT person_id, status, release_at, violent_to_earlier FROM custody_whereabouts WHERE person_id = ANY(%s)"
# Of no case that is restricted to others, or of another one too.
_TOLD = """(NOT EXISTS (SELECT FROM identity_case_event ce JOIN identity_restriction r ON r.case_id = ce.case_id
                      WHERE ce.event_id = {0} AND NOT %s = ANY(r.staff_ids))
          OR EXISTS (SELECT FROM identity_case_event ce WHERE ce.event_id = {0} AND NOT EXISTS (
                       SELECT FROM identity_restriction r WHERE r.case_id = ce.case_id AND NOT %s = ANY(r.staff_ids))))"""
_KEPT_SUSPECTS = """
SELECT c.suspect_id FROM identity_case c JOIN identity_restriction r ON r.case_id = c.id
 WHERE c.suspect_id = ANY(%s) AND NOT %s = ANY(r.staff_ids)
"""
_TOLD_OF_HIM = f"""
SELECT i.person_id, i.event_id, ARRAY(SELECT v.person_id FROM identity_involvement v WHERE v.event_id = i.event_id AND v.role = 'victim')
  FROM identity_involvement i WHERE i.person_id = ANY(%s) AND i.role = 'suspect' AND {_TOLD.format("i.event_id")}
"""  # nosec B608
_CASE = (
    "id", "victim_id", "suspect_id", "relation", "grade", "graded_at", "danger", "dangers", "reports", "last_contact_at", "children",
    "call_unsafe", "relation_now", "graded_by",
)  # fmt: skip


def _by_these(cursor: Any, partly: Mapping[int, Sequence[int]]) -> dict[int, tuple[Any, ...]]:
    """What to call people, by these mentions of theirs alone: the columns of _PEOPLE."""
    found: dict[int, tuple[Any, ...]] = {}
    for person, mentions in partly.items():
        if not mentions:
            found[person] = (person, "", "", [], "", "", "", 0, 0, True)
            continue
        given, family, names, birth, sex, _address, postcode, _phones, victim, suspect, *_ = said_by(cursor, mentions)
        found[person] = (person, given, family, names, birth, sex, postcode, victim, suspect, True)
    return found


def _cases(cursor: Any, persons: Sequence[int], staff_id: str, asker: Asker) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    kept = CASE_IS_READ if asker.kept else "true"
    cursor.execute(
        "SELECT c.id, c.victim_id, c.suspect_id, c.relation, s.grade, s.graded_at, s.danger, s.dangers, s.reports, s.last_contact_at,"
        " s.children, s.call_unsafe, s.relation_now, s.graded_by FROM identity_case c JOIN safeguarding_standing s ON s.case_id = c.id"
        " WHERE (c.victim_id = ANY(%(persons)s) OR c.suspect_id = ANY(%(persons)s)) AND NOT EXISTS (SELECT FROM identity_restriction r"
        f" WHERE r.case_id = c.id AND NOT %(staff)s = ANY(r.staff_ids)) AND {kept} ORDER BY s.danger DESC, c.last_at DESC, c.id",  # nosec B608
        {"persons": list(persons), "staff": staff_id, "kept": asker.kept, "but": list(asker.but)},
    )
    for row in cursor.fetchall():
        case = dict(zip(_CASE, row, strict=True))
        for person in {case["victim_id"], case["suspect_id"]} & set(persons):
            found[person].append(case)
    return found


def _whereabouts(cursor: Any, persons: Sequence[int], staff_id: str) -> dict[int, tuple[Any, ...]]:
    """Of whom a case is restricted to others, by the events of their other cases alone."""
    found = {row[0]: row for row in rows(cursor, _WHEREABOUTS, [persons])}
    kept = sorted({person for (person,) in rows(cursor, _KEPT_SUSPECTS, [persons, staff_id])})
    if not kept:
        return found
    told = rows(cursor, _TOLD_OF_HIM, [kept, staff_id, staff_id])
    events = load(cursor, {event for _, event, _ in told})
    for person in kept:
        his = sorted(((events[event], victims) for one, event, victims in told if one == person), key=lambda each: each[0].order)
        at = stands(event for event, _ in his)
        found[person] = (person, at.status, at.release_at, violence(his)[0])
    return found


def _markers(cursor: Any, persons: Sequence[int], at: int, staff_id: str, asker: Asker) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for person, marker in rows(
        cursor,
        "SELECT DISTINCT m.person_id, m.marker FROM safeguarding_marker m WHERE m.person_id = ANY(%s) AND m.set_at <= %s"
        " AND coalesce(m.expires_at, %s) >= %s AND coalesce(m.lifted_at, %s) >= %s AND NOT m.agency = ANY(%s::text[])"
        f" AND {_TOLD.format('m.event_id')} AND NOT EXISTS (SELECT FROM safeguarding_lifted_elsewhere l WHERE l.person_id = m.person_id"
        f" AND l.event_id = m.event_id AND l.lifted_at < %s AND NOT l.agency = ANY(%s::text[]) AND {_TOLD.format('l.lifted_by')})"
        " ORDER BY 1, 2",  # nosec B608
        [list(persons), at, at, at, at, at, asker.kept, staff_id, staff_id, at, asker.kept, staff_id, staff_id],
    ):
        found[person].append(marker)
    return found


def _alarms(cursor: Any, persons: Sequence[int], staff_id: str, asker: Asker) -> set[int]:
    """Who has an alarm that nobody has switched off. Where it stands is not said."""
    return {person for (person,) in rows(cursor, _ALARMS, [list(persons), list(asker.kept), staff_id, staff_id])}


_ALARMS = f"""
SELECT DISTINCT i.person_id FROM identity_involvement i JOIN chronology_event e ON e.seq = i.event_id
 WHERE i.person_id = ANY(%s) AND i.role = 'victim' AND e.kind = 'alarm.installed' AND NOT e.agency = ANY(%s::text[])
   AND NOT EXISTS (SELECT FROM identity_involvement o JOIN chronology_event d ON d.seq = o.event_id
                    WHERE o.person_id = i.person_id AND d.kind = 'alarm.disabled' AND d.earliest >= e.earliest)
   AND {_TOLD.format("i.event_id")}
"""  # nosec B608


def _in_force(cursor: Any, what: str, suspects: Sequence[int], at: int) -> dict[int, list[tuple[list[int], Standing]]]:
    found: dict[int, list[tuple[list[int], Standing]]] = defaultdict(list)
    query = (
        'SELECT suspect_id, victim_ids, "order", until_at, conditions, breaches, event_id FROM custody_order'
        " WHERE suspect_id = ANY(%s) AND made_at <= %s AND coalesce(until_at, %s) >= %s AND coalesce(ended_at, %s) >= %s ORDER BY made_at"
        if what == "order"
        else "SELECT suspect_id, victim_ids, stage, until_at, conditions, breaches, event_id FROM custody_bail"
        " WHERE suspect_id = ANY(%s) AND set_at <= %s AND coalesce(until_at, %s) >= %s AND coalesce(ended_at, %s) >= %s ORDER BY set_at"
    )
    for suspect, victims, name, until, conditions, breaches, event in rows(cursor, query, [list(suspects), at, at, at, at, at]):
        found[suspect].append((victims, Standing(name, until, conditions, breaches > 0, event)))
    return found


def _other(person: int, case: dict[str, Any], around: Any, markers: Any, orders: Any, bail: Any, whereabouts: Any) -> OtherParty:
    is_victim = case["victim_id"] == person
    other = case["suspect_id"] if is_victim else case["victim_id"]
    suspect = case["suspect_id"]
    row = around.get(other)
    where = whereabouts.get(suspect, (suspect, "", None, False))
    return OtherParty(
        person=other,
        name=full_name(row[1], row[2]) if row else "",
        called=f"{row[1]} {row[2]}".strip() if row else "",
        relation=case["relation_now"] or case["relation"],
        role="suspect" if is_victim else "victim",
        case=case["id"],
        status=where[1],
        release_at=where[2],
        violent_to_earlier=where[3],
        orders=[order for victims, order in orders.get(suspect, ()) if not victims or case["victim_id"] in victims],
        bail=[each for victims, each in bail.get(suspect, ()) if not victims or case["victim_id"] in victims],
        markers=markers.get(other, []),
        sex=row[5] if row else "",
    )


def _known(match: Match, row: Any, cases: list[dict[str, Any]], others: list[OtherParty], markers: Any, status: str, at: int) -> Known:
    _, given, family, names, birth, sex, postcode, as_victim, as_suspect, _ = row
    graded = [case for case in cases if case["grade"]]
    highest = min(
        graded, key=lambda case: (GRADES.index(case["grade"]) if case["grade"] in GRADES else 9, -(case["graded_at"] or 0)), default=None
    )
    reports = sorted({report for case in cases for report in case["reports"]})
    contacts = [case["last_contact_at"] for case in cases if case["last_contact_at"]]
    return Known(
        person=match.person,
        name=full_name(given, family),
        called=f"{given} {family}".strip(),
        names=names,
        date_of_birth=birth,
        sex=sex,
        place=postcode.split(" ")[0],
        match=match,
        as_victim=as_victim,
        as_suspect=as_suspect,
        cases=[case["id"] for case in cases],
        incidents_12_months=sum(at - YEAR <= report <= at for report in reports),
        last_incident_at=max((report for report in reports if report <= at), default=None),
        last_contact_at=max(contacts, default=None),
        status=status,
        risk=highest["grade"] if highest else "",
        risk_at=highest["graded_at"] if highest else None,
        risk_by=highest["graded_by"] if highest else "",
        danger=max((case["danger"] for case in cases), default=0),
        dangers=sorted({danger for case in cases for danger in case["dangers"]}),
        markers=markers.get(match.person, []),
        children=max((case["children"] for case in cases), default=0),
        call_unsafe=next((case["call_unsafe"] for case in cases if case["call_unsafe"]), ""),
        others=others,
        related=[(other.person, other.name, f"{other.role}, {other.relation}".strip(", ")) for other in others],
    )


def full_name(given: str, family: str) -> str:
    return words.person(given, family) if given or family else ""
