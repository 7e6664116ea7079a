"""The danger by which lists are ordered: a person's grade, and what the record says was said or done. Pure; see danger.yaml."""

from collections.abc import Iterable
from functools import lru_cache
from importlib import resources

import msgspec
import yaml


class Weights(msgspec.Struct, frozen=True):
    version: str
    grades: dict[str, int]
    said_or_done: dict[str, int]


@lru_cache(maxsize=1)
def weights() -> Weights:
    given = yaml.safe_load(resources.files("safehold.risk").joinpath("danger.yaml").read_text(encoding="utf-8"))
    return msgspec.convert({name: given[name] for name in ("version", "grades", "said_or_done")}, Weights)


def danger(grade: str, said_or_done: Iterable[str]) -> int:
    """Higher is more dangerous. An ungraded case stands above medium: nobody has yet said that it is not high."""
    table = weights()
    return table.grades.get(grade or "ungraded", table.grades["ungraded"]) + sum(
        table.said_or_done.get(name, 0) for name in set(said_or_done)
    )
