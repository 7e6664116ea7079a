"""The queue of people who may be one: which of them matter most, and why they wait."""

import msgspec
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safehold.access.viewer import Viewer
from safehold.identity.models import Case, Person
from safehold.identity.unsure import Unsure
from safehold.practice.custody_and_court.models import Bail, Order
from safehold.practice.response.models import Call
from safehold.practice.safeguarding.models import Standing
from safehold.web.naming import Word, graded

PAGE = 25
DIFFER = {
    "given_name": gettext_lazy("Given name differs"),
    "family_name": gettext_lazy("Surname differs"),
    "date_of_birth": gettext_lazy("Birth date differs"),
    "sex": gettext_lazy("Sex differs"),
    "address": gettext_lazy("Address differs"),
    "phone": gettext_lazy("Phone differs"),
    "nothing": gettext_lazy("Nothing differs"),
}
_GRADES = {"high": 3, "medium": 2, "standard": 1}


class Stake(msgspec.Struct, frozen=True):
    """What is on record of one person that nobody would see with the other: by the cases and calls that the viewer sees."""

    grade: str = ""
    in_force: bool = False
    open_call: bool = False
    events: int = 0

    @property
    def rank(self) -> int:
        return _GRADES.get(self.grade, 0)


class Waiting(msgspec.Struct, frozen=True):
    """A pair with what is on record of each, and why it stands where it does."""

    pair: Unsure
    one: Stake
    other: Stake
    why: list[Word]


def ranked(viewer: Viewer, pairs: list[Unsure], now: int) -> list[Waiting]:
    """The most consequential first: danger, an order or an open call that only one of the two is known by; then another grade; then how
    much is on record; then how likely it is."""
    stakes = _stakes(viewer, {number for pair in pairs for number in (pair.one, pair.other)}, now)
    found = [_waiting(pair, stakes.get(pair.one, Stake()), stakes.get(pair.other, Stake())) for pair in pairs]
    return sorted(found, key=_order)


def _order(each: Waiting) -> tuple[object, ...]:
    one, other = each.one, each.other
    alone = sum(
        (
            ("high" in (one.grade, other.grade)) and one.grade != other.grade,
            one.in_force != other.in_force,
            one.open_call != other.open_call,
        )
    )
    high = one.grade != other.grade and "high" in (one.grade, other.grade)
    return (not alone, not high, -alone, -abs(one.rank - other.rank), -(one.events + other.events), -each.pair.probability, each.pair.one)


def _waiting(pair: Unsure, one: Stake, other: Stake) -> Waiting:
    why = []
    if one.grade != other.grade:
        least = min(one, other, key=lambda stake: stake.rank)
        most = max(one, other, key=lambda stake: stake.rank)
        word = graded(most.grade)
        why.append(Word(word.word, word.level, _("for one, not graded for the other") if not least.grade else _("for one only")))
    if one.in_force != other.in_force:
        why.append(Word(_("Order or bail in force"), "serious", _("for one only")))
    if one.open_call != other.open_call:
        why.append(Word(_("Open call"), "serious", _("for one only")))
    return Waiting(pair, one, other, why)


def _stakes(viewer: Viewer, persons: set[int], now: int) -> dict[int, Stake]:
    numbers = list(persons)
    lasting = (Q(until_at=None) | Q(until_at__gte=now)) & (Q(ended_at=None) | Q(ended_at__gte=now))
    of_them = Q(victim_id__in=numbers) | Q(suspect_id__in=numbers)
    cases = list(Case.objects.for_viewer(viewer).filter(of_them).values_list("id", "victim_id", "suspect_id", "events"))
    ids = [case[0] for case in cases]
    grades = dict(Standing.objects.for_viewer(viewer).filter(case_id__in=ids).exclude(grade="").values_list("case_id", "grade"))
    called = set(Call.objects.for_viewer(viewer).filter(case_id__in=ids, closed_at=None).values_list("case_id", flat=True))
    held: set[int] = set()
    for model in (Order, Bail):
        named = Q(suspect_id__in=numbers) | Q(victim_ids__overlap=numbers)
        for suspect, victims in model.objects.for_viewer(viewer).filter(lasting & named).values_list("suspect_id", "victim_ids"):
            held |= {suspect, *victims}
    found: dict[int, Stake] = {}
    for case, victim, suspect, events in cases:
        for person in (victim, suspect):
            if person in persons:
                known = found.get(person, Stake())
                grade = max(known.grade, grades.get(case, ""), key=lambda name: _GRADES.get(name, 0))
                found[person] = Stake(grade, person in held, known.open_call or case in called, known.events + events)
    return found


def people_of(viewer: Viewer, listed: list[Waiting]) -> dict[int, Person]:
    people: dict[int, Person] = Person.objects.for_viewer(viewer).in_bulk({n for each in listed for n in (each.pair.one, each.pair.other)})
    return people
