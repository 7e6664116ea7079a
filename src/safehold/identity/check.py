"""The history check: who someone may be, by what a caller could say. Best first, each with the reasons.

Keys are looked up in the same tables that recording writes, so a person is found from the next transaction on. Of those who share keys no
more than a fixed number are compared, so that it takes hardly longer as the records grow. Nothing confidential is compared.
"""

import math
from collections import defaultdict
from typing import Any, NamedTuple

import msgspec

from safehold.chronology.recording import rows
from safehold.identity.contradiction import contradict
from safehold.identity.features import Features
from safehold.identity.keys import prefix
from safehold.identity.likeliest import likeliest
from safehold.identity.model import probability, standard
from safehold.identity.names import NOBODY, Names
from safehold.identity.profiles import Profile, load
from safehold.identity.score import Score, Why, explain, score

# Of people whose name begins with what was typed so many are counted and so many compared, so that common letters take no longer.
MOST_COUNTED, MOST_COUNTED_OF_TWO = 4000, 1000
MOST_BEGINNING = 60
# Of how many the people who share a beginning are counted, so that one shared by few says more.
POPULATION = 100_000
# Below this nobody is worth a call handler's glance.
LEAST_LIKELY = 0.02
# Unless so little was said that nobody could be likely, a surname as it was heard, say: then the best are shown for what they are.
LITTLE, MOST_OF_LITTLE = 0.5, 3
# What only begins alike is never more than possible, whatever else agrees.
MOST_LIKELY_WHILE_TYPING = 0.9
# Who is as likely takes from the likelihood of those who are plainly somebody else.
RIVAL = 0.3
# With somebody as likely, nobody is looked for whose name only begins alike.
FOUND = 0.94


class Match(NamedTuple):
    """A person, how likely it is they, why (each comparison, and the same in words), and the profiles by which they were found."""

    person: int
    probability: float
    why: tuple[Why, ...]
    words: str
    profiles: tuple[int, ...]


class Answer(NamedTuple):
    """`searched` says what was looked for, for "nobody found"."""

    matches: list[Match]
    searched: tuple[str, ...]


def check(cursor: Any, query: Features, *, most: int = 5, staff_id: str | None = None) -> Answer:
    """`staff_id` is who asks: people who stand only in cases restricted to others are not among the answers."""
    model = standard()
    profiles = likeliest(cursor, query)
    scored = {number: score(query, profile.features, model) for number, profile in profiles.items()}
    begun: dict[int, Profile] = {}
    if not any(found.probability >= FOUND for found in scored.values()):
        begun, beginning = _beginning(cursor, query, most)
        profiles |= begun
        for number, profile in begun.items():
            found = _while_typing(query, profile.features, beginning)
            if number not in scored or scored[number].weight < found.weight:
                scored[number] = found
    by_person: dict[int, list[int]] = defaultdict(list)
    for number, found in scored.items():
        if found.probability >= LEAST_LIKELY or number in begun:
            by_person[profiles[number].person_id].append(number)
    if not by_person and score(query, query, model).probability < LITTLE:
        for number in sorted(scored, key=lambda number: (-scored[number].weight, number))[:MOST_OF_LITTLE]:
            by_person[profiles[number].person_id].append(number)
    hidden = _restricted(cursor, list(by_person), staff_id) if by_person and staff_id is not None else set()
    best = {person: max(numbers, key=lambda number: (scored[number].weight, -number)) for person, numbers in by_person.items()}
    order = sorted(best.keys() - hidden, key=lambda person: (-scored[best[person]].weight, person))[:most]
    likely = _told_apart({person: (scored[best[person]].probability, profiles[best[person]].features) for person in order})
    matches = [_match(person, scored[best[person]], likely[person], by_person[person]) for person in order]
    return Answer(sorted(matches, key=lambda match: -match.probability), _searched(query))


def _match(person: int, found: Score, likely: float, profiles: list[int]) -> Match:
    words = explain(found)
    if likely < found.probability:
        words += "; somebody else fits too"
    return Match(person, likely, found.why, words, tuple(sorted(profiles)))


