"""Places new mentions among those that stand: which profile each belongs to, which profiles are one person, and who has moved by it.

Scores are kept as judgements and never worked out again; what a person has judged binds every later placing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from safehold.chronology.envelope import Mention
from safehold.chronology.recording import Stored, copy, rows
from safehold.identity import decisions
from safehold.identity.candidates import candidates
from safehold.identity.components import components
from safehold.identity.features import Features, features
from safehold.identity.keys import blocking_keys
from safehold.identity.model import standard
from safehold.identity.profiles import Profile, encode, existing, load
from safehold.identity.score import score

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


def place(cursor: Any, events: Sequence[Stored]) -> set[int]:
    """Returns the earlier events of which a mention has changed person by it."""
    fresh = _profiles(cursor, events)
    seeds = _judge(cursor, fresh) | decisions.apply(cursor, events)
    moved = regroup(cursor, seeds, {(profile.source, profile.ref) for profile in fresh})
    return _events_of(cursor, sorted(moved - {profile.id for profile in fresh}))


def replay(cursor: Any, pages: Iterable[Sequence[Stored]]) -> None:
    """Places every event again from nothing, by the judgements that are kept; nothing is scored."""
    references: set[tuple[str, str]] = set()
    for events in pages:
        references |= {(profile.source, profile.ref) for profile in _profiles(cursor, events)}
        decisions.apply(cursor, events)
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


def _profiles(cursor: Any, events: Sequence[Stored]) -> list[Profile]:
    """Stores the mentions of new events, and returns the profiles that are new with them."""
    new = [named for stored in events for named in _mentions(stored)]
    if not new:
        return []
    known = existing(cursor, {each.key for each in new})
    fresh: dict[tuple[str, str, bytes], Profile] = {}
    for each in new:
        if each.key not in known and each.key not in fresh:
            fresh[each.key] = Profile(each.number, each.features.source, each.features.ref, each.fingerprint, each.features, each.number)
    profile_of = {key: (profile.id, profile.person_id) for key, profile in (known | fresh).items()}
    copy(
        cursor,
        "identity_mention",
        ("id", "event_id", "ref", "role", "profile_id", "person_id"),
        ((each.number, each.seq, each.mention.ref, each.mention.role, *profile_of[each.key]) for each in new),
    )
    _store(cursor, list(fresh.values()))
    return list(fresh.values())


def regroup(cursor: Any, seeds: Iterable[int], references: set[tuple[str, str]], *, scoring: bool = True) -> set[int]:
    """Works out anew who is one person around these profiles, and those whom their sources give these numbers.

    Returns the profiles that moved from one person to another.
    """
    moved: dict[int, int] = {}
    for component in components(cursor, seeds):
        references = references | {(profile.source, profile.ref) for profile in component.profiles.values()}
        for group in component.persons(cursor, scoring=scoring):
            person = min(group)
            moved |= {number: person for number in group if component.profiles[number].person_id != person}
    _write(cursor, moved)
    joined = _unnamed(cursor, references)
    _write(cursor, joined)
    return set(moved) | set(joined)


def _mentions(stored: Stored) -> Iterable[Named]:
    for position, mention in enumerate(stored.event.people):
        found = features(mention, stored.event.id.source)
        # Without a name nothing but the source's own number joins a mention to another.
        fingerprint = found.fingerprint() if found.named else b""
        yield Named(stored.seq * MENTIONS_AN_EVENT + position, stored.seq, mention, found, fingerprint)


def _store(cursor: Any, fresh: Sequence[Profile]) -> None:
    if not fresh:
        return
    copy(
        cursor,
        "identity_profile",
        ("id", "source", "ref", "fingerprint", "features", "named", "person_id"),
        ((each.id, each.source, each.ref, each.fingerprint, encode(each.features), each.named, each.id) for each in fresh),
    )
    keys = [(key, each.id) for each in fresh for key in blocking_keys(each.features)]
    if keys:
        copy(cursor, "identity_key", ("key", "profile_id"), keys)


def _judge(cursor: Any, fresh: Sequence[Profile]) -> set[int]:
    """Scores new profiles against all that share a key with them, and keeps what is not plainly apart. Returns those linked."""
    named = [profile for profile in fresh if profile.named]
    if not named:
        return set()
    model = standard()
    found = candidates(cursor, named)
    held = load(cursor, {other for others in found.values() for other in others} - {profile.id for profile in named})
    held |= {profile.id: profile for profile in named}
    judged: dict[tuple[int, int], tuple[Any, ...]] = {}
    linked: set[int] = set()
    for profile in named:
        for other in found[profile.id]:
            pair = (min(profile.id, other), max(profile.id, other))
            if pair in judged or other == profile.id:
                continue
            result = score(held[pair[0]].features, held[pair[1]].features, model)
            if result.band == "apart":
                continue
            judged[pair] = (*pair, result.band, result.weight, result.probability, msgspec.json.encode(result.why).decode(), model.id)
            if result.band == "linked":
                linked |= set(pair)
    if judged:
        copy(cursor, "identity_judgement", ("a", "b", "judgement", "weight", "probability", "why", "model"), judged.values())
    return linked


def _write(cursor: Any, moved: dict[int, int]) -> None:
    for query in (
        "UPDATE identity_profile p SET person_id = n.person FROM unnest(%s::bigint[], %s::bigint[]) AS n(id, person) WHERE p.id = n.id",
        "UPDATE identity_mention m SET person_id = n.person FROM unnest(%s::bigint[], %s::bigint[]) AS n(id, person)"
        " WHERE m.profile_id = n.id",
    ):
        if moved:
            cursor.execute(query, [list(moved), list(moved.values())])


def _unnamed(cursor: Any, references: set[tuple[str, str]]) -> dict[int, int]:
    """Mentions without a name belong to the one person whom their source gives that number; where it gives it to several, to nobody."""
    by_reference: dict[tuple[str, str], list[tuple[int, bool, int]]] = defaultdict(list)
    for source, ref, number, is_named, person in rows(
        cursor,
        "SELECT p.source, p.ref, p.id, p.named, p.person_id FROM identity_profile p"
        " JOIN unnest(%s::text[], %s::text[]) AS r(source, ref) ON p.source = r.source AND p.ref = r.ref",
        [[source for source, _ in references], [ref for _, ref in references]],
    ):
        by_reference[source, ref].append((number, is_named, person))
    moved: dict[int, int] = {}
    for profiles in by_reference.values():
        persons = {person for _, is_named, person in profiles if is_named}
        for number, is_named, person in profiles:
            if not is_named:
                now = min(persons) if len(persons) == 1 else number
                if now != person:
                    moved[number] = now
    return moved


def _events_of(cursor: Any, profiles: Sequence[int]) -> set[int]:
    if not profiles:
        return set()
    return {
        seq
        for (seq,) in rows(cursor, "SELECT DISTINCT event_id FROM identity_mention WHERE profile_id = ANY(%s::bigint[])", [list(profiles)])
    }
