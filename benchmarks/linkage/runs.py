"""A tool in a process of its own: what it found, how long it took and how much memory it held at most."""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from safehold.identity.batch.components import Scored, scored

ROOT = Path(__file__).parents[2]
# Each tool with its module and the package without which it cannot run.
TOOLS = {
    "Safehold": ("benchmarks.linkage.safehold_run", "splink"),
    "Splink": ("benchmarks.linkage.splink_peer", "splink"),
    "recordlinkage": ("benchmarks.linkage.ecm_peer", "recordlinkage"),
}
MOST = {"recordlinkage": 500_000}  # mentions that a tool is given, which compares in Python


class Failed(Exception):
    """A tool that did not finish; the message is the end of what it said."""


class Run(NamedTuple):
    """`times` in seconds by step; `wall` and `cpu` of the whole process in seconds, `memory` its greatest in GB."""

    pairs: Scored
    times: dict[str, float]
    wall: float
    cpu: float
    memory: float
    person: np.ndarray | None


def installed(tool: str) -> bool:
    return importlib.util.find_spec(TOOLS[tool][1]) is not None


def run(tool: str, table: pa.Table, *more: str) -> Run:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pq.write_table(table, folder / "given.parquet")
        log = folder / "log"
        with log.open("wb") as handle:
            command = [sys.executable, "-m", TOOLS[tool][0], str(folder / "given.parquet"), str(folder), *more]
            start = os.times().elapsed
            process = subprocess.Popen(command, cwd=ROOT, stdout=handle, stderr=handle)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            wall = os.times().elapsed - start
        if process.returncode:
            raise Failed(f"{tool} ended with {process.returncode}: {log.read_text(encoding='utf-8', errors='replace')[-1500:]}")
        found = pq.read_table(folder / "pairs.parquet")
        left, right, weight = (found[column].to_numpy() for column in ("left", "right", "weight"))
        against = found["against"].to_numpy(zero_copy_only=False) if "against" in found.column_names else None
        person = folder / "person.parquet"
        return Run(
            scored(left, right, weight, against),
            json.loads((folder / "times.json").read_text()),
            wall,
            used.ru_utime + used.ru_stime,
            used.ru_maxrss / 1e6,
            pq.read_table(person)["person"].to_numpy() if person.exists() else None,
        )
