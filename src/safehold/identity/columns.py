"""A mention as one row of plain values: what comparing two of them needs, in Python and as columns of a table.

What is absent is None or an empty list, never an empty text, so that in SQL nothing equals it.
"""

from functools import lru_cache

import msgspec

from safehold.identity.births import Birth
from safehold.identity.features import Features
from safehold.identity.frequencies import GIVEN
from safehold.identity.names import Names
from safehold.identity.nicknames import grouped, groups, near_groups
from safehold.identity.places import Place
from safehold.identity.sound import sounds

Texts = tuple[str, ...]
ROWS_KEPT = 16384  # of about a kilobyte and a half each


class NameColumns(msgspec.Struct, frozen=True, gc=False):
    """`given` is the first given name, `givens` all of them; the groups are of names used for one another.

    `_latin` is the name where letters can be compared one by one: strings of other scripts are only the same or not. `_known` is whether
    a given name is an ordinary one, so that another one near to it is another name and no slip.
    """

    given: str | None
    given_latin: str | None
    given_ascii: bool | None
    given_known: bool
    given_initial: str | None
    given_alone: bool  # an initial is all there is of it
    given_whole: str | None
    given_groups: Texts
    given_near: Texts
    given_sounds: Texts
    givens: Texts
    givens_groups: Texts
    family: str | None
    family_latin: str | None
    family_ascii: bool | None
    families: Texts
    family_groups: Texts  # where it is a given name that others are used for
    family_sounds: Texts  # of all of them


class BirthColumns(msgspec.Struct, frozen=True, gc=False):
    """`birth` is the whole date, YYYYMMDD; month and day are 0 where only the year is known, or the years (`spread`) around it."""

    birth: str | None
    birth_year: int | None
    birth_month: int
    birth_day: int
    birth_spread: int


class PlaceColumns(msgspec.Struct, frozen=True, gc=False):
    house: str | None
    house_latin: str | None
    house_base: str | None  # without a letter: 12 of 12a
    house_sorted: str | None  # its characters in order, which are the same where two were changed round
    street: str | None
    street_latin: str | None
    street_type: str | None
    street_sounds: Texts
    town: Texts
    postcode: str | None
    district: str | None


class ContactColumns(msgspec.Struct, frozen=True, gc=False):
    phone: str | None
    phones: Texts
    email: str | None
    email_latin: str | None


class Row(msgspec.Struct, frozen=True, gc=False):
    names: NameColumns
    birth: BirthColumns
    sex: str | None
    place: PlaceColumns
    contact: ContactColumns


GROUPS: dict[str, type[msgspec.Struct]] = {
    "names": NameColumns,
    "birth": BirthColumns,
    "place": PlaceColumns,
    "contact": ContactColumns,
}


def columns_of(struct: type[msgspec.Struct]) -> dict[str, str]:
    """Each column and its type in DuckDB."""
    return {field.name: _TYPES[field.type] for field in msgspec.structs.fields(struct)}


_TYPES: dict[object, str] = {
    str | None: "VARCHAR",
    bool | None: "BOOLEAN",
    bool: "BOOLEAN",
    int | None: "SMALLINT",
    int: "SMALLINT",
    Texts: "VARCHAR[]",
}


@lru_cache(maxsize=ROWS_KEPT)
def row(features: Features) -> Row:
    return Row(
        name_columns(features.names),
        birth_columns(features.birth),
        features.sex or None,
        place_columns(features.place),
        contact_columns(features.phones, features.email),
    )


@lru_cache(maxsize=65536)
def name_columns(names: Names) -> NameColumns:
    given = names.given[0] if names.given else None
    family = names.family[0] if names.family else None
    long = bool(given) and len(given or "") > 1
    everyone = tuple(dict.fromkeys(names.all_given))
    # One name alone may be either.
    families = tuple(dict.fromkeys(names.all_family)) or ((given,) if given and long else ())
    return NameColumns(
        given=given,
        given_latin=_latin(given) if long else None,
        given_ascii=given.isascii() if given else None,
        given_known=bool(given) and (given in GIVEN.names or grouped(given or "")),
        given_initial=given[0] if given else None,
        given_alone=bool(given) and not long,
        given_whole="".join(names.given) if long else None,
        given_groups=_sorted(groups(given)) if given and long else (),
        given_near=_sorted(near_groups(given)) if given and long else (),
        given_sounds=_codes(given) if given and long else (),
        givens=tuple(name for name in everyone if len(name) > 1),
        givens_groups=_sorted({group for name in everyone if len(name) > 1 for group in groups(name)}),
        family=family,
        family_latin=_latin(family),
        family_ascii=family.isascii() if family else None,
        families=families,
        family_groups=_sorted(groups(family)) if family and grouped(family) else (),
        family_sounds=tuple(dict.fromkeys(code for name in names.all_family for code in _codes(name))),
    )


@lru_cache(maxsize=65536)
def birth_columns(birth: Birth | None) -> BirthColumns:
    if birth is None:
        return BirthColumns(None, None, 0, 0, 0)
    whole = f"{birth.year:04}{birth.month:02}{birth.day:02}" if birth.full else None
    return BirthColumns(whole, birth.year, birth.month, birth.day, birth.spread)


def place_columns(place: Place) -> PlaceColumns:
    house = place.house or None
    street = place.street or None
    return PlaceColumns(
        house=house,
        house_latin=_latin(house),
        house_base=house.rstrip("abcdef") or None if house else None,
        house_sorted="".join(sorted(house)) if house else None,
        street=street,
        street_latin=_latin(street),
        street_type=place.street_type or None,
        street_sounds=_codes(street) if street else (),
        town=place.town,
        postcode=place.postcode or None,
        district=place.district or None,
    )


def contact_columns(phones: Texts, email: str) -> ContactColumns:
    return ContactColumns(phones[0] if phones else None, phones, email or None, _latin(email or None))


def _latin(text: str | None) -> str | None:
    return text if text and text.isascii() else None


def _codes(name: str) -> Texts:
    """As heard. Codes of one letter say too little."""
    return tuple(code for code in sounds(name) if len(code) > 1)


def _sorted(found: frozenset[str] | set[str]) -> Texts:
    return tuple(sorted(found))
