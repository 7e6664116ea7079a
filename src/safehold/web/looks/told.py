"""Who is told that the glass was broken, and what they read of it: who, of which case, why, until when. A case that the reader does not
see is not named."""

from datetime import datetime, timedelta

import msgspec
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safehold.access.across import contact_at
from safehold.access.looking import glass, measures
from safehold.access.looking.models import Opening
from safehold.access.staff import agency_names, staff_names
from safehold.access.viewer import Viewer
from safehold.chronology.times import instant
from safehold.identity.emergency import recorded_meanwhile
from safehold.identity.models import Case, Person
from safehold.practice.safeguarding.models import Standing
from safehold.web.events.words import standard
from safehold.web.naming import pair_name, role_title


class Told(msgspec.Struct, frozen=True):
    """`who` is the pair, for those who see the case; `persons` are to be logged. `review` is where to answer, for those who may."""

    number: int
    by: str
    agency: str
    who: str
    case: str
    address: str
    persons: list[int]
    why: str
    at: int
    until: int
    standing: bool
    told: list[str]
    late: bool
    review: str
    outcome: str
    outcome_by: str
    outcome_at: int | None
    outcome_why: str
    meanwhile: list[tuple[str, int]]  # what was recorded in the case while it stood open, and when


def owners(viewer: Viewer, case_id: str) -> list[str]:
    """Whoever owns the case, as the opening names them; where nobody who works here does, whoever answers for their agency, or for each
    agency that is in it. The glass is broken: the viewer may read it now."""
    standing = Standing.objects.for_viewer(viewer).filter(case_id=case_id).first()
    if standing is not None and standing.owner and standing.owner != viewer.staff_id and staff_names([standing.owner]):
        return [standing.owner]
    case = Case.objects.for_viewer(viewer).filter(id=case_id).first()
    agencies = [standing.owner_agency] if standing is not None and standing.owner_agency else (case.agencies if case else [])
    contacts = [contact_at(slug) for slug in agencies if slug in agency_names()]
    return [f"{each.agency}/{each.role}" for each in contacts if each.role]


def listed(viewer: Viewer) -> list[Told]:
    return _listed(viewer, list(glass.told_to(viewer)))


def of_ones_own(viewer: Viewer) -> list[Told]:
    return _listed(viewer, list(glass.of_ones_own(viewer)))


def _listed(viewer: Viewer, found: list[Opening]) -> list[Told]:
    cases = Case.objects.for_viewer(viewer).in_bulk([each.case_id for each in found]) if viewer.may("see_cases") else {}
    numbers = {number for case in cases.values() for number in (case.victim_id, case.suspect_id) if number is not None}
    people = Person.objects.for_viewer(viewer).in_bulk(numbers) if numbers else {}
    agencies = agency_names()
    names = staff_names(name for each in found for name in each.told if "/" not in name)
    return [_told(viewer, each, cases.get(each.case_id), people, agencies, names) for each in found]


class Glass(msgspec.Struct, frozen=True):
    number: int
    until: int


def glass_of(viewer: Viewer, case: Case) -> Glass | None:
    """By which opening the viewer sees the case, where they have broken the glass of it."""
    found = glass.in_force(viewer, case.id) if viewer.may("break_glass") else None
    return Glass(found.number, moment(found.until)) if found is not None else None


def _told(
    viewer: Viewer, each: Opening, case: Case | None, people: dict[int, Person], agencies: dict[str, str], names: dict[str, str]
) -> Told:
    due = each.opened_at + timedelta(hours=measures.standard().numbers.review_hours.value)
    return Told(
        each.pk,
        f"{each.user.display_name}, {role_title(each.role)}",
        agencies.get(each.agency, each.agency),
        pair_name(case, people) if case else "",
        each.case_id,
        reverse("case", args=[case.id]) if case else "",
        sorted(people.keys() & {case.victim_id, case.suspect_id}) if case else [],
        each.why,
        moment(each.opened_at),
        moment(each.ended_at or each.until),
        each.ended_at is None and each.until > timezone.now(),
        [_whom(whom, agencies, names) for whom in each.told],
        not each.outcome and due < timezone.now(),
        reverse("opening-review", args=[each.pk]) if glass.may_review(viewer, each) else "",
        each.outcome,
        each.reviewed_by.display_name if each.reviewed_by else "",
        moment(each.reviewed_at) if each.reviewed_at else None,
        each.outcome_why,
        [(standard().of(kind).title, at) for kind, at in recorded_meanwhile(each)],
    )


def _whom(whom: str, agencies: dict[str, str], names: dict[str, str]) -> str:
    agency, slash, role = whom.partition("/")
    if not slash:
        return names.get(whom, whom)
    return _("%(role)s, %(agency)s") % {"role": role_title(role), "agency": agencies.get(agency, agency)}


def moment(at: datetime) -> int:
    return instant(at)
