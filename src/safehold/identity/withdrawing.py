"""Takes out of comparison what a correction has marked as confidential in a record that was placed before: its mention gets the profile
that it would have had, and nothing that rested on the value is kept."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from safehold.chronology.apart.lapsed import as_told
from safehold.chronology.recording import Stored, rows
from safehold.identity import decisions
from safehold.identity.features import Features, features
from safehold.identity.held_apart import DIGEST, leave, renumber
from safehold.identity.hidden_since import as_hidden, corrected, correcting, hidden_since
from safehold.identity.hiding import hide
from safehold.identity.keys import blocking_keys, number
from safehold.identity.profiles import Profile, encode, existing, load, store


class Withdrawn(NamedTuple):
    """`changed` are profiles that are new, have another number or say less; `around` all that were of a person with one of them; `decided`
    those of whom people have judged, and of whom with them: two may say the same by now, or no longer."""

    changed: frozenset[int]
    around: frozenset[int]
    decided: frozenset[int]


NOTHING = Withdrawn(frozenset(), frozenset(), frozenset())
_DECIDED = "SELECT a, b FROM identity_decision WHERE a = ANY(%s::bigint[]) OR b = ANY(%s::bigint[])"


def withdraw(cursor: Any, events: Sequence[Stored], mentions_an_event: int) -> Withdrawn:
    """`events` are new and not placed yet. Placed after this, what they say falls in with what is left."""
    if all(event.corrects is None for _, event in events):
        return NOTHING
    below = corrected(cursor, (event for _, event in events))
    above = correcting(cursor, [*events, *(Stored(seq, event) for seq, event in below.items())])
    hidden = hidden_since(above.values())
    hide(cursor, below, hidden)
    now = {
        seq * mentions_an_event + place: features(as_hidden(mention, event.id, hidden), event.id.source)
        for seq, event in as_told(cursor, below).items()
        for place, mention in enumerate(event.people)
        if (event.id, mention.ref) in hidden
    }
    changed: set[int] = set()
    around: set[int] = set()
    for mention in sorted(now):
        for (profile,) in rows(cursor, "SELECT profile_id FROM identity_mention WHERE id = %s", [mention]):
            before = load(cursor, [profile])[profile]
            if before.features == now[mention]:
                continue
            around |= {each for (each,) in rows(cursor, "SELECT id FROM identity_profile WHERE person_id = %s", [before.person_id])}
            changed |= _say_less(cursor, mention, before, now[mention])
    if not changed:
        return NOTHING
    listed = sorted(changed)
    query = "SELECT id FROM identity_mention WHERE profile_id = ANY(%s::bigint[])"
    decisions.follow(cursor, [each for (each,) in rows(cursor, query, [listed])])
    decided = {each for pair in rows(cursor, _DECIDED, [listed, listed]) for each in pair if each is not None}
    return Withdrawn(frozenset(changed), frozenset(around | changed), frozenset(decided))


def _say_less(cursor: Any, mention: int, before: Profile, now: Features) -> set[int]:
    """The profiles that are otherwise by it."""
    if not before.named:
        if mention == before.id:  # by whose first record it is known
            cursor.execute("UPDATE identity_profile SET features = %s WHERE id = %s", [encode(now), mention])
        return set()
    if len(before.fingerprint) == DIGEST:  # a mention that somebody holds apart stands by itself
        _forget(cursor, before.id)
        cursor.execute("UPDATE identity_profile SET features = %s WHERE id = %s", [encode(now), before.id])
        cursor.execute("DELETE FROM identity_key WHERE profile_id = %s", [before.id])
        keys = [number(key) for key in blocking_keys(now)]
        cursor.execute("INSERT INTO identity_key (key, profile_id) SELECT unnest(%s::bigint[]), %s", [keys, before.id])
        return {before.id}
    left = leave(cursor, before.id, [mention])
    if left != before.id:
        _forget(cursor, before.id)
    return {_place(cursor, mention, before, now)} | ({left} if left is not None else set())


def _place(cursor: Any, mention: int, before: Profile, now: Features) -> int:
    key = (before.source, before.ref, now.fingerprint())
    shared = existing(cursor, [key]).get(key)
    if shared is None:
        store(cursor, [Profile(mention, *key, now, mention)])
    profile, person = (shared.id, shared.person_id) if shared is not None else (mention, mention)
    cursor.execute("UPDATE identity_mention SET profile_id = %s, person_id = %s WHERE id = %s", [profile, person, mention])
    if mention < profile:
        _forget(cursor, profile)
        renumber(cursor, profile, mention)
    return min(mention, profile)


def _forget(cursor: Any, profile: int) -> None:
    """What was judged of it under this number: it is judged again under its own."""
    cursor.execute("DELETE FROM identity_judgement WHERE a = %s OR b = %s", [profile, profile])
