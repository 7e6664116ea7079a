"""What a viewer finds shared: with their agency, and by it. What it shows is read row by row as the database lets it."""

import time
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, Q

from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.chronology.store import load
from safehold.identity.shares import FOREVER
from safehold.sharing.bases import standard
from safehold.sharing.extracting import Told, read
from safehold.sharing.models import Share, Shown

DAY = 24 * 3600 * 1_000_000


class Looked(NamedTuple):
    """Looks of the agency it was shared with, by role: how many, and when last (an instant)."""

    role: str
    looks: int
    last: int


Frames = dict[tuple[int, str], Told]


class What(NamedTuple):
    """What a share says of itself, if that may still be read, and what it shows, the newest first."""

    frame: Told | None
    shown: list[Told]


def with_us(viewer: Viewer) -> list[Share]:
    """What is shared with the viewer's agency, what nobody has acknowledged first; what ended lately last."""
    found = Share.objects.for_viewer(viewer).filter(with_agency=viewer.agency).order_by("-shared_at")[:MOST]
    return sorted(found, key=lambda share: (not share.lasts, share.acknowledged_at is not None, -share.shared_at))


def by_us(viewer: Viewer) -> list[Share]:
    """What the viewer's agency shared, what ends soonest first."""
    found = Share.objects.for_viewer(viewer).filter(of_agency=viewer.agency).order_by("-shared_at")[:MOST]
    return sorted(found, key=lambda share: (not share.lasts, share.until, -share.shared_at))


def numbered(viewer: Viewer, number: int) -> list[Share]:
    """A share by its number: of one case, or of each case to which what was recorded belongs."""
    return list(Share.objects.for_viewer(viewer).filter(event_id=number).order_by("case_id"))


def of_case(viewer: Viewer, case_id: str) -> list[Share]:
    return list(Share.objects.for_viewer(viewer).filter(case_id=case_id).order_by("-shared_at"))


def what(viewer: Viewer, share: Share) -> What:
    found = Shown.objects.for_viewer(viewer).filter(share=share.event_id, case_id=share.case_id)
    told = {row.event_id: read(row.told) for row in found}
    frame = told.pop(share.event_id, None)
    return What(frame, sorted(told.values(), key=lambda each: (each.occurred_at, each.kind), reverse=True))


def frames(viewer: Viewer, shares: Iterable[Share]) -> Frames:
    """What several shares say of themselves, by number and case."""
    numbers = {share.event_id for share in shares}
    found = Shown.objects.for_viewer(viewer).filter(share__in=numbers, event_id=F("share"))
    return {(row.share, row.case_id): read(row.told) for row in found}


def waiting(viewer: Viewer) -> int:
    """What waits for the viewer: what nobody of their agency has acknowledged, and what they shared that is about to end."""
    if not viewer.may("record_events") or viewer.does.cases == "none":
        return 0
    found = Share.objects.for_viewer(viewer).filter(_unread(viewer) | _ending(viewer))
    return int(found.values("event_id").distinct().count())


def unread(viewer: Viewer) -> list[Share]:
    return list(Share.objects.for_viewer(viewer).filter(_unread(viewer)))


def ending(viewer: Viewer) -> list[Share]:
    return list(Share.objects.for_viewer(viewer).filter(_ending(viewer)))


def ends_soon(share: Share) -> bool:
    return share.lasts and share.until != FOREVER and share.until <= _now() + standard().ending_soon_days.value * DAY


def looked(share: Share) -> list[Looked]:
    """Only of what the viewer's own agency shared, of a case that they see: the database answers nobody else."""
    with connection.cursor() as cursor:
        found = rows(cursor, "SELECT role, looks, last FROM access.looks_through(%s, %s)", [share.event_id, share.case_id])
    return [Looked(role, looks, round(last.timestamp() * 1_000_000)) for role, looks, last in found]


def event_of(share: Share) -> Event:
    """The event that shared it, for whoever sees the case."""
    with session() as cursor:
        return load(cursor, [share.event_id])[share.event_id]


def recorded_under(viewer: Viewer, share: Share) -> list[Event]:
    """What the viewer's own agency recorded about a share: it stays theirs when that has ended."""
    with session() as cursor:
        query = "SELECT DISTINCT event_id FROM chronology_about WHERE source = %s AND source_id = %s"
        seqs: list[Any] = [seq for (seq,) in rows(cursor, query, [share.source, share.source_id])]
        events = load(cursor, seqs).values() if seqs else ()
    return sorted((event for event in events if event.agency == viewer.agency), key=lambda event: event.order, reverse=True)


def _unread(viewer: Viewer) -> Q:
    """A referral has duties of its own, and what was shared before anybody could acknowledge it asks for nothing."""
    return Q(with_agency=viewer.agency, acknowledged_at=None, ended_at=None, until__gte=_now()) & ~Q(extent="")


def _ending(viewer: Viewer) -> Q:
    soon = _now() + standard().ending_soon_days.value * DAY
    return Q(of_agency=viewer.agency, ended_at=None, until__gte=_now(), until__lte=soon)


def _now() -> int:
    return time.time_ns() // 1000


MOST = 200
