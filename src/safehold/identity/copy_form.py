"""Values as COPY takes them in PostgreSQL's own binary form, in which nothing needs to be escaped."""

import struct
from collections.abc import Sequence

START = b"PGCOPY\n\xff\r\n\x00" + struct.pack(">ii", 0, 0)
END = struct.pack(">h", -1)
TRUE, FALSE = b"\x00\x00\x00\x01\x01", b"\x00\x00\x00\x01\x00"
_INTEGER, _LONG, _LENGTH = struct.Struct(">ii"), struct.Struct(">iq"), struct.Struct(">i")
_TEXT_TYPE = 25


def columns(count: int) -> bytes:
    """What stands before the values of a row."""
    return struct.pack(">h", count)


def integer(value: int) -> bytes:
    return _INTEGER.pack(4, value)


def long(value: int) -> bytes:
    return _LONG.pack(8, value)


def octets(value: bytes) -> bytes:
    return _LENGTH.pack(len(value)) + value


def text(value: str) -> bytes:
    """PostgreSQL holds no text with a zero in it."""
    return octets(value.replace("\0", "").encode("utf-8", "replace"))


def texts(values: Sequence[str]) -> bytes:
    if not values:
        return octets(struct.pack(">iii", 0, 0, _TEXT_TYPE))
    return octets(struct.pack(">iiiii", 1, 0, _TEXT_TYPE, len(values), 1) + b"".join(text(value) for value in values))
