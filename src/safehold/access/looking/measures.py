"""What looking is held to, as looking.yaml says it: hours, days and counts with their reasons, lines of supervision, purposes that suit."""

from datetime import timedelta
from functools import lru_cache
from importlib import resources

import msgspec
import yaml

from safehold.access import roles


class Number(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    value: int
    why: str


class Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something unusual: how serious, the most serious with the highest number, and in which words it is shown."""

    word: str
    severity: int
    says: str


class Numbers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    purpose_hours: Number
    glass_hours: Number
    told_days: Number
    review_hours: Number
    own_record_days: Number
    agency_record_days: Number
    shared_days: Number
    open_call_days: Number
    many_people: Number
    many_minutes: Number
    pace_people: Number
    pace_minutes: Number
    looks_years: Number
    no_task_many: Number
    rare_name: Number
    unusual_days: Number


class Measures(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    numbers: Numbers
    lines: dict[str, list[str]]
    suits: dict[str, list[str]]
    unusual: dict[str, Sign]

    def line(self, role: str) -> str:
        return next((name for name, held in self.lines.items() if role in held), "")

    def purposes(self, role: str) -> tuple[list[str], list[str]]:
        """Those that fit a role, its own first; and all others."""
        own = roles.standard().roles[role].purpose
        fit = [own, *self.suits[own]]
        return fit, [name for name in roles.standard().purposes if name not in fit]


class BadMeasures(ValueError):
    """looking.yaml cannot be used; the message names the entry."""


SIGNS = frozenset({"own_record", "own_family", "own_address", "colleague", "neighbour", "many_fast", "no_task", "glass_refused", "slowed"})


def load(text: str) -> Measures:
    try:
        given = msgspec.convert(yaml.safe_load(text), Measures)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise BadMeasures(f"looking.yaml: {error}") from error
    for name, number in msgspec.structs.asdict(given.numbers).items():
        if number.value < 1 or not number.why.strip():
            raise BadMeasures(f"looking.yaml: numbers: {name}: a number of at least 1, and why")
    if given.numbers.purpose_hours.value > 24 or given.numbers.glass_hours.value > 24:
        raise BadMeasures("looking.yaml: numbers: no opening lasts longer than a day")
    known = roles.standard()
    placed = [role for held in given.lines.values() for role in held]
    if sorted(placed) != sorted(known.roles):
        wrong = set(placed) ^ known.roles.keys() or {role for role in placed if placed.count(role) > 1}
        raise BadMeasures(f"looking.yaml: lines: each role stands in one line: {', '.join(sorted(wrong))}")
    for purpose in known.purposes:
        if purpose not in given.suits:
            raise BadMeasures(f"looking.yaml: suits: says nothing of {purpose}")
        if not known.purposes.keys() >= set(given.suits[purpose]):
            raise BadMeasures(f"looking.yaml: suits: {purpose}: no such purpose")
    if given.unusual.keys() != SIGNS:
        raise BadMeasures(f"looking.yaml: unusual: {', '.join(sorted(given.unusual.keys() ^ SIGNS))}")
    return given


@lru_cache(maxsize=1)
def standard() -> Measures:
    return load(resources.files("safehold.access.looking").joinpath("looking.yaml").read_text(encoding="utf-8"))


def days(number: Number) -> int:
    """As instants count: microseconds."""
    return number.value * 24 * 60 * 60 * 1_000_000


def hours(number: Number) -> timedelta:
    return timedelta(hours=number.value)
