"""Weights for linking, trained by Splink on the mentions themselves: no labels are needed.

u, how often two different people agree so, comes from pairs at random; where chance shows a level too seldom (one phone number), from
counting pairs that share the value and plainly are two people (counting.py), less those that are one after all (of_one_after_all.py).
m, how often two mentions of one person agree so, comes by expectation and maximisation within several blocks. Shares of values are counted.
The chance that any two mentions are of one person is counted of those that agree in nearly everything, and then made to fit the pairs that
are compared (prior.py).
"""

import logging
import math
from collections.abc import Callable
from datetime import date
from importlib import metadata
from typing import Any

import duckdb
import numpy as np
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from safehold.identity.batch import blocking
from safehold.identity.batch.counting import counted_u, shares
from safehold.identity.batch.of_one_after_all import without
from safehold.identity.batch.prior import MOST, Fitting
from safehold.identity.batch.slips import born_anyhow
from safehold.identity.batch.table import Input
from safehold.identity.batch.weighing import Levels, Values
from safehold.identity.levels import COMPARISONS, Comparison, Level
from safehold.identity.model import BadModel
from safehold.identity.trained import FORM, LATER, Shares, Trained, TrainedOn, Weight, check, fill

SEED = 20261122
RANDOM_PAIRS = 1_000_000
SAMPLE = 300_000  # mentions; more teach nothing more
BLOCKED_PAIRS = 500_000.0
# Within each block the comparisons that use its columns are not trained: every one is in at least two of them.
BLOCKS = (("birth",), ("family", "given"), ("postcode", "given"))
# Pairs that agree so are one person, all but surely, and are about so great a part of all such pairs.
SURELY_ONE = (("birth", "family", "given"), ("phone", "given", "birth_year"), ("email", "given"))
SURELY_ONE_OF_ALL = 0.6
ENOUGH = 300  # pairs in a block, below which nothing can be learnt in it
TOO_FEW = 3.0  # pairs of one person at a level, below which what training says of it is chance

Tell = Callable[[int], None]
STEPS = 3 + len(BLOCKS)
TURNS = 3  # the chance of one person and which levels are too rare depend on each other


def train(con: duckdb.DuckDBPyConnection, read: Input, before: Trained | None, tell: Tell = lambda _step: None) -> Trained:
    """From the table `mentions`; makes the table `pairs` of those to be compared. A level that is too rare keeps its weight of the model
    `before`. Raises BadModel without one."""
    _choose(con, read.rows)
    counted = counted_u(con)
    u = _random(con, read.rows) | {level: each.u for level, each in counted.items()}
    tell(1)
    found = linker(con, settings({name: Weight(math.nan, value, "") for name, value in u.items()}), "trained_on")
    if before is not None:
        _begin(found, before)
    roughly = _prior(found, read.rows)
    for block in BLOCKS:
        if _pairs(con, block) >= ENOUGH:  # a table may have no postcodes at all; what is not trained keeps its weights
            found.training.estimate_parameters_using_expectation_maximisation(
                block_on(*block), estimate_without_term_frequencies=True, max_pairs=BLOCKED_PAIRS
            )
        tell(1)
    values = shares(con)
    slips = ("date_of_birth",) if born_anyhow(con) else ()
    tell(1)
    blocking.block(con)
    prior, fitting = roughly, Fitting(con, read.rows)
    for turn in range(TURNS):
        weights = without(_weights(found, u, prior * read.rows * (read.rows - 1) / 2, before), counted, prior)
        model = _model(read, weights, prior, values, slips, before)
        if turn < TURNS - 1:
            prior = fitting.chance(model)
    tell(1)
    check(model)
    return model


def _begin(found: Linker, before: Trained) -> None:
    """Where expectation and maximisation start. It ends as soon as little changes, so that of a level that is common in few blocks much is
    left of what it began with; Splink's own beginning is the same for every level but the first."""
    for comparison in found._settings_obj.comparisons:
        for level in comparison.comparison_levels:
            if not level.is_null_level:
                level.default_m_probability = before.comparisons[str(comparison.output_column_name)][level.label_for_charts].m


def _weights(found: Linker, u: dict[tuple[str, str], float], same: float, before: Trained | None) -> dict[str, dict[str, Weight]]:
    comparisons: dict[str, dict[str, Weight]] = {}
    for comparison in found._settings_obj.comparisons:
        name = str(comparison.output_column_name)
        found_of = {
            str(level.label_for_charts): _weight(name, level, u, same, before)
            for level in comparison.comparison_levels
            if not level.is_null_level
        }
        comparisons[name] = {level: weight for level, weight in found_of.items() if weight is not None}
    fill(comparisons)
    return comparisons


def _model(
    read: Input,
    comparisons: dict[str, dict[str, Weight]],
    prior: float,
    values: dict[str, Shares],
    slips: tuple[str, ...],
    before: Trained | None,
) -> Trained:
    today = date.today()  # noqa: DTZ011  (the day on which it was trained, wherever that was)
    return Trained(
        form=FORM,
        id=f"trained-{today}-{read.rows}",
        version=str(today),
        trained=today,
        by=f"splink {metadata.version('splink')}, duckdb {metadata.version('duckdb')}",
        on=TrainedOn(read.rows, read.missing, round(prior * read.rows * (read.rows - 1) / 2)),
        prior=prior,
        linked=before.linked if before else 0.95,
        unsure=before.unsure if before else 0.3,
        margin=before.margin if before else 3.0,
        comparisons=comparisons,
        shares=values,
        slips=slips,
    )


