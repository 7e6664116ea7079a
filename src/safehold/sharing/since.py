"""What was recorded of a case since a part of it was shared, and that whoever received the part is not shown. It never follows by itself:
whoever sees the case is told, and shares it, or does not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from safehold.access.across import kept_from
from safehold.access.viewer import Viewer
from safehold.chronology.apart.opening import opened
from safehold.chronology.envelope import Event, EventId
from safehold.chronology.models import StoredEvent
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.chronology.store import load
from safehold.identity.models import Mention
from safehold.sharing.extracting import may_leave
from safehold.sharing.models import Share
from safehold.sharing.subjects import standard

CONTINUES = frozenset(("part", "as_it_stands"))
Number = tuple[int, str]
Found = dict[Number, list[Event]]


def since(viewer: Viewer, shares: Iterable[Share]) -> Found:
    """By share and case, the oldest first; of shares that their own agency made, that last and are of a part. Nothing where nothing is new.
    Whoever asks has found that the viewer sees the cases."""
    parts = [each for each in shares if each.of_agency == viewer.agency and each.lasts and each.extent in CONTINUES]
    if not parts:
        return {}
    with session() as cursor:
        later = _later(cursor, parts)
        if not later:
            return {}
        shown = _shown(cursor, parts)
        seqs = {seq for listed in later.values() for seq in listed} | {each.event_id for each in parts}
        events = opened(cursor, load(cursor, seqs))
        listed = _listed(cursor, events, parts)
    theirs = kept_from(viewer).all
    found: Found = {}
    for share in parts:
        seen = shown[share.case_id, share.with_agency]
        if seen is None or share.event_id not in events:
            continue
        new = {seq: events[seq] for seq in later.get(share.case_id, ()) if seq > share.event_id and seq not in seen and seq in events}
        new = {seq: event for seq, event in new.items() if may_leave(event) and event.agency not in theirs}
        wanted = _of_the_same(events[share.event_id], listed, new)
        if wanted:
            found[share.event_id, share.case_id] = sorted(wanted, key=lambda event: event.order)
    return found


def _later(cursor: Any, parts: list[Share]) -> dict[str, list[int]]:
    """By case, what came after the first of these shares, but for kinds of which nothing ever leaves in a part."""
    found: dict[str, list[int]] = defaultdict(list)
    cases, first = sorted({each.case_id for each in parts}), min(each.event_id for each in parts)
    never = standard().never
    for case, seq, kind in rows(cursor, _LATER, [cases, first]):
        if kind not in never and kind.partition(".")[0] not in never:
            found[case].append(seq)
    return found


_LATER = """
SELECT c.case_id, c.event_id, e.kind FROM identity_case_event c JOIN chronology_event e ON e.seq = c.event_id
 WHERE c.case_id = ANY(%s::text[]) AND c.event_id > %s
"""


def _shown(cursor: Any, parts: list[Share]) -> dict[tuple[str, str], set[int] | None]:
    """What each agency is shown of a case now by parts; nothing where all of it is shared with them."""
    found: dict[tuple[str, str], set[int] | None] = {(each.case_id, each.with_agency): set() for each in parts}
    for case, agency, extent, event in rows(cursor, _SHOWN, [sorted({each.case_id for each in parts})]):
        seen = found.get((case, agency))
        if seen is not None:
            if extent in ("whole", ""):
                found[case, agency] = None
            else:
                seen.add(event)
    return found


_SHOWN = """
SELECT s.case_id, s.with_agency, s.extent, w.event_id
  FROM sharing_share s JOIN sharing_shown w ON w.share = s.event_id AND w.case_id = s.case_id
 WHERE s.case_id = ANY(%s::text[]) AND s.ended_at IS NULL AND s.until >= (SELECT access.instant())
"""


def _listed(cursor: Any, events: Mapping[int, Event], parts: list[Share]) -> dict[EventId, str]:
    """Kinds of the records that were chosen one by one."""
    wanted = {name for each in parts if each.event_id in events for name in events[each.event_id].data.get("events", ())}
    keys = [name.partition("/")[::2] for name in sorted(wanted)]
    query = (
        "SELECT source, source_id, kind FROM chronology_event WHERE (source, source_id) IN"
        " (SELECT * FROM unnest(%s::text[], %s::text[]))"
    )
    found = rows(cursor, query, [[source for source, _ in keys], [key for _, key in keys]]) if keys else ()
    return {EventId(source, key): kind for source, key, kind in found}


def _of_the_same(share: Event, listed: Mapping[EventId, str], new: Mapping[int, Event]) -> list[Event]:
    """Of the subjects of the share; of those of its records, where these were chosen one by one; and of its one person, if it has one."""
    given = share.data
    subjects = given.get("subjects") or ()
    if given.get("extent") == "part" and not subjects and not given.get("person"):
        kinds = [listed[key] for name in given.get("events", ()) if (key := EventId(*name.partition("/")[::2])) in listed]
        subjects = {subject for kind in kinds for subject in standard().of(kind)}
    known = [standard().subjects[name] for name in subjects if name in standard().subjects]
    everything = given.get("extent") == "as_it_stands" or (given.get("person") and not known)
    found = [event for event in new.values() if everything or any(subject.has(event.kind) for subject in known)]
    if given.get("person"):
        about = _of_person(new, str(given["person"]))
        found = [event for event in found if event.id in about]
    return found


def _of_person(new: Mapping[int, Event], mention: str) -> set[EventId]:
    """Those that name whoever this mention is of. The mention may stand in an event that is not new."""
    whole, _slash, ref = mention.rpartition("/")
    source, _slash, key = whole.partition("/")
    one = Mention.objects.filter(ref=ref, event_id__in=StoredEvent.objects.filter(source=source, source_id=key).values("seq")).first()
    if one is None:
        return set()
    return {new[seq].id for seq in Mention.objects.filter(event_id__in=new, person_id=one.person_id).values_list("event_id", flat=True)}
