"""Who is on which unit, and on what job each unit is. Officers sign on to a callsign for a shift; that a unit was sent stands in the
record, and is read from there."""

import time
from collections import defaultdict

import msgspec
from django.db import connection, transaction
from django.db.models import Q

from safehold.access.models import User
from safehold.access.viewer import Viewer
from safehold.chronology.times import DAY, HOUR, london
from safehold.practice.response.grading import standard
from safehold.practice.response.in_hand import whoever_holds
from safehold.practice.response.models import Call, SignedOn
from safehold.practice.response.places import callsign
from safehold.practice.response.refusals import Declined


class Unit(msgspec.Struct, frozen=True):
    """`jobs` are the open calls that it is on, by their references."""

    callsign: str
    officers: tuple[str, ...]
    jobs: tuple[str, ...]


@transaction.atomic
def sign_on(viewer: Viewer, text: str) -> SignedOn:
    """Raises Declined."""
    viewer.must("attend_calls")
    name = callsign(text)
    if not name:
        raise Declined("Type the callsign of your unit.")
    sign_off(viewer)
    found: SignedOn = SignedOn.everything.create(
        user_id=viewer.user_id, posting_id=viewer.posting_id, agency=viewer.agency, callsign=name, since=_now()
    )
    return found


def sign_off(viewer: Viewer) -> None:
    viewer.must("attend_calls")
    SignedOn.everything.filter(user_id=viewer.user_id, until=None).update(until=_now())


def on(viewer: Viewer) -> SignedOn | None:
    """The unit that the viewer is on now, in the posting in which they signed on to it."""
    mine = SignedOn.everything.filter(user_id=viewer.user_id, posting_id=viewer.posting_id, until=None, since__gte=_earliest())
    found: SignedOn | None = mine.first()
    return found


def jobs(viewer: Viewer) -> list[Call]:
    """The open calls to which the viewer's own unit is sent, the latest first."""
    viewer.must("attend_calls")
    mine = on(viewer)
    if mine is None:
        return []
    own = Call.objects.for_viewer(viewer).filter(agency=viewer.agency, closed_at=None, units__contains=[mine.callsign])
    return list(own.order_by("-dispatched_at"))


def units(viewer: Viewer) -> list[Unit]:
    """The agency's units that somebody is on, and those that are on a call; the free ones first."""
    officers: dict[str, list[str]] = defaultdict(list)
    signed_on = SignedOn.objects.for_viewer(viewer).filter(agency=viewer.agency, until=None, since__gte=_earliest())
    names = dict(User.objects.filter(pk__in=signed_on.values("user_id")).values_list("pk", "display_name"))
    for name, user in signed_on.order_by("callsign", "since").values_list("callsign", "user_id"):
        officers[name].append(names.get(user, ""))
    on_jobs: dict[str, list[str]] = defaultdict(list)
    sent = Call.objects.for_viewer(viewer).filter(~Q(units=None), agency=viewer.agency, closed_at=None)
    for reference, callsigns in sent.order_by("received_at").values_list("reference", "units"):
        for name in callsigns:
            on_jobs[name].append(reference)
    found = [Unit(name, tuple(officers[name]), tuple(on_jobs[name])) for name in {*officers, *on_jobs}]
    return sorted(found, key=lambda each: (bool(each.jobs), not each.officers, each.callsign))


def held_by(viewer: Viewer, name: str) -> str | None:
    """Since when the open call is that keeps this unit of the agency, in words: a domestic one, or of which nobody has said, since none is
    taken from such a call but by leave. Empty where the viewer sees nothing of that call. Until the transaction ends the answer holds:
    nobody else sends the unit meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 11))", [f"unit:{viewer.agency}:{name}"])
    held = whoever_holds(viewer.agency, name)
    if held is None:
        return None
    seen = Call.objects.for_viewer(viewer).filter(pk=held.pk).first()
    if seen is None:
        return ""
    return f"{london(seen.received_at):{'%H:%M' if seen.received_at > _now() - DAY else '%-d %B'}}"


def _earliest() -> int:
    """Whoever did not sign off is not taken for being there the next day."""
    return _now() - standard().signed_on.hours * HOUR


def _now() -> int:
    return time.time_ns() // 1000
