"""Who on record is a member of staff, or may be: by what their employer knows of them, weighed as two records are; by what a record says;
and by what professional standards answered. Worked out for all whom a recording touches, so that it is the same whoever came first.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import structlog

from safehold.access.keyring import NoKey
from safehold.access.standards.sealed import digests, unseal
from safehold.access.standards.staff_named import called
from safehold.chronology.derived import Table, Wanted
from safehold.chronology.envelope import Event
from safehold.chronology.recording import Derivation, rows
from safehold.identity.candidates import compared_by
from safehold.identity.cases import Involved, MentionId
from safehold.identity.features import Features
from safehold.identity.keys import number
from safehold.identity.profiles import decode
from safehold.identity.score import explain, score
from safehold.identity.staff.at_home import features_of

log = structlog.get_logger("safehold.staff")
STAFF_PERSON = Table("standards_person", ("person_id", "staff_id", "agency"), ("certain", "how"))
SAID = "the record says so"
SUSPECTED = "somebody said so"
ANSWERED = "professional standards said so"


class OfStaff(NamedTuple):
    """`staff_id` is empty where no more than the agency is known."""

    staff_id: str
    agency: str
    certain: bool
    how: str


Found = dict[int, list[OfStaff]]


def apply(derivation: Derivation, persons: Iterable[int], pool: Any) -> Found:
    """Of these persons. What becomes otherwise bears on every case in which they stand, be it beside others."""
    touched = sorted(persons)
    cursor = derivation.cursor
    found: dict[int, dict[tuple[str, str], OfStaff]] = defaultdict(dict)
    for person, each in (*_said(cursor, pool, set(touched)), *_by_employer(cursor, touched)):
        before = found[person].get((each.staff_id, each.agency))
        if before is None or (each.certain, each.how) > (before.certain, before.how):
            found[person][each.staff_id, each.agency] = each
    _answered(cursor, touched, found)
    now = {person: sorted(each.values()) for person, each in found.items() if each}
    wanted = {(person, each.staff_id, each.agency): (each.certain, each.how) for person, listed in now.items() for each in listed}
    derivation.wanted.append(Wanted(STAFF_PERSON, "person_id", touched, wanted))
    _mark(derivation, touched, wanted)
    return now


def standing(cursor: Any, persons: Collection[int]) -> Found:
    """As it stands, of others than those who are worked out now."""
    found: Found = defaultdict(list)
    if not persons:
        return found
    query = "SELECT person_id, staff_id, agency, certain, how FROM standards_person WHERE person_id = ANY(%s::bigint[]) ORDER BY 1, 2, 3"
    for person, *each in rows(cursor, query, [sorted(persons)]):
        found[person].append(OfStaff(*each))
    return found


def _said(cursor: Any, pool: Any, touched: set[int]) -> list[tuple[int, OfStaff]]:
    """By a record's own words, or by an event that says so of a suspect. Whom it means is known by their name there."""
    told: dict[int, set[tuple[str, str, str]]] = defaultdict(set)
    for event in pool.history.events:
        for mention in event.people:
            person = pool.mentions.get(MentionId(event.id, mention.ref))
            if person in touched and mention.staff_of:
                told[person].add((mention.staff_of, f"{mention.given_name} {mention.family_name}".strip().lower(), SAID))
        agency = _suspected(event)
        if agency is not None:
            concern: Involved = pool.concern[event.id]
            for person in concern.suspects & touched:
                told[person] |= {(agency, name, SUSPECTED) for name in _names_of(pool, person)}
    if not told:
        return []
    known = called(cursor, {(agency, name) for each in told.values() for agency, name, _ in each})
    return [
        (person, OfStaff(staff_id, agency, True, how))
        for person, each in told.items()
        for agency, name, how in sorted(each)
        for staff_id in known.get((agency, name), [""])
    ]


def _suspected(event: Event) -> str | None:
    if event.kind == "staff.suspected":
        return str(event.data.get("agency") or event.agency)
    if event.kind == "marker.set" and event.data.get("marker") == "staff_suspect":
        return event.agency
    return None


def _names_of(pool: Any, person: int) -> set[str]:
    return {
        f"{mention.given_name} {mention.family_name}".strip().lower()
        for event in pool.history.events
        for mention in event.people
        if pool.mentions.get(MentionId(event.id, mention.ref)) == person
    }


