"""Letters to start from, as letters.yaml has them; and what was left to fill in."""

import re
from functools import lru_cache
from importlib import resources

import msgspec
import yaml

_BLANK = re.compile(r"\[[^\]\n]*\]")


class Letter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    text: str


@lru_cache(maxsize=1)
def standard() -> dict[str, Letter]:
    text = resources.files("safehold.documents").joinpath("letters.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), dict[str, Letter])


def blanks(text: str) -> list[str]:
    """What somebody still has to fill in."""
    return list(dict.fromkeys(_BLANK.findall(text)))
