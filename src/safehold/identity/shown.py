"""Which value of each of two mentions a comparison rests on, for whoever reads why."""

import re
from collections.abc import Iterable

from safehold.identity.features import Features
from safehold.identity.nicknames import groups
from safehold.identity.places import Place
from safehold.identity.vocabulary import SHORT_STREETS

Values = tuple[str, str]
_FLAT = re.compile(r"(\d+[a-z]?) (\w+)", re.ASCII)  # as places.py puts a flat behind the number of its house
_LONG_STREETS = {short: street for street, short in reversed(SHORT_STREETS.items())}
_HALVES = re.compile(r"([a-z]{1,2}\d[a-z\d]?)(\d[a-z]{2})", re.ASCII)


def values(comparison: str, level: str, a: Features, b: Features) -> Values:
    if comparison == "given_name":
        return _given(level, a, b)
    if comparison == "family_name":
        ours, theirs = a.names.all_family or a.names.given, b.names.all_family or b.names.given
        return _shared(ours, theirs) if level == "other" else (_first(ours), _first(theirs))
    if comparison == "date_of_birth":
        return a.birth.words if a.birth else "", b.birth.words if b.birth else ""
    if comparison == "address":
        return address(a.place), address(b.place)
    if comparison == "phone":
        return _shared(a.phones, b.phones) if level == "among" else (_first(a.phones), _first(b.phones))
    return (a.sex, b.sex) if comparison == "sex" else (a.email, b.email)


def _given(level: str, a: Features, b: Features) -> Values:
    one, other = _first(a.names.given), _first(b.names.given)
    if level == "other":
        return _standing_for(one, other, a, b)
    if level == "crossed":
        return (one, one) if one in b.names.all_family else (other, other)
    return one, other


def _standing_for(one: str, other: str, a: Features, b: Features) -> Values:
    for theirs in b.names.all_given:
        if groups(one) & groups(theirs):
            return one, theirs
    for ours in a.names.all_given:
        if groups(other) & groups(ours):
            return ours, other
    return one, other


def address(place: Place) -> str:
    """A reading in the order in which addresses are written: "flat 38, 127 carding lane, XN1 3EA". Towns are not kept in theirs."""
    street = " ".join(part for part in (place.street, _LONG_STREETS.get(place.street_type, place.street_type)) if part)
    if found := _FLAT.fullmatch(place.house):
        lines = [f"flat {found[2]}", f"{found[1]} {street}".strip()]
    elif place.house[:1].isdigit():
        lines = [f"{place.house} {street}".strip()]
    else:
        lines = [place.house, street]
    return ", ".join(line for line in (*lines, _HALVES.sub(r"\1 \2", place.postcode or place.district).upper()) if line)


def _shared(ours: Iterable[str], theirs: tuple[str, ...]) -> Values:
    found = min((each for each in ours if each in theirs), default="")
    return found, found


def _first(found: tuple[str, ...]) -> str:
    return found[0] if found else ""
