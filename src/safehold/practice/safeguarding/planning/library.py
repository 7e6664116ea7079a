"""What a safety plan may hold, as library.yaml and the area's own file have it."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Literal

import msgspec
import yaml
from django.conf import settings

WHOSE = ("victim", "child", "household")


class BadLibrary(ValueError):
    """A file of actions that cannot be taken; the message names it and says why."""


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`hers` is how it is said on the copy that she may keep; an action without it is not on that copy."""

    section: str
    what: str
    whose: tuple[Literal["victim", "child", "household"], ...] = msgspec.field(name="for")
    days: int
    owner: str = ""
    hers: str = ""
    asks: str = ""
    move: bool = False


class Library(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    since: date = msgspec.field(name="from")
    source: str
    confidence: Literal["F", "M", "M-low"]
    sections: dict[str, str]
    actions: dict[str, Item]

    def by_section(self, *, move: bool) -> list[tuple[str, dict[str, Item]]]:
        """The title of each section with its actions; of a plan of moving, or of every other."""
        found = []
        for name, title in self.sections.items():
            inside = {key: each for key, each in self.actions.items() if each.section == name and each.move == move}
            if inside:
                found.append((title, inside))
        return found


def in_force(day: date) -> Library:
    """What ships, with what the area adds. Raises BadLibrary."""
    shipped = _newest(_versions(""), day)
    if shipped is None:
        raise BadLibrary(f"No actions of a safety plan are in force on {day}.")
    own = _newest(_versions(settings.SAFEHOLD_PLAN_ACTIONS), day) if settings.SAFEHOLD_PLAN_ACTIONS else None
    if own is None:
        return shipped
    return msgspec.structs.replace(
        shipped,
        version=f"{shipped.version} with {own.version}",
        sections=shipped.sections | own.sections,
        actions=shipped.actions | own.actions,
    )


def _newest(versions: tuple[Library, ...], day: date) -> Library | None:
    return next((each for each in reversed(versions) if each.since <= day), None)


@lru_cache(maxsize=4)
def _versions(named: str) -> tuple[Library, ...]:
    shipped = read(resources.files(__package__).joinpath("library.yaml").read_text(encoding="utf-8"), "library.yaml", {})
    if not named:
        return shipped
    try:
        text = Path(named).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadLibrary(f"{named}: it cannot be read.") from error
    return read(text, named, shipped[-1].sections)


def read(text: str, name: str, known: Mapping[str, str]) -> tuple[Library, ...]:
    """The versions, the earliest first; `known` are sections that need not be named again. Raises BadLibrary."""
    try:
        given = yaml.safe_load(text)
        listed = given.get("versions") if isinstance(given, Mapping) else None
        found = msgspec.convert(listed, list[Library])
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise BadLibrary(f"{name}: {error}") from error
    if not found or len({each.since for each in found}) < len(found):
        raise BadLibrary(f"{name}: no version, or two that begin on the same day.")
    for version in found:
        for key, item in version.actions.items():
            if item.section not in {**known, **version.sections}:
                raise BadLibrary(f"{name}: version {version.version}: {key}: there is no section {item.section!r}.")
            if not item.whose or item.days < 0:
                raise BadLibrary(f"{name}: version {version.version}: {key}: for whom, and within how many days from 0?")
    return tuple(sorted(found, key=lambda each: each.since))
