"""The copy of a plan that is safe to hold. Pure: its lines in her own neutral words, and what in them would tell whoever finds it."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import resources
from itertools import pairwise

import msgspec
import yaml

from safehold.identity.contacts import read_phones
from safehold.identity.script import plain

_POSTCODE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,2}\d[A-Za-z\d]?[\s.\-]*\d[A-Za-z]{2}(?![A-Za-z0-9])")
_KINDS_OF_STREET = (
    "street|st|road|rd|avenue|ave|close|cl|lane|ln|drive|dr|way|court|ct|place|pl|terrace|gardens|gdns|grove|crescent|cres|square|walk"
    "|hill|rise|mews|row|villas|parade|wharf|quay|buildings"
)
_STREET = re.compile(rf"\b\d+[a-z]?,?\s+\w+(?:\s\w+){{0,2}}\s(?:{_KINDS_OF_STREET})\b|\b(?:flat|apartment|room|unit)\s+\d+", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}(?!\d)")
_NUMBER = re.compile(r"\+?\d[\d\s().\-/,_]{6,}\d")
_BETWEEN = re.compile(r"[/,_]")
_WEB = re.compile(r"https?:|\bwww\b|\w\.(?:com|org|net|info|gov|co|uk|app)\b|\bdot (?:com|org|net|co|gov|uk)\b", re.IGNORECASE)
# How a digit is written so that it is none: by a letter that looks like it, or in words.
_LOOKS_LIKE = re.compile(r"(?<=[\d\s])[oOlI]+(?=[\d\s])|\b[oOlI](?=\d)|(?<=\d)[oOlI]\b")
_AS_DIGITS = str.maketrans("oOlI", "0011")
_DIGITS = {"oh": "0", "o": "0", "zero": "0", "nought": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
           "seven": "7", "eight": "8", "nine": "9"}  # fmt: skip
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_SPELT = 7  # digits in words one after the other, from which they are a number
SAFE = ("with_her", "with_somebody_she_trusts", "with_her_advocate")


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    since: object = msgspec.field(name="from")
    source: str
    confidence: str
    titles: tuple[str, ...]
    never: tuple[str, ...]
    agencies: tuple[str, ...]


@lru_cache(maxsize=1)
def standard() -> Rules:
    text = resources.files(__package__).joinpath("copying.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), Rules)


def telling(
    lines: Iterable[str], *, names: Iterable[str], agencies: Iterable[str], agencies_named: bool, codeword: str = ""
) -> list[tuple[int, str]]:
    """Which line says too much, and of what kind: address, number, mail, web, name, word, codeword, agency. `names` are of the people of
    the case but her, `agencies` what agencies are called, `codeword` hers as far as whoever makes the copy may read it."""
    rules, given = standard(), list(lines)
    named = [] if agencies_named else [*rules.agencies, *agencies]
    found = []
    for place, line in enumerate(given, 1):
        tokens = words_of(line)
        close = " ".join(tokens)
        kinds = {
            "address": bool(_POSTCODE.search(line) or _POSTCODE.search(close) or _STREET.search(line)),
            "number": _number(line),
            "mail": "@" in line,
            "web": "@" not in line and bool(_WEB.search(line)),
            "name": _any(names, tokens),
            "word": _any(rules.never, tokens),
            "codeword": _any([codeword], tokens),
            "agency": _any(named, tokens),
        }
        found += [(place, kind) for kind, stands in kinds.items() if stands]
    told = {place for place, kind in found if kind == "number"}
    for place, (line, after) in enumerate(pairwise(given), 2):
        # One that is parted over two lines.
        if not told & {place - 1, place} and _number(f"{line} {after}"):
            found.append((place, "number"))
    return sorted(found, key=lambda each: each[0])


def words_of(line: str) -> list[str]:
    """Plain, and what is written letter by letter in one: "R.e.f-u g e" is a refuge."""
    tokens: list[str] = []
    letters = ""
    for token in [each for word in line.split() for each in plain(word).replace(",", " ").split()] + [""]:
        if len(token) == 1:
            letters += token
            continue
        tokens += [letters] if len(letters) > 2 else [*letters]
        letters = ""
        tokens.append(token)
    return tokens[:-1]


def _number(line: str) -> bool:
    text = _LOOKS_LIKE.sub(lambda found: found[0].translate(_AS_DIGITS), _DAY.sub(" ", line))
    return any(read_phones(_BETWEEN.sub(" ", piece)) for piece in _NUMBER.findall(text)) or _spelt(words_of(line))


def _spelt(tokens: Sequence[str]) -> bool:
    digits, times = 0, 1
    for token in tokens:
        if token in _TIMES:
            times = _TIMES[token]
            continue
        digits = digits + times if token in _DIGITS else digits + len(token) if token.isdigit() else 0
        times = 1
        if digits >= _SPELT and token in _DIGITS:
            return True
    return False


def _any(wanted: Iterable[str], tokens: Sequence[str]) -> bool:
    """Also in the plural and as whose it is ("refuges", "Boris's", "the Tanglewoods"), in one word or parted ("safehouse", "re-fuge")."""
    line = f" {' '.join(tokens)} "
    both = {one + other for one, other in pairwise(tokens)} | set(tokens)
    for each in wanted:
        if len(each) < 2:
            continue
        said = " ".join(words_of(each))
        if any(f" {said}{end} " in line or f"{said.replace(' ', '')}{end}" in both for end in ("", "s", "es")):
            return True
    return False
