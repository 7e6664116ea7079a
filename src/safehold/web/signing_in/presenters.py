"""Sessions and passkeys as a page shows them."""

import msgspec

from safehold.access.models import User
from safehold.access.signing_in import sessions
from safehold.access.signing_in.members import passkeys_of
from safehold.chronology.times import instant

# In this order: a browser says that it is the ones after it, too.
BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))


class Shown(msgspec.Struct, frozen=True):
    """`at` and `used` are instants."""

    number: int
    at: int
    used: int
    how: str
    where_from: str
    browser: str
    this: bool


def sessions_shown(user: User, key: str = "") -> list[Shown]:
    """`key` is the session's that looks."""
    return [
        Shown(
            number=each.pk,
            at=instant(each.at),
            used=instant(each.used),
            how=each.how,
            where_from=each.where_from or "",
            browser=_machine(each.browser),
            this=bool(key) and each.key == key,
        )
        for each in sessions.open_of(user)
    ]


class Key(msgspec.Struct, frozen=True):
    """`added` and `used` are instants."""

    number: int
    name: str
    added: int
    used: int | None


def passkeys_shown(user: User) -> list[Key]:
    return [Key(each.pk, each.name, instant(each.added), instant(each.used) if each.used else None) for each in passkeys_of(user)]


def _machine(agent: str) -> str:
    """Chrome, Windows: as far as the browser says it, which nobody can rely on."""
    return ", ".join(next((name for mark, name in table if mark in agent), "") for table in (BROWSERS, SYSTEMS)).strip(", ")
