"""Which profiles are one person, worked out anew where judgements or decisions have changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from safehold.chronology.recording import rows
from safehold.identity.components import Component, components

Reference = tuple[str, str]


class _Row(NamedTuple):
    id: int
    named: bool
    person: int


class _Members:
    """Who is who, kept from both sides: of all profiles on record at once, nobody is to be looked for among all others."""

    def __init__(self, now: dict[int, int]) -> None:
        self.now = now
        self.of: dict[int, set[int]] = defaultdict(set)
        for number, person in now.items():
            self.of[person].add(number)

    def move(self, moved: dict[int, int]) -> None:
        for number, person in moved.items():
            self.of[self.now[number]].discard(number)
            self.of[person].add(number)
            self.now[number] = person


def regroup(cursor: Any, seeds: Iterable[int], references: set[Reference], *, scoring: bool = True) -> set[int]:
    """Works out anew who is one person around these profiles, and those whom their sources give these numbers (source and ref).

    Returns the profiles that moved from one person to another.
    """
    now: dict[int, int] = {}
    before: dict[int, int] = {}
    alone: set[int] = set()
    apart: dict[int, set[int]] = defaultdict(set)
    asked = set(references)

    def take(component: Component) -> None:
        asked.update((profile.source, profile.ref) for profile in component.profiles.values())
        for one, other in component.apart:
            apart[one].add(other)
            apart[other].add(one)
        before.update({number: profile.person_id for number, profile in component.profiles.items()})
        for group in component.persons(cursor, scoring=scoring):
            now.update(dict.fromkeys(group, _person(group, component)))
            if len(group) == 1:
                alone.update(group)

    for component in components(cursor, seeds):
        take(component)
    by_reference = _under(cursor, asked)
    # What is decided about a mention without a name may bring others in, whose numbers count as well.
    while unnamed := {row.id for found in by_reference.values() for row in found if not row.named} - now.keys():
        for component in components(cursor, unnamed):
            take(component)
        by_reference = _under(cursor, asked)
    members = _Members(now)
    for found in by_reference.values():
        before.update({row.id: row.person for row in found if row.id not in before})
        members.move(_without_names(found, members, alone, apart))
    moved = {number: person for number, person in now.items() if before[number] != person}
    _write(cursor, moved)
    return set(moved)


def _person(group: Iterable[int], component: Component) -> int:
    """A person is known by the oldest profile that has a name."""
    return min(group, key=lambda number: (not component.profiles[number].named, number))


def _under(cursor: Any, references: set[Reference]) -> dict[Reference, list[_Row]]:
    """The profiles to which a source gives each of these numbers, oldest first."""
    found: dict[Reference, list[_Row]] = defaultdict(list)
    if references:
        sources, refs = zip(*references, strict=True)
        for source, ref, *row in rows(
            cursor,
            "SELECT p.source, p.ref, p.id, p.named, p.person_id FROM identity_profile p"
            " JOIN unnest(%s::text[], %s::text[]) AS r(source, ref) ON p.source = r.source AND p.ref = r.ref ORDER BY p.id",
            [list(sources), list(refs)],
        ):
            found[source, ref].append(_Row(*row))
    return found


def _without_names(found: list[_Row], members: _Members, alone: set[int], apart: Mapping[int, set[int]]) -> dict[int, int]:
    """Mentions without a name belong to the one person whom their source gives that number; where it gives it to several, to nobody.

    Those whom people have joined to somebody else, or hold apart from that person or from another of that number, stay as they are.
    """
    persons = {members.now.get(row.id, row.person) for row in found if row.named}
    if len(persons) != 1:
        return {}
    (person,) = persons
    others = members.of[person] | {row.id for row in found}
    return {row.id: person for row in found if not row.named and row.id in alone and others.isdisjoint(apart.get(row.id, ()))}


def _write(cursor: Any, moved: dict[int, int]) -> None:
    for query in (
        "UPDATE identity_profile p SET person_id = n.person FROM unnest(%s::bigint[], %s::bigint[]) AS n(id, person) WHERE p.id = n.id",
        "UPDATE identity_mention m SET person_id = n.person FROM unnest(%s::bigint[], %s::bigint[]) AS n(id, person)"
        " WHERE m.profile_id = n.id",
    ):
        if moved:
            cursor.execute(query, [list(moved), list(moved.values())])
