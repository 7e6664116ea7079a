"""What the record knows of each topic of a form: how often, when last, and in which events. Pure; see known.yaml."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

import msgspec
import yaml

from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.envelope import Event
from safehold.chronology.times import DAY


class Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of event that shows a topic, by what one of its fields holds where one is named. `says`: of one, and of several."""

    kind: str
    says: tuple[str, str]
    field: str = ""
    is_: bool | None = msgspec.field(default=None, name="is")
    in_: tuple[str, ...] = msgspec.field(default=(), name="in")
    like: tuple[str, ...] = ()
    at_least: int | None = None
    since_days: int | None = None

    def shown_by(self, event: Event, now: int) -> bool:
        if event.kind != self.kind or (self.since_days is not None and event.occurred_at.latest < now - self.since_days * DAY):
            return False
        value = event.data.get(self.field) if self.field else None
        if self.is_ is not None:
            return value is self.is_
        if self.in_:
            return value in self.in_
        if self.like:
            return isinstance(value, str) and any(word in value.casefold() for word in self.like)
        if self.at_least is not None:
            return isinstance(value, int) and not isinstance(value, bool) and value >= self.at_least
        return True


class Known(msgspec.Struct, frozen=True):
    """`events`: the newest first."""

    says: tuple[str, str]
    events: tuple[Event, ...]

    @property
    def last(self) -> Event:
        return self.events[0]


@lru_cache(maxsize=1)
def signs() -> dict[str, tuple[Sign, ...]]:
    given: Any = yaml.safe_load(resources.files("safehold.risk").joinpath("known.yaml").read_text(encoding="utf-8"))
    found = msgspec.convert(given["topics"], dict[str, tuple[Sign, ...]])
    for topic, listed in found.items():
        for sign in listed:
            if sign.kind not in CATALOGUE.kinds or (sign.field and sign.field not in CATALOGUE.kinds[sign.kind].fields):
                raise ValueError(f"known.yaml: {topic}: {sign.kind}.{sign.field} is not in the catalogue")
    return found


def known(events: Iterable[Event], now: int) -> Mapping[str, list[Known]]:
    """By topic. `events` are those that whoever looks may read."""
    newest = sorted(events, key=lambda event: event.order, reverse=True)
    found: dict[str, list[Known]] = {}
    for topic, listed in signs().items():
        for sign in listed:
            shown = tuple(event for event in newest if sign.shown_by(event, now))
            if shown:
                found.setdefault(topic, []).append(Known(sign.says, shown))
    return found
