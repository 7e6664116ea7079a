"""The columns of many values at once. These run in processes of their own, so they take and give Arrow tables and nothing else.

What was read becomes columns by way of JSON lines: pa.array() of Python's values first imports pandas wherever that is installed, which
takes longer than to place a day's mentions.
"""

from collections.abc import Callable

import msgspec
import pyarrow as pa
from pyarrow import json

from safehold.identity.births import read_birth
from safehold.identity.columns import GROUPS, Texts, birth_columns, columns_of, contact_columns, name_columns, place_columns
from safehold.identity.contacts import read_email, read_phones
from safehold.identity.names import names
from safehold.identity.places import read_place

_TYPES: dict[object, pa.DataType] = {
    str | None: pa.string(),
    bool | None: pa.bool_(),
    bool: pa.bool_(),
    int | None: pa.int16(),
    int: pa.int16(),
    Texts: pa.list_(pa.string()),
}
OTHER = "Tranter"  # any name at all: what is read of a name does not depend on which one stands beside it
# Each part of a mention that is read of one field alone: its group of columns.py, and which of the columns.
_PARTS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "given": ("names", lambda column: column.startswith("given")),
    "family": ("names", lambda column: not column.startswith("given")),
    "birth": ("birth", lambda _column: True),
    "address": ("place", lambda _column: True),
    "code": ("place", lambda column: column in ("postcode", "district")),
    "phone": ("contact", lambda column: column.startswith("phone")),
    "email": ("contact", lambda column: not column.startswith("phone")),
}


def columns(part: str) -> dict[str, str]:
    """The columns of a part with their types in DuckDB."""
    group, mine = _PARTS[part]
    return {column: kind for column, kind in columns_of(GROUPS[group]).items() if mine(column)}


def schema(group: str) -> dict[str, pa.DataType]:
    """The columns of a group with their types in Arrow."""
    return {field.name: _TYPES[field.type] for field in msgspec.structs.fields(GROUPS[group])}


def read_given(values: pa.Table) -> pa.Table:
    return _columns("names", list(columns("given")), values, lambda given: name_columns(names(given, OTHER)))


def read_families(values: pa.Table) -> pa.Table:
    return _columns("names", list(columns("family")), values, lambda family: name_columns(names(OTHER, family)))


def read_names(values: pa.Table) -> pa.Table:
    """Of given and family name together."""
    return _columns("names", list(schema("names")), values, lambda given, family: name_columns(names(given, family)))


def read_births(values: pa.Table) -> pa.Table:
    return _columns("birth", list(columns("birth")), values, lambda born: birth_columns(read_birth(born) if born else None))


def read_addresses(values: pa.Table) -> pa.Table:
    return _columns("place", list(columns("address")), values, lambda address: place_columns(read_place(address)))


def read_codes(values: pa.Table) -> pa.Table:
    return _columns("place", list(columns("code")), values, lambda postcode: place_columns(read_place("", postcode)))


def read_numbers(values: pa.Table) -> pa.Table:
    return _columns("contact", list(columns("phone")), values, lambda phone: contact_columns(read_phones(phone) if phone else (), ""))


def read_mails(values: pa.Table) -> pa.Table:
    return _columns("contact", list(columns("email")), values, lambda email: contact_columns((), read_email(email) if email else ""))


READERS = {
    "given": read_given,
    "family": read_families,
    "birth": read_births,
    "address": read_addresses,
    "code": read_codes,
    "phone": read_numbers,
    "email": read_mails,
}


def _columns(group: str, wanted: list[str], values: pa.Table, read: Callable[..., msgspec.Struct]) -> pa.Table:
    """What was made of each value; of none at all as of an empty text."""
    given = [column.to_pylist() for column in values.columns]
    lines = msgspec.json.Encoder().encode_lines([read(*(value or "" for value in each)) for each in zip(*given, strict=True)])
    kinds = schema(group)
    return json.read_json(
        pa.BufferReader(lines),
        json.ReadOptions(use_threads=False, block_size=len(lines) + 1),  # as one: no value is too long to be read
        json.ParseOptions(pa.schema([(name, kinds[name]) for name in wanted]), unexpected_field_behavior="ignore"),
    )
