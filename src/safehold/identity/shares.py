"""What agencies have shared of a case with others: how far, until when, and whether it was taken back. Pure.

An `information.shared` without `extent`, and a referral to an advocate, share the whole case. A withdrawal that is about no share takes
back all that came before it, as it always did.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from safehold.chronology.envelope import Event, EventId
from safehold.chronology.history import History
from safehold.chronology.times import BadTime, read_when
from safehold.chronology.writing import SOURCE

FOREVER = 2**63 - 1
"""An instant later than all: no end."""
WHOLE = "whole"
NEW = frozenset(("extent", "subjects", "events", "field", "words", "person", "named", "may", "gateways"))
SHARING = ("information.shared", "idva.referred")
OF_A_REVIEW = ("review.", "legal_hold.")


class Share(msgspec.Struct, frozen=True):
    """`until` is its last instant; `ended` what took it back, `acknowledged` what first said that it was received."""

    event: Event
    to: str
    extent: str
    work: bool
    until: int
    ended: Event | None = None
    acknowledged: Event | None = None
    consent: Event | None = None

    @property
    def first_at(self) -> int:
        return self.event.recorded_at


class Involvement(msgspec.Struct, frozen=True):
    """Until when an agency sees a case, and until when it may record in it. `own`: it has recorded something of the case itself. `share` is
    by what it was shared with them; where they have their own, only if that has no end."""

    own: bool = True
    until: int = FOREVER
    work_until: int = FOREVER
    share: EventId | None = None


def shares_of(events: Iterable[Event], history: History) -> list[Share]:
    """Every share that stands among these events, which come in their total order; those that were taken back too."""
    listed = list(events)
    found = {event.id: share for event in listed if event.kind in SHARING and (share := _share(event)) is not None}
    shares = {key: share for key, share in found.items() if share.to != share.event.agency or not in_emergency(share.event)}
    if not shares:
        return []
    for event in listed:
        if event.kind in _FOLLOWING:
            for key in _meant(event, shares, history):
                shares[key] = _FOLLOWING[event.kind](shares[key], event)
    return list(shares.values())


def involvement_of(events: Sequence[Event], history: History) -> dict[str, Involvement]:
    """The agencies involved in a case: those that recorded something of it, and those with whom all of it is shared. What an agency records
    on the pages of Safehold after it was shared with them is recorded under that share, and does not keep the case open to them."""
    shares = shares_of(events, history)
    if not shares:
        return {event.agency: OWN for event in events if not opens_nothing(event)}
    first: dict[str, int] = {}
    for share in shares:
        first[share.to] = min(share.first_at, first.get(share.to, FOREVER))
    own = {event.agency for event in events if _own(event, first.get(event.agency))}
    found = dict.fromkeys(own, OWN)
    whole: dict[str, list[Share]] = defaultdict(list)
    for share in shares:
        if share.extent == WHOLE and share.ended is None:
            whole[share.to].append(share)
    for agency, standing in whole.items():
        lasting = max(standing, key=lambda share: (share.until, share.event.order))
        work = max((share.until for share in standing if share.work), default=0)
        if agency not in own:
            found[agency] = Involvement(False, lasting.until, work, lasting.event.id)
        elif lasting.until == FOREVER:
            found[agency] = Involvement(share=lasting.event.id)
    return found


OWN = Involvement()


def in_emergency(event: Event) -> bool:
    """Whether whoever recorded it saw the case in an emergency alone, which involves their own agency in nothing."""
    return event.emergency


def opens_nothing(event: Event) -> bool:
    """What is recorded of a review on the pages of Safehold opens the case to nobody: who reads it for the review is on its panel."""
    return in_emergency(event) or (event.id.source == SOURCE and event.kind.startswith(OF_A_REVIEW))


def _own(event: Event, shared_at: int | None) -> bool:
    """A call is somebody's own whatever was shared with them, and so is what their own system sends."""
    if opens_nothing(event):
        return False
    return shared_at is None or event.id.source != SOURCE or event.kind == "call.received" or event.recorded_at < shared_at


def _share(event: Event) -> Share | None:
    if event.kind == "idva.referred":
        to = event.data.get("to")
        return Share(event, to, WHOLE, work=True, until=FOREVER) if isinstance(to, str) else None
    to = event.data.get("with")
    if event.kind != "information.shared" or not isinstance(to, str):
        return None
    return Share(event, to, _extent(event), event.data.get("may") != "view", _until(event))


def _extent(event: Event) -> str:
    """Where how much was left out and something was said of a part, no more than that part."""
    return str(event.data.get("extent") or (WHOLE if in_old_form(event) else "part"))


def in_old_form(event: Event) -> bool:
    return not event.data.keys() & NEW


def _until(event: Event) -> int:
    given = event.data.get("until")
    try:
        return read_when(given).latest if isinstance(given, str) else FOREVER
    except BadTime:
        return FOREVER


def _meant(event: Event, shares: dict[EventId, Share], history: History) -> list[EventId]:
    """The shares that an event is about; for a withdrawal in the old form those that came before it."""
    named = [target.id for target in history.about(event) if target.id in shares]
    if event.kind != "information.withdrawn":
        return named
    if named and not any(_old(shares[key]) for key in named):
        return named
    before = [key for key, share in shares.items() if share.event.kind == "information.shared" and share.event.order < event.order]
    of_agency = [key for key in before if shares[key].to == event.data.get("from")]
    return [*named, *(key for key in of_agency if not named or _old(shares[key]))]


def _old(share: Share) -> bool:
    return share.event.kind == "information.shared" and in_old_form(share.event)


def _taken_back(share: Share, by: Event) -> Share:
    return share if share.ended is not None else msgspec.structs.replace(share, ended=by)


def _changed(share: Share, by: Event) -> Share:
    if by.data.get("without_end") is True:
        return msgspec.structs.replace(share, until=FOREVER)
    return msgspec.structs.replace(share, until=_until(by)) if "until" in by.data else share


def _acknowledged(share: Share, by: Event) -> Share:
    if share.acknowledged is not None or by.agency != share.to:
        return share
    return msgspec.structs.replace(share, acknowledged=by)


def _consent(share: Share, by: Event) -> Share:
    return msgspec.structs.replace(share, consent=by)


_FOLLOWING = {
    "information.withdrawn": _taken_back,
    "information.share_changed": _changed,
    "information.acknowledged": _acknowledged,
    "consent.changed": _consent,
}
