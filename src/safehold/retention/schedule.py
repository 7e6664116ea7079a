"""The retention schedule as it is read: groups with their clocks, what asks for a group, what holds, what is the least."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from safehold.chronology.envelope import Event


class Match(msgspec.Struct, frozen=True):
    """An event of one of these kinds, of whose data `field` is one of `values`, or holds one of `words`; without a field, any."""

    kinds: frozenset[str]
    field: str = ""
    values: tuple[Any, ...] = ()
    words: tuple[str, ...] = ()

    def holds(self, event: Event) -> bool:
        if event.kind not in self.kinds:
            return False
        if not self.field:
            return True
        value = event.data.get(self.field)
        if self.words:
            return isinstance(value, str) and any(word in value.casefold() for word in self.words)
        return any(type(value) is type(wanted) and value == wanted for wanted in self.values)


class Clock(msgspec.Struct, frozen=True):
    """One version of a group's numbers, in years. `since` and `until` are the instants between which it is in force."""

    since: int
    until: int
    kind: str
    years: int
    review: int
    any_contact: bool
    two: bool
    sources: tuple[str, ...]


class Group(msgspec.Struct, frozen=True):
    id: str
    title: str
    agencies: frozenset[str]
    clocks: tuple[Clock, ...]

    def clock(self, at: int) -> Clock:
        """The version in force at an instant; before the first of them, the first."""
        return next((clock for clock in self.clocks if clock.since <= at < clock.until), self.clocks[0])


class Asking(msgspec.Struct, frozen=True):
    group: str
    when: Match


class Holding(msgspec.Struct, frozen=True):
    starts: str
    ends: frozenset[str]
    why: str


class Floor(msgspec.Struct, frozen=True):
    when: Match
    months: int
    why: str


class Schedule(msgspec.Struct, frozen=True):
    """`groups` are in order, the strictest of an agency's first. `criteria` and `grounds` are their words by name."""

    groups: tuple[Group, ...]
    asks: tuple[Asking, ...]
    no_contact: frozenset[str]
    holds: tuple[Holding, ...]
    floors: tuple[Floor, ...]
    criteria: Mapping[str, str]
    grounds: Mapping[str, str]
    child_until_age: int
    age_where_unknown: int
    whose: frozenset[str]
    days_before_removal: int
    days_to_agree: int

    def group_of(self, agency_kind: str, events: Sequence[Event]) -> Group:
        """The strictest group that any of these events asks for, of those that an agency of this kind goes by."""
        own = [group for group in self.groups if agency_kind in group.agencies] or [
            group for group in self.groups if POLICE in group.agencies
        ]
        by_id = {group.id: group for group in own}
        asked = {ask.group for ask in self.asks if ask.group in by_id and any(ask.when.holds(event) for event in events)}
        return next((group for group in own if group.id in asked), own[-1])

    @property
    def shortest(self) -> int:
        """Years: what was first recorded later than so long ago is due nowhere."""
        return min(clock.years if clock.kind == CLEAR else clock.review for group in self.groups for clock in group.clocks)


POLICE = "police"
CLEAR, UNTIL_AGE = "clear", "until_age"
