"""Who else stands around the two people of a case: children and household, his other victims, others who harmed her, and records that may
be of one of them. Names only where the viewer may see the case; of the rest, that they exist, unless they are restricted.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from django.db.models import Q

from safehold.access.involvement import CaseRestriction
from safehold.access.reading import matching
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event, EventId
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.identity.models import Case, CaseEvent, Involvement, Mention, Person
from safehold.identity.visibility import profiles_read

HOUSEHOLD = ("child", "household_member", "relative")
MOST_POSSIBLE = 6


class Other(msgspec.Struct, frozen=True):
    """Somebody of another case: `role` is theirs there, beside `of` (victim or suspect, by their role here). No person: not to be named."""

    role: str
    of: str
    relation: str
    case: str = ""
    person: Person | None = None


class Possible(msgspec.Struct, frozen=True):
    """Somebody who may be `of`, one of the two, waiting for a judgement; what speaks for it and against it."""

    of: int
    person: Person
    probability: float
    agree: list[str]
    differ: list[str]


def household(case: Case) -> list[tuple[str, Person]]:
    """Children first. They are of the case itself, so whoever sees it may know of them."""
    of_case = CaseEvent.objects.filter(case_id=case.id).values("event_id")
    roles: dict[int, str] = {}
    pairs = Involvement.objects.filter(event_id__in=of_case, role__in=HOUSEHOLD).values_list("person_id", "role").distinct()
    for person, role in sorted(pairs, key=lambda pair: HOUSEHOLD.index(pair[1])):
        if person not in (case.victim_id, case.suspect_id):
            roles.setdefault(person, role)
    people = Person.everything.in_bulk(list(roles))
    return [(role, people[person]) for person, role in roles.items() if person in people]


def others(viewer: Viewer, case: Case) -> list[Other]:
    about = Q(victim_id=case.victim_id) | Q(suspect_id=case.victim_id)
    if case.suspect_id is not None:
        about |= Q(victim_id=case.suspect_id) | Q(suspect_id=case.suspect_id)
    pairs = Case.everything.filter(about).exclude(id=case.id).exclude(suspect_id=None).order_by("-last_at")
    hidden = CaseRestriction.objects.exclude(staff_ids__contains=[viewer.staff_id]).values("case_id")
    with matching():  # that there is another case is told, and no more of it
        listed = list(pairs.exclude(id__in=hidden))
    seen = set(Case.objects.for_viewer(viewer).filter(id__in=[each.id for each in listed]).values_list("id", flat=True))
    people = Person.everything.in_bulk({number for each in listed if each.id in seen for number in (each.victim_id, each.suspect_id)})
    found: dict[Any, Other] = {}
    for each in listed:
        known = each.suspect_id in (case.victim_id, case.suspect_id)
        here, role = (each.suspect_id, "victim") if known else (each.victim_id, "suspect")
        of = "victim" if here == case.victim_id else "suspect"
        if each.id in seen:
            other = each.victim_id if known else each.suspect_id
            found[each.id] = Other(role, of, each.relation, each.id, people.get(other))
        else:
            found[each.id] = Other(role, of, each.relation)
    return sorted(found.values(), key=lambda other: (other.of != "suspect", other.person is None))


def possibly_the_same(viewer: Viewer, case: Case) -> list[Possible]:
    """Records that the machine was unsure of and nobody has judged, of people and by records that the viewer may see;
    the likeliest first."""
    pair = [number for number in (case.victim_id, case.suspect_id) if number is not None]
    with matching(), session() as cursor:
        unsure = rows(cursor, _UNSURE, [pair, pair, MOST_POSSIBLE * 20])
    beside = {other for _, other, *_ in unsure}
    people = {found.id: found for found in Person.objects.for_viewer(viewer).filter(id__in=beside)} if beside else {}
    readable = profiles_read(viewer, [number for _, _, a, b, *_ in unsure for number in (a, b)]) if people else set()
    found = [
        Possible(of, people[other], probability, *_speaks(why))
        for of, other, a, b, probability, why in unsure
        if other in people and {a, b} <= readable
    ]
    return found[:MOST_POSSIBLE]


# One of the two and somebody else, by whom their records now are, with the likeliest of the judgements of which the machine was unsure;
# where nobody has said yet whether they are one.
_UNSURE = """
WITH mine AS MATERIALIZED (SELECT id, person_id FROM identity_profile WHERE person_id = ANY(%s::bigint[])),
judged AS (
  SELECT mine.person_id AS of, j.id, j.a, j.b, j.b AS far, j.probability FROM mine JOIN identity_judgement j ON j.a = mine.id
   WHERE j.judgement = 'unsure'
  UNION ALL SELECT mine.person_id, j.id, j.a, j.b, j.a, j.probability FROM mine JOIN identity_judgement j ON j.b = mine.id
   WHERE j.judgement = 'unsure'),
likeliest AS (
  SELECT DISTINCT ON (j.of, far.person_id) j.of, far.person_id AS other, j.id, j.a, j.b, j.probability
    FROM judged j JOIN identity_profile far ON far.id = j.far WHERE far.person_id <> ALL (%s::bigint[])
   ORDER BY j.of, far.person_id, j.probability DESC, j.id)
SELECT l.of, l.other, l.a, l.b, l.probability, j.why FROM likeliest l JOIN identity_judgement j ON j.id = l.id
 WHERE NOT EXISTS (SELECT FROM mine JOIN identity_decision d ON d.a = mine.id JOIN identity_profile p ON p.id = d.b
                    WHERE mine.person_id = l.of AND p.person_id = l.other AND d.stands)
   AND NOT EXISTS (SELECT FROM mine JOIN identity_decision d ON d.b = mine.id JOIN identity_profile p ON p.id = d.a
                    WHERE mine.person_id = l.of AND p.person_id = l.other AND d.stands)
 ORDER BY l.probability DESC, l.id LIMIT %s
"""


def _speaks(why: str) -> tuple[list[str], list[str]]:
    """For their being one, and against it."""
    told = [each for each in msgspec.json.decode(why) if each["words"]]
    return [each["words"] for each in told if each["weight"] > 0], [each["words"] for each in told if each["weight"] <= 0]


def mentioned(events: Mapping[int, Event]) -> dict[int, str]:
    """Who is in these events, by number, each by a mention as events name one: the one in the newest."""
    found: dict[int, str] = {}
    for seq, ref, person in _mentions(events):
        found.setdefault(person, f"{events[seq].id}/{ref}")
    return found


def of_person(events: Mapping[int, Event], mention: str) -> set[EventId]:
    """Those of these events that name whoever this mention is of."""
    listed = _mentions(events)
    whose = {person for seq, ref, person in listed if f"{events[seq].id}/{ref}" == mention}
    return {events[seq].id for seq, _ref, person in listed if person in whose}


def _mentions(events: Mapping[int, Event]) -> list[tuple[int, str, int]]:
    return list(Mention.objects.filter(event_id__in=events).order_by("-event_id", "id").values_list("event_id", "ref", "person_id"))
