"""What stops disposal: who holds, why, since when and until when, from the events that say so."""

from collections.abc import Iterable, Sequence

import msgspec

from safehold.chronology.envelope import Event, EventId
from safehold.chronology.history import History
from safehold.chronology.times import BadTime, read_when
from safehold.retention.schedule import Holding

LIFTED = "legal_hold.lifted"


class Hold(msgspec.Struct, frozen=True):
    """`until` is empty where it holds until it is lifted. `said` is what whoever placed it wrote, `by` the role that did."""

    event: EventId
    why: str
    said: str
    agency: str
    by: str
    since: int
    until: str


def holds(history: History, holdings: Sequence[Holding], now: int) -> list[Hold]:
    """Those in force at an instant, the earliest first."""
    found: list[Hold] = []
    for holding in holdings:
        starting = [event for event in history.events if event.kind == holding.starts]
        ending = [event for event in history.events if event.kind in holding.ends]
        open_still = [event for event in starting if not any(_ends(history, each, event, starting) for each in ending)]
        found += [_hold(event, holding) for event in open_still if not _run_out(event, now)]
    return sorted(found, key=lambda hold: (hold.since, hold.event))


def _ends(history: History, ending: Event, event: Event, starting: Iterable[Event]) -> bool:
    """What is about one of those that started ends that one; what is about none of them ends every earlier one. Of holds that are lifted
    by a lifting that names none, only those end which its own agency set."""
    named = {each.id for each in history.about(ending)}
    if named & {each.id for each in starting}:
        return event.id in named
    if ending.kind == LIFTED and (ending.agency != event.agency or ending.about):
        return False
    return ending.order > event.order


def _run_out(event: Event, now: int) -> bool:
    until = event.data.get("until")
    if not isinstance(until, str):
        return False
    try:
        return read_when(until).latest < now
    except BadTime:
        return False


def _hold(event: Event, holding: Holding) -> Hold:
    said = event.data.get("reason") or event.data.get("body") or event.data.get("about") or ""
    until = event.data.get("until")
    return Hold(
        event=event.id,
        why=holding.why,
        said=str(said),
        agency=event.agency,
        by=event.actor.role if event.actor is not None else "",
        since=event.occurred_at.earliest,
        until=until if isinstance(until, str) else "",
    )
