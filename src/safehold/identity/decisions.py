"""What people have judged about who is who: the same, not the same, unsure. Derived from the events in which they said so."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from safehold.chronology.recording import Stored, copy, rows

UNDOING = ("identity.undone", "event.voided")


class MentionName(NamedTuple):
    source: str
    event: str
    ref: str


def apply(cursor: Any, events: Sequence[Stored]) -> set[int]:
    """Works out the decisions that new events make, complete or undo; returns the profiles whose persons must be worked out again.

    A decision about a mention that is not held yet waits until the mention arrives; one that was undone before it arrived never stands.
    """
    judged = [(seq, event) for seq, event in events if event.kind == "identity.judged"]
    if judged:
        copy(
            cursor,
            "identity_decision",
            ("event_id", "at", "a_source", "a_event", "a_ref", "b_source", "b_event", "b_ref", "judgement", "stands"),
            (
                (
                    seq,
                    event.recorded_at,
                    *mention_name(event.data.get("a"), event.id.source),
                    *mention_name(event.data.get("b"), event.id.source),
                    event.data.get("judgement", "unsure"),
                    True,
                )
                for seq, event in judged
            ),
        )
    touched: set[int] = set()
    if judged or rows(cursor, "SELECT FROM identity_decision WHERE a IS NULL OR b IS NULL LIMIT 1"):
        new = [seq for seq, _ in events]
        touched |= _complete(cursor, "a", new) | _complete(cursor, "b", new)
    if judged or any(event.kind in UNDOING or event.corrects for _, event in events):
        touched |= _undo(cursor)
    return touched


def mention_name(given: Any, source: str) -> MentionName:
    """A mention as an event names it: "event id/ref" or "source/event id/ref", or an object with source, id (or event) and ref."""
    if isinstance(given, dict):
        return MentionName(str(given.get("source") or source), str(given.get("id") or given.get("event") or ""), str(given.get("ref", "")))
    parts = str(given or "").split("/")
    if len(parts) >= 3:
        return MentionName(parts[0], "/".join(parts[1:-1]), parts[-1])
    return MentionName(source, parts[0], parts[-1])


def _complete(cursor: Any, side: str, new: list[int]) -> set[int]:
    """Finds the profiles of mentions that have arrived. `side` is a or b."""
    found = rows(
        cursor,
        f"UPDATE identity_decision d SET {side} = m.profile_id FROM chronology_event e JOIN identity_mention m ON m.event_id = e.seq"  # nosec B608
        f" WHERE d.{side} IS NULL AND e.source = d.{side}_source AND e.source_id = d.{side}_event AND m.ref = d.{side}_ref"
        " AND (d.event_id = ANY(%s::bigint[]) OR e.seq = ANY(%s::bigint[])) RETURNING d.a, d.b",
        [new, new],
    )
    return {number for pair in found for number in pair if number is not None}


def _undo(cursor: Any) -> set[int]:
    found = rows(
        cursor,
        "UPDATE identity_decision d SET stands = false FROM chronology_event e WHERE d.stands AND e.seq = d.event_id AND ("
        " EXISTS (SELECT FROM chronology_about p JOIN chronology_event u ON u.seq = p.event_id"
        "   WHERE p.source = e.source AND p.source_id = e.source_id AND u.kind = ANY(%s::text[]))"
        " OR EXISTS (SELECT FROM chronology_event c WHERE c.corrects_id IS NOT NULL"
        "   AND c.corrects_source = e.source AND c.corrects_id = e.source_id)) RETURNING d.a, d.b",
        [list(UNDOING)],
    )
    return {number for pair in found for number in pair if number is not None}
