"""The queue of people of whom a machine could not say whether they are one, and whom nobody has judged: as far as the viewer may read both.

Two who would be linked and are kept apart, because somebody else contradicts or has as good a claim, wait for a person just as well.
"""

from typing import NamedTuple

import msgspec
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, SmallIntegerField, Value, When
from django.db.models.functions import Abs

from safehold.access.often import Often
from safehold.access.viewer import Viewer
from safehold.identity.models import Waiting

HIGH = 3
MOST_SHOWN = 6  # beside a case
MOST_COUNTED = 999
LIKELIER_THAN_NOT = 0.5
ORDER = ("-high", "-fits", "-alone", "-grades", "-young", "-both_open", "-graded_at", "-probability", "one", "other")


class Wanted(msgspec.Struct, frozen=True):
    """Which pairs are asked for: where `differ` (a comparison) speaks against it, or "nothing" does; of the viewer's own agency's records;
    those that somebody has judged as unsure instead of those that nobody has judged."""

    differ: str = ""
    own: bool = False
    left_unsure: bool = False


class Place(NamedTuple):
    """Where a pair stands in the queue of so many (0: not in it), and which comes next: after the last, the first."""

    place: int
    waiting: int
    following: tuple[int, int] | None


def unsure(viewer: Viewer, wanted: Wanted | None = None) -> QuerySet[Waiting]:
    """In no order. Nothing of what is returned has been looked at yet: whoever shows it logs the look."""
    wanted = wanted or Wanted()
    found = _read_by(viewer).filter(left_unsure=wanted.left_unsure)
    if wanted.own:
        found = found.filter(own=True)
    if wanted.differ:
        found = found.filter(differ=[]) if wanted.differ == "nothing" else found.filter(differ__contains=[wanted.differ])
    return found


def ranked(found: QuerySet[Waiting], now: int) -> QuerySet[Waiting]:
    """The most consequential first: high risk that only one of the two is known by; of these, and of the others, who are likelier one than
    not; then an order, bail or an open call of one alone, another grade, children, an open call on both sides, the newest grade."""
    high = _apart(Q(one_grade=HIGH), Q(other_grade=HIGH))
    held = _apart(Q(one_held__gte=now), Q(other_held__gte=now))
    called = _apart(Q(one_open=True), Q(other_open=True))
    return found.annotate(
        alone=_one(high) + _one(held) + _one(called),
        high=_one(high),
        fits=_one(Q(probability__gte=LIKELIER_THAN_NOT)),
        grades=Abs(F("one_grade") - F("other_grade")),
        young=_one(Q(children__gt=0)),
        both_open=_one(Q(one_open=True, other_open=True)),
    ).order_by(*ORDER)


def count(viewer: Viewer) -> int:
    """How many wait for the viewer, as far as MOST_COUNTED and one more: every page asks."""
    return int(unsure(viewer)[: MOST_COUNTED + 1].count())


def of_person(viewer: Viewer, person: int) -> list[Waiting]:
    """The likeliest first."""
    return [] if viewer.does.cases == "none" else _OF_PERSON.all(None, agency=viewer.agency, staff=viewer.staff_id, person=person)


def around(viewer: Viewer, persons: list[int]) -> list[Waiting]:
    """The pairs in which one of these is, those among them of which somebody could not tell; the likeliest first."""
    return [] if viewer.does.cases == "none" else _AROUND.all(None, agency=viewer.agency, staff=viewer.staff_id, persons=persons)


def of_one_alone(viewer: Viewer, persons: list[int]) -> list[Waiting]:
    """The pairs that wait in which one of these is and no other of them, the likeliest first, as far as MOST_SHOWN."""
    return [] if viewer.does.cases == "none" else _OF_ONE.all(None, agency=viewer.agency, staff=viewer.staff_id, persons=persons)


def place_of(viewer: Viewer, wanted: Wanted, people: tuple[int, int], now: int) -> Place:
    """The numbers of all are read in one go, which is quicker than asking who comes before and who after, by eleven things each."""
    queue = list(ranked(unsure(viewer, wanted), now).values_list("one", "other"))
    here = (min(people), max(people))
    place = queue.index(here) + 1 if here in queue else 0
    others = [pair for pair in (*queue[place:], *queue[:place]) if pair != here]
    return Place(place, len(queue), others[0] if others else None)


def _read_by(viewer: Viewer) -> QuerySet[Waiting]:
    """What somebody named on a restriction sees of a pair is in place of what the others of their agency see."""
    return _read(viewer.agency, viewer.staff_id) if viewer.does.cases != "none" else Waiting.objects.none()


def _read(agency: str, staff: str) -> QuerySet[Waiting]:
    named = Waiting.objects.filter(pair=OuterRef("pair"), agency=agency, staff_id=staff)
    return Waiting.objects.filter(agency=agency).filter(Q(staff_id=staff) | (Q(staff_id="") & ~Exists(named)))


LIKELIEST = ("-probability", "one", "other")
_OF_PERSON = Often(
    lambda _of, agency, staff, person: _read(agency, staff).filter(Q(one=person) | Q(other=person), left_unsure=False).order_by(*LIKELIEST)
)
_AROUND = Often(
    lambda _of, agency, staff, persons: _read(agency, staff).filter(Q(one__in=persons) | Q(other__in=persons)).order_by(*LIKELIEST)
)
_OF_ONE = Often(
    lambda _of, agency, staff, persons: (
        _read(agency, staff).filter(Q(one__in=persons) ^ Q(other__in=persons), left_unsure=False).order_by(*LIKELIEST)[:MOST_SHOWN]
    )
)


def _apart(one: Q, other: Q) -> Q:
    return (one & ~other) | (other & ~one)


def _one(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=SmallIntegerField())
