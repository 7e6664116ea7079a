"""Blocking keys: two people are compared only where they share one. Each is a family, a colon and a value, in ASCII, under 100 characters.

Every family forgives something else: a misheard surname is found by birth date, phone or address with the given name, and so on.
"""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from safehold.identity.births import Birth
from safehold.identity.features import Features
from safehold.identity.nicknames import groups
from safehold.identity.places import Place
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
    "street-year": 5,  # whose two names were both typed wrong
    "given-start": 6,  # given name and the first three letters of the family name
    "family": 8,
    "given": 9,
}
_blake2b = hashlib.blake2b
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


def number(key: str) -> int:
    """A key as it is stored: 64 bits. Rows and index are two thirds of what they would be, and no name can be read in them."""
    return int.from_bytes(octets(key), "big", signed=True)


def octets(key: str) -> bytes:
    """The same as the server takes it."""
    return _blake2b(key.encode("ascii"), digest_size=8).digest()


def prefix(features: Features) -> Prefix:
    family = features.names.family[0] if features.names.family else ""
    given = features.names.given[0] if features.names.given else ""
    return Prefix(family if len(family) >= LEAST_PREFIX else "", given if len(given) >= LEAST_PREFIX else "")


def _keys(features: Features, years: Iterable[int]) -> tuple[str, ...]:
    names, birth, place = features.names, features.birth, features.place
    given = _given_codes(names.all_given[:MOST_NAMES])
    family = _codes(names.all_family[:MOST_NAMES])
    starts = list(dict.fromkeys(_ascii(name[:3]) for name in names.all_family[:MOST_NAMES]))
    found = [f"ref:{_short_digest(features.source, features.ref)}"] if features.ref else []
    if features.email:
        found.append(f"email:{_ascii(features.email)}")
    found += _anchored("phone", features.phones, given)
    if birth is not None:
        if day := _day(birth):
            found += _anchored("dob", (day,), given)
            found += [f"dob-family:{day}|{code}" for code in family]
        for year in dict.fromkeys((birth.year, *years)):
            if place and place.street:
                found.append(f"street-year:{_street(_head(place.street))}|{year}")
            found += [f"year-family:{year}|{code}" for code in family]
            found += [f"year-given-start:{year}|{code}|{start[:2]}" for code in given for start in starts]
    if place:
        found += _place_keys(place, given, family)
    # As heard as well as what it stands for: where the names are the other way round, a family name stands for nothing else.
    # And as one word: Xiao Li is Xiaoli.
    whole = ("".join(names.given),) if len(names.given) == 2 else ()
    for code in dict.fromkeys((*given, *_codes(names.given[:1]), *_codes(whole))):
        found += [f"names:{code}|{other}" if code < other else f"names:{other}|{code}" for other in family]
    for code in given:
        found += [f"given-start:{code}|{start}" for start in starts]
    # One name alone may be either.
    one_name = not names.family or not names.given
    found += [f"family:{code}" for code in ((*family, *given) if one_name else family)]
    found += [f"given:{code}" for code in ((*family, *given) if one_name else given)]
    distinct = dict.fromkeys(found)
    return tuple(distinct) if len(distinct) <= MOST_KEYS else tuple(sorted(distinct, key=_rank_first)[:MOST_KEYS])


def _anchored(family: str, values: Iterable[str], given: Iterable[str]) -> list[str]:
    """A value by itself, and with each given name."""
    found = []
    for value in values:
        found.append(f"{family}:{value}")
        found += [f"{family}-given:{value}|{code}" for code in given]
    return found


def _place_keys(place: Place, given: Iterable[str], family: Iterable[str]) -> list[str]:
    found = []
    if street := _street(place.street) if place.street else "":
        found += [f"street-given:{street}|{code}" for code in given]
        if place.house:
            found += _anchored("house", (f"{street}|{_ascii(place.house)}",), given)
    if place.postcode:
        found += [f"postcode-given:{place.postcode}|{code}" for code in given]
    if place.district:
        found += [f"district-family:{place.district}|{code}" for code in family]
    return found


def _head(street: str) -> str:
    """The first word of a street, where it says anything: what follows may be typed so that it is read as more of the name."""
    first = street.partition(" ")[0]
    return first if len(first) > LEAST_PREFIX else street


def _rank_first(key: str) -> tuple[int, str]:
    return RANKS[key[: key.index(":")]], key


def _codes(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(code for name in names for code in (sounds(name) or (_ascii(name),))))[: MOST_NAMES + 2]


def _given_codes(names: Iterable[str]) -> list[str]:
    """The codes of what each given name may stand for, so that Bill and William share one."""
    return list(dict.fromkeys(code for name in names for code in _stands_for(name)))[: MOST_NAMES + 2]


@lru_cache(maxsize=65536)
def _stands_for(name: str) -> tuple[str, ...]:
    if len(name) < 2:
        return ()
    return tuple((sounds(each) or (_ascii(each),))[0] for each in sorted(groups(name))[:3])


def _day(birth: Birth) -> str:
    """The birth date with day and month in order of size: changed round, it is still found."""
    if not birth.full:
        return ""
    low, high = sorted((birth.month, birth.day))
    return f"{birth.year}-{low}-{high}"


@lru_cache(maxsize=65536)
def _street(street: str) -> str:
    return (sounds(street.replace(" ", "")) or (_ascii(street),))[0]


def _ascii(value: str) -> str:
    if value.isascii() and len(value) <= 60:
        return value
    return f"#{_short_digest(value)}"


def _short_digest(*values: str) -> str:
    return hashlib.blake2b("\0".join(values).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
