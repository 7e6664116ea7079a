"""Mentions of a table as rows of an index, in PostgreSQL's own binary form: worked out in processes beside the one that writes them."""

import struct
from collections.abc import Sequence
from typing import NamedTuple

from safehold.chronology.envelope import Mention
from safehold.identity.features import features
from safehold.identity.keys import blocking_keys, number
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

_START = b"PGCOPY\n\xff\r\n\x00" + struct.pack(">ii", 0, 0)
_END = struct.pack(">h", -1)
_INTEGER, _LONG, _LENGTH = struct.Struct(">ii"), struct.Struct(">iq"), struct.Struct(">i")
_TRUE, _FALSE = b"\x00\x00\x00\x01\x01", b"\x00\x00\x00\x01\x00"
_TEXT_TYPE = 25
_KEY = struct.Struct(">hiqiq")


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
    tables = {table: bytearray(_START) for table in COLUMNS}
    counts = {table: struct.pack(">h", len(columns)) for table, columns in COLUMNS.items()}
    persons = unread = 0
    for row in given:
        mention = _mention(row.said)
        found = features(mention, "")
        unread += bool(mention.date_of_birth) and found.birth is None
        person, one = _long(row.person), _long(row.number)
        tables["identity_profile"] += counts["identity_profile"] + one + _text("index") + _text(row.mention) + _bytes(b"")
        tables["identity_profile"] += _bytes(encode(found)) + (_TRUE if found.named else _FALSE) + person
        for key in blocking_keys(found):
            tables["identity_key"] += _KEY.pack(2, 8, number(key), 8, row.number)
        for name in search_names(mention):
            tables["identity_name"] += counts["identity_name"] + _text(name) + person
        if row.person == row.number:
            persons += 1
            tables["identity_person"] += counts["identity_person"] + one + _person(mention)
    return Block(len(given), persons, unread, {table: bytes(content + _END) for table, content in tables.items()})


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
    phones = [mention.phone] if mention.phone else []
    return b"".join(
        (
            _text(mention.given_name), _text(mention.family_name), _texts(()), _text(mention.date_of_birth), _text(mention.sex),
            _text(mention.address), _text(mention.postcode), _texts(phones), _INTEGER.pack(4, 0), _INTEGER.pack(4, 0),
            _INTEGER.pack(4, 0), _text(""), _long(0),
        )
    )  # fmt: skip


def _long(value: int) -> bytes:
    return _LONG.pack(8, value)


def _bytes(value: bytes) -> bytes:
    return _LENGTH.pack(len(value)) + value


def _text(value: str) -> bytes:
    """PostgreSQL holds no text with a zero in it."""
    return _bytes(value.replace("\0", "").encode("utf-8", "replace"))


def _texts(values: Sequence[str]) -> bytes:
    if not values:
        return _bytes(struct.pack(">iii", 0, 0, _TEXT_TYPE))
    return _bytes(struct.pack(">iiiii", 1, 0, _TEXT_TYPE, len(values), 1) + b"".join(_text(value) for value in values))
