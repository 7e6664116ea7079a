"""How many people may share a value of a kind, as shared.yaml says it."""

from functools import lru_cache
from importlib import resources
from typing import Annotated

import msgspec
import yaml

# Nor does a value say anything that stands in more records than this, whosever they are.
MOST_RECORDS = 200
Few = Annotated[int, msgspec.Meta(ge=2, le=50)]


class BadRarity(ValueError):
    """shared.yaml cannot be used; the message names the kind of value."""


class _Kinds(msgspec.Struct, forbid_unknown_fields=True):
    phone: Few
    email: Few
    address: Few


class _File(msgspec.Struct, forbid_unknown_fields=True):
    most_people: _Kinds


def load(text: str) -> dict[str, int]:
    try:
        return msgspec.structs.asdict(msgspec.convert(yaml.safe_load(text), _File).most_people)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise BadRarity(f"shared.yaml: {error}") from error


@lru_cache(maxsize=1)
def most_people() -> dict[str, int]:
    return load(resources.files("safehold.identity.confidential").joinpath("shared.yaml").read_text(encoding="utf-8"))
