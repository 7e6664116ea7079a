"""What people have judged about who is who: the same, not the same, unsure. Derived from the events in which they said so."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from safehold.chronology.history import History
from safehold.chronology.recording import Stored, copy, rows
from safehold.chronology.store import load
from safehold.identity.cases import MentionId
from safehold.identity.judged import JUDGED, UNDOING, judgement_of, read_mention, undone
from safehold.identity.threads import thread


def apply(cursor: Any, events: Sequence[Stored]) -> set[int]:
    """Works out the decisions that new events make, complete or undo; returns the profiles whose persons must be worked out again.

    A decision about a mention that is not held yet waits until the mention arrives; one that was undone before it arrived never stands.
    """
    made = [stored for stored in events if stored.event.kind == JUDGED]
    if made:
        copy(cursor, "identity_decision", ("event_id", "a_said", "b_said", "judgement", "stands"), map(_row, made))
    new = list({_said(MentionId(event.id, person.ref)) for _, event in events for person in event.people})
    touched = _complete(cursor, [seq for seq, _ in made], new)
    changing = [seq for seq, event in events if event.kind in (JUDGED, *UNDOING) or event.corrects is not None]
    return touched | _which_stand(cursor, changing)


def _row(stored: Stored) -> tuple[Any, ...]:
    event = stored.event
    a, b = ([_said(name) for name in read_mention(event.data.get(side), event.id.source)] for side in ("a", "b"))
    return (stored.seq, a, b, judgement_of(event), True)


def _said(name: MentionId) -> str:
    return "\x1f".join((*name.event, name.ref))


def _complete(cursor: Any, made: list[int], new: list[str]) -> set[int]:
    """Finds the mentions that decisions name, of new ones and of those that wait for a mention which has just arrived."""
    if not made and not new:
        return set()
    found = rows(
        cursor,
        "SELECT event_id, a_said, b_said, a_mention, b_mention FROM identity_decision"
        " WHERE event_id = ANY(%s::bigint[]) OR a_said && %s::text[] OR b_said && %s::text[]",
        [made, new, new],
    )
    if not found:
        return set()
    known = _numbers(cursor, {said for _, a, b, *_ in found for said in (*a, *b)})
    named = {event: (_first(a, known), _first(b, known)) for event, a, b, _, _ in found}
    before = {event: (a, b) for event, _, _, a, b in found}
    changed = [event for event in named if named[event] != before[event]]
    return _write(cursor, {event: named[event] for event in changed})


def _numbers(cursor: Any, said: Iterable[str]) -> dict[str, int]:
    parts = [text.split("\x1f") for text in said]
    return dict(
        rows(
            cursor,
            "SELECT concat_ws(chr(31), k.source, k.id, k.ref), min(m.id)"
            " FROM unnest(%s::text[], %s::text[], %s::text[]) AS k(source, id, ref)"
            " JOIN chronology_event e ON e.source = k.source AND e.source_id = k.id"
            " JOIN identity_mention m ON m.event_id = e.seq AND m.ref = k.ref GROUP BY 1",
            [[each[place] for each in parts] for place in range(3)],
        )
    )


def _first(said: Iterable[str], known: dict[str, int]) -> int | None:
    """The number of the likeliest reading that names a mention which is held."""
    return next((known[each] for each in said if each in known), None)


def _write(cursor: Any, named: dict[int, tuple[int | None, int | None]]) -> set[int]:
    if not named:
        return set()
    a, b = zip(*named.values(), strict=True)
    cursor.execute(
        "UPDATE identity_decision d SET a_mention = n.a, b_mention = n.b FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])"
        " AS n(event_id, a, b) WHERE d.event_id = n.event_id",
        [list(named), list(a), list(b)],
    )
    return set(_profiles(cursor, list(named)))


def _profiles(cursor: Any, decisions: Sequence[int]) -> Iterator[int]:
    """Brings up to date to which profiles the mentions of these decisions belong."""
    for a, b in rows(
        cursor,
        "UPDATE identity_decision d SET a = (SELECT profile_id FROM identity_mention WHERE id = d.a_mention),"
        " b = (SELECT profile_id FROM identity_mention WHERE id = d.b_mention) WHERE d.event_id = ANY(%s::bigint[]) RETURNING a, b",
        [list(decisions)],
    ):
        yield from (number for number in (a, b) if number is not None)


def follow(cursor: Any, mentions: Sequence[int]) -> None:
    """These mentions have come into another profile; so do the decisions about them."""
    decisions = rows(
        cursor,
        "SELECT event_id FROM identity_decision WHERE a_mention = ANY(%s::bigint[]) OR b_mention = ANY(%s::bigint[])",
        [list(mentions), list(mentions)],
    )
    list(_profiles(cursor, [event for (event,) in decisions]))


def _which_stand(cursor: Any, seqs: Sequence[int]) -> set[int]:
    """Works out anew which decisions stand among all that hang together with these events."""
    if not seqs:
        return set()
    events = load(cursor, thread(cursor, seqs))
    history = History(events.values())
    gone = undone(history)
    standing = {event.id for event in history.events} - gone
    judged = {seq: event.id in standing for seq, event in events.items() if event.kind == JUDGED}
    found = rows(
        cursor,
        "UPDATE identity_decision d SET stands = n.stands FROM unnest(%s::bigint[], %s::boolean[]) AS n(event_id, stands)"
        " WHERE d.event_id = n.event_id AND d.stands <> n.stands RETURNING d.a, d.b",
        [list(judged), list(judged.values())],
    )
    return {number for pair in found for number in pair if number is not None}
