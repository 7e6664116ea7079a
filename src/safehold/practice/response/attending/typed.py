"""What an officer has typed at the door, as it stands. Pure. Nothing typed is refused; what is missing is only told."""

from collections.abc import Mapping
from typing import Any

from safehold.practice.response.attending.questions import METHODS, Given, Question, by_name

LONGEST = 6_000
REACHED = tuple(f"reach_{each.replace(' ', '_')}" for each in METHODS)


def typed(given: Mapping[str, Any]) -> dict[str, str]:
    """Whatever a form or a stored sheet holds: only what is known and not empty. A choice that there is not is empty."""
    found = {}
    for name, question in by_name().items():
        value = str(given.get(name) or "").replace("\x00", "")[:LONGEST]
        if question.kind == "tick":
            value = "yes" if value in ("yes", "on", "true", "1") else ""
        elif question.options and value not in question.options:
            value = ""
        if value.strip():
            found[name] = value
    return found


def missing(given: Given) -> list[Question]:
    """What would be asked for by whoever reads it, in the order of the page."""
    found = [each for each in by_name().values() if each.wanted and each.applies(given) and not given.get(each.name, "").strip()]
    return found if any(given.get(name) for name in REACHED) else [by_name()[REACHED[0]], *found]


def told(question: Question) -> str:
    """What is missing, in words."""
    if question.name in REACHED:
        return "How she may be reached"
    if question.name.startswith("reason_"):
        asked = by_name()[question.name.removeprefix("reason_")]
        return f"{asked.label} {question.label}".replace("? ", ": ").strip()
    return str(question.label).rstrip("?")


def both(mine: Given, theirs: Given) -> tuple[dict[str, str], dict[str, str]]:
    """Of what was typed in two places: all of it, by mine where the two differ; and of theirs what differs."""
    differs = {name: value for name, value in theirs.items() if mine.get(name, value) != value}
    return {**theirs, **mine}, differs
