"""Who works where, for naming the owner of a case or a duty and for finding somebody to hand it to."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from safehold.access.involvement import CaseRestriction
from safehold.access.models import Agency, Posting, User
from safehold.access.often import Often
from safehold.access.roles import standard


def working() -> QuerySet[Posting]:
    """Today's postings, in roles that are known, of those who may still sign in."""
    on = timezone.localdate()
    today = Q(last_day=None) | Q(last_day__gte=on)
    return Posting.objects.filter(today, first_day__lte=on, user__is_active=True, role__in=standard().roles)


def staff_names(staff_ids: Iterable[str]) -> dict[str, str]:
    """The names of those who work here, by number. Whoever is known by their number alone is not among them."""
    named = list({each for each in staff_ids if each})
    return dict(_NAMES.all(None, named=named)) if named else {}


_NAMES = Often(lambda _of, named: User.objects.filter(staff_id__in=named).values_list("staff_id", "display_name"))


def agency_names() -> dict[str, str]:
    return dict(Agency.objects.values_list("slug", "name"))


def near(agency: str) -> dict[str, str]:
    """An agency of each kind in this one's area; its own stands for its kind."""
    found = Agency.objects.filter(area=Agency.objects.filter(slug=agency).values("area")[:1]).order_by("-slug")
    return {each.kind: each.slug for each in sorted(found, key=lambda each: each.slug == agency)}


def role_of(staff_id: str, agency: str) -> str:
    """The role of a member of staff at an agency, or nothing where they have none or several."""
    found = Posting.objects.filter(user__staff_id=staff_id, agency_id=agency).values_list("role", flat=True).distinct()[:2]
    return found[0] if len(found) == 1 else ""


def roles_at(agencies: Iterable[str]) -> dict[str, list[str]]:
    """The roles in which somebody works today, by agency, in the order of their titles."""
    titles = {name: role.title for name, role in standard().roles.items()}
    found: dict[str, list[str]] = {}
    for agency, role in working().filter(agency_id__in=list(agencies)).values_list("agency_id", "role").distinct():
        found.setdefault(agency, []).append(role)
    return {agency: sorted(roles, key=lambda role: titles[role]) for agency, roles in found.items()}


def nobody_watches_calls(named: Iterable[str], agency: str) -> bool:
    """Whether somebody at this agency supervises calls, but none of those who are named."""
    watching = [name for name, role in standard().roles.items() if "supervise_calls" in role.may]
    there = set(working().filter(agency_id=agency, role__in=watching).values_list("user__staff_id", flat=True))
    return bool(there) and there.isdisjoint(named)


def alone_may_see(case: str) -> list[str]:
    """The staff numbers to whom a case is restricted; none where it is not."""
    found: tuple[list[str]] = _RESTRICTED.first(None, case=case) or ([],)
    return found[0]


_RESTRICTED = Often(lambda _of, case: CaseRestriction.objects.filter(case_id=case).values_list("staff_ids"))
