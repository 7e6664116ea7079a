"""Many addresses at once, in towns that do not exist and under postcodes that nobody has."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from safehold.synthetic.rates import rates, table

Texts = npt.NDArray[np.object_]
Numbers = npt.NDArray[np.int64]

_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
_DISTRICTS = 99  # of one postcode area


class Dwellings(NamedTuple):
    """One row an address: as written in full, with its kind of street shortened, without its number, and its postcode."""

    address: Texts
    short: Texts
    street: Texts
    postcode: Texts


def texts(values: list[str]) -> Texts:
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def towns(number: int) -> list[str]:
    places, given = table("places.yaml"), table("population.yaml")
    named = [town for force in places["forces"].values() for town in force["towns"]]
    return [f"{side} {town}".strip() for side in given["around"] for town in named][: min(number, given["most_towns"])]


def draw_dwellings(rng: np.random.Generator, number: int, households: int) -> Dwellings:
    """`number` addresses in as many towns as so many households fill."""
    given = table("population.yaml")
    names = towns(max(len(table("places.yaml")["forces"]["northshire-police"]["towns"]), households // given["households_a_town"]))
    streets: list[str] = table("places.yaml")["streets"]
    short = [_shortened(street, given["short_streets"]) for street in streets]
    town, street = rng.integers(0, len(names), number).tolist(), rng.integers(0, len(streets), number).tolist()
    house = rng.integers(1, 160, number).tolist()
    flat = np.where(rng.random(number) < rates("population.yaml")["flat"], rng.integers(1, 40, number), 0).tolist()
    before = ["", *(f"Flat {each}, " for each in range(1, 40))]
    where = list(zip(flat, house, street, town, strict=True))
    return Dwellings(
        texts([f"{before[f]}{h} {streets[s]}, {names[t]}" for f, h, s, t in where]),
        texts([f"{before[f]}{h} {short[s]}, {names[t]}" for f, h, s, t in where]),
        texts([f"{streets[s]}, {names[t]}" for _, _, s, t in where]),
        texts([_postcode(t, s * 2 + h // 80) for _, h, s, t in where]),
    )


def _postcode(town: int, code: int) -> str:
    """A street in a town has a postcode or two of its own, so neighbours share one. Royal Mail has neither area."""
    return (
        f"{'XS' if town >= _DISTRICTS else 'XN'}{town % _DISTRICTS + 1} {code % 9 + 1}{_INWARD[code // 9 % 20]}{_INWARD[code // 180 % 20]}"
    )


def _shortened(street: str, short: dict[str, str]) -> str:
    words = street.split()
    return " ".join([*words[:-1], short.get(words[-1], words[-1])])
