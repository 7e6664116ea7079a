"""What speaks for and against two people being one, by the records of both that the viewer may read, and why the machine left it open."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

import msgspec
from django.db.models import Exists, OuterRef

from safehold.access.reading import matching
from safehold.access.scope import cases_of
from safehold.access.viewer import Viewer
from safehold.chronology.session import session
from safehold.identity.contradiction import contradict
from safehold.identity.levels import COMPARISONS
from safehold.identity.model import standard
from safehold.identity.models import CaseEvent, Involvement, Judgement, Profile
from safehold.identity.other_records import by_other_records
from safehold.identity.places_told import without_kept_places
from safehold.identity.profiles import load
from safehold.identity.score import Why, score
from safehold.identity.visibility import profiles_read

MOST_RECORDS = 40  # of each are compared
_COMPARED = frozenset(each.name for each in COMPARISONS)


class Between(msgspec.Struct, frozen=True):
    """`why` is of the two records that are nearest, `a` of the first person and `b` of the second; `elsewhere` is what these two leave out
    and others of the two people say. `stopped` says which of these holds: "contradiction" (with the words), "ceiling" (with the words),
    "rival" (somebody else has as good a claim), "little"."""

    a: int
    b: int
    probability: float
    why: list[Why]
    elsewhere: list[Why]
    stopped: str
    words: str
    links_from: float


class Together(msgspec.Struct, frozen=True):
    """Both are named in one record, in these roles; in how many."""

    role: str
    other: str
    events: int


def between(viewer: Viewer, one: int, other: int) -> Between | None:
    """None where the viewer may read no record of one of them."""
    with matching():
        return _between(viewer, one, other)


def _between(viewer: Viewer, one: int, other: int) -> Between | None:
    of = dict(Profile.objects.filter(person_id__in=(one, other)).order_by("-named", "id").values_list("id", "person_id"))
    readable = profiles_read(viewer, of)
    ours, theirs = ([number for number in of if of[number] == person and number in readable][:MOST_RECORDS] for person in (one, other))
    if not ours or not theirs:
        return None
    with session() as cursor:
        held = without_kept_places(cursor, load(cursor, [*ours, *theirs]))
    nearest = _nearest(ours, theirs)
    if nearest is None:
        nearest = max(((a, b) for a in ours for b in theirs), key=lambda pair: score(held[pair[0]].features, held[pair[1]].features).weight)
    a, b = nearest
    found = score(held[a].features, held[b].features)
    model = standard()
    against = found.contradiction or next(
        (words for x in ours for y in theirs if (words := contradict(held[x].features, held[y].features))), ""
    )
    if against:
        stopped, words = "contradiction", against
    elif found.ceiling:
        stopped, words = "ceiling", model.ceilings[found.ceiling].words
    elif found.band == "linked":
        stopped, words = "rival", ""
    else:
        stopped, words = "little", ""
    why = sorted(found.why, key=lambda each: -each.weight)
    mine, others = ([held[number].features for number in numbers] for numbers in (ours, theirs))
    elsewhere = by_other_records(mine, others, _COMPARED - {each.what for each in why})
    links_from = 1.0 / (1.0 + 2.0**-model.linked)
    return Between(a, b, found.probability, why, elsewhere, stopped, words, links_from)


def _nearest(ours: list[int], theirs: list[int]) -> tuple[int, int] | None:
    both = [*ours, *theirs]
    mine = set(ours)
    for a, b in Judgement.objects.filter(a__in=both, b__in=both).order_by("-weight", "a", "b").values_list("a", "b"):
        if (a in mine) != (b in mine):
            return (a, b) if a in mine else (b, a)
    return None


def together(viewer: Viewer, one: int, other: int) -> list[Together]:
    """Records that name both, as far as the viewer sees them: who is named beside somebody is seldom that somebody."""
    counted: dict[tuple[Any, ...], int] = {}
    for found in _roles(viewer, (one, other)).values():
        if len(found) == 2:
            key = (found[one], found[other])
            counted[key] = counted.get(key, 0) + 1
    return [Together(role, beside, events) for (role, beside), events in sorted(counted.items(), key=lambda pair: -pair[1])]


def named_together(viewer: Viewer, pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of these pairs whom one record names both."""
    listed = list(pairs)
    of_event = _roles(viewer, {person for pair in listed for person in pair})
    events: dict[int, set[int]] = defaultdict(set)
    for event, found in of_event.items():
        for person in found:
            events[person].add(event)
    return {(one, other) for one, other in listed if events[one] & events[other]}


def _roles(viewer: Viewer, persons: Collection[int]) -> dict[int, dict[int, str]]:
    """By event that the viewer sees: as what it names these persons."""
    of_visible_case = CaseEvent.objects.filter(event_id=OuterRef("event_id")).filter(cases_of(viewer))
    named = (
        Involvement.objects.filter(person_id__in=list(persons), inherited=False).exclude(role="correction").filter(Exists(of_visible_case))
    )
    roles: dict[int, dict[int, str]] = defaultdict(dict)
    for event, person, role in named.filter(Exists(of_visible_case)).values_list("event_id", "person_id", "role"):
        roles[event][person] = role
    return roles