def _pairs(con: duckdb.DuckDBPyConnection, columns: tuple[str, ...]) -> int:
    """How many pairs of mentions share all of the columns."""
    whole = " AND ".join(f"{column} IS NOT NULL" for column in columns)
    counted = f"SELECT count(*) AS held FROM trained_on WHERE {whole} GROUP BY {', '.join(columns)}"  # nosec B608
    return int(con.execute(f"SELECT coalesce(sum(held * (held - 1) // 2), 0) FROM ({counted})").fetchall()[0][0])  # nosec B608


def _weight(comparison: str, level: Any, u: dict[tuple[str, str], float], same: float, before: Trained | None) -> Weight | None:
    name = level.label_for_charts
    known = u.get((comparison, name))
    if level._m_is_trained and level.m_probability * same >= TOO_FEW and known is not None:
        return Weight(level.m_probability, known)
    if before is None and (comparison, name) in LATER:
        return None
    if before is None:
        raise BadModel(
            f"{comparison}.{name} was never trained: too few pairs of one person agree so, and there is no model to keep it from"
        )
    return Weight(before.comparisons[comparison][name].m, before.comparisons[comparison][name].u, "kept")


def _choose(con: duckdb.DuckDBPyConnection, rows: int) -> None:
    """The table `trained_on`: of a large table a part, by chance. Of two people's pairs it has as great a share as of one person's."""
    con.execute(f"CREATE OR REPLACE TABLE trained_on AS SELECT * FROM mentions WHERE hash(number) % {max(rows, 1)} < {SAMPLE}")


def _random(con: duckdb.DuckDBPyConnection, rows: int) -> dict[tuple[str, str], float]:
    """u by level, from pairs at random. A level that none of them shows counts as if half a pair had."""
    values, chance = Values(con), np.random.default_rng(SEED)
    left, right = chance.integers(0, rows, RANDOM_PAIRS), chance.integers(0, max(rows - 1, 1), RANDOM_PAIRS)
    right += right >= left  # nobody is held against themselves
    found = {}
    for comparison in COMPARISONS:
        seen = np.bincount(Levels(con, values, comparison)(left, right % rows).level, minlength=len(comparison.levels))
        missing = sum(int(seen[at]) for at, level in enumerate(comparison.levels) if level.missing)
        for level, often in zip(comparison.levels, seen.tolist(), strict=True):
            if not level.missing:
                found[comparison.name, level.name] = max(often, 0.5) / max(RANDOM_PAIRS - missing, 1)
    return found


def _prior(found: Linker, rows: int) -> float:
    try:
        found.training.estimate_probability_two_random_records_match([block_on(*each) for each in SURELY_ONE], recall=SURELY_ONE_OF_ALL)
        counted = float(found._settings_obj._probability_two_random_records_match)
    except ValueError:  # more pairs agree so than could: nearly all mentions are of one person
        counted = MOST
    # In a table without birth dates nothing is so sure; where nothing was counted, one mention in ten has another.
    prior = min(max(counted, 0.1 / rows), MOST)
    found._settings_obj._probability_two_random_records_match = prior
    return prior


def settings(weights: dict[tuple[str, str], Weight], prior: float = 1e-5) -> SettingsCreator:
    """Splink's own form of the comparisons, with the weights that are known."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="number",
        probability_two_random_records_match=prior,
        comparisons=[_comparison(each, weights) for each in COMPARISONS],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
        em_convergence=0.001,
        max_iterations=15,
    )


def of_model(model: Trained) -> SettingsCreator:
    weights = {(comparison, level): each for comparison, levels in model.comparisons.items() for level, each in levels.items()}
    return settings(weights, model.prior)


def _comparison(comparison: Comparison, weights: dict[tuple[str, str], Weight]) -> dict[str, Any]:
    levels = [_level(level, weights.get((comparison.name, level.name))) for level in comparison.levels]
    return {"output_column_name": comparison.name, "comparison_levels": levels}


def _level(level: Level, weight: Weight | None) -> dict[str, Any]:
    found: dict[str, Any] = {"sql_condition": level.sql, "label_for_charts": level.name}
    if level.missing:
        found["is_null_level"] = True
    if level.rarity:
        found["tf_adjustment_column"] = level.rarity
    if weight is not None:
        found["u_probability"] = weight.u
        if not math.isnan(weight.m):
            found["m_probability"] = weight.m * 2**weight.added  # which may be above 1: to Splink it is only half of a weight
    return found


def linker(con: duckdb.DuckDBPyConnection, chosen: SettingsCreator, table: str = "mentions") -> Linker:
    """What Splink says of its progress is not for whoever runs the command."""
    found = Linker(DuckDBAPI(connection=con).register(table), chosen)
    logging.getLogger("splink").setLevel(logging.CRITICAL)  # the linker sets it anew
    return found
