"""Mentions of a table as rows of an index, in PostgreSQL's own binary form: worked out in processes beside the one that writes them."""

import struct
from collections.abc import Sequence
from typing import NamedTuple

from safehold.chronology.envelope import Mention
from safehold.identity import keys
from safehold.identity.copy_form import END, FALSE, START, TRUE, columns, integer, long, octets, text, texts
from safehold.identity.features import features
from safehold.identity.names import search_names
from safehold.identity.profiles import encode

COLUMNS = {
    "identity_profile": ("id", "source", "ref", "fingerprint", "features", "named", "person_id"),
    "identity_key": ("key", "profile_id"),
    "identity_person": (
        "id", "given_name", "family_name", "other_names", "date_of_birth", "sex", "address", "postcode", "phones", "as_victim",
        "as_suspect", "as_child", "staff_of", "last_seen",
    ),
    "identity_name": ("name", "person_id"),
}  # fmt: skip
READ = ("given_name", "family_name", "date_of_birth", "sex", "address", "postcode", "phone", "email")

_KEY, _OF = struct.Struct(">hi").pack(2, 8), struct.Struct(">iq")
_NONE, _IN_NO_CASE = texts(()), integer(0) * 3 + text("") + long(0)


class Row(NamedTuple):
    """A mention of the table: its number in the index, that of its person, its own name and what it says, by the columns of READ."""

    number: int
    person: int
    mention: str
    said: dict[str, str]


class Block(NamedTuple):
    """The rows of some mentions, by table, as COPY takes them."""

    mentions: int
    persons: int
    unread_births: int
    tables: dict[str, bytes]


def block(given: Sequence[Row]) -> Block:
    tables = {table: bytearray(START) for table in COLUMNS}
    counts = {table: columns(len(names)) for table, names in COLUMNS.items()}
    persons = unread = 0
    for row in given:
        mention = _mention(row.said)
        found = features(mention, "")
        unread += bool(mention.date_of_birth) and found.birth is None
        person, one = long(row.person), long(row.number)
        tables["identity_profile"] += counts["identity_profile"] + one + text("index") + text(row.mention) + octets(b"")
        tables["identity_profile"] += octets(encode(found)) + (TRUE if found.named else FALSE) + person
        of = _OF.pack(8, row.number)
        tables["identity_key"] += b"".join([_KEY + keys.octets(key) + of for key in keys.blocking_keys(found)])
        for name in search_names(mention):
            tables["identity_name"] += counts["identity_name"] + text(name) + person
        if row.person == row.number:
            persons += 1
            tables["identity_person"] += counts["identity_person"] + one + _person(mention)
    return Block(len(given), persons, unread, {table: bytes(content + END) for table, content in tables.items()})


def _mention(said: dict[str, str]) -> Mention:
    def of(column: str) -> str:
        return said.get(column, "")

    return Mention(
        ref="",
        role="",
        given_name=of("given_name"),
        family_name=of("family_name"),
        date_of_birth=of("date_of_birth"),
        sex=of("sex"),
        address=of("address"),
        postcode=of("postcode"),
        phone=of("phone"),
        email=of("email"),
    )


def _person(mention: Mention) -> bytes:
    return b"".join(
        (
            text(mention.given_name), text(mention.family_name), _NONE, text(mention.date_of_birth), text(mention.sex),
            text(mention.address), text(mention.postcode), texts([mention.phone]) if mention.phone else _NONE, _IN_NO_CASE,
        )
    )  # fmt: skip
