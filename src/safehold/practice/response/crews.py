"""Who is on which callsign now, and what somebody who sends units should see of it: that it had a crew already when somebody signed on,
or that those who are on it otherwise are of another team. Nobody is kept from signing on, since shifts change and cars are shared: it is
seen, by the control room and by the crew."""

import time
from collections import defaultdict

import msgspec
from django.db import transaction
from django.db.models import Min

from safehold.access.models import Posting, User
from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.times import DAY, HOUR
from safehold.practice.response.grading import standard
from safehold.practice.response.models import SignedOn

LATELY = 28 * DAY


class Aboard(msgspec.Struct, frozen=True):
    """`crewed` says that somebody else was on the callsign when they signed on; `elsewhere` that whoever had been on it in the weeks before
    is of another team; `number` is what ends it."""

    number: int
    staff_id: str
    name: str
    team: str
    since: int
    crewed: bool
    elsewhere: bool


def crews(viewer: Viewer) -> dict[str, list[Aboard]]:
    """Of the viewer's agency, by callsign, whoever signed on first first."""
    seen = SignedOn.objects.for_viewer(viewer).filter(agency=viewer.agency)
    now = list(seen.filter(until=None, since__gte=earliest()).order_by("callsign", "since"))
    if not now:
        return {}
    users = User.objects.in_bulk({each.user_id for each in now})
    lately = seen.filter(callsign__in={each.callsign for each in now}, since__gte=_now() - LATELY)
    before = list(lately.values_list("callsign", "user_id", "posting_id").annotate(first=Min("since")))
    units = dict(Posting.objects.filter(pk__in={posting for _, _, posting, _ in before}).values_list("pk", "unit"))
    found: dict[str, list[Aboard]] = defaultdict(list)
    for each in now:
        user, team = users[each.user_id], units.get(each.posting_id, "")
        others = {
            units.get(posting, "")
            for sign, who, posting, first in before
            if sign == each.callsign and who != each.user_id and first < each.since
        }
        elsewhere = bool(team and others - {""}) and team not in others
        crewed = bool(found[each.callsign])
        found[each.callsign].append(Aboard(each.pk, user.staff_id, user.display_name, team, each.since, crewed, elsewhere))
    return dict(found)


def beside(viewer: Viewer, mine: SignedOn) -> list[str]:
    """Who else is on the viewer's own unit."""
    others = SignedOn.objects.for_viewer(viewer).filter(agency=viewer.agency, callsign=mine.callsign, until=None, since__gte=earliest())
    users = others.exclude(user_id=viewer.user_id).values("user_id")
    return list(User.objects.filter(pk__in=users).order_by("display_name").values_list("display_name", flat=True))


@transaction.atomic
def end(viewer: Viewer, number: int) -> SignedOn:
    """Somebody who sends units ends that somebody is on one: their briefings stop at once, and they are told by whom."""
    viewer.must("record_calls")
    open_now = SignedOn.objects.for_viewer(viewer).filter(agency=viewer.agency, until=None)
    found: SignedOn | None = open_now.select_related("user").filter(pk=number).first()
    if found is None:
        raise Declined("They are not on that unit any more.")
    SignedOn.everything.filter(pk=found.pk, until=None).update(until=_now(), ended_by=viewer.staff_id)
    return found


def ended_for(viewer: Viewer) -> SignedOn | None:
    """The viewer's last time on a unit, where the control room ended it within this shift."""
    mine = SignedOn.everything.filter(user_id=viewer.user_id, since__gte=earliest()).order_by("-since").first()
    return mine if mine is not None and mine.until is not None and mine.ended_by else None


def earliest() -> int:
    """Whoever did not sign off is not taken for being there the next day."""
    return _now() - standard().signed_on.hours * HOUR


def _now() -> int:
    return time.time_ns() // 1000
