"""Of those whom a history check finds, what may be told to the agency that asks: whose records it may read, and who is known only by
records of others, of whom no more is told than that, and only where nothing but their name and birth was needed to find them.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from safehold.chronology.recording import rows
from safehold.chronology.store import load as load_events
from safehold.identity.check import LEAST_LIKELY, Answer, Match, beside_one_another, match_of
from safehold.identity.features import NOWHERE, Features
from safehold.identity.persons_stored import SAID, row_of
from safehold.identity.places_told import without_kept_places
from safehold.identity.placing import MENTIONS_AN_EVENT
from safehold.identity.profiles import Profile, load
from safehold.identity.readable import Asker, readable
from safehold.identity.score import score

# As likely by name and birth alone, somebody is worth asking after. An address or a phone takes no part: whether "ask" appears as one is
# typed would confirm whose it is.
WORTH_ASKING = 0.5


class Elsewhere(NamedTuple):
    """Somebody is known to this agency, by these mentions, which whoever asks may not read. `person` is for the log of looks alone."""

    agency: str
    person: int
    mentions: tuple[int, ...]


class Told(NamedTuple):
    """`answer` rests on what may be read alone; `partly` are the readable mentions of those of whom there is more; `elsewhere` is of the
    likeliest, where others know what may not be read."""

    answer: Answer
    partly: dict[int, tuple[int, ...]]
    elsewhere: tuple[Elsewhere, ...]


def told(cursor: Any, query: Features, answer: Answer, asker: Asker) -> Told:
    if not answer.matches:
        return Told(answer, {}, ())
    people = readable(cursor, [match.person for match in answer.matches], asker)
    asked_after = {number for person in people.values() if person.kept and not person.restricted for number in person.kept_profiles}
    allowed = {number for person in people.values() if not person.whole for number in person.readable}
    profiles = load(cursor, asked_after | allowed)
    placeless = without_kept_places(cursor, {number: profiles[number] for number in allowed if number in profiles})
    matches: list[Match] = []
    best, likeliest = 0, 0.0
    for match in answer.matches:
        person = people[match.person]
        found = match if person.whole else _as_read(query, match, person.readable, placeless)
        if found is not None:
            matches.append(found)
        if person.kept and not person.restricted:
            likely = _by_name(query, [profiles[number] for number in person.kept_profiles if number in profiles])
            if likely >= max(WORTH_ASKING, likeliest):
                best, likeliest = match.person, likely
    matches = beside_one_another(matches)
    if not best or (matches and matches[0].person != best and matches[0].probability > likeliest):
        elsewhere: Iterable[Elsewhere] = ()
    else:
        elsewhere = (Elsewhere(agency, best, tuple(sorted(mentions))) for agency, mentions in sorted(people[best].kept.items()))
    partly = {match.person: tuple(sorted(people[match.person].mentions)) for match in matches if not people[match.person].whole}
    return Told(answer._replace(matches=matches), partly, tuple(elsewhere))


def _as_read(query: Features, match: Match, allowed: Collection[int], profiles: Mapping[int, Profile]) -> Match | None:
    """The match by what may be read; nothing where that does not speak for it."""
    found = (profiles[number].features for number in sorted(allowed) if number in profiles)
    scored = [(score(query, features), features) for features in found]
    best, features = max(scored, key=lambda each: each[0].weight, default=(None, None))
    if best is None or features is None or best.probability < LEAST_LIKELY:
        return None
    return match_of(match.person, best, features, allowed)


def _by_name(query: Features, profiles: Iterable[Profile]) -> float:
    asked = msgspec.structs.replace(query, place=NOWHERE, phones=(), email="", source="", ref="")
    return max((score(asked, profile.features).probability for profile in profiles), default=0.0)


def said_by(cursor: Any, mentions: Collection[int]) -> tuple[Any, ...]:
    """What these mentions say of a person, as `identity_person` would hold it."""
    events = load_events(cursor, {number // MENTIONS_AN_EVENT for number in mentions})
    at = [(events[number // MENTIONS_AN_EVENT], number % MENTIONS_AN_EVENT) for number in sorted(mentions)]
    return row_of(sorted(((event, event.people[place]) for event, place in at), key=lambda each: each[0].order))


def partly_told(cursor: Any, persons: Iterable[int], asker: Asker) -> dict[int, tuple[int, ...]]:
    """Of these people those of whom there is more than may be told, and their mentions that may be."""
    wanted = sorted(set(persons))
    found = readable(cursor, wanted, asker) if wanted else {}
    return {person: tuple(sorted(each.mentions)) for person, each in found.items() if not each.whole}


def told_of(cursor: Any, person: int, asker: Asker) -> dict[str, Any]:
    """What may be told of a person, by the columns of their summary; nothing where that is nothing."""
    partly = partly_told(cursor, [person], asker)
    if person in partly:
        return dict(zip(SAID, said_by(cursor, partly[person]), strict=True)) if partly[person] else {}
    found = rows(cursor, f"SELECT {', '.join(SAID)} FROM identity_person WHERE id = %s", [person])  # nosec B608
    return dict(zip(SAID, found[0], strict=True)) if found else {}
