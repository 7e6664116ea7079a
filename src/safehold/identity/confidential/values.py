"""What of a mention can be compared in confidence: whole values in one form, which agree or do not. Half a value is none."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from safehold.chronology.envelope import Mention
from safehold.identity.contacts import read_email, read_phones
from safehold.identity.features import NOWHERE, Features
from safehold.identity.keys import blocking_keys, number
from safehold.identity.names import names
from safehold.identity.places import Place, read_place

_PARTED = "\x1f"
_SOMEBODY = names("a", "b")  # keys are made of the named alone


class Value(NamedTuple):
    """`kind` is phone, email or address; of an address the text is house, street, and postcode or town."""

    kind: str
    text: str


class Said(NamedTuple):
    """What a mention says: in confidence, and openly."""

    hidden: frozenset[Value]
    open: frozenset[Value]


def said(mention: Mention) -> Said:
    return _said(mention.address, mention.postcode, mention.phone, mention.email, mention.confidential)


@lru_cache(maxsize=65536)
def _said(address: str, postcode: str, phone: str, email: str, kept: tuple[str, ...]) -> Said:
    found = values(read_place(address, postcode) if address else NOWHERE, read_phones(phone), read_email(email))
    # A confidential address takes the postcode with it, and the other way round (features.py).
    kinds = {"address" if kind == "postcode" else kind for kind in kept}
    hidden = frozenset(value for value in found if value.kind in kinds)
    return Said(hidden, frozenset(found) - hidden)


def of(features: Features) -> set[Value]:
    """What a profile says openly."""
    return values(features.place, features.phones, features.email)


def values(place: Place, phones: Iterable[str], email: str) -> set[Value]:
    found = {Value("phone", phone) for phone in phones}
    if email:
        found.add(Value("email", email))
    if place.house and place.street:
        where = [place.postcode] if place.postcode else []
        where += [" ".join(place.town)] if place.town else []
        found |= {Value("address", _PARTED.join((place.house, place.street, each))) for each in where}
    return found


def key_of(value: Value) -> int:
    """The blocking key under which whoever says this openly is found."""
    if value.kind == "address":
        house, street, _ = value.text.split(_PARTED)
        features, family = Features(_SOMEBODY, place=Place(house, street)), "house:"
    elif value.kind == "phone":
        features, family = Features(_SOMEBODY, phones=(value.text,)), "phone:"
    else:
        features, family = Features(_SOMEBODY, email=value.text), "email:"
    return next(number(key) for key in blocking_keys(features) if key.startswith(family))
