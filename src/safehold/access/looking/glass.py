"""Opening what is not of one's work: saying what for, breaking the glass, ending it, and answering whether it was right."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from safehold.access import roles
from safehold.access.looking.measures import hours, standard
from safehold.access.looking.models import Opening, Unusual
from safehold.access.looking.openings import Standing, known, told
from safehold.access.looks import Look
from safehold.access.models import Agency, User
from safehold.access.staff import roles_at
from safehold.access.standing_in import standing_in
from safehold.access.viewer import Viewer

# Breaking the glass is for one thing alone.
GLASS_PURPOSE = "safeguarding"
REVIEWS = "review_openings"


class NotReviewed(ValueError):
    """The opening is not the viewer's to answer for, or somebody has; the message says which."""


def say_why(viewer: Viewer, *, case_id: str = "", person: int | None = None, purpose: str, why: str) -> Opening:
    """What they open and what for; it holds for the shift. The caller has found that they may see it."""
    found = Opening.objects.create(
        **_by(viewer), kind="purpose", case_id=case_id, person=person, purpose=purpose, why=why,
        until=timezone.now() + hours(standard().numbers.purpose_hours),
    )  # fmt: skip
    viewer.trace.openings = None
    return found


def break_glass(viewer: Viewer, *, case_id: str, why: str) -> Opening:
    """Gives sight of one case at once. `told` must follow, in the same transaction. Raises Refused."""
    viewer.must("break_glass", case_ids=[case_id])
    until = timezone.now() + hours(standard().numbers.glass_hours)
    found = Opening.objects.create(**_by(viewer), kind="break_glass", case_id=case_id, purpose=GLASS_PURPOSE, why=why, until=until)
    viewer.trace.openings = None
    return found


def tell(opening: Opening, whom: list[str]) -> None:
    """Whom: staff numbers, and `agency/role`. The database takes it once."""
    opening.told = sorted(set(whom))
    opening.save(update_fields=["told"])


def supervisors(viewer: Viewer) -> list[str]:
    """Those of another line who may answer for it, at the viewer's agency; where nobody there may, at the agencies that lead in the area,
    then at any agency of the same kind; and where nobody at all may, everybody else at the viewer's agency: somebody is told."""
    here = standing_in(viewer)
    alike = Agency.objects.filter(kind=viewer.agency_kind).values_list("slug", flat=True)
    for agencies in ({viewer.agency}, here.leading, here.staffed.intersection(alike)):
        held = roles_at(agencies).items()
        found = sorted(f"{at}/{role}" for at, listed in held for role in listed if _reviews(role, viewer.role, at != viewer.agency))
        if found:
            return found
    return sorted(f"{viewer.agency}/{role}" for role in here.held if role != viewer.role)


def end(viewer: Viewer, number: int) -> Opening | None:
    """Ends what the viewer opened themselves; nothing where it is not theirs or has ended."""
    found = Opening.objects.filter(pk=number, user_id=viewer.user_id, ended_at=None, until__gt=timezone.now()).first()
    if found is not None:
        _end(found)
        viewer.trace.openings = None
    return found


def in_force(viewer: Viewer, case_id: str) -> Standing | None:
    """The glass that the viewer has broken of this case."""
    return next((each for each in known(viewer).own if each.kind == "break_glass" and each.case_id == case_id), None)


def told_to(viewer: Viewer) -> QuerySet[Opening]:
    """Of what the viewer was told or may answer for: what is not answered, and what is no older than a week. The newest first."""
    lately = timezone.now() - timedelta(days=standard().numbers.told_days.value)
    whose = told(viewer)
    if viewer.may(REVIEWS):
        whose |= Q(agency=viewer.agency)
    if viewer.may("judge_looks"):
        whose |= Q(agency=viewer.agency, outcome="not_accepted")
    of_glass = Opening.objects.filter(whose, kind="break_glass").exclude(user_id=viewer.user_id)
    return of_glass.filter(Q(outcome="") | Q(opened_at__gte=lately)).select_related("user", "reviewed_by").order_by("-opened_at")


def of_ones_own(viewer: Viewer) -> QuerySet[Opening]:
    """What the viewer opened by breaking the glass of late, so that they read what was answered. The newest first."""
    lately = timezone.now() - timedelta(days=standard().numbers.told_days.value)
    own = Opening.objects.filter(user_id=viewer.user_id, kind="break_glass", opened_at__gte=lately)
    return own.select_related("user", "reviewed_by").order_by("-opened_at")


def by_glass(tasks: Iterable[str]) -> frozenset[str]:
    """Of the tasks of looks, those that were a broken glass; of whatever agency, for those who may see looks."""
    wanted = [
        int(of) for kind, _space, of in (task.partition(" ") for task in {*tasks}) if kind == "opening" and of.isascii() and of.isdigit()
    ]
    if not wanted:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.broke_glass(%s)", [wanted])
        return frozenset(f"opening {number}" for (number,) in cursor.fetchall())


def waits_for(viewer: Viewer) -> int:
    """How many openings the viewer was told of that nobody has answered for."""
    return known(viewer).unanswered


def may_review(viewer: Viewer, opening: Opening) -> bool:
    """Somebody else, of another line or another agency, who was told or answers for their agency's."""
    if opening.user_id == viewer.user_id or opening.outcome or not viewer.may(REVIEWS):
        return False
    told = f"{viewer.agency}/{viewer.role}" in opening.told
    return (told or opening.agency == viewer.agency) and _reviews(viewer.role, opening.role, opening.agency != viewer.agency)


def review(viewer: Viewer, number: int, *, accepted: bool, why: str) -> Opening:
    """Once. What is not accepted ends at once, and goes to professional standards. Raises NotReviewed."""
    found = Opening.objects.select_for_update().filter(pk=number, kind="break_glass").first()
    if found is None or not may_review(viewer, found):
        raise NotReviewed(_("Somebody has answered already, or it is for a supervisor of another line to answer."))
    found.reviewed_by, found.reviewed_at = User.objects.get(pk=viewer.user_id), timezone.now()
    found.outcome, found.outcome_why = "accepted" if accepted else "not_accepted", why
    found.save(update_fields=["reviewed_by", "reviewed_at", "outcome", "outcome_why"])
    if not accepted:
        if found.ended_at is None and found.until > timezone.now():
            _end(found)
        _before_standards(found)
    return found


def _before_standards(opening: Opening) -> None:
    """With every look that was had by it."""
    looks = Look.objects.filter(user_id=opening.user_id, task=f"opening {opening.pk}").order_by("pk")
    numbers = [*looks.values_list("pk", flat=True)]
    # Added without being read back: what is said of looks is read by those who look into them.
    Unusual.objects.bulk_create(
        [
            Unusual(
                key=f"glass_refused {opening.pk}", user_id=opening.user_id, agency=opening.agency, role=opening.role, sign="glass_refused",
                severity=standard().unusual["glass_refused"].severity, case_ids=[opening.case_id], looks=numbers,
                persons=sorted({number for each in looks.values_list("persons", flat=True) for number in each}),
                first_at=opening.opened_at, last_at=opening.ended_at or opening.until,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _end(opening: Opening) -> None:
    opening.ended_at = timezone.now()
    opening.save(update_fields=["ended_at"])


def _by(viewer: Viewer) -> dict[str, object]:
    return {"user_id": viewer.user_id, "agency": viewer.agency, "role": viewer.role}


def _reviews(reviewer: str, opener: str, elsewhere: bool) -> bool:
    may = REVIEWS in roles.standard().roles[reviewer].may
    return may and (elsewhere or standard().line(reviewer) != standard().line(opener))
