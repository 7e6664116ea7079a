"""Whatever stands in an event that is taken, everything that follows from it can be worked out: one odd event stops nothing."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from chronology.chronologies import MEN, TIMES, WOMEN
from chronology.raws import Raw, raw
from safehold.chronology.catalogue import CATALOGUE, Field
from safehold.chronology.deriving import derive_waiting
from safehold.chronology.envelope import Refused, read_event
from safehold.chronology.rebuilding import rebuild
from safehold.chronology.record import Given, record_batch

KINDS = sorted(CATALOGUE.kinds)
FAR = ("1800", "1800-01-01", "2200-12-31", "2200", "1800/2200", "9999-12-31", "2024-02-29")
ODD = (
    "", "x", "\x00", "9998-12-31", "0001", "yes", "é" * 3000, -1, 0, 10**30, 1.5, True, False, None, [], ["x", "x"], [1], {}, {"id": "e1"},
    {"id": "n1", "role": "idva"}, {"agency": "cps", "role": "prosecutor"}, [[["x"]]], {"x": {"y": []}},
)  # fmt: skip


def value(field: Field, chance: random.Random) -> Any:
    """Three in four times what the field's type takes, but for a text of any kind; otherwise anything."""
    fitting = {
        "bool": (True, False), "int": range(-2, 400), "number": (0.5, 14, -1), "yn": ("yes", "no", "unknown"), "slug": ("cps",),
        "choice": field.choices, "date": (*FAR, *TIMES), "time": (*FAR, *TIMES), "staff": ({"id": "n1", "role": "idva"},),
        "list": [list(field.choices[:2]), ["cps", "n1"], []], "event id": ("e1", "e2", "nowhere"),
    }.get(field.shape, ODD[:7])  # fmt: skip
    return chance.choice(fitting if chance.random() < 0.75 else ODD)


def odd_events(kinds: list[str], chance: random.Random) -> Iterator[Given]:
    for place, kind in enumerate(kinds):
        data = {name: value(field, chance) for name, field in CATALOGUE.kinds[kind].fields.items() if chance.random() < 0.8}
        woman, man = {"role": "victim"} | chance.choice(WOMEN), {"role": "suspect"} | chance.choice(MEN)
        people: list[Raw] = chance.choice([[woman, man], [woman, man], [woman], [man], [], [{"ref": "d", "role": "deceased"}, man]])
        about = {"about": [chance.choice(["e1", "e2", f"e{place}", f"e{place + 1}"])]} if chance.random() < 0.5 else {}
        at = chance.choice(FAR if chance.random() < 0.3 else TIMES)
        try:
            given = raw(kind, f"e{place}", at, *people, data=data, **about)
            yield Given(read_event(given), given)
        except Refused:
            continue


@pytest.mark.parametrize("seed", range(4))
def test_every_kind_with_odd_values_far_times_and_circles_is_worked_out(database, seed):
    chance = random.Random(seed)
    given = list(odd_events(chance.sample(KINDS, len(KINDS)), chance))
    assert len(given) > 0.8 * len(KINDS)
    record_batch(given, later=True)
    derive_waiting()
    assert rebuild(check=True).differences == []
