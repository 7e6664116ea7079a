"""The weight of each pair, by Splink's own Spark backend with the levels and weights of a trained model."""

import logging
from typing import Any

import numpy as np
import pyarrow as pa

from safehold.identity.batch import pairs
from safehold.identity.batch.components import Flags, Floats, Ints, Scored
from safehold.identity.batch.spark.wording import SIMILARITY, columns_named, in_spark
from safehold.identity.batch.training import of_model
from safehold.identity.levels import COMPARISONS, RARITIES, Comparison
from safehold.identity.trained import Trained


class Weigher:
    """A model over the mentions of a session."""

    def __init__(self, session: Any, mentions: Any, model: Trained) -> None:
        from pyspark.sql.functions import arrow_udf
        from splink import Linker
        from splink.backends.spark import SparkAPI

        self.session, self.model = session, model
        parts = session.sparkContext.defaultParallelism
        self.api = SparkAPI(spark_session=session, break_lineage_method="persist", num_partitions_on_repartition=parts)
        session.udf.register(SIMILARITY, arrow_udf(similarity, "double"))
        self.linker = Linker(self.api.register(mentions), settings(model))
        logging.getLogger("splink").setLevel(logging.CRITICAL)  # the linker sets it anew
        for name in RARITIES:
            self.linker.table_management.register_term_frequency_lookup(self.api.register(self._shares(mentions, name)), name)

    def _shares(self, mentions: Any, name: str) -> Any:
        """How common each value is by the model; those that it does not list count as its rest."""
        shares = self.model.shares[name]
        listed = pa.table({name: pa.array(shares.values, pa.string()), "share": pa.array(shares.values.values(), pa.float64())})
        values = mentions.select(name).where(f"{name} IS NOT NULL").distinct()
        joined = values.join(self.session.createDataFrame(listed), name, "left")
        return joined.selectExpr(name, f"coalesce(share, CAST({shares.rest!r} AS DOUBLE)) AS tf_{name}")

    def score(self, asked: Any, low: float | None = None) -> Scored:
        """The pairs (l, r) that weigh at least `low`."""
        blocked = self.api.register(asked.selectExpr("'0' AS match_key", "l AS join_key_l", "r AS join_key_r"))
        self.linker.table_management.register_blocked_pairs_for_predict(blocked)
        predicted = self.linker.inference.predict(threshold_match_weight=low, warning_mode="never").as_spark_dataframe()
        levels = predicted.selectExpr("*", *(f"{_level(each)} AS level_{each.name}" for each in COMPARISONS))
        against, held_down = (f"coalesce({in_spark(each(self.model))}, false)" for each in (pairs.against, pairs.held_down))
        weight = f"CASE WHEN {held_down} THEN least(match_weight, CAST({pairs.most()!r} AS DOUBLE)) ELSE match_weight END AS weight"
        found = levels.selectExpr("number_l", "number_r", weight, f"{against} AS against").toArrow()
        left, right, weight, held = (column.to_numpy() for column in found.columns)
        return Scored(left.astype(np.int64), right.astype(np.int64), weight, held)

    def __call__(self, left: Ints, right: Ints) -> tuple[Floats, Flags]:
        """Of pairs that are all different, in their order."""
        if not len(left):
            return np.empty(0), np.empty(0, dtype=bool)
        asked = pa.table({"l": pa.array(left, pa.int32()), "r": pa.array(right, pa.int32())})
        found = self.score(self.session.createDataFrame(asked))
        place = np.empty(len(left), dtype=np.int64)
        place[np.lexsort((right, left))] = np.lexsort((found.right, found.left))
        return found.weight[place], found.against[place]


def settings(model: Trained) -> Any:
    """The model's own, in Spark's words."""
    chosen = of_model(model)
    for comparison in chosen.comparisons:
        for level in comparison["comparison_levels"]:
            if level["sql_condition"] != "ELSE":
                level["sql_condition"] = in_spark(level["sql_condition"])
    chosen.retain_matching_columns = True  # and with them the levels, by which two contradict each other
    named = columns_named(f"{pairs.against(model)} OR {pairs.held_down(model)}")
    looked_at = {column.removesuffix("_l").removesuffix("_r") for column in named}
    chosen.additional_columns_to_retain = sorted(column for column in looked_at if not column.startswith("level_"))
    return chosen


def _level(comparison: Comparison) -> str:
    """The place of the level among its comparison's; Splink counts from the last up, and what is missing is -1."""
    weighing = [at for at, level in enumerate(comparison.levels) if not level.missing]
    (missing,) = (at for at, level in enumerate(comparison.levels) if level.missing)
    cases = " ".join(f"WHEN {len(weighing) - 1 - nth} THEN {at}" for nth, at in enumerate(weighing))
    return f"CASE gamma_{comparison.name} {cases} ELSE {missing} END"


def similarity(one: pa.Array, other: pa.Array) -> pa.Array:
    """Jaro and Winkler's as DuckDB has it, to the last bit."""
    from rapidfuzz.distance import JaroWinkler

    both = zip(one.to_pylist(), other.to_pylist(), strict=True)
    return pa.array([None if a is None or b is None else JaroWinkler.similarity(a, b) for a, b in both], pa.float64())
