"""The copy of a plan that is safe to hold. Pure: its lines in her own neutral words, and what in them would tell whoever finds it."""

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources

import msgspec
import yaml

from safehold.identity.contacts import read_phones

_POSTCODE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,2}\d[A-Za-z\d]?\s?\d[A-Za-z]{2}(?![A-Za-z0-9])")
_STREET = re.compile(
    r"\b\d+[a-z]?,?\s+\w+(?:\s\w+)?\s(?:street|st|road|rd|avenue|ave|close|lane|drive|way|court|place|terrace|gardens|grove|crescent|square|walk)\b"
    r"|\b(?:flat|apartment|room|unit)\s+\d+",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\+?\d[\d\s().\-]{6,}\d")
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
    """Which line says too much, and of what kind: address, number, mail, name, word, codeword, agency. `names` are of the people of the
    case but her, `agencies` what agencies are called, `codeword` hers as far as whoever makes the copy may read it."""
    rules = standard()
    named = [] if agencies_named else [*rules.agencies, *agencies]
    found = []
    for place, line in enumerate(lines, 1):
        kinds = {
            "address": bool(_POSTCODE.search(line) or _STREET.search(line)),
            "number": any(read_phones(piece) for piece in _NUMBER.findall(line)),
            "mail": "@" in line,
            "name": _any(names, line),
            "word": _any(rules.never, line),
            "codeword": _any([codeword], line),
            "agency": _any(named, line),
        }
        found += [(place, kind) for kind, stands in kinds.items() if stands]
    return found


def _any(wanted: Iterable[str], line: str) -> bool:
    """Also in the plural and as whose it is: "refuges", "Boris's", "the Tanglewoods"."""
    return any(re.search(rf"(?<!\w){re.escape(each)}(?:['’]?s)?(?!\w)", line, re.IGNORECASE) for each in wanted if len(each) > 1)
