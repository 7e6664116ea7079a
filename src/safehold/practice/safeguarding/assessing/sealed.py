"""What is typed of an assessment and not recorded yet, encrypted as it is kept, and bound to its draft."""

from base64 import b64decode, b64encode
from typing import Any

import msgspec

from safehold.chronology.apart.ring import ring
from safehold.chronology.recording import rows
from safehold.chronology.session import again_if_overtaken, recorder, session

Fields = dict[str, Any]


def seal(key: str, fields: Fields) -> Fields:
    """Raises NoKey."""
    if not fields:
        return {}
    keys = ring()
    return {"sealed": b64encode(keys.seal(msgspec.json.encode(fields), _bound_to(key))).decode(), "key": keys.newest.hex()}


def unseal(key: str, fields: Fields) -> Fields:
    """Raises NoKey and Tampered."""
    if not fields:
        return {}
    found: Fields = msgspec.json.decode(ring().unseal(bytes.fromhex(fields["key"]), b64decode(fields["sealed"]), _bound_to(key)))
    return found


def _bound_to(key: str) -> str:
    return f"assessment/{key}"


_OF_OTHERS = "SELECT id, key, fields::text FROM assessing_draft WHERE fields <> '{}' AND fields ->> 'key' <> %s FOR UPDATE"


def by_key() -> dict[bytes, int]:
    """How many drafts stand under each key, at the command line."""
    query = "SELECT fields ->> 'key', count(*) FROM assessing_draft WHERE fields <> '{}' GROUP BY 1"
    with session() as cursor:
        return {bytes.fromhex(key): count for key, count in rows(cursor, query)}


def renew_all() -> int:
    """By the newest key. Returns how many there were. Raises NoKey and Tampered."""
    return again_if_overtaken(_renew)


def _renew() -> int:
    with recorder() as cursor:
        found = rows(cursor, _OF_OTHERS, [ring().newest.hex()])
        changed = [(msgspec.json.encode(seal(key, unseal(key, msgspec.json.decode(text)))).decode(), number) for number, key, text in found]
        if changed:
            cursor.executemany("UPDATE assessing_draft SET fields = %s::jsonb WHERE id = %s", changed)
        return len(changed)
