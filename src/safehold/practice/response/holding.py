"""Which of the units that were sent to a call are still on it. That one is done is said by it or by the control room and kept beside the
record; that it was sent, was there and has the briefing stands in the record."""

from collections.abc import Iterable

import msgspec

from safehold.access.viewer import Viewer
from safehold.practice.response.models import Call, Cleared


class Done(msgspec.Struct, frozen=True):
    at: int
    by: int
    by_unit: bool


class Sending(msgspec.Struct, frozen=True):
    """A unit that was sent to a call. `there` and `heard` are None where it was not, or where nobody has said so; `there_unsaid` says that
    somebody is there without its being said of any unit that it is."""

    callsign: str
    sent: int
    there: int | None = None
    heard: int | None = None
    read: bool = False
    there_unsaid: bool = False
    done: Done | None = None

    @property
    def unread(self) -> bool:
        """Whether nobody has said that it has the briefing: somebody may open a door without knowing what is on record."""
        return self.done is None and self.heard is None

    @property
    def arrived_unread(self) -> bool:
        return self.there is not None and (self.heard is None or self.heard > self.there)


def sendings(viewer: Viewer, calls: Iterable[Call]) -> dict[int, list[Sending]]:
    """By the number of the call, in the order in which they were sent."""
    listed = [call for call in calls if call.units]
    if not listed:
        return {}
    done: dict[tuple[int, str], Done] = {}
    found = Cleared.objects.for_viewer(viewer).filter(call__in=[began(call) for call in listed]).order_by("at")
    for number, name, at, by, by_unit in found.values_list("call", "callsign", "at", "by_id", "by_unit"):
        done[number, name] = Done(at, by, by_unit)
    return {call.pk: _of(call, done) for call in listed}


def sent_to(viewer: Viewer, call: Call) -> list[Sending]:
    return sendings(viewer, [call]).get(call.pk, [])


def held(viewer: Viewer, call: Call) -> list[str]:
    """The callsigns of the units that are on it now."""
    return [each.callsign for each in sent_to(viewer, call) if each.done is None]


def began(call: Call) -> int:
    return call.first_event if call.first_event is not None else call.pk


def _of(call: Call, done: dict[tuple[int, str], Done]) -> list[Sending]:
    units = call.units or []
    # A call that was derived before these were kept says of none of them when.
    sent, there, heard = (list(each or [0] * len(units)) for each in (call.sent_at, call.there_at, call.heard_at))
    unsaid = call.arrived_at is not None and not any(there)
    found = []
    for name, at, arrived, told in zip(units, sent, there, heard, strict=True):
        since = at or call.dispatched_at or call.received_at
        last = done.get((began(call), name))
        over = last if last is not None and last.at >= since else None
        found.append(Sending(name, since, arrived or None, told or None, name in (call.read_units or ()), unsaid, over))
    return found
