"""A short way to write chronologies in tests, explained in docs/rulebook.md ("Examples").

b: bail.breach_reported @0
bail.breach_decided @+3h about b {arrest: true, reason: no new contact}
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import yaml

from safehold.chronology.envelope import Event, read_event
from safehold.chronology.times import DAY, HOUR, LONDON, MINUTE, SECOND, instant, london
from safehold.identity.cases import CaseKey, CaseRecord, MentionId, records

BASE = "2026-03-04T10:00"
"""A Wednesday morning, with bank holidays and school holidays some weeks away."""

PEOPLE: dict[str, dict[str, Any]] = {
    "v": {"role": "victim", "given_name": "Vera", "family_name": "Marlow"},
    "s": {"role": "suspect", "relation": "ex_partner", "given_name": "Stefan", "family_name": "Marlow"},
}
_UNITS = {"d": DAY, "h": HOUR, "m": MINUTE, "s": SECOND, "us": 1}
_LINE = re.compile(r"(?:(?P<label>[\w-]+): +)?(?P<kind>[a-z_]+\.[a-z_]+)(?P<rest>[^{]*)(?P<data>\{.*\})?", re.DOTALL)


class BadNotation(ValueError):
    """A line that is not an event in the short notation."""


def read_events(lines: Iterable[str], base: str = BASE) -> list[Event]:
    return [_event(raw) for raw in read_raws(lines, base)]


def read_raws(lines: Iterable[str], base: str = BASE) -> list[dict[str, Any]]:
    """The same as a source would give them."""
    start = instant(datetime.fromisoformat(base).replace(tzinfo=LONDON))
    return [_raw(line, position, start) for position, line in enumerate(lines, 1)]


def at(offset: str, base: str = BASE) -> int:
    """The instant of "+3h", "-2d", "+1d2h" or "0" from the base, or of a time written out."""
    start = instant(datetime.fromisoformat(base).replace(tzinfo=LONDON))
    return start + _offset(offset)


def _offset(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    parts = re.findall(r"(\d+)(us|[dhms])", text)
    if text.strip("+-") != "".join(number + unit for number, unit in parts) and text.strip("+-") != "0":
        raise BadNotation(f"{text!r} is not a time from the base: write 0, +3h, -2d or +1d2h30m")
    return sign * sum(int(number) * _UNITS[unit] for number, unit in parts)


def _when(text: str, start: int) -> str:
    """An offset as an exact time; anything else (2008-07, 2008-02/2008-07) as it is written."""
    if text[0] in "+-" or text == "0":
        return london(start + _offset(text)).isoformat()
    return text


def _event(raw: dict[str, Any]) -> Event:
    event = read_event(raw)
    if event.warnings:
        raise BadNotation(f"{event.id}: {'; '.join(event.warnings)}")
    return event


def _raw(line: str, position: int, start: int) -> dict[str, Any]:
    match = _LINE.fullmatch(line.strip())
    if match is None:
        raise BadNotation(
            f"{line!r} is not an event: write [label:] kind [@time] [by agency] [as role[/id]] [about a,b] [people v s] [{{data}}]"
        )
    words = match["rest"].split()
    raw: dict[str, Any] = {
        "id": match["label"] or f"e{position}",
        "source": "example",
        "kind": match["kind"],
        "agency": "northshire-police",
    }
    raw["occurred_at"] = _when("0", start)
    people = ["v", "s"]
    while words:
        word = words.pop(0)
        if word.startswith("@"):
            raw["occurred_at"] = _when(word[1:], start)
        elif word == "by":
            raw["agency"] = words.pop(0)
        elif word == "as":
            role, _, staff = words.pop(0).partition("/")
            raw["actor"] = {"role": role, "id": staff or f"{role}-1"}
        elif word == "about":
            raw["about"] = words.pop(0).split(",")
        elif word == "people":
            people, words = words, []
        else:
            raise BadNotation(f"{line!r}: {word!r} is none of @time, by, as, about, people")
    raw["people"] = [_person(name) for name in people if name != "nobody"]
    raw["data"] = yaml.safe_load(match["data"]) if match["data"] else {}
    plain: dict[str, Any] = _plain(raw)
    return plain


def _person(name: str) -> dict[str, Any]:
    """v and s are the two of the case; "child:c1" is another in a role; "suspect:s:none" gives a relation."""
    if name in PEOPLE:
        return {"ref": name, **PEOPLE[name]}
    role, _, rest = name.partition(":")
    ref, _, relation = rest.partition(":")
    return {"ref": ref or role, "role": role, **({"relation": relation} if relation else {})}


def _plain(value: Any) -> Any:
    """YAML's dates are text in an event."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def persons_by_ref(events: Iterable[Event]) -> dict[MentionId, int]:
    """Every mention with the same source and ref is one person."""
    numbers: dict[tuple[str, str], int] = {}
    found = {}
    for event in sorted(events, key=lambda each: each.id):
        for mention in event.people:
            found[MentionId(event.id, mention.ref)] = numbers.setdefault((event.id.source, mention.ref), len(numbers) + 1)
    return found


def case_records(events: Iterable[Event]) -> dict[CaseKey, CaseRecord]:
    kept = list(events)
    return records(kept, persons_by_ref(kept))


def case_of(events: Iterable[Event], victim: str = "v") -> CaseRecord:
    """The case of the first victim with the first suspect, or of the victim alone."""
    found = case_records(events)
    return found[min(found, key=lambda key: (key.suspect is None, key.victim, key.suspect or 0))]
