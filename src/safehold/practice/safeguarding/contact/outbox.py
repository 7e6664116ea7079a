"""The outbox of a demonstration: nothing leaves this machine, and what would have left can be read on a page. Having it in the outbox and
having taken it are one, so it is never unsure."""

from safehold.practice.safeguarding.contact.services import Found, Parcel


class Outbox:
    name = "outbox"

    def send(self, _parcel: Parcel, /) -> None:
        return None

    def look(self, _key: str, /) -> Found:
        return "not_taken"
