"""Who is on which unit, and on what job each unit is. Officers sign on to a callsign for a shift; that a unit was sent stands in the
record, and is read from there."""

import time
from collections import defaultdict

import msgspec
from django.db import connection, transaction
from django.db.models import Q

from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.times import DAY, london
from safehold.practice.response.crews import Aboard, crews, earliest
from safehold.practice.response.holding import sendings
from safehold.practice.response.in_hand import whoever_hold
from safehold.practice.response.models import Call, SignedOn
from safehold.practice.response.places import callsign


class Job(msgspec.Struct, frozen=True):
    """An open call that a unit is on, and since when."""

    number: int
    said: str
    since: int
    there: bool


class Unit(msgspec.Struct, frozen=True):
    """`jobs` are the open calls that it is on, as people say them; `held` the same with since when, `crew` whoever is on it."""

    callsign: str
    officers: tuple[str, ...]
    jobs: tuple[str, ...]
    held: tuple[Job, ...] = ()
    crew: tuple[Aboard, ...] = ()


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
    mine = SignedOn.everything.filter(user_id=viewer.user_id, posting_id=viewer.posting_id, until=None, since__gte=earliest())
    found: SignedOn | None = mine.first()
    return found


def jobs(viewer: Viewer) -> list[Call]:
    """The open calls that the viewer's own unit is on, the latest first."""
    viewer.must("attend_calls")
    mine = on(viewer)
    if mine is None:
        return []
    own = Call.objects.for_viewer(viewer).filter(agency=viewer.agency, closed_at=None, units__contains=[mine.callsign])
    listed = list(own.order_by("-dispatched_at"))
    sent = sendings(viewer, listed)
    return [call for call in listed if any(each.callsign == mine.callsign and each.done is None for each in sent[call.pk])]


def units(viewer: Viewer) -> list[Unit]:
    """The agency's units that somebody is on, and those that are on a call; the free ones first."""
    aboard = crews(viewer)
    held: dict[str, list[Job]] = defaultdict(list)
    sent = list(Call.objects.for_viewer(viewer).filter(~Q(units=None), agency=viewer.agency, closed_at=None).order_by("received_at"))
    of_calls = sendings(viewer, sent)
    for call in sent:
        for each in of_calls[call.pk]:
            if each.done is None:
                held[each.callsign].append(Job(call.pk, call.said, each.sent, each.there is not None))
    found = [_unit(name, aboard.get(name, []), held.get(name, [])) for name in {*aboard, *held}]
    return sorted(found, key=lambda each: (bool(each.jobs), not each.officers, each.callsign))


def _unit(name: str, crew: list[Aboard], held: list[Job]) -> Unit:
    return Unit(name, tuple(each.name for each in crew), tuple(each.said for each in held), tuple(held), tuple(crew))


def held_by(viewer: Viewer, name: str) -> str | None:
    """Since when the open call is that keeps this unit of the agency, in words: a domestic one, or of which nobody has said, since none is
    taken from such a call but by leave. Empty where the viewer sees nothing of that call. Until the transaction ends the answer holds:
    nobody else sends the unit meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 11))", [f"unit:{viewer.agency}:{name}"])
    candidates = whoever_hold(viewer.agency, name)
    done = sendings(viewer, candidates)
    held = next((call for call in candidates if any(each.callsign == name and each.done is None for each in done[call.pk])), None)
    if held is None:
        return None
    seen = Call.objects.for_viewer(viewer).filter(pk=held.pk).first()
    if seen is None:
        return ""
    return f"{london(seen.received_at):{'%H:%M' if seen.received_at > _now() - DAY else '%-d %B'}}"


def _now() -> int:
    return time.time_ns() // 1000
