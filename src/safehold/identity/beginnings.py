"""People whose name only begins with what has been typed so far, or, of a surname that lost its first sound, ends with it."""

import math
from collections.abc import Mapping
from typing import Any

import msgspec

from safehold.chronology.recording import rows
from safehold.identity.features import Features
from safehold.identity.keys import Prefix, prefix
from safehold.identity.model import probability
from safehold.identity.names import NOBODY, Names
from safehold.identity.profiles import Profile, load
from safehold.identity.score import Score, Why, score

# So many are counted: of one name that is all there is, and where something else is said too. Common letters take no longer among millions.
MOST_COUNTED, MOST_COUNTED_BESIDE = 2000, 1000
MOST_COMPARED = 60
LEAST_ENDING = 4  # letters
# Of how many the people who share a beginning are counted, so that one shared by few says more.
POPULATION = 100_000
# What only begins alike is never more than possible, whatever else agrees.
MOST_LIKELY = 0.9


def beginning(cursor: Any, query: Features, most: int, met: Mapping[int, Profile]) -> tuple[dict[int, Profile], int]:
    """Profiles of people one of whose names begins with what was typed, and how many people there are; those in most cases first.

    While that is all that was typed they are all as likely, and no more are read than are asked for. Of two names the rarer is read; where
    both begin like thousands, only those are taken whom keys have `met` by the whole of one name and the first letters of the other.
    """
    typed = prefix(query)
    wanted = [name for name in (typed.family, typed.given) if name]
    if not wanted or _anchored(query):
        return {}, 0
    alone = len(wanted) == 1 and query == Features(names=query.names) and not (query.names.family and query.names.given)
    bounds, also = [wanted[0], _after(wanted[0]), MOST_COUNTED if alone else MOST_COUNTED_BESIDE], ""
    if len(wanted) > 1:
        both = [[name, _after(name), MOST_COUNTED_BESIDE] for name in wanted]
        counts = rows(cursor, f"SELECT ({_COUNT}), ({_COUNT})", [*both[0], *both[1]])[0]  # nosec B608
        if min(counts) == MOST_COUNTED_BESIDE:
            return {number: profile for number, profile in met.items() if _begins(profile.features.names, typed)}, MOST_COUNTED_BESIDE
        rarer, other = both if counts[0] <= counts[1] else both[::-1]
        bounds, also = [*rarer, *other[:2]], _ALSO
    most = most if alone else MOST_COMPARED
    found = rows(cursor, _BEGUN.format("name", also), [*bounds, most])
    if not found and alone and len(typed.family) >= LEAST_ENDING:
        found = rows(cursor, _BEGUN.format("reverse(name)", ""), [typed.family[::-1], _after(typed.family[::-1]), MOST_COUNTED, most])
    if not found:
        return {}, 0
    numbers = [
        number
        for (number,) in rows(cursor, "SELECT id FROM identity_profile WHERE person_id = ANY(%s::bigint[])", [[row[0] for row in found]])
    ]
    return load(cursor, numbers), int(found[0][1])


def _anchored(query: Features) -> bool:
    """Whether something was said that leads to few people whatever their names: whoever begins so is found by that."""
    return bool(query.phones or (query.birth and query.birth.full) or (query.place.street and query.place.house))


_COUNT = "SELECT count(*) FROM (SELECT FROM identity_name WHERE name >= %s AND name < %s LIMIT %s) c"
# An array, so that the people are looked up by number: a join is planned as a reading of everybody.
_BEGUN = (
    "WITH begun AS MATERIALIZED (SELECT DISTINCT b.person_id FROM"
    " (SELECT person_id FROM identity_name WHERE {0} >= %s AND {0} < %s LIMIT %s) b{1})"
    " SELECT p.id, (SELECT count(*) FROM begun) FROM identity_person p WHERE p.id = ANY(ARRAY(SELECT person_id FROM begun))"
    " ORDER BY p.as_victim + p.as_suspect DESC, p.last_seen DESC, p.id LIMIT %s"
)
_ALSO = " CROSS JOIN LATERAL (SELECT FROM identity_name n WHERE n.person_id = b.person_id AND n.name >= %s AND n.name < %s LIMIT 1) also"


def _begins(names: Names, typed: Prefix) -> bool:
    known = names.all_family + names.all_given
    return all(any(name.startswith(start) for name in known) for start in typed)


def _after(text: str) -> str:
    """The first text, byte by byte, that no longer begins with this one."""
    return text[:-1] + chr(ord(text[-1]) + 1)


def while_typing(query: Features, other: Features, count: int) -> Score:
    """A score for a name that only begins alike: the rest as ever, and for the name as many bits as the beginning is rare."""
    typed = prefix(query)
    rest = score(msgspec.structs.replace(query, names=_finished(query.names, typed.family, typed.given)), other)
    bits = math.log2(POPULATION / min(max(count, 1), POPULATION))
    typed_name = typed.family or typed.given
    how = "begins" if any(name.startswith(typed_name) for name in (*other.names.all_family, *other.names.all_given)) else "ends"
    begins = Why("name", typed_name, "", how, bits, f"name {how} with {typed_name.title()}")
    weight = rest.weight + bits
    return msgspec.structs.replace(
        rest, weight=weight, probability=min(probability(weight), MOST_LIKELY), band="unsure", beside=(begins, *rest.beside), ceiling=""
    )


def _finished(names: Names, *typed: str) -> Names:
    """The names without those that are still being typed."""
    family = names.family if names.family and names.family[0] not in typed else ()
    given = names.given if names.given and names.given[0] not in typed else ()
    return (
        NOBODY if not family and not given else msgspec.structs.replace(names, family=family, given=given, other_family=(), other_given=())
    )
