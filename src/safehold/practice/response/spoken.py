"""Names, births and ages as people say them, and as a record writes them. Pure."""

import re
from datetime import date

from safehold.identity.births import Birth, of_age, read_birth

# Small words that begin a family name, when they are typed small.
_PARTICLES = frozenset(("van", "von", "der", "den", "de", "da", "di", "du", "dos", "la", "le", "al", "el", "bin", "ibn", "abu", "ter"))
_RANGE = re.compile(r"(\d{1,3})\s*(?:-|to|or)\s*(\d{1,3})")
_DECADE = re.compile(r"(\d{1,2})0\s*'?s")
_ABOUT = re.compile(r"(?:about|around|abt|approx\.?|roughly|~|c\.?)\s*(\d{1,3})")
_ABOUT_YEARS = 3
_OLDEST = 115


def split_name(text: str) -> tuple[str, str]:
    """Given and family name of what was typed as one: "Carl Cheevers", "CHEEVERS, Carl", "CHEEVERS Carl". One word is a given name."""
    first, comma, rest = text.strip().partition(",")
    if comma:
        return rest.strip(), first.strip()
    words = text.split()
    if len(words) < 2:
        return text.strip(), ""
    if words[0].isupper() and len(words[0]) > 2 and not words[-1].isupper():
        return " ".join(words[1:]), words[0]
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def read_born(text: str) -> tuple[str, int | tuple[int, int] | None]:
    """A date of birth, or an age or a range of ages: 5.3.1976, March 1976, 1976, 50, about 50, 50-55, 50s."""
    said = text.strip().lower()
    if said.isdigit() and len(said) <= 3:
        return ("", int(said)) if int(said) <= _OLDEST else ("", None)
    if match := _RANGE.fullmatch(said):
        return "", (int(match[1]), int(match[2]))
    if match := _DECADE.fullmatch(said):
        return "", (int(match[1]) * 10, int(match[1]) * 10 + 9)
    if match := _ABOUT.fullmatch(said):
        return "", (max(int(match[1]) - _ABOUT_YEARS, 0), int(match[1]) + _ABOUT_YEARS)
    return said, None


def written_born(text: str, on: date) -> str:
    """The same as a date, a month, a year or a span of years, as a record writes it; nothing where it cannot be read."""
    born, age = read_born(text)
    birth: Birth | None
    if age is not None:
        low, high = age if isinstance(age, tuple) else (age, age)
        birth = of_age(low, high, on)
        return f"{on.year - max(low, high) - 1}/{on.year - min(low, high)}" if birth else ""
    birth = read_birth(born)
    if birth is None:
        return ""
    if "/" in born and birth.spread:
        return born
    return birth.words
