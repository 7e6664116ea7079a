"""Who works at the viewer's agency, and how the training of each stands: for the page of training and for rosters."""

from collections.abc import Iterable

import msgspec

from safehold.access.staff import staff_names, working
from safehold.access.viewer import Viewer
from safehold.practice.training.models import Completed
from safehold.practice.training.standing import ORDER, Course, Stands, stands


class Member(msgspec.Struct, frozen=True):
    staff_id: str
    name: str
    roles: tuple[str, ...]
    training: Stands


def training_of(viewer: Viewer, staff_ids: Iterable[str], now: int) -> dict[str, Stands]:
    """Of those whom the viewer may read of: a roster asks this for whoever is on it."""
    wanted = sorted(set(staff_ids))
    courses: dict[str, list[Course]] = {each: [] for each in wanted}
    found = Completed.seen_by(viewer).filter(staff_id__in=wanted, agency=viewer.agency)
    for staff_id, *course in found.values_list("staff_id", "course", "specialist_led", "completed_at"):
        courses[staff_id].append(Course(*course))
    return {staff_id: stands(taken, now) for staff_id, taken in courses.items()}


def members(viewer: Viewer, now: int, role: str = "") -> list[Member]:
    """Those first whose training is most wanting; of each, by name."""
    viewer.must("keep_training")
    roles: dict[str, list[str]] = {}
    for staff_id, held in working().filter(agency_id=viewer.agency).values_list("user__staff_id", "role").order_by("role"):
        roles.setdefault(staff_id, []).append(held)
    wanted = [staff_id for staff_id, held in roles.items() if not role or role in held]
    names, trained = staff_names(wanted), training_of(viewer, wanted, now)
    found = [Member(each, names.get(each, each), tuple(dict.fromkeys(roles[each])), trained[each]) for each in wanted]
    return sorted(found, key=lambda each: (ORDER.index(each.training.standing), each.name))
