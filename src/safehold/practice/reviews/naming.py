"""Names of the people of a review in a text, and the text without them. Pure."""

import re
from collections.abc import Iterable, Mapping

from safehold.identity.script import plain
from safehold.practice.reviews.people import Somebody

SHORT = 3
"""Letters from which a single name stands for somebody; below, only with the rest of it."""


def named(text: str, people: Iterable[Somebody]) -> list[str]:
    """Whom a text names, as it names them."""
    found: dict[str, None] = {}
    for each in people:
        for pattern in _patterns(each):
            found |= {match[0]: None for match in pattern.finditer(_plain(text))}
    return list(found)


def disguised(text: str, people: Mapping[int, Somebody], called: Mapping[int, str]) -> str:
    """Every name of everybody as what they are called outside. A name that two of them have is of whoever comes first, so that a family's
    name alone may say the wrong one of them, and never the right name."""
    if not text:
        return text
    shadow = _plain(text)
    spans: list[tuple[int, int, str]] = []
    for wanted in range(3):
        for number, each in people.items():
            patterns = _ranked(each)[wanted]
            spans += [(match.start(), match.end(), called[number]) for pattern in patterns for match in pattern.finditer(shadow)]
    taken: list[tuple[int, int, str]] = []
    for start, end, name in spans:
        if all(end <= other[0] or start >= other[1] for other in taken):
            taken.append((start, end, name))
    made, at = "", 0
    for start, end, name in sorted(taken):
        made += text[at:start] + (_capital(name) if _begins(text, start) else name)
        at = end
    return made + text[at:]


def _begins(text: str, start: int) -> bool:
    before = text[:start].rstrip()
    return not before or before[-1] in ".!?\n"


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _patterns(each: Somebody) -> list[re.Pattern[str]]:
    return [pattern for rank in _ranked(each) for pattern in rank]


def _ranked(each: Somebody) -> tuple[list[re.Pattern[str]], list[re.Pattern[str]], list[re.Pattern[str]]]:
    """Whole names before aliases, and these before a given or a family name alone."""
    whole, aliases, alone = [], [], []
    for given, family in each.names:
        if given and family:
            whole += [_words(f"{given} {family}"), _words(f"{family}, {given}"), _words(f"{family} {given}")]
        alone += [_words(part) for part in (*given.split(), *family.split()) if len(part) >= SHORT]
    for alias in each.aliases:
        aliases.append(_words(alias))
        alone += [_words(part) for part in alias.split() if len(part) >= SHORT]
    return whole, aliases, alone


def _words(name: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in _plain(name).replace(",", " , ").split()]
    return re.compile(rf"(?<!\w){'[ ,.-]*'.join(parts)}(?!\w)", re.IGNORECASE)


def _plain(text: str) -> str:
    """Letter for letter as long as it was: accents and the like are taken off where that leaves one letter."""
    return "".join(one if len(one := plain(letter)) == 1 and letter.isalpha() else letter for letter in text)
