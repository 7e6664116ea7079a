"""Safehold as `safehold link --train` does it: trained on the mentions themselves, every pair inside a component scored, average link.

    python -m benchmarks.linkage.safehold_run MENTIONS OUT [JUDGEMENTS]

OUT gets pairs.parquet (left, right, weight, against), person.parquet (the clusters at the model's own threshold) and times.json.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.linkage.ours import limits

from safehold.identity.batch import judgements, pairs, table
from safehold.identity.batch.clusters import cluster
from safehold.identity.batch.refit import refit
from safehold.identity.batch.training import train
from safehold.identity.trained import shipped


def main() -> None:
    path, out = Path(sys.argv[1]), Path(sys.argv[2])
    judged_file = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    times: dict[str, float] = {}
    last = time.perf_counter()

    def done(step: str) -> None:
        nonlocal last
        times[step], last = time.perf_counter() - last, time.perf_counter()

    con = table.connect()
    read = table.read(con, path)
    judged = judgements.read(con, judged_file) if judged_file else None
    done("read")
    model = train(con, read, shipped())
    if judged:
        refitted = refit(model, pairs.Weigher(con, model), judged)
        print(refitted.says)
        model = refitted.model
    done("train")
    table.forget(con)
    weigher = pairs.Weigher(con, model)
    edges = pairs.score(con, weigher)
    done("score")
    clustered = cluster(read.rows, edges, weigher, limits(), judged.limits() if judged else None)
    done("cluster")
    pq.write_table(pa.table(clustered.pairs._asdict()), out / "pairs.parquet")
    pq.write_table(pa.table({"person": np.asarray(clustered.person)}), out / "person.parquet")
    (out / "times.json").write_text(json.dumps(times))


if __name__ == "__main__":
    main()
