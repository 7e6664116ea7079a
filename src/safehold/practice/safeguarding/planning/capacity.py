"""Who has places, as the agency itself says it: nobody says it for another."""

import time

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Refused
from safehold.chronology.session import recorder
from safehold.chronology.times import DAY
from safehold.practice.safeguarding.planning.models import Capacity

OFFERS = {"refuge": "refuge_places", "idva": "advocate_cases"}  # by the kind of agency
WHAT = {"refuge_places": gettext_lazy("places in a refuge"), "advocate_cases": gettext_lazy("cases that an advocate can take")}
TAKES = {
    "children": gettext_lazy("children"),
    "older_boys": gettext_lazy("boys over 12"),
    "pets": gettext_lazy("pets"),
    "wheelchair": gettext_lazy("somebody who uses a wheelchair"),
    "no_public_funds": gettext_lazy("somebody without recourse to public funds"),
    "men": gettext_lazy("men"),
}
STALE = DAY  # what was said longer ago is asked again before anybody relies on it
MOST = 500


class Said(msgspec.Struct, frozen=True):
    agency: str
    what: str
    free: int
    takes: tuple[str, ...]
    at: int
    stale: bool


def may_say(viewer: Viewer) -> str:
    """What their agency offers, where they may say how much of it is free; else nothing."""
    return OFFERS.get(viewer.agency_kind, "") if viewer.may("record_events") else ""


def say(*, by: Viewer, free: int, takes: list[str]) -> None:
    by.must("record_events")
    what = may_say(by)
    if not what:
        raise Refused(_("Only a refuge or an advocacy service says what it has free, and only of itself."))
    if not 0 <= free <= MOST or not set(takes) <= TAKES.keys():
        raise Refused(_("Say how many are free, from 0."))
    with recorder():
        Capacity.objects.create(at=time.time_ns() // 1000, agency=by.agency, what=what, free=free, takes=sorted(takes), by_id=by.user_id)


def latest(viewer: Viewer, now: int) -> list[Said]:
    """Of each agency what it said last, those with most free first; what is old comes after what is new."""
    viewer.must("see_cases")
    last = Capacity.objects.order_by("agency", "what", "-id").distinct("agency", "what")
    found = [Said(each.agency, each.what, each.free, tuple(each.takes), each.at, now - each.at > STALE) for each in last]
    return sorted(found, key=lambda each: (each.what, each.stale, -each.free, each.agency))
