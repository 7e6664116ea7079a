"""What is typed at the door, encrypted as it is kept, and bound to its job."""

from base64 import b64decode, b64encode
from typing import Any

import msgspec

from safehold.chronology.apart.ring import ring
from safehold.chronology.recording import rows
from safehold.chronology.session import again_if_overtaken, recorder, session

Fields = dict[str, Any]


class Held(msgspec.Struct):
    """`others` is what was typed elsewhere and differs, the latest last: when, and by field. `recorded` is what is on record of the sheet,
    by the name that it has here: the event's id, what it said, and when it happened. `pressed` is when it was first recorded."""

    typed: dict[str, str] = {}
    others: list[tuple[int, dict[str, str]]] = []
    recorded: dict[str, tuple[str, str, int]] = {}
    pressed: int = 0


def seal(call: str, held: Held) -> Fields:
    """Raises NoKey."""
    keys = ring()
    return {"sealed": b64encode(keys.seal(msgspec.json.encode(held), _bound_to(call))).decode(), "key": keys.newest.hex()}


def unseal(call: str, fields: Fields) -> Held:
    """Raises NoKey and Tampered."""
    if "sealed" not in fields:
        return Held()
    return msgspec.json.decode(ring().unseal(bytes.fromhex(fields["key"]), b64decode(fields["sealed"]), _bound_to(call)), type=Held)


def _bound_to(call: str) -> str:
    return f"at the door/{call}"


_OF_OTHERS = "SELECT id, call, fields::text FROM attending_sheet WHERE fields <> '{}' AND fields ->> 'key' <> %s FOR UPDATE"


def by_key() -> dict[bytes, int]:
    """How many sheets stand under each key, at the command line."""
    with session() as cursor:
        found = rows(cursor, "SELECT fields ->> 'key', count(*) FROM attending_sheet WHERE fields <> '{}' GROUP BY 1")
        return {bytes.fromhex(key): number for key, number in found}


def renew_all() -> int:
    """By the newest key. Returns how many there were. Raises NoKey and Tampered."""
    return again_if_overtaken(_renew)


def _renew() -> int:
    with recorder() as cursor:
        found = rows(cursor, _OF_OTHERS, [ring().newest.hex()])
        changed = [(_anew(call, fields), number) for number, call, fields in found]
        if changed:
            cursor.executemany("UPDATE attending_sheet SET fields = %s::jsonb WHERE id = %s", changed)
        return len(changed)


def _anew(call: str, text: str) -> str:
    return msgspec.json.encode(seal(call, unseal(call, msgspec.json.decode(text, type=Fields)))).decode()
