"""Who else stands around the two people of a case: children and household, his other victims, others who harmed her, and records that may
be of one of them. Names only where the viewer may see the case; of the rest, that they exist, unless they are restricted.
"""

from collections.abc import Mapping

import msgspec
from django.db.models import Q, QuerySet

from safehold.access.involvement import CaseRestriction
from safehold.access.often import Often
from safehold.access.reading import matching
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event, EventId
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.identity.models import Case, CaseEvent, Involvement, Mention, Person, Waiting
from safehold.identity.unsure import of_one_alone
from safehold.identity.visibility import profiles_read

HOUSEHOLD = ("child", "household_member", "relative")


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


class Around(msgspec.Struct, frozen=True):
    """`two` are the two of the case, by number, and `household` the others of it, children first: they are of the case itself, so whoever
    sees it may know of them."""

    two: dict[int, Person]
    household: list[tuple[str, Person]]
    others: list[Other]
    possible: list[Possible]


def around(viewer: Viewer, case: Case) -> Around:
    """Everybody on the page of a case, read in one question."""
    two = [number for number in (case.victim_id, case.suspect_id) if number is not None]
    roles, cases = _roles(case, two), _others(viewer, case)
    waiting = [(each, *_sides(each, two)) for each in of_one_alone(viewer, two)]
    named = {*two, *roles, *(other for *_, other in waiting), *(each.far for each in cases if each.seen)}
    people: dict[int, Person] = Person.objects.for_viewer(viewer).in_bulk(named)
    beside = [each for each in waiting if each[-1] in people]
    return Around(
        two={number: people[number] for number in two if number in people},
        household=[(role, people[number]) for number, role in roles.items() if number in people],
        others=[each.told(people) for each in cases],
        possible=_possible(viewer, people, beside) if beside else [],
    )


def household(case: Case) -> list[tuple[str, Person]]:
    roles = _roles(case, [number for number in (case.victim_id, case.suspect_id) if number is not None])
    people = Person.everything.in_bulk(list(roles))
    return [(role, people[person]) for person, role in roles.items() if person in people]


def _roles(case: Case, two: list[int]) -> dict[int, str]:
    roles: dict[int, str] = {}
    for person, role in sorted(_HOUSEHOLD.all(None, case=case.id), key=lambda pair: HOUSEHOLD.index(pair[1])):
        if person not in two:
            roles.setdefault(person, role)
    return roles


_HOUSEHOLD = Often(
    lambda _of, case: (
        Involvement.objects.filter(event_id__in=CaseEvent.objects.filter(case_id=case).values("event_id"), role__in=HOUSEHOLD)
        .values_list("person_id", "role")
        .distinct()
    )
)


class _OtherCase(msgspec.Struct, frozen=True):
    case: Case
    role: str
    of: str
    far: int
    seen: bool

    def told(self, people: Mapping[int, Person]) -> Other:
        if not self.seen:
            return Other(self.role, self.of, self.case.relation)
        return Other(self.role, self.of, self.case.relation, self.case.id, people.get(self.far))


def _others(viewer: Viewer, case: Case) -> list[_OtherCase]:
    """His other victims first; those who are not named last."""
    two = [number for number in (case.victim_id, case.suspect_id) if number is not None]
    with matching():  # that there is another case is told, and no more of it
        listed = _OTHERS.all(None, two=two, case=case.id, staff=viewer.staff_id)
    ids = [each.id for each in listed]
    seen = {number for (number,) in _SEEN.all(viewer, ids=ids)} if ids else set()
    found = []
    for each in listed:
        known = each.suspect_id in (case.victim_id, case.suspect_id)
        here, far, role = (each.suspect_id, each.victim_id, "victim") if known else (each.victim_id, each.suspect_id, "suspect")
        of = "victim" if here == case.victim_id else "suspect"
        found.append(_OtherCase(each, role, of, far, each.id in seen))
    return sorted(found, key=lambda other: (other.of != "suspect", not other.seen))


def _others_of(_of: object, two: list[int], case: str, staff: str) -> QuerySet[Case]:
    pairs = Case.everything.filter(Q(victim_id__in=two) | Q(suspect_id__in=two)).exclude(id=case).exclude(suspect_id=None)
    hidden = CaseRestriction.objects.exclude(staff_ids__contains=[staff]).values("case_id")
    return pairs.exclude(id__in=hidden).order_by("-last_at")


_OTHERS = Often(_others_of)
_SEEN = Often(lambda of, ids: of(Case).filter(id__in=ids).values_list("id"))


def _sides(waiting: Waiting, two: list[int]) -> tuple[int, int]:
    return (waiting.one, waiting.other) if waiting.one in two else (waiting.other, waiting.one)


def _possible(viewer: Viewer, people: Mapping[int, Person], beside: list[tuple[Waiting, int, int]]) -> list[Possible]:
    with matching(), session() as cursor:
        compared = rows(cursor, _COMPARED, [[of for _, of, _ in beside], [other for *_, other in beside]])
    likeliest = {(of, other): (a, b) for of, other, a, b, _ in reversed(compared)}
    readable = profiles_read(viewer, {number for pair in likeliest.values() for number in pair})
    if any(not set(pair) <= readable for pair in likeliest.values()):  # then the likeliest of those that are
        readable = profiles_read(viewer, {number for *_, a, b, _ in compared for number in (a, b)})
    why = {(of, other): why for of, other, a, b, why in reversed(compared) if {a, b} <= readable}
    return [
        Possible(of, people[other], waiting.probability, *_speaks(why[of, other])) for waiting, of, other in beside if (of, other) in why
    ]


# What was compared of the records of two people, the likeliest first.
_COMPARED = """
SELECT pair.of, pair.other, j.a, j.b, j.why FROM unnest(%s::bigint[], %s::bigint[]) AS pair(of, other)
  JOIN identity_profile here ON here.person_id = pair.of JOIN identity_profile there ON there.person_id = pair.other
  JOIN identity_judgement j ON j.a = least(here.id, there.id) AND j.b = greatest(here.id, there.id)
 ORDER BY j.probability DESC, j.id
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
