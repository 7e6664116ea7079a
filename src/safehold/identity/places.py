"""Addresses, read lightly: the number or name of the house, the street, the rest, and the postcode."""

import re
from functools import lru_cache

import msgspec

from safehold.identity.misspelt_streets import mistyped
from safehold.identity.script import plain
from safehold.identity.vocabulary import NOT_ADDRESSES, SHORT_STREETS, STREETS, STREETS_AFTER

_POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})\b", re.ASCII)
_ABROAD = re.compile(r"(?!(\d)\1+$)\d{4,5}", re.ASCII)  # as many countries have; one digit over and over is no place
_DISTRICT = re.compile(r"[a-z]{1,2}\d[a-z\d]?", re.ASCII)
_FLAT = re.compile(r"\b(?:flat|apartment|apt|unit|room|studio)\s+(\w+)\b")
_HOUSE = re.compile(r"(\d+[a-z]?)\b(?:\s+\d+[a-z]?\b)?\s*", re.ASCII)


class Place(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """`street` is without its type ("chestnut" of Chestnut Avenue); `postcode` has no space; `district` is its outward half.

    `words` is the whole as an explanation shows it.
    """

    house: str = ""
    street: str = ""
    street_type: str = ""
    town: tuple[str, ...] = ()
    postcode: str = ""
    district: str = ""
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.street or self.postcode or self.district)


@lru_cache(maxsize=65536)
def read_place(address: str, postcode: str = "") -> Place:
    text = plain(address)
    code, district = _code(plain(postcode))
    if match := _POSTCODE.search(text):
        text = text.replace(match[0], " ")
        if not code:
            code, district = match[1] + match[2], match[1]
    if not text or text.strip(" ,") in NOT_ADDRESSES:
        return Place(postcode=code, district=district, words=(code or district).upper())
    house, street, kind, town = _lines(text)
    words = " ".join(part for part in (house, street, kind, (code or district).upper()) if part)
    return Place(house, street, kind, town, code, district, words)


def _code(text: str) -> tuple[str, str]:
    text = text.replace(" ", "")
    if match := _POSTCODE.fullmatch(text):
        return match[0], match[1]
    if _ABROAD.fullmatch(text):
        return text, ""  # neighbouring numbers need not be neighbouring places
    return ("", text) if _DISTRICT.fullmatch(text) else ("", "")


def _lines(text: str) -> tuple[str, str, str, tuple[str, ...]]:
    flat = ""
    if match := _FLAT.search(text):
        flat, text = match[1], text.replace(match[0], " ", 1)
    lines = [line for line in (part.strip() for part in text.split(",")) if line]
    if not lines:
        return flat, "", "", ()
    chosen = _street_line(lines)
    house, street, kind, rest = _street(lines[chosen])
    if house and not kind and (told := _told_after(lines, chosen)):
        # "6 Kestrel House, Mill Lane, Oxley": the number stands before a name that is no street.
        lines[chosen], lines[told] = f"{house} {lines[told]}", f"{street} {rest}"
        house, street, kind, rest = _street(lines[chosen])
    before = lines[chosen - 1] if chosen else ""
    if not house and before:
        # "41, Chestnut Avenue" or "Rose Cottage, Mill Lane".
        house = before
    if flat and not house:
        house = flat
    elif flat:
        house = f"{house} {flat}"
    town = tuple(sorted({word for line in [rest, *lines[chosen + 1 :]] for word in line.split() if len(word) > 2}))[:6]
    return house[:40], street[:60], kind, town


def _street_line(lines: list[str]) -> int:
    """The line of the street: the first with a number and words, else the first with a kind of street, else the first with words."""
    for position, line in enumerate(lines):
        if (match := _HOUSE.match(line)) and line[match.end() :]:
            return position
    for position, line in enumerate(lines):
        if set(line.split()[1:]) & STREETS:
            return position
    return 1 if len(lines) > 1 and lines[0].isdigit() else 0


def _told_after(lines: list[str], chosen: int) -> int:
    """The place of a line with a street and no number, 0 where there is none. The last line is a town, as Chester-le-Street is."""
    for position in range(chosen + 1, len(lines) - 1):
        house, _, kind, _ = _street(lines[position])
        if not house and kind in STREETS_AFTER:
            return position
    return 0


def _street(line: str) -> tuple[str, str, str, str]:
    house = ""
    if match := _HOUSE.match(line):
        house, line = match[1], line[match.end() :]
    words = line.split()
    # The last type that has a word before it ends the street's name: in "st johns road" it is road.
    ends = [position for position in range(1, len(words)) if words[position] in STREETS]
    if ends:
        end = ends[0]
        while end + 1 in ends:
            end += 1
        return house, " ".join(words[:end]), SHORT_STREETS.get(words[end], words[end]), " ".join(words[end + 1 :])
    if found := mistyped(words):
        name, kind, after = found
        return house, name, SHORT_STREETS.get(kind, kind), after
    return house, " ".join(words[:3]), "", " ".join(words[3:])
