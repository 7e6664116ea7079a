"""What could hurt, first on a person's page: how a person graded the risk in their cases, warnings, what the courts and police have set."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from safehold.access.often import Often
from safehold.access.viewer import Viewer
from safehold.identity.models import Case, Person
from safehold.practice.custody_and_court.models import Bail, Order
from safehold.practice.custody_and_court.stands import held_elsewhere, where_stands
from safehold.practice.safeguarding.models import Marker, Standing
from safehold.web.naming import GRADES, Word, full_name, graded, warnings

MOST_CASES = 3
_WORST = list(GRADES)


def dangers(viewer: Viewer, person: int, cases: Iterable[Case], people: Mapping[int, Person], now: int) -> list[Word]:
    """Nothing for those who may not see risk; and of each case who is in danger from whom, since one may be both."""
    if not viewer.may("see_risk"):
        return []
    by_case = {case.id: case for case in cases}
    standing = _STANDING.all(viewer, cases=list(by_case))
    known = sorted((each for each in standing if each.grade in GRADES), key=lambda each: _WORST.index(each.grade))
    found = [graded(each.grade, _between(by_case[each.case_id], person, people)) for each in known[:MOST_CASES]]
    if standing and not known:
        found = [graded("")]
    stands = where_stands(viewer, person)
    if stands is not None and stands.status == "wanted":
        found.append(Word(_("Wanted, not found"), "severe"))
    his = {"person": person, "now": now}
    if _ORDERED.all(viewer, **his) or _BAILED.all(viewer, **his) or held_elsewhere(person, now):
        found.append(Word(_("Order or bail in force"), "serious", _("against them")))
    names = {marker for _person, marker in Marker.standing_of(viewer, [person], now)}
    return found + warnings(names.union(*(each.dangers for each in standing)))


_STANDING = Often(lambda of, cases: of(Standing).filter(case_id__in=cases))
_ORDERED = Often(lambda of, person, now: of(Order).filter(Order.in_force(person, now)).values_list("event_id")[:1])
_BAILED = Often(lambda of, person, now: of(Bail).filter(Bail.in_force(person, now)).values_list("event_id")[:1])


def _between(case: Case, person: int, people: Mapping[int, Person]) -> str:
    if case.victim_id != person:
        return _("to %(her)s") % {"her": full_name(people.get(case.victim_id))}
    return _("from %(him)s") % {"him": full_name(people.get(case.suspect_id))} if case.suspect_id else ""
