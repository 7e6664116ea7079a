"""What sends: one interface, and who stands behind it for each means. Which does, and with what, comes from the settings alone."""

from typing import Literal, Protocol

import msgspec
from django.conf import settings

from safehold.practice.safeguarding.contact.sealing import Letter

Found = Literal["taken", "not_taken", "cannot_tell"]


class NotTaken(Exception):
    """The service said that it has not taken it. `again`: it may be tried again; else it never will be."""

    def __init__(self, why: str, *, again: bool) -> None:
        super().__init__(why)
        self.why, self.again = why, again


class CannotTell(Exception):
    """We were cut off before it answered: it may have been taken or not."""


class Parcel(msgspec.Struct, frozen=True):
    """`key` is ours, and no other message has it."""

    key: str
    channel: str
    letter: Letter


class Service(Protocol):
    """`name` is kept with what it sent."""

    name: str

    def send(self, parcel: Parcel, /) -> None:
        """Comes back once the service has taken it. Raises NotTaken and CannotTell; whatever else happens counts as being cut off."""

    def look(self, key: str, /) -> Found:
        """Whether it has what was sent under this key: asked after we were cut off."""


class Unset(Exception):
    """Nothing sends by this means here."""


def service(channel: str) -> Service:
    """Raises Unset."""
    name = settings.SAFEHOLD_SENDING.get(channel, "")
    if name == "outbox":
        from safehold.practice.safeguarding.contact.outbox import Outbox

        return Outbox()
    if name == "smtp" and channel == "email":
        from safehold.practice.safeguarding.contact.smtp import Smtp

        return Smtp(settings.SAFEHOLD_SMTP)
    if name == "notify":
        from safehold.practice.safeguarding.contact.notify import Notify

        return Notify(settings.SAFEHOLD_NOTIFY)
    raise Unset(channel)


def channels() -> tuple[str, ...]:
    """The means by which something is sent here."""
    return tuple(channel for channel in ("text", "email", "letter") if settings.SAFEHOLD_SENDING.get(channel))
