"""Which reviews a member of staff reads, and as what. Row security narrows each of these to the panels on which they sit."""

import time
from collections.abc import Iterable

import msgspec
from django.db import transaction
from django.db.models import QuerySet

from safehold.access.roles import standard as roles
from safehold.access.staff import working
from safehold.access.viewer import Viewer
from safehold.chronology.session import recorder
from safehold.practice.reviews import sealing
from safehold.practice.reviews.entries import Said, Standing, standing
from safehold.practice.reviews.kinds import standard
from safehold.practice.reviews.models import Entry, Review, Seat

HOLD, SIT, SEE = "hold_reviews", "sit_on_reviews", "see_confidential"


class NoSeat(ValueError):
    """Somebody cannot sit on a panel, or cannot leave it; the message says why."""


class Panel(msgspec.Struct, frozen=True):
    """Who sits on it now."""

    seats: list[Seat]

    def chairs(self, viewer: Viewer) -> bool:
        return any(each.chair and each.user_id == viewer.user_id for each in self.seats)


def reviews(viewer: Viewer) -> QuerySet[Review]:
    """On whose panels the viewer sits, the newest first."""
    viewer.must(SIT)
    viewer.trace.read.add("Review")
    return Review.objects.order_by("-id")


def review(viewer: Viewer, number: int) -> Review | None:
    return reviews(viewer).filter(pk=number).first()


def panel(review: Review) -> Panel:
    latest: dict[int, Seat] = {}
    for each in review.seats.select_related("user").order_by("id"):
        latest[each.user_id] = each
    held = [each for each in latest.values() if each.given]
    return Panel(sorted(held, key=lambda each: (not each.chair, each.agency, str(each.user))))


def said(review: Review) -> list[Said]:
    """All that was said in a review and is still there. Raises NoKey."""
    found = review.entries.exclude(sealed="").select_related("by").order_by("id")
    return [read(each, review.agency) for each in found]


def stands(review: Review) -> Standing:
    return standing(said(review))


def read(entry: Entry, holder: str) -> Said:
    """`holder` is the agency that holds the review; what is open is sealed for nobody. Raises NoKey."""
    body = msgspec.json.decode(sealing.unseal(sealing.OPEN if entry.open else holder, entry.sealed), type=dict)
    return Said(entry.pk, entry.at, entry.by.display_name, entry.role, entry.agency, entry.what, entry.subject, body)


def until(review: Review) -> int | None:
    """When its panel reads no more, once it was decided against or is published."""
    given = [each.until for each in panel(review).seats if each.until is not None]
    return min(given) if given else ends(stands(review))


def ends(stands: Standing) -> int | None:
    found = [standard().ended("published", each.at) for each in stands.steps.get("published", [])[:1]]
    if stands.decision is not None and not stands.held:
        found.append(standard().ended("decided_against", stands.decision.at))
    return min(found, default=None)


def end(review: Review, *, by: int) -> int:
    """Every seat ends once the review is over; how many did now. `by` is a user."""
    held = [each for each in panel(review).seats if each.until is None]
    over = ends(stands(review)) if held else None
    if over is None:
        return 0
    with recorder():
        for each in held:
            add_seat(review, by=by, user_id=each.user_id, agency=each.agency, chair=each.chair, ends=over)
    return len(held)


def who_may_sit() -> list[tuple[int, str, str, str]]:
    """Those who may be asked onto a panel: number, name, role and agency."""
    may = [name for name, role in roles().roles.items() if SIT in role.may]
    found = working().filter(role__in=may).select_related("user").order_by("agency_id", "user__display_name")
    return [(each.user_id, each.user.display_name, each.role, each.agency_id) for each in found]


def who_may_agree(panel: Panel) -> list[str]:
    """Those of a panel who may see what is confidential, by name: without one, no document of it leaves."""
    sitting = {(each.user_id, each.agency) for each in panel.seats}
    known = roles().roles
    return [name for user, name, role, agency in who_may_sit() if (user, agency) in sitting and SEE in known[role].may]


def seat(review: Review, *, by: Viewer, user_id: int, agency: str, chair: bool) -> None:
    """Gives a seat, or makes a member the chair. There is one chair."""
    _leads(review, by)
    if until(review) is not None:
        raise NoSeat("The review is over: nobody new sits on its panel.")
    if not any(each[0] == user_id and each[3] == agency for each in who_may_sit()):
        raise NoSeat("They have no role at that agency in which one sits on reviews.")
    with transaction.atomic(), recorder():
        if chair:
            for each in panel(review).seats:
                if each.chair and each.user_id != user_id:
                    add_seat(review, by=by.user_id, user_id=each.user_id, agency=each.agency, chair=False)
        add_seat(review, by=by.user_id, user_id=user_id, agency=agency, chair=chair)


def unseat(review: Review, *, by: Viewer, user_id: int) -> None:
    _leads(review, by)
    held = next((each for each in panel(review).seats if each.user_id == user_id), None)
    if held is None:
        raise NoSeat("They do not sit on this panel.")
    if held.chair:
        raise NoSeat("A panel has a chair. Make somebody else the chair first.")
    with transaction.atomic(), recorder():
        add_seat(review, by=by.user_id, user_id=user_id, agency=held.agency, chair=False, given=False)


def add_seat(review: Review, *, by: int, user_id: int, agency: str, chair: bool, given: bool = True, ends: int | None = None) -> None:
    """As the recorder; `by` is a user."""
    at = time.time_ns() // 1000
    Seat.objects.create(review=review, user_id=user_id, agency=agency, chair=chair, given=given, at=at, until=ends, by_id=by)


def _leads(review: Review, by: Viewer) -> None:
    """The chair, or whoever holds reviews for the partnership and sits on the panel."""
    held = panel(review)
    if not held.chairs(by) and not (by.may(HOLD) and by.agency == review.agency and _sits(held.seats, by)):
        raise NoSeat("The chair says who sits on the panel.")


def _sits(seats: Iterable[Seat], by: Viewer) -> bool:
    return any(each.user_id == by.user_id for each in seats)
