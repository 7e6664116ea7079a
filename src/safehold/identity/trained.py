"""A trained model: how often one person's mentions agree at a level (m) and how often two people's do (u), and how common values are.

The weight of two mentions is Splink's own: log2 of the prior's odds, and for each comparison log2(m / u) of the first level that holds,
with, where the level has a rarity, log2(u of the same value) - log2(the commoner share of the two values) added.
"""

import math
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from safehold.identity.columns import Row
from safehold.identity.levels import COMPARISONS, RARITIES, Comparison, Level
from safehold.identity.model import BadModel, bits

FORM = 1  # of the file; another is refused
SHIPPED = Path(__file__).parent / "trained.json"  # made by benchmarks/ship_model.py


class Weight(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`by` is how it came to be: trained, counted (u alone), or kept from the model that was there before, the level being too rare.

    `added` is in bits, from people's judgements.
    """

    m: float
    u: float
    by: str = "trained"
    added: float = 0.0


class Shares(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How common the commonest values are, as a share of all; every other value counts as `rest`, the mean share of the others."""

    rest: float
    values: dict[str, float] = {}

    def of(self, value: str | None) -> float | None:
        return None if value is None else self.values.get(value, self.rest)


class TrainedOn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rows: int
    missing: dict[str, float]  # share of the rows without a value, by column
    pairs: int  # about how many pairs of rows were taken to be of one person
    says: str = ""


class JudgedBy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """On how many judgements of people a re-fit rests; and how wrong, in bits for each judgement that it was not shown, it was before and
    after."""

    linked: int
    not_linked: int
    before: float
    after: float


class Trained(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`prior` is the chance that any two mentions are of one person; it falls as there are more, so a model is for tables of like size."""

    form: int
    id: str
    version: str
    trained: date
    by: str
    on: TrainedOn
    prior: float
    linked: float
    unsure: float
    margin: float
    comparisons: dict[str, dict[str, Weight]]
    shares: dict[str, Shares]
    slips: tuple[str, ...] = ()  # comparisons that are wrong so often in its table that they contradict nothing there
    judged: JudgedBy | None = None


class Reason(NamedTuple):
    """One comparison: the level that holds and its weight in bits."""

    comparison: str
    level: str
    weight: float


def load(text: str | bytes) -> Trained:
    """Raises BadModel; a model in which a level was never trained is refused by name."""
    try:
        found = msgspec.json.decode(text, type=Trained)
    except msgspec.DecodeError as error:
        raise BadModel(f"the model cannot be read: {error}") from None
    if found.form != FORM:
        raise BadModel(f"the model is of form {found.form}, and this program reads form {FORM}")
    check(found)
    return found


@lru_cache(maxsize=1)
def shipped() -> Trained:
    return load(SHIPPED.read_bytes())


def check(model: Trained) -> None:
    _same("the model", set(model.comparisons), {each.name for each in COMPARISONS})
    for comparison in COMPARISONS:
        weights = model.comparisons[comparison.name]
        _same(comparison.name, set(weights), {level.name for level in comparison.levels if not level.missing})
        for name, weight in weights.items():
            for which, value in (("m", weight.m), ("u", weight.u)):
                if not 1e-12 < value <= 1.0:
                    raise BadModel(f"{comparison.name}.{name} was never trained: {which} is {value}")
    _same("the shares", set(model.shares), set(RARITIES))
    for name, shares in model.shares.items():
        if not all(0.0 < value <= 1.0 for value in (shares.rest, *shares.values.values())):
            raise BadModel(f"the shares of {name} must be above 0 and at most 1")
    for name in ("prior", "linked", "unsure"):
        if not 0.0 < getattr(model, name) < 1.0:
            raise BadModel(f"{name} must be between 0 and 1")
    if model.linked <= model.unsure:
        raise BadModel("linked must be above unsure")


def _same(where: str, found: set[str], known: set[str]) -> None:
    if lacking := sorted(known - found):
        raise BadModel(f"{where}: {', '.join(lacking)} was never trained")
    if odd := sorted(found - known):
        raise BadModel(f"{where} has {', '.join(odd)}, which nothing compares")


def dump(model: Trained) -> bytes:
    """As it is kept: one level or value a line, in a fixed order."""
    return msgspec.json.format(msgspec.json.encode(model), indent=1) + b"\n"


def rare(comparison: Comparison, rarity: str) -> str:
    """The level at which the value itself is the same: its u is what a share is held against."""
    return next(level.name for level in comparison.levels if level.sql == f"{rarity}_l = {rarity}_r")


def _bits(weight: Weight) -> float:
    return math.log2(weight.m / weight.u) + weight.added


class Scorer:
    """A model made ready. The value of a row by which a level's rarity goes is `value_of`."""

    def __init__(self, model: Trained) -> None:
        self.model = model
        self.prior = bits(model.prior)
        self.weights = {(each.name, name): _bits(w) for each in COMPARISONS for name, w in model.comparisons[each.name].items()}
        self.same = {
            (each.name, level.rarity): math.log2(model.comparisons[each.name][rare(each, level.rarity)].u)
            for each in COMPARISONS
            for level in each.levels
            if level.rarity
        }

    def reasons(self, a: Row, b: Row) -> list[Reason]:
        """What is missing on either side is left out."""
        found = []
        for comparison in COMPARISONS:
            level = comparison.level(a, b)
            if not level.missing:
                found.append(Reason(comparison.name, level.name, self.weight(comparison, level, a, b)))
        return found

    def weight(self, comparison: Comparison, level: Level, a: Row, b: Row) -> float:
        weight = self.weights[comparison.name, level.name]
        if not level.rarity:
            return weight
        shares = self.model.shares[level.rarity]
        one, other = shares.of(value_of(a, level.rarity)), shares.of(value_of(b, level.rarity))
        if one is None and other is None:
            return weight
        return weight + self.same[comparison.name, level.rarity] - math.log2(max(one or 0.0, other or 0.0))

    def total(self, a: Row, b: Row) -> float:
        return self.prior + sum(reason.weight for reason in self.reasons(a, b))


def value_of(row: Row, rarity: str) -> str | None:
    if rarity == "given":
        return row.names.given
    if rarity == "family":
        return row.names.family
    return row.place.postcode if rarity == "postcode" else row.contact.phone
