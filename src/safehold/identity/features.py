"""A mention, or what a caller could say, in the form in which people are compared. Nothing confidential gets in here."""

import hashlib
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from safehold.identity.births import Birth, of_age, read_birth
from safehold.identity.contacts import read_email, read_phones
from safehold.identity.names import NOBODY, Names, names
from safehold.identity.places import Place, read_place

if TYPE_CHECKING:
    from safehold.chronology.envelope import Mention

NOWHERE = Place()
SEXES = {"female": "female", "f": "female", "woman": "female", "girl": "female", "male": "male", "m": "male", "man": "male", "boy": "male"}
_FINGERPRINT = 16  # bytes


class Features(msgspec.Struct, frozen=True, omit_defaults=True, cache_hash=True, gc=False):
    """Plain, comparable values; what is absent is empty. `source` and `ref` are empty for a query. `child` is who is there as a child."""

    names: Names = NOBODY
    birth: Birth | None = None
    sex: str = ""
    place: Place = NOWHERE
    phones: tuple[str, ...] = ()
    email: str = ""
    source: str = ""
    ref: str = ""
    child: bool = False

    @property
    def named(self) -> bool:
        return bool(self.names)

    def fingerprint(self) -> bytes:
        """Stable while what is compared stays the same: mentions of one source and ref that share it are one profile."""
        more = (self.child,) if self.child else ()
        return _digest(self.names, self.birth, self.sex, self.place, self.phones, self.email, *more)


@lru_cache(maxsize=65536)
def _digest(*values: object) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode(values), digest_size=_FINGERPRINT).digest()


def features(mention: "Mention", source: str) -> Features:
    """A confidential address takes the postcode with it: half a hidden address is still a way to her door."""
    hidden = mention.confidential
    # Who has an address in confidence says the same as who has none, to the byte.
    kept = "address" in hidden or "postcode" in hidden
    where = read_place("", "") if kept else read_place(mention.address, mention.postcode)
    return Features(
        names(mention.given_name, mention.family_name, mention.aliases),
        read_birth(mention.date_of_birth) if mention.date_of_birth else None,
        SEXES.get(mention.sex.lower(), ""),
        where,
        () if "phone" in hidden or not mention.phone else read_phones(mention.phone),
        "" if "email" in hidden or not mention.email else read_email(mention.email),
        source,
        mention.ref,
        mention.role == "child",
    )


def query_features(
    *,
    given_name: str = "",
    family_name: str = "",
    date_of_birth: str = "",
    age: int | tuple[int, int] | None = None,
    on: date | None = None,
    sex: str = "",
    address: str = "",
    postcode: str = "",
    phone: str = "",
) -> Features:
    """What a caller could say. An age, or a range of ages, is as of the day `on`."""
    birth = read_birth(date_of_birth) if date_of_birth else None
    if birth is None and age is not None and on is not None:
        low, high = age if isinstance(age, tuple) else (age, age)
        birth = of_age(low, high, on)
    return Features(
        names(given_name, family_name),
        birth,
        SEXES.get(sex.strip().lower(), ""),
        read_place(address, postcode) if address or postcode else NOWHERE,
        read_phones(phone) if phone else (),
    )
