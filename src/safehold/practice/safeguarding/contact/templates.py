"""Texts and letters to start from, filled in, and whether what they say is neutral. Pure."""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

import msgspec
import yaml

_BRACED = re.compile(r"\{(\w+)\}")


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    channels: tuple[str, ...]
    neutral: bool
    subject: str
    text: str
    tells: str = ""

    @property
    def blanks(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_BRACED.findall(self.text)))


class Templates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    since: object = msgspec.field(name="from")
    source: str
    templates: dict[str, Template]


class NotFilled(ValueError):
    """Something is left to fill in; `name` is what."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@lru_cache(maxsize=1)
def standard() -> Templates:
    text = resources.files(__package__).joinpath("templates.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), Templates)


def filled(template: Template, given: Mapping[str, str]) -> str:
    """Raises NotFilled."""
    for name in template.blanks:
        if not given.get(name, "").strip():
            raise NotFilled(name)
    return _BRACED.sub(lambda match: " ".join(given[match[1]].split()), template.text)
