"""What is said in the place of what a viewer may not read: that there is something, and no more."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from safehold.chronology.envelope import Event
from safehold.web import words

_KINDS = {"address": "address", "postcode": "address", "phone": "phone", "email": "email", "school": "school"}


def held_in_confidence() -> str:
    return _("Held in confidence")


def kinds_held(events: Iterable[Event]) -> str:
    """Which kinds of what leads to her these withhold, in words: "address, phone"; empty where they withhold none."""
    names = {name.partition("/")[2] for event in events for name in event.withheld if name.startswith(("person:", "data/school"))}
    return ", ".join(words.spoken(kind) for kind in dict.fromkeys(kind for name, kind in _KINDS.items() if name in names))


def said_in(event: Event | None, name: str, known: str) -> str:
    """A value of an event as this viewer may read it: `known` is what the tables hold."""
    given: Mapping[str, Any] = event.data if event is not None else {}
    held = event is not None and f"data/{name}" in event.withheld
    return known or str(given.get(name, "")) or (held_in_confidence() if held else "")
