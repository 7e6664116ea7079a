"""A case of long ago in which every field that may speak of somebody holds a marker, found again wherever a copy of it is."""

import itertools
import time
from typing import Any

import psycopg
from django.db import transaction

_numbers = itertools.count(1)
POLICE = "northshire-police"
# Long enough that no key and no cipher text has it by chance.
MARK = "zqxvjw"


def marked(what: str) -> str:
    """Text that occurs nowhere else; the digits keep one apart from another."""
    return f"{MARK}{what}{next(_numbers)}"


def person(role: str, ref: str, **more: Any) -> dict[str, Any]:
    number = next(_numbers)
    return {
        "ref": f"{MARK}ref{ref}",
        "role": role,
        "relation": "ex_partner" if role == "suspect" else "none",
        "given_name": f"Zqxvjw{role}na{ref}",
        "family_name": f"Zqxvjwfam{ref}",
        "date_of_birth": "1960-05-03" if role != "child" else "1995-05-03",
        "sex": "female" if role == "victim" else "male",
        "address": f"{number} Zqxvjwstreet{ref}",
        "postcode": "XN4 7ZQ",
        "phone": f"01632 9600{len(ref) + 10 * (ord(ref[0]) % 9):02}",
        "email": f"zqxvjwmail{ref}@example.com",
        "aliases": [f"Zqxvjwalias{ref}"],
    } | more


def event(kind: str, at: str, *people: dict[str, Any], key: str = "", about: str = "", agency: str = POLICE, **more: Any) -> dict[str, Any]:
    raw: dict[str, Any] = {
        "id": key or f"e{next(_numbers)}",
        "source": more.pop("source", f"{agency}-records"),
        "kind": kind,
        "occurred_at": at,
        "agency": agency,
        "actor": {"id": f"{agency}-1", "role": "first_responder"},
    } | more
    raw |= {"people": list(people)} if people else {}
    raw |= {"about": [about]} if about else {}
    return raw


def everywhere(owner: psycopg.Connection, text: str = MARK) -> list[str]:
    """Every table and column in which a text stands, in whatever letters, as text, in bytes or within something else."""
    found = []
    for table, column, kind in owner.execute(
        "SELECT format('%I.%I', n.nspname, c.relname), quote_ident(a.attname), format_type(a.atttypid, NULL)"
        " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind IN ('r', 'p', 'm') AND a.attnum > 0 AND NOT a.attisdropped"
        " AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'"
    ).fetchall():
        if kind == "bytea":
            said = f"encode({column}, 'escape')"
        elif kind == "bytea[]":
            said = f"(SELECT string_agg(encode(b, 'escape'), ' ') FROM unnest({column}) b)"
        else:
            said = f"{column}::text"
        (number,) = owner.execute(f"SELECT count(*) FROM {table} WHERE {said} ILIKE %s", [f"%{text}%"]).fetchone()
        if number:
            found.append(f"{table}.{column}")
    owner.commit()
    return found


def records(agency: str = POLICE) -> list[Any]:
    """What an agency holds, record by record."""
    from safehold.chronology.session import recorder  # which need Django set up
    from safehold.retention.on_file import filed, subjects

    with transaction.atomic(), recorder() as cursor:
        return list(filed(cursor, subjects(cursor, time.time_ns() // 1000), agency))


def days_pass(owner: psycopg.Connection) -> None:
    """Until nobody can withdraw any more: the database goes by its own clock, so the decisions are made older."""
    owner.execute("UPDATE retention_decision SET at = at - 8 * 86400000000")
    owner.execute("UPDATE retention_answer SET at = at - 8 * 86400000000")
    owner.commit()
