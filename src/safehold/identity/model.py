"""What holds beside the trained weights: the prior, the bands, the ceilings and the words of each reason, read from model.yaml."""

import math
from functools import lru_cache
from importlib import resources
from typing import Annotated

import msgspec
import yaml

from safehold.identity.levels import COMPARISONS
from safehold.identity.limits import CEILINGS

Chance = Annotated[float, msgspec.Meta(gt=0.0, lt=1.0)]


class BadModel(ValueError):
    """A model that cannot be used; the message names the comparison and the level."""


class Said(msgspec.Struct, frozen=True):
    """A weight in bits, and how it is said."""

    weight: float
    words: str


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of a question: how many mentions on record are of whoever is meant, and the most likely that one of them may be beforehand."""

    others: Annotated[float, msgspec.Meta(gt=0.0)]
    most: Chance


class Model(msgspec.Struct, frozen=True):
    """Weights in bits. `linked` and `unsure` are the least total weights of their bands; `prior` is the weight before anything is known;
    `reference` is that of one number in one source."""

    version: str
    prior: float
    linked: float
    unsure: float
    margin: float
    asked: Asked
    reference: Said
    words: dict[str, dict[str, str]]
    ceilings: dict[str, Said]

    def band(self, weight: float) -> str:
        return "linked" if weight >= self.linked else "unsure" if weight >= self.unsure else "apart"

    def among(self, mentions: float) -> "Model":
        """For a question of a record of so many mentions; what is not known to be many counts as few."""
        prior = min(self.asked.others / max(mentions, 1.0), self.asked.most)
        return msgspec.structs.replace(self, prior=bits(prior))


def bits(probability: float) -> float:
    return math.log2(probability / (1.0 - probability))


def probability(weight: float) -> float:
    return 1.0 / (1.0 + 2.0**-weight) if weight > -1000 else 0.0


class _Reference(msgspec.Struct, forbid_unknown_fields=True):
    m: Chance
    u: Chance
    words: str


class _Ceiling(msgspec.Struct, forbid_unknown_fields=True):
    at: Chance
    words: str


class _File(msgspec.Struct, forbid_unknown_fields=True):
    version: str
    prior: Chance
    asked: Asked
    linked: Chance
    unsure: Chance
    margin: float
    reference: _Reference
    words: dict[str, dict[str, Annotated[str, msgspec.Meta(min_length=1)]]]
    ceilings: dict[str, _Ceiling]


def load(text: str) -> Model:
    """Raises BadModel; a level without words is refused, and a ceiling that nothing applies."""
    try:
        given = msgspec.convert(yaml.load(text, yaml.CSafeLoader), _File)
    except msgspec.ValidationError as error:
        raise BadModel(f"model.yaml: {error}") from None
    _same("words", set(given.words), {each.name for each in COMPARISONS})
    for comparison in COMPARISONS:
        _same(
            f"words.{comparison.name}", set(given.words[comparison.name]), {level.name for level in comparison.levels if not level.missing}
        )
    _same("ceilings", set(given.ceilings), set(CEILINGS))
    if given.linked <= given.unsure:
        raise BadModel("linked must be above unsure")
    reference = Said(math.log2(given.reference.m / given.reference.u), given.reference.words)
    ceilings = {name: Said(bits(each.at), each.words) for name, each in given.ceilings.items()}
    prior, linked, unsure = (bits(each) for each in (given.prior, given.linked, given.unsure))
    return Model(given.version, prior, linked, unsure, given.margin, given.asked, reference, given.words, ceilings)


def _same(where: str, found: set[str], known: set[str]) -> None:
    if lacking := sorted(known - found):
        raise BadModel(f"{where} lacks {', '.join(lacking)}")
    if odd := sorted(found - known):
        raise BadModel(f"{where} has {', '.join(odd)}, which nothing compares")


@lru_cache(maxsize=1)
def standard() -> Model:
    """The one that ships with Safehold."""
    return load(resources.files("safehold.identity").joinpath("model.yaml").read_text(encoding="utf-8"))
