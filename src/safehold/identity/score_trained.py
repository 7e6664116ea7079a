"""The score of two mentions by a trained model: Splink's weight, and beside it the limits of what a weight alone may decide.

A twin, a father of the same name and a couple at one address agree in nearly everything that is weighed. So the weight is left as it is,
and what is known of families limits the band and what may be claimed: the same limits, in the same words, as with the model set by hand.
"""

from safehold.identity import births, contacts, places
from safehold.identity.columns import row
from safehold.identity.compare import compare_names
from safehold.identity.contradiction import contradiction
from safehold.identity.features import Features
from safehold.identity.model import bits, probability, standard
from safehold.identity.score import HELD_ALIKE, Score, Why, limit
from safehold.identity.trained import Scorer, Trained

_WORDS = {
    ("given_name", "swapped"): "names the other way round",
    ("given_name", "crossed"): "a given name that is the other's family name",
    ("date_of_birth", "digit"): "date of birth with one digit different",
    ("date_of_birth", "nearly"): "birth year or age nearly fits",
    ("date_of_birth", "other_month"): "same birth year, another month",
    ("phone", "among"): "one of the phones the same",
    ("email", "slip"): "email with one letter different",
}


class TrainedScorer:
    """`score` is symmetric and deterministic; its weight is Splink's, plus that of one number in one source, which Splink is not asked."""

    def __init__(self, model: Trained) -> None:
        self.scorer = Scorer(model)
        self.unsure, self.linked = bits(model.unsure), bits(model.linked)

    def score(self, a: Features, b: Features) -> Score:
        ours, theirs = row(a), row(b)
        why = [
            Why(each.comparison, *_values(each.comparison, a, b), each.level, each.weight, words_of(each.comparison, each.level))
            for each in self.scorer.reasons(ours, theirs)
        ]
        referred = bool(a.ref) and a.ref == b.ref and a.source == b.source
        if referred:
            level = standard().levels["reference"]["same"]
            why.append(Why("reference", a.ref, b.ref, "same", level.weight, level.words))
        weight = self.scorer.prior + sum(each.weight for each in why)
        named, born = compare_names(a.names, b.names), births.agreement(a.birth, b.birth)
        against = contradiction(a, b, named, born) or ""
        ceiling = limit(a, b, named.given.level, born, referred or _held(a, b), referred)
        at = standard().ceilings[ceiling].weight if ceiling else weight
        if at >= weight:
            ceiling = ""
        band = self.band(min(weight, at))
        if against and band == "linked":
            band = "unsure"
        return Score(weight, probability(min(weight, at)), band, tuple(why), ceiling, against)

    def band(self, weight: float) -> str:
        return "linked" if weight >= self.linked else "unsure" if weight >= self.unsure else "apart"


def _held(a: Features, b: Features) -> bool:
    """Whether they share what a person keeps: a home, a phone, an address of mail."""
    phoned = contacts.phone_agreement(a.phones, b.phones)[0]
    return places.agreement(a.place, b.place) in HELD_ALIKE or phoned in HELD_ALIKE or bool(a.email and a.email == b.email)


def _values(comparison: str, a: Features, b: Features) -> tuple[str, str]:
    return _value(comparison, a), _value(comparison, b)


def _value(comparison: str, one: Features) -> str:
    if comparison == "given_name":
        return next(iter(one.names.all_given), "")
    if comparison == "family_name":
        return next(iter(one.names.all_family), "")
    if comparison == "date_of_birth":
        return one.birth.words if one.birth else ""
    if comparison == "address":
        return one.place.words
    if comparison == "phone":
        return next(iter(one.phones), "")
    return one.sex if comparison == "sex" else one.email


def words_of(comparison: str, level: str) -> str:
    if said := _WORDS.get((comparison, level)):
        return said
    return standard().levels[comparison][level].words
