"""How likely two mentions are to be of one person, and why, in numbers and in words.

The weight is Splink's, by the trained model; a person's number in its source, which no table of mentions can train, adds what model.yaml
says. What is known of families (limits.py) holds it down, and what contradicts (contradiction.py) is never linked by it.
"""

from functools import lru_cache

import msgspec

from safehold.identity.columns import row
from safehold.identity.contradiction import contradiction
from safehold.identity.features import Features
from safehold.identity.limits import limit
from safehold.identity.model import Model, probability, standard
from safehold.identity.shown import values
from safehold.identity.spelling import two_names
from safehold.identity.trained import Reason, Scorer, shipped


class Why(msgspec.Struct, frozen=True):
    """One comparison: the two values, the level at which they agree, its weight in bits and its words."""

    what: str
    a: str
    b: str
    level: str
    weight: float
    words: str


class Score(msgspec.Struct, frozen=True):
    """`evidence` is the prior and every reason together, `weight` the same held down by `ceiling` where one is named; `band` is linked,
    unsure or apart. `beside` are reasons that are not the model's."""

    weight: float
    probability: float
    band: str
    evidence: float
    ceiling: str
    contradiction: str
    a: Features
    b: Features
    reasons: tuple[Reason, ...]
    beside: tuple[Why, ...] = ()

    @property
    def why(self) -> tuple[Why, ...]:
        """Told when it is asked for: of most pairs only the weight is."""
        words = standard().words
        return (
            *self.beside,
            *(Why(what, *values(what, level, self.a, self.b), level, bits, words[what][level]) for what, level, bits in self.reasons),
        )


@lru_cache(maxsize=1)
def scorer() -> Scorer:
    return Scorer(shipped())


def score(a: Features, b: Features, model: Model | None = None) -> Score:
    """Symmetric and deterministic; depends on nothing but the two mentions and the model."""
    if model is None:
        model = standard()
    ours, theirs = row(a), row(b)
    reasons = scorer().reasons(ours, theirs)
    levels: dict[str, str] = {}
    evidence = model.prior
    for comparison, level, bits in reasons:
        levels[comparison] = level
        evidence += bits
    beside: tuple[Why, ...] = ()
    referred = bool(a.ref) and a.ref == b.ref and a.source == b.source
    if referred:
        evidence += model.reference.weight
        beside = (Why("reference", a.ref, b.ref, "same", model.reference.weight, model.reference.words),)
    weight = evidence
    ceiling = limit(levels, one_is_child=a.child != b.child, referred=referred, two_names=lambda: two_names(ours.names, theirs.names))
    if ceiling and model.ceilings[ceiling].weight < evidence:
        weight = model.ceilings[ceiling].weight
    else:
        ceiling = ""
    band, against = model.band(weight), contradiction(levels, ours, theirs) or ""
    if against and band == "linked":
        band = "unsure"
    return Score(weight, probability(weight), band, evidence, ceiling, against, a, b, tuple(reasons), beside)


def explain(found: Score, model: Model | None = None) -> str:
    """Why, in words, what weighs most first: "surname sounds alike, same birth year, same phone"."""
    model = model or standard()
    ordered = sorted(found.why, key=lambda each: (-abs(each.weight), each.what))
    agree = [each.words for each in ordered if each.weight > 0 and each.what != "sex"]
    against = [each.words for each in ordered if each.weight <= 0 and each.words]
    agree += [each.words for each in ordered if each.what == "sex" and each.weight > 0]
    said = ", ".join(agree) or "nothing agrees"
    if against:
        said += f"; but {', '.join(against)}"
    if found.ceiling:
        said += f" ({model.ceilings[found.ceiling].words})"
    return said
