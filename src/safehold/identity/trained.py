"""A trained model: how often one person's mentions agree at a level (m) and how often two people's do (u), and how common values are.

The weight of two mentions is Splink's own: log2 of the prior's odds, and for each comparison log2(m / u) of the first level that holds,
with, where the level has a rarity, log2(u of the same value) - log2(the commoner share of the two values) added.
"""

import math
from collections.abc import Callable, Collection
from datetime import date
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import msgspec

from safehold.identity.columns import Row
from safehold.identity.levels import COMPARISONS, MISSING, RARITIES, Comparison, Level
from safehold.identity.model import BadModel, bits

FORM = 1  # of the file; another is refused
# Levels that came after models had been trained, each with the one that held until then: in such a model it weighs what that does.
LATER = {("address", "postcode_and_street"): "postcode"}
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

    def of(self, value: str) -> float:
        return self.values.get(value, self.rest)

    @property
    def least(self) -> float:
        return min(self.rest, *self.values.values()) if self.values else self.rest


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
    overruled: tuple[tuple[str, str], ...] = ()  # levels that together contradict nothing in its table, as people judged (overruling.py)


Reason = tuple[str, str, float]  # a comparison, the level that holds, its weight in bits


def load(text: str | bytes) -> Trained:
    """Raises BadModel; a model in which a level was never trained is refused by name."""
    try:
        found = msgspec.json.decode(text, type=Trained)
    except msgspec.DecodeError as error:
        raise BadModel(f"the model cannot be read: {error}") from None
    if found.form != FORM:
        raise BadModel(f"the model is of form {found.form}, and this program reads form {FORM}")
    fill(found.comparisons)
    check(found)
    return found


def fill(comparisons: dict[str, dict[str, Weight]]) -> None:
    """Puts in the levels of LATER that a model does not have."""
    for (comparison, level), until_then in LATER.items():
        weights = comparisons.get(comparison, {})
        if until_then in weights:
            weights.setdefault(level, weights[until_then])


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


class _Ready(NamedTuple):
    """What a level weighs; where its rarity counts, with the u of the same value, from which the share of the value is yet to be taken."""

    weight: float
    shares: Shares | None
    value: Callable[[Row], str | None]
    same: float


def _bits(weight: Weight) -> float:
    return math.log2(weight.m / weight.u) + weight.added


class Scorer:
    """A model made ready."""

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
        self._ready = {
            each.name: (each.level, {level.name: self._level(each, level) for level in each.levels if not level.missing})
            for each in COMPARISONS
        }

    def _level(self, comparison: Comparison, level: Level) -> _Ready:
        weight = self.weights[comparison.name, level.name]
        if not level.rarity:
            return _Ready(weight, None, _VALUES["given"], 0.0)
        same = self.same[comparison.name, level.rarity]
        return _Ready(weight + same, self.model.shares[level.rarity], _VALUES[level.rarity], same)

    def reasons(self, a: Row, b: Row) -> list[Reason]:
        """What is missing on either side is left out."""
        found = []
        for comparison, (agreeing, levels) in self._ready.items():
            level = agreeing(a, b)
            if level != MISSING:
                found.append((comparison, level, _weight(levels[level], a, b)))
        return found

    def weigh(self, comparison: str, a: Row, b: Row) -> float:
        """What one comparison adds; nothing where it is missing."""
        agreeing, levels = self._ready[comparison]
        level = agreeing(a, b)
        return 0.0 if level == MISSING else _weight(levels[level], a, b)

    def most(self, comparison: str, a: Row, only: Collection[str] = ()) -> float:
        """The most that it can add to anybody's weight beside this one, at whatever level or at some only; nothing, where it is missing."""
        _, levels = self._ready[comparison]
        return max(0.0, *(_most(levels[level], a) for level in only or levels))

    def total(self, a: Row, b: Row) -> float:
        return self.prior + sum(weight for _, _, weight in self.reasons(a, b))


def _weight(ready: _Ready, a: Row, b: Row) -> float:
    weight, shares, value, same = ready
    return weight if shares is None else weight - _rarity(shares, value(a), value(b), same)


def _most(ready: _Ready, a: Row) -> float:
    """The commoner share of two values is no smaller than that of one of them, and no share is smaller than the least."""
    weight, shares, value, same = ready
    if shares is None:
        return weight
    said = value(a)
    return weight - (min(same, math.log2(shares.least)) if said is None else math.log2(shares.of(said)))


def _rarity(shares: Shares, one: str | None, other: str | None, same: float) -> float:
    """log2 of the commoner share of the two values; of none, that of the same value, so that nothing is added."""
    if one is None or other is None or one == other:
        said = one if other is None else other
        return same if said is None else math.log2(shares.of(said))
    return math.log2(max(shares.of(one), shares.of(other)))


_VALUES: dict[str, Callable[[Row], str | None]] = {
    "given": attrgetter("names.given"),
    "family": attrgetter("names.family"),
    "postcode": attrgetter("place.postcode"),
    "phone": attrgetter("contact.phone"),
}
