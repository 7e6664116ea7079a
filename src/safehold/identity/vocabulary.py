"""Words that are not names and letters of other scripts, read from vocabulary.yaml."""

from importlib import resources

import yaml

_FILE = resources.files("safehold.identity").joinpath("vocabulary.yaml")
_GIVEN: dict[str, object] = yaml.load(_FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)


def _words(name: str) -> frozenset[str]:
    return frozenset(str(_GIVEN[name]).split())


def _phrases(name: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in str(_GIVEN[name]).split(","))


def _pairs(name: str) -> dict[str, str]:
    words = str(_GIVEN[name]).split()
    return dict(zip(words[::2], words[1::2], strict=True))


def _lines(name: str) -> list[list[str]]:
    lines = _GIVEN[name]
    return [str(line).split() for line in lines] if isinstance(lines, list) else []


TITLES, SUFFIXES = _words("titles"), _words("suffixes")
NOT_NAMES, NOT_ADDRESSES = _phrases("not_names"), _phrases("not_addresses")
FAMILY_PARTICLES, GIVEN_PARTICLES = _words("family_particles"), _words("given_particles")
SHARED_FIRST = _words("shared_first")
STREETS, SHORT_STREETS, STREETS_AFTER = _words("streets"), _pairs("short_streets"), _words("streets_after")
LETTERS = {letter: "" if latin == "-" else latin for letter, latin in _pairs("letters").items()}
KOREAN_FAMILIES, TWO_CHARACTER_FAMILIES = _pairs("korean_families"), _words("two_character_families")
SPELLINGS = {other: words[0] for words in _lines("spellings") for other in words[1:]}
