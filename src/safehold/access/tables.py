"""Which tables row security protects, and why the others are open, as tables.yaml says it."""

from functools import lru_cache
from importlib import resources

import msgspec
import yaml


class Tables(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Each table with what of it is seen, or why it is open."""

    protected: dict[str, str]
    unread: dict[str, str]
    open: dict[str, str]


@lru_cache(maxsize=1)
def standard() -> Tables:
    return msgspec.convert(yaml.safe_load(resources.files("safehold.access").joinpath("tables.yaml").read_text(encoding="utf-8")), Tables)