def _by_employer(cursor: Any, touched: list[int]) -> list[tuple[int, OfStaff]]:
    """Where a key is lost nothing can be weighed: recording goes on, and what was known stands, so that nothing is shown by it."""
    try:
        return _matched(cursor, touched)
    except NoKey as error:
        log.warning("staff cannot be compared", why=str(error))
        return [(person, each) for person, listed in standing(cursor, touched).items() for each in listed]


def _matched(cursor: Any, touched: list[int]) -> list[tuple[int, OfStaff]]:
    """Those whose records share a key with what an employer gave, weighed as two records are: linked, or unsure."""
    any_one = rows(cursor, "SELECT staff_id, sealed FROM standards_member ORDER BY staff_id LIMIT 1")
    if not any_one:
        return []
    unseal(*any_one[0])  # by a key that is not theirs nobody would be found, which is not that there is nobody
    profiles = {
        number_: (person, decode(bytes(stored)))
        for number_, person, stored in rows(
            cursor, "SELECT id, person_id, features FROM identity_profile WHERE person_id = ANY(%s::bigint[]) AND named", [touched]
        )
    }
    keys: dict[int, set[int]] = defaultdict(set)
    for number_, (_, features) in profiles.items():
        for key in compared_by(features):
            keys[number(key)].add(number_)
    asked = digests(keys)
    sharing: dict[str, set[int]] = defaultdict(set)
    for digest, staff_id in rows(cursor, "SELECT digest, staff_id FROM standards_key WHERE digest = ANY(%s::bytea[])", [list(asked)]):
        sharing[staff_id] |= keys[asked[bytes(digest)]]
    if not sharing:
        return []
    found = []
    query = "SELECT staff_id, agency, sealed FROM standards_member WHERE staff_id = ANY(%s) ORDER BY staff_id"
    for staff_id, agency, sealed in rows(cursor, query, [sorted(sharing)]):
        found += _weighed(staff_id, agency, features_of(unseal(staff_id, sealed)), {one: profiles[one] for one in sharing[staff_id]})
    return found


def _weighed(staff_id: str, agency: str, home: Features, profiles: Mapping[int, tuple[int, Features]]) -> list[tuple[int, OfStaff]]:
    best: dict[int, tuple[float, bool, str]] = {}
    for person, features in profiles.values():
        each = score(home, features)
        if each.band != "apart" and (person not in best or best[person][0] < each.weight):
            best[person] = (each.weight, each.band == "linked", explain(each))
    return [(person, OfStaff(staff_id, agency, certain, how)) for person, (_, certain, how) in best.items()]


def _answered(cursor: Any, touched: list[int], found: dict[int, dict[tuple[str, str], OfStaff]]) -> None:
    """The latest answer of a person and a member of staff, by whatever mention it was given."""
    query = """
SELECT DISTINCT ON (m.person_id, a.staff_id) m.person_id, a.staff_id, coalesce(b.agency, p.agency_id, ''), a.theirs
  FROM identity_mention m JOIN standards_answer a ON a.mention = m.id LEFT JOIN standards_member b ON b.staff_id = a.staff_id
  LEFT JOIN access_user u ON u.staff_id = a.staff_id
  LEFT JOIN LATERAL (SELECT agency_id FROM access_posting WHERE user_id = u.id ORDER BY id LIMIT 1) p ON true
 WHERE m.person_id = ANY(%s::bigint[]) ORDER BY m.person_id, a.staff_id, a.id DESC
"""
    for person, staff_id, agency, theirs in rows(cursor, query, [touched]):
        for key in [key for key in found[person] if key[0] == staff_id]:
            del found[person][key]
        if theirs:
            found[person][staff_id, agency] = OfStaff(staff_id, agency, True, ANSWERED)


def _mark(derivation: Derivation, touched: list[int], wanted: Mapping[tuple[int, str, str], tuple[bool, str]]) -> None:
    """Whoever becomes known as staff, or is found not to be, may stand beside others in cases that are not worked out now."""
    query = "SELECT person_id, staff_id, agency, certain, how FROM standards_person WHERE person_id = ANY(%s::bigint[])"
    before = {
        (person, staff_id, agency): (certain, how) for person, staff_id, agency, certain, how in rows(derivation.cursor, query, [touched])
    }
    changed = {key[0] for key in before.keys() | wanted.keys() if before.get(key) != wanted.get(key)}
    if changed:
        events = rows(derivation.cursor, "SELECT event_id FROM identity_mention WHERE person_id = ANY(%s::bigint[])", [sorted(changed)])
        derivation.marked |= {seq for (seq,) in events} - derivation.covered
