"""The columns of many values at once. These run in processes of their own, so they take and give Arrow tables and nothing else."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import pyarrow as pa

from safehold.identity.births import read_birth
from safehold.identity.columns import GROUPS, Texts, birth_columns, contact_columns, name_columns, place_columns
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


def read_names(values: pa.Table) -> pa.RecordBatch:
    return _columns("names", values, lambda given, family: name_columns(names(given, family)))


def read_births(values: pa.Table) -> pa.RecordBatch:
    return _columns("birth", values, lambda born: birth_columns(read_birth(born) if born else None))


def read_places(values: pa.Table) -> pa.RecordBatch:
    return _columns("place", values, lambda address, postcode: place_columns(read_place(address, postcode)))


def read_contacts(values: pa.Table) -> pa.RecordBatch:
    return _columns(
        "contact",
        values,
        lambda phone, email: contact_columns(read_phones(phone) if phone else (), read_email(email) if email else ""),
    )


READERS = {"names": read_names, "birth": read_births, "place": read_places, "contact": read_contacts}


def schema(group: str) -> dict[str, pa.DataType]:
    """The columns of a group with their types in Arrow."""
    return {field.name: _TYPES[field.type] for field in msgspec.structs.fields(GROUPS[group])}


def _columns(group: str, values: pa.Table, read: Callable[..., msgspec.Struct]) -> pa.RecordBatch:
    """The values as they were given, and beside them what was made of each."""
    given = [column.to_pylist() for column in values.columns]
    made: Iterable[tuple[Any, ...]] = zip(
        *(msgspec.structs.astuple(read(*(value or "" for value in each))) for each in zip(*given, strict=True)), strict=True
    )
    kinds = schema(group)
    arrays = [column.combine_chunks() for column in values.columns]
    arrays += [pa.array(column, type=kind) for column, kind in zip(made, kinds.values(), strict=True)]
    named = [f"given_{name}" for name in values.column_names] + list(kinds)
    return pa.RecordBatch.from_arrays(arrays, names=named)
