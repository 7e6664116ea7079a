"""Which events lose their content by a decision: those that it names and that are nobody else's, and what means nothing without them."""

from typing import Any

from safehold.chronology.envelope import Event
from safehold.chronology.recording import rows
from safehold.chronology.store import load
from safehold.identity.removing import judged_of
from safehold.retention.deciding import decided
from safehold.retention.models import Decision
from safehold.retention.on_file import Filed, filed, subjects_of
from safehold.retention.reading import schedule_of
from safehold.retention.standing import Stands, corrected_together, stand


class NotNow(Exception):
    """A decision that does not hold at the moment: it is held, there was a new contact, or it waits for a word or a day. Says which."""


def to_go(cursor: Any, decision: Decision, now: int) -> tuple[dict[int, Event], int]:
    """By number, and how many of the record stay since they are of another's too. Raises NotNow."""
    found = [each for each in filed(cursor, subjects_of(cursor, decision.events), decision.agency) if each.seqs.keys() & {*decision.events}]
    # The number of a person changes where their oldest record goes.
    own = [each for each in found if each.subject.id == decision.subject] or found
    for each in own:
        _must_hold(each, decision, now)
    named = {seq: event for each in own for seq, event in each.seqs.items() if seq in {*decision.events}}
    mine = {each.subject.id for each in own}
    elsewhere = {seq: found for each in own for seq, found in each.shared.items()}
    gone = _gone_elsewhere(decision, named)
    going = {seq: event for seq, event in named.items() if elsewhere[seq] - mine <= gone.get(seq, frozenset())}
    going = _whole_corrections(cursor, going)
    return _with_what_follows(cursor, going), len(named) - len(going)


def _must_hold(record: Filed, decision: Decision, now: int) -> None:
    standing = stand(record.on_file, schedule_of(record.area), decided([decision]), now)
    if standing.stands == Stands.HELD:
        raise NotNow("It is held.")
    if standing.stands != Stands.APPROVED:
        raise NotNow("There was a contact since, and its time has not passed.")


def _gone_elsewhere(decision: Decision, named: dict[int, Event]) -> dict[int, frozenset[str]]:
    """The other subjects whose records gave up an event before."""
    found: dict[int, frozenset[str]] = {}
    for subject, events in Decision.objects.filter(
        agency=decision.agency, removal__isnull=False, events__overlap=sorted(named) or [0]
    ).values_list("subject", "events"):
        for seq in named.keys() & {*events}:
            found[seq] = found.get(seq, frozenset()) | {subject}
    return found


_CORRECTIONS = """
SELECT c.seq FROM chronology_event e JOIN chronology_event c
    ON (c.corrects_source = e.source AND c.corrects_id = e.source_id) OR (c.source = e.corrects_source AND c.source_id = e.corrects_id)
 WHERE e.seq = ANY(%s::bigint[])
"""


def _whole_corrections(cursor: Any, going: dict[int, Event]) -> dict[int, Event]:
    """Without those of which a correction, or what they correct, stays: what one of them marks as confidential hides it in the others."""
    known = dict(going)
    while more := {seq for (seq,) in rows(cursor, _CORRECTIONS, [sorted(known)])} - known.keys():
        known |= load(cursor, more)
    together = corrected_together(known.values())
    ids = {event.id for event in going.values()}
    return {seq: event for seq, event in going.items() if together.get(event.id, frozenset()) <= ids}


_FOLLOWS = """
SELECT f.seq FROM chronology_event t JOIN chronology_about a ON a.source = t.source AND a.source_id = t.source_id
  JOIN chronology_event f ON f.seq = a.event_id
 WHERE t.seq = ANY(%(going)s::bigint[]) AND NOT f.seq = ANY(%(going)s::bigint[]) AND f.kind <> 'content.redacted'
   AND NOT EXISTS (SELECT FROM identity_involvement i WHERE i.event_id = f.seq)
   AND NOT EXISTS (SELECT FROM unnest(f.names) n WHERE n LIKE 'person:%%')
   AND NOT EXISTS (SELECT FROM chronology_about o JOIN chronology_event u ON u.source = o.source AND u.source_id = o.source_id
                    WHERE o.event_id = f.seq AND NOT u.seq = ANY(%(going)s::bigint[]))
"""


def _with_what_follows(cursor: Any, going: dict[int, Event]) -> dict[int, Event]:
    """With judgements of who these people are, whoever judged, and whatever names nobody and is about nothing but these."""
    mentions = rows(cursor, "SELECT id FROM identity_mention WHERE event_id = ANY(%s::bigint[])", [sorted(going)])
    found = going | load(cursor, judged_of(cursor, [number for (number,) in mentions]))
    while True:
        cursor.execute(_FOLLOWS, {"going": sorted(found)})
        more = {seq for (seq,) in cursor.fetchall()}
        if not more:
            return found
        found |= load(cursor, more)
