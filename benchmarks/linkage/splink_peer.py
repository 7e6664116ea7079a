"""Splink 5 on DuckDB at its best: the comparisons of its own library with term frequencies, wide blocking, connected components.

    python -m benchmarks.linkage.splink_peer FIELDS OUT

OUT gets pairs.parquet (left, right, weight) and times.json.
"""

import json
import logging
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import splink.comparison_level_library as levels
import splink.comparison_library as library
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

LEAST = -12.0  # bits; below it no threshold is looked for
SEED = 1
# Each rule with the columns that it needs. The first ten are narrow; those after them find what is misspelt.
RULES = [
    ("given", "family", "birth_year"),
    ("birth", "given"),
    ("birth", "family"),
    ("phone", "given"),
    ("phone", "family"),
    ("email",),
    ("postcode", "house", "given"),
    ("postcode", "family", "birth_year"),
    ("street", "house", "given"),
    ("given", "family", "postcode"),
    ("given_sound", "family_sound", "birth_year"),
    ("birth_turned", "given_sound"),
    ("birth_turned", "family_sound"),
    ("postcode", "given"),
    ("postcode", "birth"),
    ("street", "family", "given_sound"),
    ("phone",),
    ("street", "house", "birth_year"),
]
# Where there are few mentions, what finds more is worth its pairs.
WIDE = [("birth",), ("given", "family"), ("family", "postcode"), ("street", "house"), ("family", "birth_year"), ("given", "birth_year")]
# With names and birth dates alone (RLdata) these bring in more that is wrong than right.
WIDE_WITH_HOUSES = [
    ("birth_turned",),
    ("given_sound", "family_sound"),
    ("house", "birth_year"),
    ("street", "birth_year"),
    ("street", "given"),
    ("street", "family"),
    ("house", "given"),
    ("house", "family"),
]
FEW = 50_000  # mentions
# Each comparison is trained in at least one of these.
TRAINED_OVER = [("birth", "family_sound"), ("birth", "given_sound"), ("given", "family")]
# What shares these is one person nearly always, and is about so great a part of all pairs of one person.
SURE = [("birth", "given"), ("birth", "family"), ("phone", "given")]
SURE_OF_ALL = 0.75


def rules(columns: set[str], mentions: int) -> list[tuple[str, ...]]:
    usable = [rule for rule in RULES if set(rule) <= columns] + ([] if "birth" in columns else [("given", "family")])
    wide = [*WIDE, *(WIDE_WITH_HOUSES if "house" in columns else [])] if mentions < FEW else []
    return usable + [rule for rule in wide if set(rule) <= columns and rule not in usable]


def share_of_pairs(table: pa.Table, *names: str) -> float:
    """How often two mentions share all of the columns by chance, counted; at random it is seen too seldom to be estimated. About half of
    those that share a house or a number are one person."""
    held = table.select(list(names)).drop_null()
    sizes = held.group_by(list(names)).aggregate([([], "count_all")])["count_all"].to_numpy()
    return float(max((sizes * (sizes - 1)).sum() / 2, 1.0) / (table.num_rows * (table.num_rows - 1)))


