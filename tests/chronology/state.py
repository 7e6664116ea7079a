"""All derived state, told by what sources call things, so that two databases that were filled in different ways can be compared.

An event is its source and id, a mention its event and place, a profile and a person the first of their mentions, a case its people.
"""

from collections import Counter
from typing import Any

import psycopg
from django.conf import settings

State = dict[str, Counter[tuple[Any, ...]]]

_EVENT = {"event_id", "first_event", "lifted_by", "trigger_event", "share", "elsewhere"}
_PERSON = {"person_id", "victim_id", "suspect_id", "victim_ids", "others", "one", "other"}
_PROFILE = {"profile_id", "a", "b"}
_CASE = {"case_id", "cases"}
_MENTION = {"a_mention", "b_mention", "mention_id"}
_OWN = {"identity_mention": "mention", "identity_profile": "profile", "identity_person": "person", "identity_case": "case"}


def state(address: str) -> State:
    """Every derived table of the database at this address; rows that the database numbers itself come without that number."""
    with psycopg.connect(address) as connection:
        names = _Names(connection)
        found = {table: Counter(_rows(connection, names, table)) for table in settings.SAFEHOLD_DERIVED}
        found["chronology_waiting"] = Counter(connection.execute("SELECT event_id FROM chronology_waiting").fetchall())
    return found


def differences(one: State, other: State, most: int = 6) -> list[str]:
    """Rows that stand in one of the two only; empty where they are alike."""
    found = []
    for table in sorted(one.keys() | other.keys()):
        a, b = one.get(table, Counter()), other.get(table, Counter())
        for sign, rows in (("-", a - b), ("+", b - a)):
            found += [f"{sign} {table}: {row}" for row in sorted(rows, key=repr)[:most]]
    return found


class _Names:
    def __init__(self, connection: psycopg.Connection) -> None:
        stored = connection.execute("SELECT seq, source, source_id FROM chronology_event")
        self.event = {seq: f"{source}/{id}" for seq, source, id in stored}
        self.mention = {}
        self.profile: dict[int, str] = {}
        self.person: dict[int, str] = {}
        for number, seq, profile, person in connection.execute("SELECT id, event_id, profile_id, person_id FROM identity_mention"):
            name = self.mention[number] = f"{self.event[seq]}#{number % 1024}"
            self.profile[profile] = min(name, self.profile.get(profile, name))
            self.person[person] = min(name, self.person.get(person, name))

    def case(self, case: str) -> str:
        return " and ".join(self.person.get(int(number), f"nobody {number}") for number in case.split("-")) if case else ""

    def tell(self, table: str, column: str, value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, list):
            told = [self.tell(table, column, each) for each in value]
            return tuple(sorted(told) if column in _PERSON | _CASE | {"elsewhere"} else told)
        what = _OWN.get(table, column) if column == "id" else column
        if what in _EVENT:
            return self.event.get(value, f"no event {value}")
        if what in _PERSON or what == "person":
            return self.person.get(value, f"nobody {value}")
        if what in _PROFILE or what == "profile":
            return self.profile.get(value, f"no profile {value}")
        if what in _CASE or what == "case":
            return self.case(value)
        if what in _MENTION or what == "mention":
            return self.mention[value]
        return value


def _rows(connection: psycopg.Connection, names: _Names, table: str) -> list[tuple[Any, ...]]:
    columns = [
        column
        for (column,) in connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = ''"
            " ORDER BY attnum",
            [table],
        )
    ]
    listed = ", ".join(f'"{column}"' for column in columns)
    found = [
        {column: names.tell(table, column, value) for column, value in zip(columns, row, strict=True)}
        for row in connection.execute(f"SELECT {listed} FROM {table}")
    ]
    return [tuple(_turned(row).values()) for row in found]


def _turned(row: dict[str, Any]) -> dict[str, Any]:
    """Of two people the one with the smaller number comes first, which says who was recorded first: here, who is named first."""
    if "other" not in row or row["one"] <= row["other"]:
        return row | ({"pair": ""} if "pair" in row else {})
    swapped = {
        column: column.replace("one", "other", 1) if column.startswith("one") else column.replace("other", "one", 1) for column in row
    }
    return {column: row[swapped[column]] for column in row} | ({"pair": ""} if "pair" in row else {})
