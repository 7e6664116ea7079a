"""The history check: who someone may be, by what a caller could say. Best first, each with the reasons.

Keys are looked up in the same tables that recording writes, so a person is found from the next transaction on. Of those who share keys no
more than a fixed number are compared, so that it takes hardly longer as the records grow. Nothing confidential is compared.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from safehold.chronology.recording import rows
from safehold.identity.beginnings import beginning, while_typing
from safehold.identity.contradiction import contradict
from safehold.identity.features import Features
from safehold.identity.likeliest import likeliest
from safehold.identity.model import Model, bits, standard
from safehold.identity.profiles import Profile
from safehold.identity.reach import Reach
from safehold.identity.score import Score, Why, explain, score

# Below this nobody is worth a call handler's glance.
LEAST_LIKELY = 0.02
_LEAST = bits(LEAST_LIKELY)
# Unless so little was said that nobody could be likely, a surname as it was heard, say, or names alone, where others have them too: then
# the best are shown for what they are, if more speaks for them than against.
LITTLE, MOST_OF_LITTLE = 0.5, 3
# Who is as likely takes from the likelihood of those who are plainly somebody else.
RIVAL = 0.3
ANOTHER = "; somebody else fits too"
# With somebody as likely, nobody is looked for whose name only begins alike.
FOUND = 0.94


class Match(NamedTuple):
    """A person, how likely it is they, why (each comparison, and the same in words), and the profiles by which they were
    found. `alone`: how likely it is beside nobody else, and by which record."""

    person: int
    probability: float
    why: tuple[Why, ...]
    words: str
    profiles: tuple[int, ...]
    alone: tuple[float, Features]


class Answer(NamedTuple):
    """`searched` says what was looked for, for "nobody found"; `kept` are those who would have been, with their
    likelihood, and are kept from whoever asks."""

    matches: list[Match]
    searched: tuple[str, ...]
    kept: tuple[tuple[int, float], ...] = ()


def check(cursor: Any, query: Features, *, most: int = 5, staff_id: str | None = None) -> Answer:
    """`staff_id` is who asks: people who stand only in cases restricted to others are not among the answers."""
    model = asked(cursor)
    reach, profiles = Reach(query, model), likeliest(cursor, query)

    def scoring(numbers: Iterable[int], least: float) -> dict[int, Score]:
        """Of those who may weigh so much."""
        within = [number for number in numbers if reach.within(profiles[number].features, least)]
        return {number: score(query, profiles[number].features, model) for number in within}

    scored = scoring(profiles, _LEAST)
    begun: dict[int, Profile] = {}
    if not any(found.probability >= FOUND for found in scored.values()):
        begun, count = beginning(cursor, query, most, profiles)
        scored |= scoring([number for number in begun if number in profiles and number not in scored], -math.inf)
        profiles |= begun
        for number, profile in begun.items():
            found = while_typing(query, profile.features, count)
            if number not in scored or scored[number].weight < found.weight:
                scored[number] = found
    by_person: dict[int, list[int]] = defaultdict(list)
    for number, found in scored.items():
        if found.probability >= LEAST_LIKELY or number in begun:
            by_person[profiles[number].person_id].append(number)
    if not by_person and (query == Features(names=query.names) or score(query, query, model).probability < LITTLE):
        scored |= scoring([number for number in profiles if number not in scored], model.prior)
        for number in sorted(scored, key=lambda number: (-scored[number].weight, number))[:MOST_OF_LITTLE]:
            if scored[number].weight > model.prior:
                by_person[profiles[number].person_id].append(number)
    hidden = _restricted(cursor, list(by_person), staff_id) if by_person and staff_id is not None else set()
    best = {person: max(numbers, key=lambda number: (scored[number].weight, -number)) for person, numbers in by_person.items()}
    ranked = sorted(best, key=lambda person: (-scored[best[person]].weight, person))
    order = [person for person in ranked if person not in hidden][:most]
    kept = tuple((person, scored[best[person]].probability) for person in ranked[:most] if person in hidden)
    matches = [match_of(person, scored[best[person]], profiles[best[person]].features, by_person[person]) for person in order]
    return Answer(beside_one_another(matches), _searched(query), kept)


def asked(cursor: Any) -> Model:
    """The model for a question now: the more are on record, the less it says that somebody agrees."""
    ((mentions,),) = rows(cursor, "SELECT reltuples FROM pg_class WHERE oid = 'identity_profile'::regclass")
    return standard().among(mentions)


def match_of(person: int, found: Score, best: Features, profiles: Iterable[int]) -> Match:
    """By itself, beside nobody else."""
    return Match(person, found.probability, found.why, explain(found), tuple(sorted(profiles)), (found.probability, best))


def beside_one_another(matches: Iterable[Match]) -> list[Match]:
    """The likeliest first, as likely as they are beside these others and nobody else: of whom the viewer may not know, nothing is said."""
    listed = list(matches)
    likely = _told_apart({match.person: match.alone for match in listed})
    told = [_told(match, likely[match.person]) for match in listed]
    return sorted(told, key=lambda match: -match.probability)


def _told(match: Match, likely: float) -> Match:
    words = match.words.removesuffix(ANOTHER) + (ANOTHER if likely < match.alone[0] else "")
    return match._replace(probability=likely, words=words)


def _told_apart(found: dict[int, tuple[float, Features]]) -> dict[int, float]:
    """The likelihood of each person beside those whom the records show to be somebody else: whoever was meant is only one of a father and a
    son of one name. Records that may be of one person, not linked yet, take nothing from each other, and from others no more than one."""
    odds = {person: probability / (1 - probability) for person, (probability, _) in found.items() if RIVAL <= probability < 1}
    likely = {person: probability for person, (probability, _) in found.items()}
    for person in odds:
        rivals: list[int] = []
        for other in sorted(odds, key=lambda other: (-odds[other], other)):
            if other != person and all(contradict(found[one][1], found[other][1]) for one in (person, *rivals)):
                rivals.append(other)
        if rivals:
            likely[person] = odds[person] / (1 + odds[person] + sum(odds[other] for other in rivals))
    return likely


def _restricted(cursor: Any, persons: list[int], staff_id: str) -> set[int]:
    """Those who stand in cases only that are restricted to others than this member of staff."""
    return {
        person
        for (person,) in rows(
            cursor,
            "SELECT person FROM unnest(%s::bigint[]) AS p(person) JOIN identity_case c ON c.victim_id = person OR c.suspect_id = person"
            " LEFT JOIN identity_restriction r ON r.case_id = c.id AND NOT %s = ANY(r.staff_ids)"
            " GROUP BY person HAVING bool_and(r.case_id IS NOT NULL)",
            [persons, staff_id],
        )
    }


def _searched(query: Features) -> tuple[str, ...]:
    """What could be looked for, for the person who is told that nobody was found."""
    return tuple(
        what
        for what, said in (
            ("family name", query.names.family),
            ("given name", query.names.given),
            ("date of birth or age", query.birth),
            ("phone", query.phones),
            ("address", query.place.street or query.place.postcode),
        )
        if said
    )
