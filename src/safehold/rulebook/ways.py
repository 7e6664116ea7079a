"""What would answer a duty, as a person can record it: the kinds of event that its rule names, with what each must say."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from safehold.chronology.catalogue import CATALOGUE
from safehold.rulebook.model import Condition, Response, Rule


class Way(msgspec.Struct, frozen=True):
    """A kind of event. `allowed` holds, by field, the values that count (one value: it must be that); `wanted` the fields that must be
    said. `part` is true where it answers only together with others; `ends` where it ends the duty without meeting it."""

    kind: str
    allowed: dict[str, tuple[Any, ...]]
    wanted: tuple[str, ...]
    part: bool
    ends: bool


class _Leaf(msgspec.Struct, frozen=True):
    kind: str
    allowed: dict[str, frozenset[Any]]
    wanted: frozenset[str]
    part: bool
    ends: bool


def ways(rule: Rule, trigger: str) -> list[Way]:
    """The ways that count for a trigger of this kind, in the rule's own order, each kind once; what meets it before what ends it."""
    names = {each.name for each in rule.triggers if trigger in each.kinds or each.missed}
    found: dict[str, list[_Leaf]] = {}
    for leaf in (*_leaves(rule.met_by, names), *(each for release in rule.releases for each in _leaves(release, names, ends=True))):
        found.setdefault(leaf.kind, []).append(leaf)
    return sorted((_way(leaves) for leaves in found.values()), key=lambda way: (way.ends, way.part))


def _leaves(response: Response | None, names: set[str], *, part: bool = False, ends: bool = False) -> Iterator[_Leaf]:
    if response is None or (response.only_for and not names & set(response.only_for)):
        return
    for each in response.parts:
        yield from _leaves(each, names, part=part or response.join == "all_of", ends=ends)
    if response.join == "leaf" and not response.of_trigger:
        for kind in response.kinds:
            yield _Leaf(kind, _allowed(response.where, kind), _wanted(response.where), part, ends)


def _allowed(where: Iterable[Condition], kind: str) -> dict[str, frozenset[Any]]:
    fields = CATALOGUE.kinds[kind].fields
    found: dict[str, frozenset[Any]] = {}
    for each in where:
        if each.field in fields and each.test in ("is", "said"):
            found[each.field] = frozenset((each.value,))
        elif each.field in fields and each.test == "in":
            found[each.field] = frozenset(each.value)
    return found


def _wanted(where: Iterable[Condition]) -> frozenset[str]:
    found = {each.field for each in where if each.test == "recorded" and each.value is True}
    for each in where:
        if each.test == "all_of":
            found |= _wanted(each.conditions)
        elif each.test == "any_of":
            found |= frozenset.intersection(*(_wanted((one,)) for one in each.conditions))
    return frozenset(found)


def _way(leaves: list[_Leaf]) -> Way:
    """One kind that several parts of a rule name: a field is held to the values that any of them takes, if all of them hold it."""
    held = frozenset.intersection(*(frozenset(leaf.allowed) for leaf in leaves))
    return Way(
        leaves[0].kind,
        {field: tuple(sorted(frozenset().union(*(leaf.allowed[field] for leaf in leaves)), key=str)) for field in sorted(held)},
        tuple(sorted(frozenset.intersection(*(leaf.wanted for leaf in leaves)))),
        all(leaf.part for leaf in leaves),
        all(leaf.ends for leaf in leaves),
    )
