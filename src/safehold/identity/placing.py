"""Places new mentions among those that stand: which profile each belongs to, which profiles are one person, and who has moved by it.

Scores are kept as judgements and never worked out again; what a person has judged binds every later placing.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from safehold.chronology.apart.lapsed import as_told
from safehold.chronology.envelope import Mention
from safehold.chronology.recording import Overtaken, Placed, Stored, copy, rows
from safehold.identity import decisions
from safehold.identity.features import Features, features
from safehold.identity.held_apart import hold_apart
from safehold.identity.hidden_since import Hidden, as_hidden, correcting, hidden_since
from safehold.identity.hiding import hide
from safehold.identity.judging import judge, judged_already
from safehold.identity.profiles import Profile, existing, load, store
from safehold.identity.regrouping import regroup
from safehold.identity.settling import Meanwhile
from safehold.identity.withdrawing import withdraw

MENTIONS_AN_EVENT = 1024


class Named(NamedTuple):
    """A new mention with its number and what can be compared of it."""

    number: int
    seq: int
    mention: Mention
    features: Features
    fingerprint: bytes

    @property
    def key(self) -> tuple[str, str, bytes]:
        return (self.features.source, self.features.ref, self.fingerprint)


def place(cursor: Any, events: Sequence[Stored]) -> Placed:
    """Says which earlier events have a mention that has changed person by it, or of which people have said something else."""
    withdrawn = withdraw(cursor, events, MENTIONS_AN_EVENT)
    hidden = hidden_since(correcting(cursor, events).values())
    hide(cursor, dict(events), hidden)
    fresh = _profiles(cursor, events, hidden)
    meanwhile = Meanwhile(cursor, fresh)
    linked, decided = judge(cursor, fresh), decisions.apply(cursor, events)
    parted = hold_apart(cursor, decided | withdrawn.decided)
    if withdrawn.changed:
        parted += load(cursor, withdrawn.changed - {profile.id for profile in (*parted, *fresh)}).values()
    numbers = {profile.id for profile in parted}
    linked |= judge(cursor, parted, judged_already(cursor, numbers) if parted else frozenset())
    seeds = linked | decided | numbers | withdrawn.around
    moved = regroup(cursor, seeds, {(profile.source, profile.ref) for profile in (*fresh, *parted)})
    earlier = (moved | decided | numbers) - {profile.id for profile in fresh}
    return Placed(events_of(cursor, earlier), meanwhile.settle if fresh else None)


def replay(cursor: Any, pages: Iterable[Sequence[Stored]]) -> None:
    """Places every event again from nothing, by the judgements that are kept; nothing is scored."""
    references: set[tuple[str, str]] = set()
    for page in pages:
        # What a marker keeps apart was compared when it was recorded.
        events = [Stored(seq, event) for seq, event in as_told(cursor, dict(page)).items()]
        fresh = _profiles(cursor, events, hidden_since(correcting(cursor, events).values()))
        parted = hold_apart(cursor, decisions.apply(cursor, events))
        references |= {(profile.source, profile.ref) for profile in (*fresh, *parted)}
    seeds = {
        number
        for pair in rows(
            cursor,
            "SELECT a, b FROM identity_judgement WHERE judgement = 'linked' UNION ALL"
            " SELECT a, b FROM identity_decision WHERE stands AND a IS NOT NULL AND b IS NOT NULL",
        )
        for number in pair
    }
    regroup(cursor, seeds, references, scoring=False)


def _profiles(cursor: Any, events: Sequence[Stored], hidden: Hidden) -> list[Profile]:
    """Stores the mentions of new events, and returns the profiles that are new with them."""
    new = [named for stored in events for named in _mentions(stored, hidden)]
    if not new:
        return []
    known = existing(cursor, {each.key for each in new})
    fresh: dict[tuple[str, str, bytes], Profile] = {}
    for each in new:
        if each.key not in known and each.key not in fresh:
            fresh[each.key] = Profile(each.number, each.features.source, each.features.ref, each.fingerprint, each.features, each.number)
    profile_of = known | fresh
    if any(profile_of[each.key].id > each.number for each in new):
        raise Overtaken
    copy(
        cursor,
        "identity_mention",
        ("id", "event_id", "ref", "role", "profile_id", "person_id"),
        (
            (each.number, each.seq, each.mention.ref, each.mention.role, profile_of[each.key].id, profile_of[each.key].person_id)
            for each in new
        ),
    )
    store(cursor, list(fresh.values()))
    return list(fresh.values())


def _mentions(stored: Stored, hidden: Hidden) -> Iterable[Named]:
    for position, mention in enumerate(stored.event.people):
        if mention.removed:
            continue
        found = features(as_hidden(mention, stored.event.id, hidden), stored.event.id.source)
        # Without a name nothing but the source's own number joins a mention to another.
        fingerprint = found.fingerprint() if found.named else b""
        yield Named(stored.seq * MENTIONS_AN_EVENT + position, stored.seq, mention, found, fingerprint)


def events_of(cursor: Any, profiles: Iterable[int]) -> set[int]:
    """The events that mention these profiles."""
    listed = sorted(profiles)
    if not listed:
        return set()
    query = "SELECT DISTINCT event_id FROM identity_mention WHERE profile_id = ANY(%s::bigint[])"
    return {seq for (seq,) in rows(cursor, query, [listed])}
