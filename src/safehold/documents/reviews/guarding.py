"""Whether a document of a review would still find somebody: a name, an address, a phone, in whatever spelling. Pure."""

from collections.abc import Iterable

import msgspec

from safehold.chronology.envelope import Event
from safehold.documents.reviews.content import Report
from safehold.documents.scanning import Secret, found, marks
from safehold.practice.reviews.people import Somebody


class Left(msgspec.Struct, frozen=True):
    """Something that stands in a document. Of a name alone, a person can say that it is only a word here."""

    said: str
    name: bool


def left(report: Report, people: Iterable[Somebody], events: Iterable[Event]) -> list[Left]:
    """What stands in it that must not, each with where; nothing where it may leave."""
    secrets = [*_names(people), *_reached(events)]
    told: dict[Left, None] = {}
    for where, text in report.texts():
        for secret in found(text, secrets):
            name = secret.what == "name"
            what = f"name {secret.text}" if name else secret.what
            told[Left(f"{where}: the {what} of somebody ({secret.whose.replace('_', ' ')})", name)] = None
        for mark in marks(text):
            told[Left(f"{where}: {mark}", name=False)] = None
    return list(told)


def _names(people: Iterable[Somebody]) -> Iterable[Secret]:
    for each in people:
        parts = {part for name in (*each.names, *((alias, "") for alias in each.aliases)) for half in name for part in half.split()}
        for part in sorted(parts):
            yield Secret("name", each.role, part)


def _reached(events: Iterable[Event]) -> Iterable[Secret]:
    seen = set()
    for event in events:
        for person in event.people:
            for what, text, postcode in (
                ("address", person.address, person.postcode), ("phone", person.phone, ""), ("email", person.email, ""),
            ):  # fmt: skip
                if (text or postcode) and (what, text, postcode) not in seen:
                    seen.add((what, text, postcode))
                    yield Secret(what, person.role, text, False, postcode)