def _told_apart(found: dict[int, tuple[float, Features]]) -> dict[int, float]:
    """The likelihood of each person beside those whom the records show to be somebody else: whoever was meant is only one of a father and a
    son of one name. Records that may be of one person, not linked yet, take nothing from each other."""
    odds = {person: probability / (1 - probability) for person, (probability, _) in found.items() if RIVAL <= probability < 1}
    likely = {person: probability for person, (probability, _) in found.items()}
    for person in odds:
        rivals = [other for other in odds if other != person and contradict(found[person][1], found[other][1])]
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


def _beginning(cursor: Any, query: Features, most: int) -> tuple[dict[int, Profile], int]:
    """Profiles of people one of whose names begins with what was typed, and how many people there are; those in most cases first.

    While that is all that was typed they are all as likely, and no more are read than are asked for. Of two names the rarer is read; where
    both begin like thousands, the keys have found whoever is meant by the whole of one name and the first letters of the other.
    """
    typed = prefix(query)
    wanted = [name for name in (typed.family, typed.given) if name]
    if not wanted:
        return {}, 0
    alone = len(wanted) == 1 and query == Features(names=query.names) and not (query.names.family and query.names.given)
    bounds, also = [wanted[0], _after(wanted[0]), MOST_COUNTED], ""
    if len(wanted) > 1:
        both = [[name, _after(name), MOST_COUNTED_OF_TWO] for name in wanted]
        counts = rows(cursor, f"SELECT ({_COUNT}), ({_COUNT})", [*both[0], *both[1]])[0]  # nosec B608
        if min(counts) == MOST_COUNTED_OF_TWO:
            return {}, 0
        rarer, other = both if counts[0] <= counts[1] else both[::-1]
        bounds, also = [*rarer, *other[:2]], _ALSO
    found = rows(cursor, _BEGUN.format(also), [*bounds, most if alone else MOST_BEGINNING])
    if not found:
        return {}, 0
    numbers = [
        number
        for (number,) in rows(cursor, "SELECT id FROM identity_profile WHERE person_id = ANY(%s::bigint[])", [[row[0] for row in found]])
    ]
    return load(cursor, numbers), int(found[0][1])


_COUNT = "SELECT count(*) FROM (SELECT FROM identity_name WHERE name >= %s AND name < %s LIMIT %s) c"
# An array, so that the people are looked up by number: a join is planned as a reading of everybody.
_BEGUN = (
    "WITH begun AS MATERIALIZED (SELECT DISTINCT b.person_id FROM"
    " (SELECT person_id FROM identity_name WHERE name >= %s AND name < %s LIMIT %s) b{})"
    " SELECT p.id, (SELECT count(*) FROM begun) FROM identity_person p WHERE p.id = ANY(ARRAY(SELECT person_id FROM begun))"
    " ORDER BY p.as_victim + p.as_suspect DESC, p.last_seen DESC, p.id LIMIT %s"
)
_ALSO = " CROSS JOIN LATERAL (SELECT FROM identity_name n WHERE n.person_id = b.person_id AND n.name >= %s AND n.name < %s LIMIT 1) also"


def _after(text: str) -> str:
    """The first text, byte by byte, that no longer begins with this one."""
    return text[:-1] + chr(ord(text[-1]) + 1)


def _while_typing(query: Features, other: Features, beginning: int) -> Score:
    """A score for a name that only begins alike: the rest as ever, and for the name as many bits as the beginning is rare."""
    typed = prefix(query)
    rest = score(msgspec.structs.replace(query, names=_finished(query.names, typed.family, typed.given)), other)
    bits = math.log2(POPULATION / min(max(beginning, 1), POPULATION))
    typed_name = typed.family or typed.given
    why = (Why("name", typed_name, "", "begins", bits, f"name begins with {typed_name.title()}"), *rest.why)
    weight = rest.weight + bits
    return msgspec.structs.replace(
        rest, weight=weight, probability=min(probability(weight), MOST_LIKELY_WHILE_TYPING), band="unsure", why=why, ceiling=""
    )


def _finished(names: Names, *typed: str) -> Names:
    """The names without those that are still being typed."""
    family = names.family if names.family and names.family[0] not in typed else ()
    given = names.given if names.given and names.given[0] not in typed else ()
    return (
        NOBODY if not family and not given else msgspec.structs.replace(names, family=family, given=given, other_family=(), other_given=())
    )
