"""Blocking keys: two people are compared only where they share one. Each is a family, a colon and a value, in ASCII, under 100 characters.

Every family forgives something else: a misheard surname is found by birth date, phone or address with the given name, and so on.
"""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from safehold.identity.births import Birth
from safehold.identity.features import Features
from safehold.identity.nicknames import groups
from safehold.identity.script import plain
from safehold.identity.sound import sounds

# How many people share a key of the family, roughly, from fewest to most. Where candidates are capped, lower ranks are read first;
# within a rank the rarer key is.
RANKS = {
    "ref": 0,  # source and ref
    "email": 0,
    "phone-given": 1,
    "dob-given": 1,
    "dob-family": 1,
    "house-given": 1,
    "postcode-given": 1,
    "phone": 2,
    "names": 3,  # family and given name as heard, in either order
    "house": 3,
    "dob": 4,
    "district-family": 4,
    "year-family": 5,
    "year-given-start": 5,  # year, given name and the first two letters of the family name
    "street-given": 5,
    "given-start": 6,  # given name and the first three letters of the family name
    "family": 8,
    "given": 9,
}
MOST_KEYS = 60
MOST_NAMES = 4
LEAST_PREFIX = 3


class Prefix(NamedTuple):
    """What has been typed of each name, plain; empty until its third letter. It is the start of one of names.search_names, or not."""

    family: str
    given: str


def blocking_keys(features: Features) -> tuple[str, ...]:
    """The keys under which a mention is stored, and by which a new one finds those before it. None without a name."""
    return _keys(features, years=()) if features.named else ()


def query_keys(features: Features) -> tuple[str, ...]:
    """The keys by which a caller's words find people: also without a name, and where the year may be off by one."""
    birth = features.birth
    years: tuple[int, ...] = ()
    if birth is not None:
        years = (birth.year - 1, birth.year + 1) if not birth.spread else tuple(birth.years)
    return _keys(features, years=years)


def prefix(features: Features) -> Prefix:
    family = features.names.family[0] if features.names.family else ""
    given = features.names.given[0] if features.names.given else ""
    return Prefix(family if len(family) >= LEAST_PREFIX else "", given if len(given) >= LEAST_PREFIX else "")


def _keys(features: Features, years: Iterable[int]) -> tuple[str, ...]:
    found: dict[str, None] = {}

    def add(family: str, *parts: str | int) -> None:
        if all(part != "" for part in parts):
            found[f"{family}:{_ascii('|'.join(map(str, parts)))}"] = None

    names, birth, place = features.names, features.birth, features.place
    givens = _given_codes(names.all_given[:MOST_NAMES])
    families = _codes(names.all_family[:MOST_NAMES])
    if features.ref:
        found[f"ref:{_short_digest(features.source, features.ref)}"] = None
    add("email", features.email)
    day = _day(birth)
    for given in givens:
        for phone in features.phones:
            add("phone-given", phone, given)
        add("dob-given", day, given)
        add("house-given", _street(features), place.house, given)
        add("postcode-given", place.postcode, given)
        add("street-given", _street(features), given)
        for family in families:
            add("names", *sorted((family, given)))
    for family in families:
        add("dob-family", day, family)
        add("district-family", place.district, family)
    for phone in features.phones:
        add("phone", phone)
    add("house", _street(features), place.house)
    add("dob", day)
    beginnings = dict.fromkeys(name[:3] for name in names.all_family[:MOST_NAMES])
    for year in dict.fromkeys((*((birth.year,) if birth else ()), *years)):
        for family in families:
            add("year-family", year, family)
        for given in givens:
            for start in beginnings:
                add("year-given-start", year, given, start[:2])
    for given in givens:
        for start in beginnings:
            add("given-start", given, start)
    for family in families:
        add("family", family)
    if not names.family or not names.given:
        # One name alone may be either.
        for code in (*givens, *families):
            add("given", code)
            add("family", code)
    else:
        for given in givens:
            add("given", given)
    return tuple(sorted(found, key=lambda key: (RANKS[key.partition(":")[0]], key))[:MOST_KEYS])


def _codes(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(code for name in names for code in (sounds(name) or (name,))))[: MOST_NAMES + 2]


def _given_codes(names: Iterable[str]) -> list[str]:
    """The codes of what each given name may stand for, so that Bill and William share one."""
    stands: list[str] = []
    for name in names:
        if len(name) > 1:
            stands += sorted(groups(name))[:3]
    return list(dict.fromkeys(code for name in stands for code in (sounds(name) or (name,))[:1]))[: MOST_NAMES + 2]


def _day(birth: Birth | None) -> str:
    """The birth date with day and month in order of size: changed round, it is still found."""
    if birth is None or not birth.full:
        return ""
    low, high = sorted((birth.month, birth.day))
    return f"{birth.year}-{low}-{high}"


def _street(features: Features) -> str:
    street = features.place.street
    return (sounds(plain(street).replace(" ", "")) or (street,))[0] if street else ""


def _ascii(value: str) -> str:
    if value.isascii() and len(value) <= 60:
        return value
    return f"#{_short_digest(value)}"


def _short_digest(*values: str) -> str:
    return hashlib.blake2b("\0".join(values).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
