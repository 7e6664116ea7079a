"""The trained model: our weight is Splink's, what was never trained is refused, and training finds what it should."""

import math
from pathlib import Path

import duckdb
import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from splink.blocking_rule_library import CustomRule

from identity.people import person
from safehold.identity.batch import pairs, training
from safehold.identity.batch.table import read
from safehold.identity.columns import row
from safehold.identity.levels import COMPARISONS, RARITIES
from safehold.identity.model import BadModel, probability, standard
from safehold.identity.score import score
from safehold.identity.trained import Scorer, Shares, dump, load, shipped
from safehold.synthetic.population_records import draw_mentions

ELSEWHERE = [
    ("Мария", "Иванова", "1985-02-03", "female", "12 Елм Road, Leeds", "LS1 1AA", "07700 900123", "maria@example.org"),
    ("Maria", "Ivanova", "1985-03-02", "female", "12 Elm Road, Leeds", "LS1 1AB", "07700 900132", "maría@example.org"),
    ("小明", "王", "1990-04-05", "male", "", "LS1 1AA", "07700 900123 / 01632 960111", ""),
    ("小红", "王", "1990-04-05", "female", "Flat 2, 7 High Street, Leeds", "", "01632 960111", ""),
    ("Wei", "Zhang", "1991", "male", "7 High Street, Leeds", "LS1", "", ""),
    ("Zhang", "Wei", "1990/1992", "", "", "", "", "wei@example.org"),
    ("Zoë", "Müller", "1985-02", "female", "Rose Cottage, Mill Lane", "", "", ""),
    ("Zoe Ann", "Muller-Smith", "", "female", "Rose Cottage, Mill Lane", "LS1 1AA", "", ""),
    ("नेहा", "शर्मा", "1985-02-03", "", "", "", "", ""),
    ("", "Zhang", "1991-01-02", "", "", "", "", ""),
]


@pytest.fixture(scope="module")
def mentions(tmp_path_factory) -> list[dict[str, str]]:
    drawn = draw_mentions(290, 11).mentions.to_pylist()
    names = ("given_name", "family_name", "date_of_birth", "sex", "address", "postcode", "phone", "email")
    return [{key: value or "" for key, value in each.items()} for each in drawn] + [
        {"mention_id": f"elsewhere-{at}"} | dict(zip(names, each, strict=True)) for at, each in enumerate(ELSEWHERE)
    ]


@pytest.fixture(scope="module")
def con(mentions, tmp_path_factory) -> duckdb.DuckDBPyConnection:
    path = tmp_path_factory.mktemp("linking") / "mentions.parquet"
    pq.write_table(pa.Table.from_pylist(mentions), path)
    with duckdb.connect(":memory:") as con:
        con.execute("SET threads = 1")
        read(con, path)
        yield con


def common():
    """The model that ships, with the chance that calls are weighed by, with values that are common in these mentions too, and with what
    judgements added."""
    shares = {"postcode": Shares(1e-4, {"ls11aa": 0.01}), "phone": Shares(1e-5, {"+447700900123": 0.002})}
    comparisons = dict(shipped().comparisons)
    for name, level, added in (("phone", "exact", 3.0), ("given_name", "near", -1.25), ("address", "different", 0.5)):
        changed = msgspec.structs.replace(comparisons[name][level], added=added)
        comparisons[name] = {**comparisons[name], level: changed}
    prior = probability(standard().prior)
    return msgspec.structs.replace(shipped(), prior=prior, comparisons=comparisons, shares=shipped().shares | shares)


def splinks(con: duckdb.DuckDBPyConnection) -> dict[tuple[int, int], tuple[float, float]]:
    """Weight and probability of every pair, by Splink itself, with the shares of the model as its term frequencies."""
    chosen = training.of_model(common())
    chosen.blocking_rules_to_generate_predictions = [CustomRule("1 = 1")]
    linker = training.linker(con, chosen)
    for name in RARITIES:
        values = [value for (value,) in con.execute(f"SELECT DISTINCT {name} FROM mentions WHERE {name} IS NOT NULL").fetchall()]
        found = pa.table({name: values, f"tf_{name}": [common().shares[name].of(value) for value in values]})
        con.register("frequencies", found)
        con.execute(f"CREATE OR REPLACE TABLE frequency_{name} AS SELECT * FROM frequencies")
        con.unregister("frequencies")
        linker.table_management.register_term_frequency_lookup(linker._db_api.register(f"frequency_{name}"), name)
    found = linker.inference.predict().as_duckdbpyrelation()
    return {(a, b): (w, p) for a, b, w, p in found.project("number_l, number_r, match_weight, match_probability").fetchall()}


