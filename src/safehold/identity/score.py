"""How likely two mentions are to be of one person, and why, in numbers and in words."""

import msgspec

from safehold.identity import births, contacts, places
from safehold.identity.compare import Agreement, compare_names
from safehold.identity.contradiction import contradiction
from safehold.identity.features import Features
from safehold.identity.frequencies import FAMILY, GIVEN, Frequencies
from safehold.identity.model import Model, probability, standard

_BORN_ALIKE = frozenset(("exact", "swapped", "slip", "month", "part", "year", "age"))
_BORN_SAME_DAY = frozenset(("exact", "swapped", "slip", "month"))
HELD_ALIKE = frozenset(("same", "near", "postcode_and_house", "postcode", "exact", "slip"))


class Why(msgspec.Struct, frozen=True):
    """One comparison: the two values, the level at which they agree, its weight in bits and its words."""

    what: str
    a: str
    b: str
    level: str
    weight: float
    words: str


class Score(msgspec.Struct, frozen=True):
    """`weight` is the prior and every reason together, held down by `ceiling` where one is named; `band` is linked, unsure or apart."""

    weight: float
    probability: float
    band: str
    why: tuple[Why, ...]
    ceiling: str = ""
    contradiction: str = ""


def score(a: Features, b: Features, model: Model | None = None) -> Score:
    """Symmetric and deterministic; depends on nothing but the two mentions and the model."""
    if model is None:
        model = standard()
    levels = model.levels
    why: list[Why] = []
    named = compare_names(a.names, b.names)
    total = model.prior
    given, family, swapped = named
    if given.level != "missing":
        level = levels["given_name"][given.level]
        bits = level.bits(_share(GIVEN, given, swapped)) if level.common else level.weight
        total += bits
        why.append(Why("given_name", given.a, given.b, given.level, bits, level.words))
    if family.level != "missing":
        name = "different_female" if family.level == "different" and (a.sex == "female" or b.sex == "female") else family.level
        level = levels["family_name"][name]
        bits = level.bits(_share(FAMILY, family, swapped)) if level.common else level.weight
        total += bits
        why.append(Why("family_name", family.a, family.b, name, bits, level.words))
    if swapped:
        total += _add(why, model, "name_order", "", "", "swapped")
    born = births.agreement(a.birth, b.birth)
    if a.birth and b.birth:
        total += _add(why, model, "date_of_birth", a.birth.words, b.birth.words, born)
    if a.sex and b.sex:
        total += _add(why, model, "sex", a.sex, b.sex, "same" if a.sex == b.sex else "different")
    placed = places.agreement(a.place, b.place)
    if placed != "missing":
        total += _add(why, model, "address", a.place.words, b.place.words, placed)
    phoned = "missing"
    if a.phones and b.phones:
        phoned, one, other = contacts.phone_agreement(a.phones, b.phones)
        total += _add(why, model, "phone", one, other, phoned)
    mailed = a.email == b.email
    if a.email and b.email:
        total += _add(why, model, "email", a.email, b.email, "exact" if mailed else "different")
    referred = bool(a.ref) and a.ref == b.ref and a.source == b.source
    if referred:
        total += _add(why, model, "reference", a.ref, b.ref, "same")
    held = referred or placed in HELD_ALIKE or phoned in HELD_ALIKE or bool(a.email and mailed)
    against = contradiction(a, b, named, born) or ""
    ceiling = limit(a, b, given.level, born, held, referred)
    if ceiling and model.ceilings[ceiling].weight < total:
        total = model.ceilings[ceiling].weight
    else:
        ceiling = ""
    band = model.band(total)
    if against and band == "linked":
        band = "unsure"
    return Score(total, probability(total), band, tuple(why), ceiling, against)


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


def _share(table: Frequencies, found: Agreement, swapped: bool) -> float:
    """How common the commoner of the two names is; of names the other way round, as a given or as a family name."""
    if swapped:
        return max(each.of(name) for each in (GIVEN, FAMILY) for name in (found.a, found.b))
    return max(table.of(found.a), table.of(found.b))


def _add(why: list[Why], model: Model, what: str, a: str, b: str, name: str) -> float:
    level = model.levels[what][name]
    why.append(Why(what, a, b, name, level.weight, level.words))
    return level.weight


def limit(a: Features, b: Features, given: str, born: str, held: bool, referred: bool) -> str:
    """The lowest of the ceilings that apply, or none."""
    if given == "different":
        if a.sex and b.sex and a.sex != b.sex:
            return "sex_and_given_differ"
        if referred:
            return "given_differs_same_reference"
        # Couples are often of one year and one address: without a day, only the same sex leaves it open.
        close = born in _BORN_SAME_DAY or (born in _BORN_ALIKE and a.sex == b.sex != "")
        return "given_differs_birth_agrees" if close else "given_differs"
    if born == "generation":
        return "generations"
    if given in ("confusable", "doubtful", "initial_differs"):
        return "confusable_names"
    if given in ("initial", "missing") and born not in _BORN_ALIKE and not referred:
        return "no_given_name"
    if born not in _BORN_ALIKE and not referred and a.child != b.child:
        return "child_or_not"
    if born not in _BORN_ALIKE and not held:
        return "names_only"
    return ""
