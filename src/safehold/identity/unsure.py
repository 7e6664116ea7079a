"""Pairs of people of whom a machine could not say whether they are one, and whom nobody has judged: as far as the viewer may see both.

Two who would be linked and are kept apart, because somebody else contradicts or has as good a claim, wait for a person just as well.
"""

from collections.abc import Iterable

import msgspec
from django.core.cache import cache
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, Subquery

from safehold.access.scope import cases_of
from safehold.access.viewer import Viewer
from safehold.chronology.models import StoredEvent
from safehold.identity.models import CaseEvent, Decision, Judgement, Mention, Profile

COUNTED_FOR = 30  # seconds
PairOfPeople = tuple[int, int]


class Unsure(msgspec.Struct, frozen=True):
    """Two persons, the older first. `a` and `b` are the records of which the machine was surest; `records` counts the pairs of records.
    `would_link` where a machine would have linked these two records by themselves."""

    one: int
    other: int
    a: int
    b: int
    probability: float
    records: int
    would_link: bool


class Wanted(msgspec.Struct, frozen=True):
    """Which pairs are asked for: where `differ` (a comparison) speaks against it, or "nothing" does; of the viewer's own agency's records;
    those that somebody has judged as unsure instead of those that nobody has judged."""

    differ: str = ""
    own: bool = False
    left_unsure: bool = False


def unsure(viewer: Viewer, wanted: Wanted | None = None) -> list[Unsure]:
    """In no order that matters. Nothing of what is returned has been looked at yet: whoever shows it logs the look."""
    wanted = wanted or Wanted()
    found = (
        Judgement.objects.filter(judgement__in=("unsure", "linked"))
        .annotate(one=_person("a"), other=_person("b"))
        .exclude(one=F("other"))
        .filter(_read(viewer, "a"), _read(viewer, "b"))
    )
    if wanted.own:
        found = found.filter(_of_agency(viewer, "a") | _of_agency(viewer, "b"))
    answered, left = _answered()
    best: dict[PairOfPeople, Unsure] = {}
    for one, other, a, b, probability, judgement, why in found.order_by("-weight", "id").values_list(
        "one", "other", "a", "b", "probability", "judgement", "why"
    ):
        key = (min(one, other), max(one, other))
        if (key in left) if wanted.left_unsure else (key not in answered):
            first = best.get(key)
            if first is not None:
                best[key] = msgspec.structs.replace(first, records=first.records + 1)
            elif not wanted.differ or _differs(why, wanted.differ):
                numbers = (a, b) if (one, other) == key else (b, a)
                best[key] = Unsure(*key, *numbers, probability, 1, judgement == "linked")
    return list(best.values())


def count(viewer: Viewer) -> int:
    """How many wait for the viewer, a few seconds old at most."""
    key = _key(viewer)
    found: int | None = cache.get(key)
    if found is None:
        found = len(unsure(viewer))
        cache.set(key, found, COUNTED_FOR)
    return found


def counted_again(viewer: Viewer) -> None:
    """The viewer has judged somebody, so that the count is another."""
    cache.delete(_key(viewer))


def differing(why: Iterable[dict[str, object]]) -> list[str]:
    """What speaks against two being one, by the comparisons of a stored judgement."""
    return [str(each["what"]) for each in why if float(str(each["weight"])) < 0 and each["words"]]


def _differs(why: list[dict[str, object]], wanted: str) -> bool:
    against = differing(why)
    return not against if wanted == "nothing" else wanted in against


def _person(side: str) -> Subquery:
    return Subquery(Profile.objects.filter(id=OuterRef(side)).values("person_id")[:1])


def _read(viewer: Viewer, side: str) -> Exists:
    of_visible_case = CaseEvent.objects.filter(event_id=OuterRef("event_id")).filter(cases_of(viewer))
    return Exists(Mention.objects.filter(profile_id=OuterRef(side)).filter(Exists(of_visible_case)))


def _of_agency(viewer: Viewer, side: str) -> Q:
    recorded = StoredEvent.objects.filter(seq=OuterRef("event_id"), agency=viewer.agency)
    return Q(Exists(Mention.objects.filter(profile_id=OuterRef(side)).filter(Exists(recorded))))


def _answered() -> tuple[set[PairOfPeople], set[PairOfPeople]]:
    """Pairs of people whom somebody has judged, and of them those of whom it was said each time that nobody could tell."""
    standing = Decision.objects.filter(stands=True).annotate(one=_person("a"), other=_person("b"))
    answered: set[PairOfPeople] = set()
    told: set[PairOfPeople] = set()
    for one, other, judgement in standing.exclude(one=None).exclude(other=None).values_list("one", "other", "judgement"):
        key = (min(one, other), max(one, other))
        answered.add(key)
        if judgement != "unsure":
            told.add(key)
    return answered, answered - told


def _key(viewer: Viewer) -> str:
    return "\x1f".join(("unsure", str(connection.settings_dict["NAME"]), viewer.staff_id, viewer.agency, viewer.role)).encode().hex()