def test_our_weight_is_splinks_for_every_pair_in_sql_in_memory_and_in_a_call(con, mentions, monkeypatch):
    theirs = splinks(con)
    assert len(theirs) == len(mentions) * (len(mentions) - 1) // 2 > 40_000
    left, right = (np.array(side) for side in zip(*theirs, strict=True))
    weights, _ = pairs.Weigher(con, common()).levels(left, right)
    scorer = Scorer(common())
    monkeypatch.setattr("safehold.identity.score.scorer", lambda: scorer)
    people = [
        person(
            *(each[name] for name in ("given_name", "family_name", "date_of_birth", "sex")),
            **{name: each[name] for name in ("address", "postcode", "phone", "email")},
            ref="",
        )
        for each in mentions
    ]
    rows = [row(each) for each in people]
    seen, limited = set(), 0
    for (one, other), weight in zip(theirs, weights.tolist(), strict=True):
        their_weight, their_probability = theirs[one, other]
        ours = scorer.total(rows[one], rows[other])
        live = score(people[one], people[other])
        limited += bool(live.ceiling)
        seen.update((comparison, level) for comparison, level, _ in live.reasons)
        assert math.isclose(ours, their_weight, rel_tol=0, abs_tol=1e-9), (mentions[one], mentions[other])
        assert math.isclose(weight, their_weight, rel_tol=0, abs_tol=1e-9)
        assert math.isclose(probability(ours), their_probability, rel_tol=0, abs_tol=1e-9)
        assert math.isclose(live.evidence, their_weight, rel_tol=0, abs_tol=1e-9)
        assert live.ceiling or math.isclose(live.probability, their_probability, rel_tol=0, abs_tol=1e-9)
    assert len(seen) >= 40  # levels that were tried
    assert limited < len(theirs) / 10


def test_a_model_reads_back_as_it_was_written():
    assert load(dump(shipped())) == shipped()


def changed(change) -> bytes:
    raw = msgspec.json.decode(dump(shipped()))
    change(raw)
    return msgspec.json.encode(raw)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda raw: raw["comparisons"]["phone"].pop("slip"), "phone: slip was never trained"),
        (lambda raw: raw["comparisons"]["phone"]["slip"].pop("u"), "`u`"),
        (lambda raw: raw["comparisons"]["phone"]["slip"].update(u=0), "phone.slip was never trained: u is 0"),
        (lambda raw: raw["comparisons"]["phone"]["slip"].update(m=None), "float"),
        (lambda raw: raw["comparisons"].pop("sex"), "sex was never trained"),
        (lambda raw: raw["comparisons"]["sex"].update(maybe={"m": 0.5, "u": 0.5}), "sex has maybe"),
        (lambda raw: raw["shares"].pop("given"), "given was never trained"),
        (lambda raw: raw["shares"]["given"].update(rest=0), "shares of given"),
        (lambda raw: raw.update(prior=0), "prior must be between"),
        (lambda raw: raw.update(linked=0.1), "linked must be above unsure"),
        (lambda raw: raw.update(form=2), "form 2"),
        (lambda raw: raw.pop("prior"), "prior"),
    ],
)
def test_a_model_with_a_level_that_was_never_trained_is_refused(change, says):
    with pytest.raises(BadModel, match=says):
        load(changed(change))


def test_in_a_model_from_before_a_level_was_it_weighs_what_held_until_then():
    older = load(changed(lambda raw: raw["comparisons"]["address"].pop("postcode_and_street")))
    weights = Scorer(older).weights
    assert weights["address", "postcode_and_street"] == weights["address", "postcode"]


def test_what_is_no_model_is_refused():
    with pytest.raises(BadModel, match="cannot be read"):
        load(b"{")


def test_every_level_of_the_model_that_ships_was_trained_and_none_kept():
    weights = [weight for levels in shipped().comparisons.values() for weight in levels.values()]
    assert {weight.by for weight in weights} == {"trained"}
    assert len(weights) == sum(not level.missing for each in COMPARISONS for level in each.levels)


def small(tmp_path: Path, con: duckdb.DuckDBPyConnection):
    path = tmp_path / "mentions.parquet"
    pq.write_table(draw_mentions(4_000, 3).mentions.drop_columns(["email"]), path)
    con.execute("SET threads = 1")
    return read(con, path)


def test_training_finds_what_one_person_and_what_two_have_in_common(tmp_path, monkeypatch):
    monkeypatch.setattr(training, "RANDOM_PAIRS", 100_000)
    with duckdb.connect(":memory:") as con:
        given = small(tmp_path, con)
        with pytest.raises(BadModel, match="was never trained: too few pairs"):
            training.train(con, given, None)
        model = training.train(con, given, shipped())
    assert load(dump(model)) == model
    assert model.on.rows == 4_000
    assert model.on.missing["email"] == 1.0
    assert model.comparisons["email"]["exact"].by == "kept"
    assert model.comparisons["date_of_birth"]["age"].by == "kept"
    weight = Scorer(model).weights
    assert weight["date_of_birth", "exact"] > 10
    assert weight["phone", "exact"] > 10
    assert weight["given_name", "different"] < -3
    assert weight["given_name", "swapped"] > 8
    assert 1e-5 < model.prior < 1e-2
