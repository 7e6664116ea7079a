"""Who else stands around the two people of a case: children and household, his other victims, others who harmed her, and records that may
be of one of them. Names only where the viewer may see the case; of the rest, that they exist, unless they are restricted.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from django.db.models import OuterRef, Q, Subquery

from safehold.access.involvement import CaseRestriction
from safehold.access.reading import matching
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event, EventId
from safehold.identity.models import Case, CaseEvent, Decision, Involvement, Judgement, Mention, Person, Profile
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
    with matching():
        apart = _apart(pair)
        answered = _answered(apart)
    theirs = {number for key in apart for number in key} - set(pair)
    people = {found.id: found for found in Person.objects.for_viewer(viewer).filter(id__in=theirs)} if theirs else {}
    readable = profiles_read(viewer, [number for each in apart.values() for number in (each.a, each.b)]) if people else set()
    found = []
    for (one, two), each in apart.items():
        of, other = (one, two) if one in pair else (two, one)
        if other in people and (one, two) not in answered and {each.a, each.b} <= readable:
            found.append((of, people[other], each))
    found = found[:MOST_POSSIBLE]
    why = _why([each.id for *_, each in found]) if found else {}
    return [Possible(of, other, each.probability, *why[each.id]) for of, other, each in found]


def _apart(pair: list[int]) -> dict[tuple[int, int], Judgement]:
    """By two persons, the likeliest judgement of which the machine was unsure, with which one of these may be another."""
    mine = dict(Profile.objects.filter(person_id__in=pair).values_list("id", "person_id"))
    unsure = Judgement.objects.filter(Q(a__in=mine) | Q(b__in=mine), judgement="unsure").order_by("-probability", "id")
    judged = list(unsure.annotate(**_persons()).defer("why")[: MOST_POSSIBLE * 20])
    apart: dict[tuple[int, int], Judgement] = {}
    for each in judged:
        if each.person_a != each.person_b:
            apart.setdefault((min(each.person_a, each.person_b), max(each.person_a, each.person_b)), each)
    return apart


def _why(judgements: list[int]) -> dict[int, tuple[list[str], list[str]]]:
    """What speaks for each of them, and against it."""
    with matching():
        judged = Judgement.objects.filter(id__in=judgements).values_list("id", "why")
        told = {number: [each for each in why if each["words"]] for number, why in judged}
    return {
        number: ([each["words"] for each in why if each["weight"] > 0], [each["words"] for each in why if each["weight"] <= 0])
        for number, why in told.items()
    }


def _answered(apart: dict[tuple[int, int], Judgement]) -> set[tuple[int, int]]:
    """Pairs of persons of whom somebody has said already whether they are one."""
    theirs = Profile.objects.filter(person_id__in={number for key in apart for number in key}).values("id")
    decided = Decision.objects.filter(stands=True, a__in=theirs, b__in=theirs).annotate(**_persons())
    return {(min(pair), max(pair)) for pair in decided.values_list("person_a", "person_b")}


def _persons() -> dict[str, Subquery]:
    """Of whom the two records now are."""
    return {f"person_{side}": Subquery(Profile.objects.filter(id=OuterRef(side)).values("person_id")[:1]) for side in ("a", "b")}


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
