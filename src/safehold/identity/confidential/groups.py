"""All who have one value, and who of them may be one person: a function of what is on record, whatever was recorded first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations
from typing import Any, NamedTuple

from safehold.chronology.recording import rows
from safehold.identity.confidential.likely import may_be_one
from safehold.identity.confidential.rarity import MOST_RECORDS, most_people
from safehold.identity.confidential.stored import Side
from safehold.identity.confidential.values import Value, key_of, of
from safehold.identity.profiles import Profile, load

_HOLDERS = "SELECT id, event_id, profile_id, person_id FROM identity_mention WHERE id = ANY(%s::bigint[])"
_FOUND = """
SELECT k.key, c.profile_id FROM unnest(%s::bigint[]) AS k(key) CROSS JOIN LATERAL
       (SELECT profile_id FROM identity_key WHERE key = k.key LIMIT %s) c
"""
_OPEN = "SELECT id, event_id, profile_id, person_id FROM identity_mention WHERE profile_id = ANY(%s::bigint[])"
_TOLD = """
SELECT own.person_id, far.person_id FROM identity_profile own JOIN identity_decision d ON d.a = own.id
  JOIN identity_profile far ON far.id = d.b
 WHERE d.stands AND own.person_id = ANY(%s::bigint[]) AND far.person_id = ANY(%s::bigint[])
"""


_Rows = dict[int, tuple[int, int, int]]  # of mentions by number: event, profile and person


class Group(NamedTuple):
    """A value, and the mentions that have it in confidence."""

    digest: bytes
    value: Value
    holders: set[int]


class Member(NamedTuple):
    event: int
    profile: int
    person: int
    hidden: bool


def agreements(cursor: Any, groups: Sequence[Group]) -> tuple[list[Side], int]:
    """Both sides of each pair that may be one, and how many records were compared."""
    members = _members(cursor, groups)
    rare = [group for group in groups if _rare(group, members[group.digest])]
    profiles = load(cursor, {member.profile for group in rare for member in members[group.digest]})
    told = _told(cursor, {member.person for group in rare for member in members[group.digest]})
    sides = {side for group in rare for side in _sides(group, members[group.digest], profiles, told)}
    return sorted(sides), sum(len(found) for found in members.values())


def _members(cursor: Any, groups: Sequence[Group]) -> dict[bytes, list[Member]]:
    found: dict[bytes, list[Member]] = defaultdict(list)
    holding = _by_number(rows(cursor, _HOLDERS, [sorted({number for group in groups for number in group.holders})]))
    openly = _openly(cursor, groups)
    for group in groups:
        found[group.digest] = [Member(*holding[number], hidden=True) for number in group.holders if number in holding]
        found[group.digest] += [Member(*row, hidden=False) for number, row in openly[group.digest].items() if number not in group.holders]
    return found


def _openly(cursor: Any, groups: Sequence[Group]) -> dict[bytes, _Rows]:
    """The mentions that say it openly. A key says less than a value, so what was found is read; of a key that many share, nothing is."""
    keys = {group.digest: key_of(group.value) for group in groups}
    found: dict[int, list[int]] = defaultdict(list)
    for key, profile in rows(cursor, _FOUND, [sorted(set(keys.values())), MOST_RECORDS + 1]):
        found[key].append(profile)
    found = defaultdict(list, {key: listed for key, listed in found.items() if len(listed) <= MOST_RECORDS})
    profiles = load(cursor, {number for listed in found.values() for number in listed})
    saying = {
        group.digest: [number for number in found[keys[group.digest]] if group.value in of(profiles[number].features)] for group in groups
    }
    mentions = _by_number(rows(cursor, _OPEN, [sorted({number for listed in saying.values() for number in listed})]))
    return {digest: {number: row for number, row in mentions.items() if row[1] in listed} for digest, listed in saying.items()}


def _by_number(found: Iterable[tuple[Any, ...]]) -> _Rows:
    return {number: (event, profile, person) for number, event, profile, person in found}


def _rare(group: Group, members: Sequence[Member]) -> bool:
    """Whether the value is a clue at all: two people have it, and no more than a few."""
    return len(members) <= MOST_RECORDS and 1 < len({member.person for member in members}) <= most_people()[group.value.kind]


def _told(cursor: Any, persons: Iterable[int]) -> set[frozenset[int]]:
    """Those of whom somebody has said whether they are one, or that nobody can tell."""
    listed = sorted(persons)
    return {frozenset(pair) for pair in rows(cursor, _TOLD, [listed, listed])} if listed else set()


def _sides(group: Group, members: Iterable[Member], profiles: dict[int, Profile], told: set[frozenset[int]]) -> Iterable[Side]:
    @cache
    def one_person(a: int, b: int) -> bool:
        ours, theirs = profiles[a], profiles[b]
        return ours.named and theirs.named and may_be_one(ours.features, theirs.features, group.value.kind)

    for a, b in combinations(sorted(members), 2):
        if a.person == b.person or not (a.hidden or b.hidden) or frozenset((a.person, b.person)) in told:
            continue
        if one_person(a.profile, b.profile):
            one, other = sorted((a.person, b.person))
            yield from (Side(group.digest, one, other, each.person, each.event) for each in (a, b))