def comparisons(table: pa.Table, columns: set[str]) -> list[object]:
    swapped = [
        levels.CustomLevel('"given_l" = "family_r" AND "family_l" = "given_r"', label_for_charts="swapped").configure(
            m_probability=0.015, u_probability=1e-6, fix_m_probability=True, fix_u_probability=True
        )
    ]
    found: list[object] = [
        library.CustomComparison(
            output_column_name="given",
            comparison_levels=[
                levels.NullLevel("given"),
                levels.ExactMatchLevel("given", term_frequency_adjustments=True),
                *swapped,
                levels.JaroWinklerLevel("given", 0.92),
                levels.JaroWinklerLevel("given", 0.85),
                levels.CustomLevel('"given_sound_l" = "given_sound_r"', label_for_charts="sounds alike"),
                levels.CustomLevel('substr("given_l", 1, 1) = substr("given_r", 1, 1)', label_for_charts="initial"),
                levels.ElseLevel(),
            ],
        ),
        library.CustomComparison(
            output_column_name="family",
            comparison_levels=[
                levels.NullLevel("family"),
                levels.ExactMatchLevel("family", term_frequency_adjustments=True),
                levels.JaroWinklerLevel("family", 0.92),
                levels.JaroWinklerLevel("family", 0.85),
                levels.CustomLevel('"family_sound_l" = "family_sound_r"', label_for_charts="sounds alike"),
                levels.ElseLevel(),
            ],
        ),
    ]
    if "birth" in columns:
        found.append(
            library.CustomComparison(
                output_column_name="birth",
                comparison_levels=[
                    levels.NullLevel("birth_year"),
                    levels.ExactMatchLevel("birth"),
                    levels.CustomLevel('"birth_turned_l" = "birth_turned_r"', label_for_charts="day and month turned"),
                    levels.DamerauLevenshteinLevel("birth", 1),
                    levels.DamerauLevenshteinLevel("birth", 2),
                    levels.ExactMatchLevel("birth_year"),
                    levels.ElseLevel(),
                ],
            )
        )
    if table.num_rows < FEW and {"postcode", "street", "house"} <= columns:
        found += _apart()
    elif "postcode" in columns or "street" in columns:
        parts = [levels.NullLevel("place")]
        if "house" in columns:
            parts.append(
                levels.CustomLevel('"house_l" = "house_r" AND "street_l" = "street_r"', label_for_charts="same house").configure(
                    u_probability=share_of_pairs(table, "house", "street"), fix_u_probability=True
                )
            )
        if "postcode" in columns:
            parts.append(levels.ExactMatchLevel("postcode", term_frequency_adjustments=True))
        parts += [levels.ExactMatchLevel("place"), levels.JaroWinklerLevel("street", 0.9), levels.ElseLevel()]
        found.append(library.CustomComparison(output_column_name="place", comparison_levels=parts))
    if "phone" in columns:
        found.append(
            library.CustomComparison(
                output_column_name="phone",
                comparison_levels=[
                    levels.NullLevel("phone"),
                    levels.ExactMatchLevel("phone", term_frequency_adjustments=True).configure(
                        u_probability=share_of_pairs(table, "phone"), fix_u_probability=True
                    ),
                    levels.DamerauLevenshteinLevel("phone", 1),
                    levels.ElseLevel(),
                ],
            )
        )
    if "email" in columns:
        same = levels.ExactMatchLevel("email").configure(u_probability=share_of_pairs(table, "email"), fix_u_probability=True)
        found.append(
            library.CustomComparison(output_column_name="email", comparison_levels=[levels.NullLevel("email"), same, levels.ElseLevel()])
        )
    if "sex" in columns:
        found.append(library.ExactMatch("sex"))
    return found


def _apart() -> list[object]:
    """The parts of an address each by itself, which does better on small sets; on the population, where a postcode is a few streets,
    together did better."""
    return [
        library.CustomComparison(
            output_column_name="street",
            comparison_levels=[
                levels.NullLevel("street"),
                levels.ExactMatchLevel("street", term_frequency_adjustments=True),
                levels.JaroWinklerLevel("street", 0.9),
                levels.JaroWinklerLevel("street", 0.8),
                levels.ElseLevel(),
            ],
        ),
        library.CustomComparison(
            output_column_name="house",
            comparison_levels=[
                levels.NullLevel("house"),
                levels.ExactMatchLevel("house"),
                levels.DamerauLevenshteinLevel("house", 1),
                levels.ElseLevel(),
            ],
        ),
        library.CustomComparison(
            output_column_name="postcode",
            comparison_levels=[
                levels.NullLevel("postcode"),
                levels.ExactMatchLevel("postcode", term_frequency_adjustments=True),
                levels.DamerauLevenshteinLevel("postcode", 1),
                levels.ElseLevel(),
            ],
        ),
    ]


def main() -> None:
    path, out = sys.argv[1], Path(sys.argv[2])
    logging.getLogger("splink").setLevel(logging.ERROR)
    table = pq.read_table(path)
    columns = {name for name in table.column_names if table[name].null_count < table.num_rows}
    times = {}
    start = time.perf_counter()
    api = DuckDBAPI()
    chosen = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="number",
        comparisons=comparisons(table, columns),
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules(columns, table.num_rows)],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )
    linker = Linker(api.register(table), chosen)
    sure = [rule for rule in SURE if set(rule) <= columns] or [("given", "family", "place")]
    linker.training.estimate_probability_two_random_records_match([block_on(*rule) for rule in sure], recall=SURE_OF_ALL)
    linker.training.estimate_u_using_random_sampling(max_pairs=2_000_000, seed=SEED)
    for rule in TRAINED_OVER:
        if set(rule) <= columns:
            linker.training.estimate_parameters_using_expectation_maximisation(
                block_on(*rule), estimate_without_term_frequencies=True, max_pairs=1_000_000.0
            )
    times["train"] = time.perf_counter() - start
    start = time.perf_counter()
    predicted = linker.inference.predict(threshold_match_weight=LEAST)
    times["predict"] = time.perf_counter() - start
    start = time.perf_counter()
    linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold_match_probability=0.95)
    times["cluster"] = time.perf_counter() - start
    pairs = predicted.as_duckdbpyrelation().project("number_l AS l, number_r AS r, match_weight AS weight").to_arrow_table()
    pq.write_table(pa.table({"left": pairs["l"], "right": pairs["r"], "weight": pairs["weight"]}), out / "pairs.parquet")
    (out / "times.json").write_text(json.dumps(times))


if __name__ == "__main__":
    main()
