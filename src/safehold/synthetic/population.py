"""A made-up population for linking, as it truly is: families in households, twins, fathers and sons of one name, moves, second surnames.

It is made a column at a time, so that a million mentions take seconds. What records make of it is in population_records.py.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from safehold.synthetic.dwellings import Dwellings, Numbers, Texts, draw_dwellings, texts
from safehold.synthetic.rates import rates, table

Flags = npt.NDArray[np.bool_]
Days = npt.NDArray[np.datetime64]

RATES = "population.yaml"
_FLATTENING = 25  # as in names.py: the commonest family name is about 1 % of people
_MIDDLES = ("", "", "", "er", "ing", "le", "en", "ang", "is", "or", "un", "et", "am", "ill")
_FICTION = 1000  # numbers in each range that is kept for fiction
_MAIL = ("example.org", "example.com", "example.net")


class Population(NamedTuple):
    """One row a person, households together. `other_family` is empty for who has one family name; -1 stands for nobody and no dwelling.

    `twin` and `father` are rows. `at` holds the present dwelling and up to two earlier ones.
    """

    household: Numbers
    culture: Numbers
    female: Flags
    given: Texts
    family: Texts
    other_family: Texts
    born: Days
    twin: Numbers
    father: Numbers
    at: npt.NDArray[np.int64]
    dwellings: Dwellings
    mobile: Texts
    landline: Texts
    email: Texts

    def __len__(self) -> int:
        return len(self.household)


def cultures() -> list[str]:
    return list(table("names.yaml")["groups"])


def draw_population(rng: np.random.Generator, people: int) -> Population:
    rate = rates(RATES)
    sizes = np.array(table(RATES)["household_sizes"])
    size = rng.choice(np.arange(1, len(sizes) + 1), people, p=sizes / sizes.sum())
    size = size[: int(np.searchsorted(np.cumsum(size), people)) + 1]
    household = np.repeat(np.arange(len(size)), size)[:people]
    first = np.concatenate(([0], np.cumsum(size)[:-1]))
    place = np.arange(people) - first[household]  # 0 the head, 1 the partner, then children
    head = first[household]
    partner = np.where(size[household] > 1, np.minimum(head + 1, people - 1), head)

    culture = _cultures(rng, len(size))[household]
    culture = np.where((place == 1) & (rng.random(people) < rate["other_culture"]), _cultures(rng, people), culture)
    female = rng.random(people) < 0.5
    female = np.where((place == 1) & (rng.random(people) < 0.97), ~female[head], female)
    born = _births(rng, place, head, partner)
    own = _families(rng, culture)
    shared = np.where(rng.random(people) < rate["sharing_family_name"], head, np.arange(people))
    family = own[np.where(place == 1, shared, head)]
    family = np.where((place > 1) & (rng.random(people) < rate["child_has_partners_name"]), family[partner], family)
    given = _givens(rng, culture, female)

    twin = np.full(people, -1)
    able = (place > 2) & (twin == -1)
    second = np.flatnonzero(able & (rng.random(people) < rate["twins"] / 2 / max(able.mean(), 1e-9)))
    second = second[~np.isin(second - 1, second)]  # no triplets
    twin[second], twin[second - 1] = second - 1, second
    born[second], family[second] = born[second - 1], family[second - 1]
    female[second] = np.where(rng.random(len(second)) < rate["twins_of_one_sex"], female[second - 1], ~female[second - 1])
    given[second] = _givens(rng, culture[second], female[second])
    alike = second[given[second] == given[second - 1]]
    given[alike] = _givens(rng, culture[alike], female[alike])

    parent = np.where(female[head], partner, head)
    able = (place > 1) & ~female & ~female[parent] & (parent != np.arange(people)) & (twin == -1)
    father = np.where(able & (rng.random(people) < rate["father_and_son"] * (~female).sum() / 2 / max(able.sum(), 1)), parent, -1)
    son = np.flatnonzero(father >= 0)
    given[son], family[son] = given[father[son]], family[father[son]]

    double = rng.random(people) < rate["double_barrelled"]
    family = np.where(double, family + "-" + own[rng.permutation(people)], family)
    has_other = female & (rng.random(people) < rate["second_surname"])
    other_family = np.where(has_other, _families(rng, culture), "")

    moved = rng.random(people)
    once, twice = moved < rate["moved_once"], moved < rate["moved_twice"]
    at = np.full((people, 3), -1)
    at[:, 0] = household
    at[once, 1] = len(size) + np.arange(once.sum())
    at[twice, 2] = len(size) + once.sum() + np.arange(twice.sum())
    dwellings = draw_dwellings(rng, len(size) + int(once.sum() + twice.sum()), len(size))
    mobile = np.where(rng.random(people) < rate["has_mobile"], _mobiles(people), "")
    landline = np.where(rng.random(len(size)) < rate["has_landline"], _landlines(len(size)), "")[household]
    email = np.where(rng.random(people) < rate["has_email"], _mail(rng, given, family), "")
    return Population(household, culture, female, given, family, other_family, born, twin, father, at, dwellings, mobile, landline, email)


def _cultures(rng: np.random.Generator, number: int) -> Numbers:
    share = np.array([group["share"] for group in table("names.yaml")["groups"].values()])
    return rng.choice(len(share), number, p=share / share.sum())


def _drawn(rng: np.random.Generator, names: list[str], number: int) -> Texts:
    """The common ones oftener."""
    weights = np.cumsum(1 / (np.arange(1, len(names) + 1) + _FLATTENING))
    drawn: Texts = texts(names)[np.searchsorted(weights, rng.random(number) * weights[-1])]
    return drawn


def _givens(rng: np.random.Generator, culture: Numbers, female: Flags) -> Texts:
    given = np.empty(len(culture), dtype=object)
    for number, group in enumerate(table("names.yaml")["groups"].values()):
        for sex, of_sex in (("female", female), ("male", ~female)):
            rows = np.flatnonzero((culture == number) & of_sex)
            given[rows] = _drawn(rng, group[sex], len(rows))
    return given


def _families(rng: np.random.Generator, culture: Numbers) -> Texts:
    family = np.empty(len(culture), dtype=object)
    for number, group in enumerate(table("names.yaml")["groups"].values()):
        rows = np.flatnonzero(culture == number)
        family[rows] = _drawn(rng, group["family"], len(rows))
        if "rare" in group:
            rare = rows[rng.random(len(rows)) < rates(RATES)["rare_family_name"]]
            parts = [texts(list(each)) for each in (group["rare"]["first"], _MIDDLES, group["rare"]["last"])]
            start, middle, end = (each[rng.integers(0, len(each), len(rare))] for each in parts)
            family[rare] = start + middle + end
    return family


def _births(rng: np.random.Generator, place: Numbers, head: Numbers, partner: Numbers) -> Days:
    """Heads are grown up, partners about as old, children 18 to 38 years younger than the younger of the two."""
    people = len(place)
    age = 19 + 66 * np.minimum(rng.random(people), rng.random(people) * 1.3)
    age = np.where(place == 1, np.maximum(18, age[head] + rng.normal(0, 4, people)), age)
    child = np.minimum(age[head], age[partner]) - rng.uniform(18, 38, people)
    age = np.where(place > 1, np.where(child > 0, child, rng.uniform(0, 3, people)), age)
    days = (age * 365.25).astype(np.int64) + rng.integers(0, 365, people)
    today: Days = np.full(people, table(RATES)["as_of"], dtype="datetime64[D]")
    born: Days = today - days.astype("timedelta64[D]")
    return born


def _mobiles(number: int) -> Texts:
    """One each: first the numbers kept for fiction, then some that begin with 047. No British number begins with 04."""
    spread = np.arange(number) * 61_803_399 % 10**8  # odd and no multiple of five, so no number comes twice
    fiction = [f"07700 900{each:03d}" for each in range(min(number, _FICTION))]
    return texts(fiction + [f"047{each // 10**6:02d} {each % 10**6:06d}" for each in spread[_FICTION:].tolist()])


def _landlines(number: int) -> Texts:
    spread = np.arange(number) * 6_180_339 % 10**7
    fiction = [f"01632 960{each:03d}" for each in range(min(number, _FICTION))]
    return texts(fiction + [f"0416{each // 10**6:01d} {each % 10**6:06d}" for each in spread[_FICTION:].tolist()])


def _mail(rng: np.random.Generator, given: Texts, family: Texts) -> Texts:
    number, host = rng.integers(0, 100, len(given)).tolist(), rng.integers(0, len(_MAIL), len(given)).tolist()
    names = zip(given.tolist(), family.tolist(), number, host, strict=True)
    return texts([f"{a}.{b}{n}@{_MAIL[h]}".lower().replace("'", "").replace(" ", "") for a, b, n, h in names])
