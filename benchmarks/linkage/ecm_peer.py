"""recordlinkage with its expectation and maximisation (ECM), the first of the blocks that Splink is given, connected components.

python -m benchmarks.linkage.ecm_peer FIELDS OUT
"""

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.linkage.splink_settings import SETTINGS, rules

NARROW = 13  # of the rules: it compares in Python, and its estimate suffers from pairs that are plainly two people


def main() -> None:
    warnings.simplefilter("ignore")
    import recordlinkage as rl

    path, out = sys.argv[1], Path(sys.argv[2])
    table = pq.read_table(path)
    columns = {name for name in table.column_names if table[name].null_count < table.num_rows}
    frame = table.to_pandas().set_index("number")
    times = {}
    start = time.perf_counter()
    pairs = None
    for rule in rules(SETTINGS["usual"], columns)[:NARROW]:
        indexer = rl.Index()
        indexer.block(list(rule))
        found = indexer.index(frame.dropna(subset=list(rule)))
        pairs = found if pairs is None else pairs.union(found)
    times["block"] = time.perf_counter() - start
    start = time.perf_counter()
    compare = rl.Compare()
    compare.string("given", "given", method="jarowinkler", threshold=0.85)
    compare.string("family", "family", method="jarowinkler", threshold=0.85)
    for name in ("birth", "sex", "postcode", "email"):
        if name in columns:
            compare.exact(name, name)
    for name in ("street", "phone"):
        if name in columns:
            compare.string(name, name, method="jarowinkler", threshold=0.9)
    features = compare.compute(pairs, frame.fillna("")).astype(int)
    times["compare"] = time.perf_counter() - start
    start = time.perf_counter()
    classifier = rl.ECMClassifier(binarize=None)
    classifier.fit_predict(features)
    probability = np.asarray(classifier.prob(features), dtype=np.float64)
    times["train and predict"] = time.perf_counter() - start
    probability = np.clip(probability, 1e-12, 1 - 1e-12)
    weight = np.log2(probability / (1 - probability))
    left, right = (np.asarray(features.index.get_level_values(level), dtype=np.int64) for level in (0, 1))
    pq.write_table(pa.table({"left": left, "right": right, "weight": weight}), out / "pairs.parquet")
    (out / "times.json").write_text(json.dumps(times))


if __name__ == "__main__":
    main()
