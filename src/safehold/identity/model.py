"""The weights by which two people are compared, read from model.yaml."""

import math
from functools import lru_cache
from importlib import resources

import msgspec
import yaml

COMPARISONS: dict[str, frozenset[str]] = {
    "given_name": frozenset(
        ("exact", "nickname", "near", "slip", "other", "initial", "confusable", "doubtful", "initial_differs", "different")
    ),
    "family_name": frozenset(("exact", "other", "near", "sounds", "doubtful", "different", "different_female")),
    "name_order": frozenset(("straight", "swapped")),
    "date_of_birth": frozenset(
        (
            "exact",
            "swapped",
            "slip",
            "month",
            "part",
            "year",
            "age",
            "wide_age",
            "next_year",
            "age_off",
            "same_year",
            "different",
            "generation",
        )
    ),
    "sex": frozenset(("same", "different")),
    "address": frozenset(("same", "postcode_and_house", "near", "postcode", "postcode_slip", "street", "district", "different")),
    "phone": frozenset(("exact", "slip", "different")),
    "email": frozenset(("exact", "different")),
    "reference": frozenset(("same",)),
}
CEILINGS = frozenset(
    (
        "names_only",
        "confusable_names",
        "no_given_name",
        "child_or_not",
        "given_differs_birth_agrees",
        "given_differs_same_reference",
        "given_differs",
        "generations",
        "sex_and_given_differ",
    )
)
_BY_NAME = frozenset(("given_name", "family_name"))


class BadModel(ValueError):
    """A model that cannot be used; the message names the comparison and the level."""


class Level(msgspec.Struct, frozen=True):
    """Either `weight` in bits, or, where `common` is set, log2(m / (common * share of people with the name))."""

    weight: float
    words: str
    m: float = 0.0
    common: float = 0.0

    def bits(self, share: float) -> float:
        return math.log2(self.m / (self.common * share)) if self.common else self.weight


class Ceiling(msgspec.Struct, frozen=True):
    weight: float
    words: str


class Model(msgspec.Struct, frozen=True):
    """Weights in bits. `linked` and `unsure` are the least total weights of their bands; `prior` is the weight before anything is known."""

    id: str
    version: str
    prior: float
    linked: float
    unsure: float
    margin: float
    levels: dict[str, dict[str, Level]]
    ceilings: dict[str, Ceiling]

    def band(self, weight: float) -> str:
        return "linked" if weight >= self.linked else "unsure" if weight >= self.unsure else "apart"


def bits(probability: float) -> float:
    return math.log2(probability / (1.0 - probability))


def probability(weight: float) -> float:
    return 1.0 / (1.0 + 2.0**-weight) if weight > -1000 else 0.0


def load(text: str) -> Model:
    """Raises BadModel; a level without both m and u is refused, never guessed."""
    given = yaml.safe_load(text)
    if not isinstance(given, dict):
        raise BadModel("the model is not a mapping")
    missing = {"id", "version", "prior", "linked", "unsure", "margin", "comparisons", "ceilings"} - given.keys()
    if missing:
        raise BadModel(f"the model lacks {', '.join(sorted(missing))}")
    _same("comparisons", set(given["comparisons"]), set(COMPARISONS))
    _same("ceilings", set(given["ceilings"]), set(CEILINGS))
    levels: dict[str, dict[str, Level]] = {}
    for comparison, known in COMPARISONS.items():
        rows = given["comparisons"][comparison]
        _same(comparison, set(rows), set(known))
        levels[comparison] = {level: _level(f"{comparison}.{level}", comparison, row) for level, row in rows.items()}
    ceilings = {name: Ceiling(bits(_share(f"ceilings.{name}", row, "at")), str(row["words"])) for name, row in given["ceilings"].items()}
    prior, linked, unsure = (bits(_share("the model", given, name)) for name in ("prior", "linked", "unsure"))
    if linked <= unsure:
        raise BadModel("linked must be above unsure")
    return Model(str(given["id"]), str(given["version"]), prior, linked, unsure, float(given["margin"]), levels, ceilings)


def _level(where: str, comparison: str, row: dict[str, object]) -> Level:
    unknown = row.keys() - {"m", "u", "common", "words"}
    if unknown:
        raise BadModel(f"{where} has the unknown field {sorted(unknown)[0]!r}")
    words = str(row.get("words", ""))
    m = _share(where, row, "m", most=1.0)
    if "common" in row:
        if comparison not in _BY_NAME:
            raise BadModel(f"{where} cannot have `common`: only names have a share of the population")
        if "u" in row:
            raise BadModel(f"{where} has both u and common")
        return Level(0.0, words, m, _share(where, row, "common", most=100.0))
    return Level(math.log2(m / _share(where, row, "u", most=1.0)), words)


def _share(where: str, row: dict[str, object], name: str, *, most: float = 0.999999) -> float:
    value = row.get(name)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0.0 < value <= most:
        raise BadModel(f"{where}: {name} is {'missing' if value is None else repr(value)}; it must be above 0 and at most {most:g}")
    return float(value)


def _same(where: str, found: set[str], known: set[str]) -> None:
    if lacking := sorted(known - found):
        raise BadModel(f"{where} lacks {', '.join(lacking)}")
    if odd := sorted(found - known):
        raise BadModel(f"{where} has {', '.join(odd)}, which nothing compares")


@lru_cache(maxsize=1)
def standard() -> Model:
    """The model that ships with Safehold."""
    return load(resources.files("safehold.identity").joinpath("model.yaml").read_text(encoding="utf-8"))
