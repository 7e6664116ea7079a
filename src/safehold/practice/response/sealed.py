"""What is typed of a call and not recorded yet, encrypted as it is kept: where she is may be in it, and nobody has said yet that it is
confidential. Bound to its call, and not to who typed it: a supervisor may take it over."""

from base64 import b64decode, b64encode
from typing import Any

import msgspec

from safehold.chronology.apart.ring import ring
from safehold.chronology.recording import rows
from safehold.chronology.session import again_if_overtaken, recorder, session

Fields = dict[str, Any]


def seal(call: str, fields: Fields) -> Fields:
    """Raises NoKey."""
    if not fields:
        return {}
    keys = ring()
    text = b64encode(keys.seal(msgspec.json.encode(fields), _bound_to(call))).decode()
    return {"sealed": text, "key": keys.newest.hex()}


def unseal(call: str, fields: Fields) -> Fields:
    """Raises NoKey and Tampered. What was kept before anything was encrypted is as it is."""
    if "sealed" not in fields:
        return fields
    found: Fields = msgspec.json.decode(ring().unseal(bytes.fromhex(fields["key"]), b64decode(fields["sealed"]), _bound_to(call)))
    return found


def _bound_to(call: str) -> str:
    return f"draft/{call}"


_OF_OTHERS = "SELECT id, call, fields::text FROM response_draft WHERE fields <> '{}' AND coalesce(fields ->> 'key', '') <> %s FOR UPDATE"


def by_key() -> dict[bytes, int]:
    """How many drafts stand under each key, at the command line; those in plain under none."""
    query = "SELECT coalesce(fields ->> 'key', ''), count(*) FROM response_draft WHERE fields <> '{}' GROUP BY 1"
    with session() as cursor:
        return {bytes.fromhex(key): count for key, count in rows(cursor, query)}


def renew_all() -> int:
    """By the newest key. Returns how many there were. Raises NoKey and Tampered."""
    return again_if_overtaken(_renew)


def _anew(call: str, text: str) -> str:
    return msgspec.json.encode(seal(call, unseal(call, msgspec.json.decode(text, type=Fields)))).decode()


def _renew() -> int:
    with recorder() as cursor:
        found = rows(cursor, _OF_OTHERS, [ring().newest.hex()])
        changed = [(_anew(call, fields), number) for number, call, fields in found]
        if changed:
            cursor.executemany("UPDATE response_draft SET fields = %s::jsonb WHERE id = %s", changed)
        return len(changed)
