"""A person's names in the form in which they are compared: which are given, which are family names, and which they also go by."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from safehold.identity.characters import parted
from safehold.identity.script import plain
from safehold.identity.vocabulary import FAMILY_PARTICLES, GIVEN_PARTICLES, NOT_NAMES, SHARED_FIRST, SPELLINGS, SUFFIXES, TITLES

if TYPE_CHECKING:
    from safehold.chronology.envelope import Mention

LONGEST_NAME = 40  # letters of one name
MOST_NAMES = 8  # names of one kind

_ALSO = re.compile(r"\b(?:nee|formerly|previously|aka|a k a|also known as|now|or|prev|maiden name)\b|[(),&@]")


class Names(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Plain names. `given` is in the order that they are told apart by; `family` is the present family name, whole.

    `other_given` and `other_family` are those that the person also goes by: aliases, previous names, parts of a double name.
    """

    given: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    other_given: tuple[str, ...] = ()
    other_family: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.given or self.family or self.other_given or self.other_family)

    @property
    def all_given(self) -> tuple[str, ...]:
        return self.given + self.other_given

    @property
    def all_family(self) -> tuple[str, ...]:
        return self.family + self.other_family


NOBODY = Names()


@lru_cache(maxsize=65536)
def names(given_name: str, family_name: str, aliases: tuple[str, ...] = ()) -> Names:
    """As they are compared: spellings of what is one name in another script are one."""
    found = as_written(given_name, family_name, aliases)
    return Names(_spelt(found.given), _spelt(found.family), _spelt(found.other_given), _spelt(found.other_family))


def as_written(given_name: str, family_name: str, aliases: tuple[str, ...] = ()) -> Names:
    given_name, family_name = parted(given_name, family_name)
    given, also_given = _given(given_name)
    families, parts = _families(family_name)
    if given and not families and len(given) > 1 and " " in given_name.strip():
        # The whole name in one field.
        given, also_given, families, parts = _whole(given_name)
    elif families and not given and len(parts) > 1 and not also_given:
        # Perhaps the whole name in the other field, perhaps two family names: its first word is only "also" a given name.
        also_given = (parts[0],)
    elif families and not given and "," in family_name:
        given, also_given, families, parts = _whole(family_name)
    other_given, other_family = list(also_given), list(families[1:]) + list(parts)
    for alias in aliases[:MOST_NAMES]:
        first, more, last, bits = _whole(alias)
        other_given += first + more
        other_family += last + bits
        if not last and len(first) == 1:
            other_family += first  # an alias of one word may be either
    return Names(given, families[:1], _distinct(other_given, given), _distinct(other_family, families[:1]))


def search_names(mention: "Mention") -> tuple[str, ...]:
    """The plain names that typing may be the start of: every family name, then every given name."""
    found = as_written(mention.given_name, mention.family_name, mention.aliases)
    return tuple(dict.fromkeys(found.all_family + found.all_given))


@lru_cache(maxsize=65536)
def _given(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    main, *others = [_words(piece) for piece in _pieces(text)] or [[]]
    found = _joined(main, GIVEN_PARTICLES)
    if len(found) > 1 and found[0] in SHARED_FIRST:
        found = found[1:] + found[:1]
    return tuple(found[:MOST_NAMES]), tuple(name for words in others for name in _joined(words, GIVEN_PARTICLES))


@lru_cache(maxsize=65536)
def _families(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The whole family names (the present one first) and the parts of those that have several."""
    whole: list[str] = []
    parts: list[str] = []
    for piece in _pieces(text):
        words = _words(piece)
        if not words:
            continue
        whole.append("".join(words)[:LONGEST_NAME])
        names_in = _joined(words, FAMILY_PARTICLES)
        if len(names_in) > 1:
            parts += names_in
        cores = [word for word in words if word not in FAMILY_PARTICLES and len(word) > 2]
        if len(cores) < len(words):
            parts += cores
    return tuple(whole[:MOST_NAMES]), tuple(parts[:MOST_NAMES])


def _whole(text: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Given names, other given names, family names and their parts, of a full name: "Joan Tranter", "Tranter, Joan", "JJ"."""
    last, comma, first = text.partition(",")
    if comma and last.strip() and first.strip():
        given, also = _given(first)
        families, parts = _families(last)
        return given, also, families, parts
    pieces = _pieces(text)
    if not pieces:
        return (), (), (), ()
    words = _words(pieces[0])
    start = len(words) - 1
    while start > 1 and words[start - 1] in FAMILY_PARTICLES:
        start -= 1
    if start < 1:
        return tuple(words), (), (), ()
    given, also = _given(" ".join(words[:start]))
    families, parts = _families(" ".join(words[start:]))
    others = [_families(piece)[0] for piece in pieces[1:]]
    return given, also, families, parts + tuple(name for found in others for name in found)


def _pieces(text: str) -> list[str]:
    found = plain(text)
    if found in NOT_NAMES:
        return []
    pieces = (piece.strip() for piece in _ALSO.split(found))
    return [piece for piece in pieces if piece and piece not in NOT_NAMES]


def _words(text: str) -> list[str]:
    words = [word[:LONGEST_NAME] for word in text.split()[: MOST_NAMES * 2] if not word.isdigit()]
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    while len(words) > 1 and words[-1] in SUFFIXES:
        words = words[:-1]
    return [] if len(words) == 1 and words[0] in ("mr", "mrs", "ms", "mx", "dr") else words


def _joined(words: list[str], particles: frozenset[str]) -> list[str]:
    """Particles joined to the word after them: van der berg is vanderberg."""
    found: list[str] = []
    held = ""
    for position, word in enumerate(words):
        if word in particles and position < len(words) - 1:
            held += word
        else:
            found.append((held + word)[:LONGEST_NAME])
            held = ""
    return found[:MOST_NAMES]


def _spelt(found: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(SPELLINGS.get(name, name) for name in found))


def _distinct(found: list[str], known: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in found if name and name not in known))[:MOST_NAMES]
