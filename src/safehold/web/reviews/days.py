"""Days as forms give them, as a page says them."""

from safehold.chronology.times import BadTime, end_of_day, read_day, start_of_day
from safehold.web import words


def as_day(text: str) -> str:
    """24 July 2026, of 2026-07-24; anything else as it is."""
    at = edge(text)
    return words.day(at) if at is not None else text


def edge(text: str, *, end: bool = False) -> int | None:
    """The first instant of a day, or its last; nothing of what is no day."""
    try:
        return (end_of_day if end else start_of_day)(read_day(text)) if text else None
    except (BadTime, ValueError):
        return None
