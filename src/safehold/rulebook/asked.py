"""What people have said about duties while these stand: what a stopped clock waits for, and of whom help was asked."""

from typing import NamedTuple

from safehold.chronology.envelope import EventId
from safehold.identity.cases import CaseRecord
from safehold.rulebook.view import View

KINDS = frozenset(("clock.stopped", "clock.resumed", "duty.help_asked", "duty.handed_over"))


class Asked(NamedTuple):
    awaiting: str = ""
    help_role: str = ""
    help_why: str = ""
    help_at: int | None = None


NOTHING = Asked()


def latest(one: Asked, other: Asked) -> Asked:
    """Of what was said of one duty in two cases that share it, the later asking for help, whichever case is read first."""
    return max(one, other, key=lambda asked: (asked.help_at or 0, asked.awaiting, asked.help_role, asked.help_why))


def asked_of(record: CaseRecord) -> dict[tuple[str, EventId], Asked]:
    """By rule and trigger, the latest word. Handing a duty over ends the asking for help; it goes on waiting for what it waits for."""
    found: dict[tuple[str, EventId], Asked] = {}
    said = [event for event in record.events if event.kind in KINDS]
    if not said:
        return found
    view = View(record)
    for event in said:
        trigger = view.named(event, event.data.get("trigger"))
        if trigger is None:
            continue
        key = (str(event.data.get("duty", "")), trigger.id)
        before = found.get(key, NOTHING)
        if event.kind == "clock.stopped":
            found[key] = before._replace(awaiting=str(event.data.get("awaiting", "")) or "something that was not named")
        elif event.kind == "clock.resumed":
            found[key] = before._replace(awaiting="")
        elif event.kind == "duty.handed_over":
            found[key] = Asked(awaiting=before.awaiting)
        else:
            of = event.data.get("of")
            role = str(of.get("role", "")) if isinstance(of, dict) else ""
            found[key] = before._replace(help_role=role, help_why=str(event.data.get("why", "")), help_at=event.occurred_at.latest)
    return found
