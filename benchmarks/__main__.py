"""Every benchmark in turn, each in a process and a home of its own: `python -m benchmarks [--small]`, or `make bench`.

With --small they run on little, to see that they run; the figures then mean nothing. The load on a large area stands apart, since that is
made first: `python -m benchmarks.load make`.
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SMALL = {
    "evaluator": [],
    "identity_score": [],
    "linking": ["--people", "500"],
    "linkage_live": ["--mentions", "2000", "--queries", "60"],
    "recording": ["--people", "500", "--events", "20"],
    "importing": ["--people", "500"],
    "keeping": ["--people", "300"],
    "panel": ["--people", "500", "--trials", "8"],
    "linkage": ["--size", "2000", "--sets", ""],
    "linkage.spark_parity": ["--size", "300"],
    "replay": ["--events", "2000"],
    "replay.timed_response": ["--events", "2000"],
}


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--small", action="store_true")
    asked = given.parse_args()
    failed = []
    for name, little in SMALL.items():
        print(f"\n{name}", flush=True)
        program = ["-m", f"benchmarks.{name}"] if "." in name or (HERE / name).is_dir() else [str(HERE / f"{name}.py")]
        if subprocess.run([sys.executable, *program, *(little if asked.small else [])], cwd=HERE.parent, check=False).returncode:
            failed.append(name)
    if failed:
        sys.exit(f"did not finish: {', '.join(failed)}")


if __name__ == "__main__":
    main()
