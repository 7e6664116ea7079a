"""A member of staff as their employer knows them, in the form in which people are compared."""

from safehold.access.standards.sealed import AtHome
from safehold.identity.births import read_birth
from safehold.identity.contacts import read_email, read_phones
from safehold.identity.features import NOWHERE, SEXES, Features
from safehold.identity.names import names
from safehold.identity.places import read_place


def features_of(home: AtHome) -> Features:
    return Features(
        names(home.given_name, home.family_name, home.names),
        read_birth(home.date_of_birth) if home.date_of_birth else None,
        SEXES.get(home.sex.strip().lower(), ""),
        read_place(home.address, home.postcode) if home.address or home.postcode else NOWHERE,
        tuple(dict.fromkeys(phone for text in home.phones for phone in read_phones(text))),
        read_email(home.email) if home.email else "",
    )
