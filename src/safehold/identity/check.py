"""The history check: who someone may be, by what a caller could say. Best first, each with the reasons.

Keys are looked up in the same tables that recording writes, so a person is found from the next transaction on. Of those who share keys no
more than a fixed number are compared, so that it takes hardly longer as the records grow. Nothing confidential is compared.
"""

import math
from collections import defaultdict
from typing import Any, NamedTuple

import msgspec

from safehold.chronology.recording import rows
from safehold.identity.features import Features
from safehold.identity.keys import prefix
from safehold.identity.likeliest import likeliest
from safehold.identity.model import probability, standard
from safehold.identity.names import NOBODY, Names
from safehold.identity.profiles import Profile, load
from safehold.identity.score import Score, Why, explain, score

MOST_BEGINNING = 200
# Of how many the people who share a beginning are counted, so that one shared by few says more.
POPULATION = 100_000
# Below this nobody is worth a call handler's glance.
LEAST_LIKELY = 0.02
# What only begins alike is never more than possible, whatever else agrees.
MOST_LIKELY_WHILE_TYPING = 0.9


class Match(NamedTuple):
    """A person, how likely it is they, why (each comparison, and the same in words), and the profiles by which they were found."""

    person: int
    probability: float
    why: tuple[Why, ...]
    words: str
    profiles: tuple[int, ...]


class Answer(NamedTuple):
    """`beginning` counts the people whose name begins with what was typed; `searched` says what was looked for, for "nobody found"."""

    matches: list[Match]
    beginning: int
    searched: tuple[str, ...]


def check(cursor: Any, query: Features, *, most: int = 5, staff_id: str | None = None) -> Answer:
    """`staff_id` is who asks: people who stand only in cases restricted to others are not among the answers."""
    model = standard()
    profiles = likeliest(cursor, query)
    scored = {number: score(query, profile.features, model) for number, profile in profiles.items()}
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
    hidden = _restricted(cursor, list(by_person), staff_id) if by_person and staff_id is not None else set()
    best = {person: max(numbers, key=lambda number: (scored[number].weight, -number)) for person, numbers in by_person.items()}
    order = sorted(best.keys() - hidden, key=lambda person: (-scored[best[person]].weight, person))[:most]
    matches = [_match(person, scored[best[person]], by_person[person]) for person in order]
    return Answer(matches, beginning, _searched(query))


def _match(person: int, found: Score, profiles: list[int]) -> Match:
    return Match(person, found.probability, found.why, explain(found), tuple(sorted(profiles)))


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

    While that is all that was typed they are all as likely, and no more are read than are asked for.
    """
    typed = prefix(query)
    wanted = [name for name in (typed.family, typed.given) if name]
    if not wanted:
        return {}, 0
    alone = len(wanted) == 1 and query == Features(names=query.names) and not (query.names.family and query.names.given)
    limit = most if alone else MOST_BEGINNING
    first, last = wanted[0], wanted[-1]
    found = rows(
        cursor,
        # An array, so that the people are looked up by number: a join is planned as a reading of everybody.
        "WITH begun AS MATERIALIZED (SELECT person_id FROM identity_name WHERE name >= %s AND name < %s INTERSECT"
        "  SELECT person_id FROM identity_name WHERE name >= %s AND name < %s)"
        " SELECT p.id, (SELECT count(*) FROM begun) FROM identity_person p WHERE p.id = ANY(ARRAY(SELECT person_id FROM begun))"
        " ORDER BY p.as_victim + p.as_suspect DESC, p.last_seen DESC, p.id LIMIT %s",
        [first, _after(first), last, _after(last), limit],
    )
    if not found:
        return {}, 0
    numbers = [
        number
        for (number,) in rows(cursor, "SELECT id FROM identity_profile WHERE person_id = ANY(%s::bigint[])", [[row[0] for row in found]])
    ]
    return load(cursor, numbers), int(found[0][1])


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
