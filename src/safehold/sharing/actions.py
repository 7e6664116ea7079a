"""Sharing, changing what was shared, taking it back, and saying that it was received. Each is one event for each agency, or nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django.db import transaction

from safehold.access.involvement import lasting
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event, EventId
from safehold.chronology.record import record
from safehold.chronology.times import london
from safehold.chronology.writing import Writing
from safehold.identity.actions import Asked, must_come_first, pair, record_of
from safehold.identity.models import Case
from safehold.identity.shares import FOREVER
from safehold.sharing.models import Share
from safehold.sharing.refusals import NotShared


class Terms(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is shared and why, as an `information.shared` holds it; whom with is said beside it."""

    extent: str
    what: str = ""
    words: str = ""
    field: str = ""
    person: str = ""
    until: str = ""
    may: str = "view"
    basis: str = ""
    necessity: str = ""
    proportionality: str = ""
    consent: str = ""
    consent_reason: str = ""
    subjects: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    gateways: tuple[str, ...] = ()


@transaction.atomic
def share(
    *, by: Viewer, case: Case, to: Iterable[str], terms: Terms, right: str = "record_events", decided_by: Mapping[str, str] | None = None
) -> list[EventId]:
    """Shares a case that the viewer has been found to see. Whoever is in it by a share alone does not pass it on. `decided_by` is who did
    where that is not the viewer, and `right` what lets them, where they are another system."""
    by.must(right, persons=pair(case).values(), case_ids=[case.id])
    if not lasting(by.agency, case_id=case.id, own=True).exists():
        raise NotShared("This case was shared with your agency. Ask the agency that shared it to share it on.")
    made = []
    for agency in to:
        data = {**said(terms, agency), "decided_by": dict(decided_by or by.actor)}
        made.append(record_of(by=by, kind="information.shared", data=data, persons=pair(case), relation=case.relation))
    return made


def said(terms: Terms, agency: str) -> dict[str, Any]:
    """What a share with this agency holds, but for who decided it; what is not said is not there."""
    listed = {name: list(value) if isinstance(value, tuple) else value for name, value in msgspec.structs.asdict(terms).items()}
    return {"with": agency} | {name: value for name, value in listed.items() if value not in ("", [])}


def share_more(*, by: Viewer, part: Share, case: Case, of: Event, events: Iterable[Event]) -> list[EventId]:
    """What came since a part was shared, on the same terms: a share of its own, which ends, is taken back and is answered for by itself.
    `of` is the event that shared the part."""
    _theirs(by, part)
    listed = tuple(str(event.id) for event in events)
    if not part.lasts or not listed:
        raise NotShared("Nothing is new that this share could show, or it has ended.")
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in of.data.items() if name in Terms.__struct_fields__}
    until = "" if part.until == FOREVER else london(part.until).date().isoformat()
    terms = msgspec.convert({**given, "extent": "part", "events": listed, "until": until, "consent": part.consent}, Terms)
    return share(by=by, case=case, to=[part.with_agency], terms=terms)


def end(*, by: Viewer, share: Share, reason: str) -> None:
    _theirs(by, share)
    _follow(by, share, "information.withdrawn", {"from": share.with_agency, "reason": reason})


def change(*, by: Viewer, share: Share, until: str, reason: str) -> None:
    """`until` is a date; empty for no end."""
    _theirs(by, share)
    if not share.lasts:
        raise NotShared("This share has ended. Share it anew, so that why is said again.")
    _follow(by, share, "information.share_changed", {"reason": reason, **({"until": until} if until else {"without_end": True})})


def consent(*, by: Viewer, share: Share, given: str, reason: str) -> None:
    _theirs(by, share)
    _follow(by, share, "consent.changed", {"consent": given, "reason": reason})


def acknowledge(*, by: Viewer, share: Share, words: str = "") -> None:
    """Somebody of the agency it was shared with has read it, and answers for it."""
    by.must("record_events", case_ids=[share.case_id])
    _received(by, share)
    _follow(by, share, "information.acknowledged", {"words": words})


def record_under(*, by: Viewer, share: Share, kind: str, data: dict[str, Any], occurred_at: str = "", note: str = "") -> None:
    """Records what the agency did about what was shared with it: of the people of the share, whom it names no further. What has to come
    first is asked too. Raises Refused."""
    by.must("record_events", case_ids=[share.case_id])
    _received(by, share)
    if not share.work:
        raise NotShared("This was shared to be viewed. Ask the agency that shared it, if you are to work on it.")
    must_come_first(kind, Asked(by, data, {}, (EventId(share.source, share.source_id),), part=True))
    _follow(by, share, kind, data, occurred_at=occurred_at, note=note)


def _received(by: Viewer, share: Share) -> None:
    if share.with_agency != by.agency or not share.lasts:
        raise NotShared("This is not shared with your agency, or no longer.")


def _theirs(by: Viewer, share: Share) -> None:
    by.must("record_events", case_ids=[share.case_id])
    if share.of_agency != by.agency:
        raise NotShared("Only the agency that shared it ends or changes this.")
    if share.ended_at is not None:
        raise NotShared("This was taken back already.")


def _follow(by: Viewer, share: Share, kind: str, data: dict[str, Any], **more: Any) -> None:
    writing = Writing(by)
    writing.add(kind, data, about=[EventId(share.source, share.source_id)], **more)
    record(writing.raws)
