"""Who may be one person since a value agrees that one of them has in confidence, worked out afresh for every such value that a touched
person has, in confidence or openly.

Nothing is linked by it and no duty rests on it: it is for those to judge who may read both records and what is confidential in them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from safehold.chronology.apart.opening import opened
from safehold.chronology.recording import Derivation
from safehold.chronology.store import load
from safehold.identity.cases import MentionId
from safehold.identity.confidential import stored
from safehold.identity.confidential.groups import Group, agreements
from safehold.identity.confidential.hashing import Key
from safehold.identity.confidential.ring import ring
from safehold.identity.confidential.values import Value, said
from safehold.identity.involvement import Touched
from safehold.identity.placing import MENTIONS_AN_EVENT


class Spoken(NamedTuple):
    """What the mentions of touched persons say, by their numbers: `hidden` in confidence in an event that stands, `values` in any way."""

    mentions: frozenset[int]
    hidden: Mapping[int, frozenset[Value]]
    values: frozenset[Value]


class Hashed(NamedTuple):
    kept: stored.Kept
    values: dict[bytes, Value]
    key: Key


def apply(derivation: Derivation) -> None:
    keys = ring()
    if not keys:
        return
    cursor, spoken = derivation.cursor, _spoken(derivation.cursor, derivation.get(Touched))
    hashed = _keep(cursor, spoken, keys)
    if hashed is None:
        if spoken.hidden:
            stored.leave(cursor, len(spoken.hidden))
        return
    scope = hashed.kept.holders.keys() | hashed.kept.gone
    if not scope:
        return
    groups = [
        Group(digest, value, holders)
        for digest, holders in hashed.kept.holders.items()
        if (value := _value(cursor, hashed, digest)) is not None
    ]
    sides, compared = agreements(cursor, groups)
    stored.agree(cursor, scope, sides, compared)


def _spoken(cursor: Any, touched: Touched) -> Spoken:
    mentions: set[int] = set()
    hidden: dict[int, frozenset[Value]] = {}
    values: set[Value] = set()
    for seq, event in opened(cursor, {touched.seq(event): event for event in touched.history.by_id.values()}).items():
        first = seq * MENTIONS_AN_EVENT
        stands = event.id in touched.history.place
        for place, mention in enumerate(event.people):
            if mention.removed:
                mentions.add(first + place)  # so that nothing stays held of it
                continue
            if touched.mentions.get(MentionId(event.id, mention.ref)) not in touched.persons:
                continue
            mentions.add(first + place)
            found = said(mention)
            values |= found.hidden | found.open
            if found.hidden and stands:
                hidden[first + place] = found.hidden
    return Spoken(frozenset(mentions), hidden, frozenset(values))


def _keep(cursor: Any, spoken: Spoken, keys: Sequence[Key]) -> Hashed | None:
    """By the newest key or, until values are hashed by it, by the one in force; None where that is not at hand."""
    key: Key | None = keys[0]
    while key is not None:
        digests = {value: key.digest(value) for value in spoken.values}
        held = {mention: [digests[value] for value in values] for mention, values in spoken.hidden.items()}
        kept = stored.keep(cursor, spoken.mentions, held, digests.values(), key.id)
        if kept.in_force == key.id:
            return Hashed(kept, {digest: value for value, digest in digests.items()}, key)
        key = next((each for each in keys if each.id == kept.in_force), None)
    return None


def _value(cursor: Any, hashed: Hashed, digest: bytes) -> Value | None:
    """What a digest is of, where nobody who is touched says it any more: from the records of those who do. None where these have been
    redacted since, until a rebuild."""
    if digest not in hashed.values:
        holders = hashed.kept.holders[digest]
        events = opened(cursor, load(cursor, {mention // MENTIONS_AN_EVENT for mention in holders}))
        for mention in holders:
            person = events[mention // MENTIONS_AN_EVENT].people[mention % MENTIONS_AN_EVENT]
            hashed.values.update({hashed.key.digest(value): value for value in said(person).hidden})
    return hashed.values.get(digest)
