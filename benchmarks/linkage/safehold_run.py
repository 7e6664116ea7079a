"""Safehold as `safehold link --train` does it: trained on the mentions themselves, every pair inside a component scored, average link.

    python -m benchmarks.linkage.safehold_run MENTIONS OUT [JUDGEMENTS] [KEPT.duckdb]

OUT gets pairs.parquet (left, right, weight, against), person.parquet (the clusters at the model's own threshold), and the seconds of each
step: times.json as they passed, cpu.json those of all processors. KEPT is where what stands is kept for newcomers.
"""

import json
import os
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.linkage.ours import LOW, limits

from safehold.identity.batch import judgements, pairs, table
from safehold.identity.batch.clusters import cluster
from safehold.identity.batch.persons import Persons
from safehold.identity.batch.refit import refit
from safehold.identity.batch.standing import keep
from safehold.identity.batch.training import train
from safehold.identity.trained import shipped


def main() -> None:
    path, out = Path(sys.argv[1]), Path(sys.argv[2])
    more = [Path(each) for each in sys.argv[3:]]
    judged_file = next((each for each in more if each.suffix != ".duckdb"), None)
    times: dict[str, float] = {}
    used: dict[str, float] = {}
    last, last_used = time.perf_counter(), 0.0

    def done(step: str) -> None:
        nonlocal last, last_used
        times[step], last = time.perf_counter() - last, time.perf_counter()
        now = sum(os.times()[:4])
        used[step], last_used = now - last_used, now

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
    clustered = cluster(read.rows, edges, weigher, limits(low=LOW), judged.limits() if judged else None)
    done("cluster")
    for kept in (each for each in more if each.suffix == ".duckdb"):
        person = np.asarray(clustered.person)
        keep(con, model, Persons(person, len(np.unique(person))), kept)
        done("keep")
    pq.write_table(pa.table(clustered.pairs._asdict()), out / "pairs.parquet")
    pq.write_table(pa.table({"person": np.asarray(clustered.person)}), out / "person.parquet")
    (out / "times.json").write_text(json.dumps(times))
    (out / "cpu.json").write_text(json.dumps(used))


if __name__ == "__main__":
    main()
