"""The habits and rates on which the synthetic area rests."""

from collections import Counter
from random import Random

import pytest

from safehold.synthetic import rates as rates_module
from safehold.synthetic.habits import keeps
from safehold.synthetic.rates import BadRates, default, rates


def test_every_rate_says_where_it_is_from() -> None:
    for name, entry in rates_module.table("rates.yaml")["rates"].items():
        assert entry["basis"] in ("found", "assumed"), name
        assert len(entry["source"]) > 10, name


def test_a_rate_without_a_source_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates_module, "table", lambda name: {"rates": {"made_up": {"value": 1.0, "basis": "found"}}})
    rates.cache_clear()
    try:
        with pytest.raises(BadRates, match="made_up"):
            rates()
    finally:
        rates.cache_clear()


def test_what_is_made_unless_told_otherwise_stands_in_one_place() -> None:
    assert (default("people"), default("months"), default("seed")) == (18_000, 12, 1)


def test_duties_are_kept_as_often_as_the_habits_say() -> None:
    rng = Random(1)
    how = Counter(keeps(rng, "risk-supervised", "northshire-police").how for _ in range(20_000))
    assert abs(how["in time"] / 20_000 - 0.86) < 0.01
    assert abs(how["late"] / 20_000 - 0.09) < 0.01
    worse = Counter(keeps(rng, "risk-supervised", "northshire-housing").how for _ in range(20_000))
    assert worse["in time"] < how["in time"] - 1000
