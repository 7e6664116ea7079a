"""The dated rates and habits of the synthetic area, read once."""

from functools import lru_cache
from importlib import resources
from typing import Any

import yaml


class BadRates(ValueError):
    """A file of rates cannot be used; the message names file and entry."""


@lru_cache(maxsize=8)
def table(name: str) -> dict[str, Any]:
    """One of this room's YAML files."""
    read = yaml.safe_load(resources.files("safehold.synthetic").joinpath(name).read_text(encoding="utf-8"))
    if not isinstance(read, dict):
        raise BadRates(f"{name} is not a table")
    return read


@lru_cache(maxsize=8)
def rates(name: str = "rates.yaml") -> dict[str, float]:
    """Every rate of a file by name. Raises BadRates where one has no value or does not say whether it was found or assumed."""
    found = {}
    for rate, entry in table(name)["rates"].items():
        if not isinstance(entry.get("value"), (int, float)) or entry.get("basis") not in ("found", "assumed") or not entry.get("source"):
            raise BadRates(f"{name}: {rate} needs a value, a basis (found or assumed) and a source")
        found[rate] = float(entry["value"])
    return found


def default(name: str) -> int:
    """What is made unless told otherwise: people, months or seed."""
    return int(table("rates.yaml")["defaults"][name])
