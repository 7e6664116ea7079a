"""Reading the value at a path of an event: a field of its kind, its actor or its agency. What the record does not say is None."""

from collections.abc import Callable
from typing import Any

from safehold.chronology.envelope import Event

Field = Callable[[Event], Any]
NOT_SAID = ("", "unknown")


def value_at(field: str) -> tuple[Field, bool]:
    """Reads the value at a path in the event or, after "trigger.", in the trigger; and whether it is the trigger's."""
    of_trigger = field.startswith("trigger.")
    return field_at(field[8:] if of_trigger else field), of_trigger


def field_at(field: str) -> Field:
    """Reads the value at a path: a field of the kind ("authorised_by.role"), "actor.role" or "agency"; None where it is not said."""
    first, _, rest = field.partition(".")
    if first == "agency":
        return lambda event: event.agency
    if first == "actor":
        return lambda event: (getattr(event.actor, rest, None) if rest else event.actor) or None

    def plain(event: Event) -> Any:
        value = event.data.get(first)
        return None if value in NOT_SAID else value

    def within(event: Event) -> Any:
        value = event.data.get(first)
        value = value.get(rest) if isinstance(value, dict) else None
        return None if value in NOT_SAID else value

    return within if rest else plain
