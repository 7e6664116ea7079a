"""What was said before of how she may be reached, and the latest record leaves out. Pure.

One made at a door asks for a few things only, and whoever makes it has not been asked whether the others still hold: her codeword is still
hers, and what must never be done must still not. The whole form, asked anew, says of itself when it was.
"""

from collections.abc import Iterable

from safehold.chronology.envelope import Event

SAID = "safe_contact.set"
LEFT_OUT = ("phone", "email", "post_to", "never", "codeword")


def left_out(events: Iterable[Event], latest: Event | None) -> dict[str, Event]:
    """By field, the latest record that says it, of those before `latest`, which is the one that stands."""
    if latest is None or latest.data.get("verified_on"):
        return {}
    before = (each for each in events if each.kind == SAID and each.order < latest.order)
    earlier = sorted(before, key=lambda each: each.order, reverse=True)
    found: dict[str, Event] = {}
    for name in LEFT_OUT:
        if not latest.data.get(name) and f"data/{name}" not in latest.withheld:
            said = next((each for each in earlier if each.data.get(name) or f"data/{name}" in each.withheld), None)
            found |= {name: said} if said is not None else {}
    return found


def kept(events: Iterable[Event], latest: Event | None, name: str) -> tuple[str, bool]:
    """What a field says, by the record that stands or one before it, and whether it is held in confidence from whoever is looking."""
    if latest is None:
        return "", False
    by = left_out(events, latest).get(name, latest)
    said = str(by.data.get(name, ""))
    return said, not said and f"data/{name}" in by.withheld
