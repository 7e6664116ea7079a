"""Given names that are used for one another."""

from functools import cache, lru_cache
from importlib import resources

import yaml
from rapidfuzz.distance import OSA


class BadNicknames(ValueError):
    """The file of nicknames cannot be read; the message names the line."""


def load(text: str) -> dict[str, frozenset[str]]:
    """Every name with the groups that it stands in; a group is called by its first name. Raises BadNicknames."""
    found: dict[str, set[str]] = {}
    heads: set[str] = set()
    read = yaml.load(text, yaml.CSafeLoader)
    alone = [name for line in read.get("alone", ()) for name in str(line).split()]
    for line in [*read["groups"], *alone]:
        names = str(line).replace("-", "").split()
        if len(names) < 1 or names[0] in heads:
            raise BadNicknames(f"nicknames.yaml: the group {line!r} is empty or stands twice")
        heads.add(names[0])
        for name in names:
            found.setdefault(name, set()).add(names[0])
    return {name: frozenset(groups) for name, groups in found.items()}


_GROUPS = load(resources.files("safehold.identity").joinpath("nicknames.yaml").read_text(encoding="utf-8"))


def groups(name: str) -> frozenset[str]:
    """The names that a given name may stand for, itself if it stands in no group."""
    found = _GROUPS.get(name)
    return found if found is not None else _alone(name)


@lru_cache(maxsize=65536)
def _alone(name: str) -> frozenset[str]:
    return frozenset((name,))


@lru_cache(maxsize=65536)
def near_groups(name: str) -> frozenset[str]:
    """The groups of a name, or those of the names that it is one slip of the finger from: a letter missing, doubled, changed or moved."""
    if name in _GROUPS or len(name) < 2:
        return groups(name)
    near = {known for part in _without_one(name) for known in _slips().get(part, ()) if OSA.distance(name, known) == 1}
    return frozenset(group for known in near for group in _GROUPS[known])


def _without_one(name: str) -> set[str]:
    return {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}


@cache
def _slips() -> dict[str, list[str]]:
    """Names by themselves and by all that is left when one letter is taken out: two names a slip apart share one of these."""
    found: dict[str, list[str]] = {}
    for name in _GROUPS:
        for part in _without_one(name):
            found.setdefault(part, []).append(name)
    return found


def grouped(name: str) -> bool:
    return name in _GROUPS
