"""What was acknowledged until a moment, and how much of it a restored home holds: `python -m benchmarks.load.faults.held NOTES UNTIL`, with
that home in the environment."""

import sys
from pathlib import Path

from benchmarks.load import counting


def main() -> None:
    from safehold.commands import starting

    with starting.ready():
        counted = counting.count(Path(sys.argv[1]), 0, until=float(sys.argv[2]))
    print(f"{counted.stored} of the {counted.acknowledged} acknowledged before it")


if __name__ == "__main__":
    main()
