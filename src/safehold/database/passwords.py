"""The embedded server's passwords, made at its first start and kept where only we can read them."""

import json
import secrets
from collections.abc import Mapping

from safehold.database.errors import DatabaseUnavailable
from safehold.database.place import Place

USERS = ("superuser", "owner", "app")
UNKNOWN: Mapping[str, str] = dict.fromkeys(USERS, "")


def read(place: Place) -> Mapping[str, str]:
    try:
        found = json.loads(place.passwords.read_text("utf-8"))
        return {user: str(found[user]) for user in USERS}
    except OSError as error:
        raise DatabaseUnavailable(f"Safehold cannot read {place.passwords}: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DatabaseUnavailable(f"{place.passwords} is damaged; the database in {place.data} needs it. Put it back.") from error


def read_or_make(place: Place) -> Mapping[str, str]:
    if place.passwords.exists():
        return read(place)
    if (place.data / "PG_VERSION").exists():
        raise DatabaseUnavailable(f"{place.passwords} is missing; the database in {place.data} needs it. Put it back.")
    part = place.passwords.with_suffix(".part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        part.write_text(json.dumps({user: secrets.token_urlsafe(24) for user in USERS}), "utf-8")
        part.rename(place.passwords)
    except OSError as error:
        raise DatabaseUnavailable(f"Safehold cannot write {place.passwords}: {error.strerror}.") from error
    return read(place)
