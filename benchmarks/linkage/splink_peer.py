"""Splink 5 on DuckDB by one of its settings: the comparisons of its own library with term frequencies, and connected components.

    python -m benchmarks.linkage.splink_peer FIELDS OUT SETTING

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
from benchmarks.linkage.splink_settings import SETTINGS, rules
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

LEAST = -12.0  # bits; below it no threshold is looked for
SEED = 1
# Each comparison is trained in at least one of these.
TRAINED_OVER = [("birth", "family_sound"), ("birth", "given_sound"), ("given", "family")]
TRAINED_WITHOUT_BIRTHS = [("given", "family"), ("place",)]
# What shares these is one person nearly always, and is about so great a part of all pairs of one person.
SURE = [("birth", "given"), ("birth", "family"), ("phone", "given")]
SURE_OF_ALL = 0.75


def share_of_pairs(table: pa.Table, *names: str) -> float:
    """How often two mentions share all of the columns by chance, counted; at random it is seen too seldom to be estimated. About half of
    those that share a house or a number are one person."""
    held = table.select(list(names)).drop_null()
    sizes = held.group_by(list(names)).aggregate([([], "count_all")])["count_all"].to_numpy()
    return float(max((sizes * (sizes - 1)).sum() / 2, 1.0) / (table.num_rows * (table.num_rows - 1)))


def comparisons(table: pa.Table, columns: set[str], address: str) -> list[object]:
    if address == "ready":
        return _ready(columns)
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
    if address == "apart":
        found += [each for column, each in _apart().items() if column in columns]
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


def _apart() -> dict[str, object]:
    """The parts of an address each by itself, which does better on small sets; on the population, where a postcode is a few streets,
    together did better."""
    return {
        "street": library.CustomComparison(
            output_column_name="street",
            comparison_levels=[
                levels.NullLevel("street"),
                levels.ExactMatchLevel("street", term_frequency_adjustments=True),
                levels.JaroWinklerLevel("street", 0.9),
                levels.JaroWinklerLevel("street", 0.8),
                levels.ElseLevel(),
            ],
        ),
        "house": library.CustomComparison(
            output_column_name="house",
            comparison_levels=[
                levels.NullLevel("house"),
                levels.ExactMatchLevel("house"),
                levels.DamerauLevenshteinLevel("house", 1),
                levels.ElseLevel(),
            ],
        ),
        "postcode": library.CustomComparison(
            output_column_name="postcode",
            comparison_levels=[
                levels.NullLevel("postcode"),
                levels.ExactMatchLevel("postcode", term_frequency_adjustments=True),
                levels.DamerauLevenshteinLevel("postcode", 1),
                levels.ElseLevel(),
            ],
        ),
    }


def _ready(columns: set[str]) -> list[object]:
    """As its guide takes them, with term frequencies where it does."""
    ready: dict[str, object] = {
        "given": library.NameComparison("given"),
        "family": library.NameComparison("family"),
        "birth": library.DateOfBirthComparison("birth", input_is_string=True),
        "street": library.JaroWinklerAtThresholds("street", [0.9, 0.8]).configure(term_frequency_adjustments=True),
        "house": library.ExactMatch("house").configure(term_frequency_adjustments=True),
        "town": library.JaroWinklerAtThresholds("town", [0.9]).configure(term_frequency_adjustments=True),
        "postcode": library.DamerauLevenshteinAtThresholds("postcode", [1]).configure(term_frequency_adjustments=True),
        "phone": library.DamerauLevenshteinAtThresholds("phone", [1]).configure(term_frequency_adjustments=True),
        "email": library.EmailComparison("email"),
        "sex": library.ExactMatch("sex"),
    }
    return [each for column, each in ready.items() if column in columns]


def main() -> None:
    path, out, setting = sys.argv[1], Path(sys.argv[2]), SETTINGS[sys.argv[3]]
    logging.getLogger("splink").setLevel(logging.ERROR)
    table = pq.read_table(path)
    columns = {name for name in table.column_names if table[name].null_count < table.num_rows}
    times = {}
    start = time.perf_counter()
    api = DuckDBAPI()
    chosen = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="number",
        comparisons=comparisons(table, columns, setting.address),
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules(setting, columns)],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )
    linker = Linker(api.register(table), chosen)
    sure = [rule for rule in SURE if set(rule) <= columns] or [("given", "family", "place")]
    linker.training.estimate_probability_two_random_records_match([block_on(*rule) for rule in sure], recall=SURE_OF_ALL)
    linker.training.estimate_u_using_random_sampling(max_pairs=2_000_000, seed=SEED)
    for rule in TRAINED_OVER if "birth" in columns else TRAINED_WITHOUT_BIRTHS:
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
