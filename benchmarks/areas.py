"""What the benchmarks run on: a home of their own, a made-up area on disk, and how figures are told."""

import os
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safehold.config.settings")
os.environ.setdefault("SAFEHOLD_SECRET_KEY", secrets.token_hex(32))

from harness.homes import home_of_its_own  # noqa: E402  (what makes a home lies with the tests)


@contextmanager
def home() -> Iterator[Path]:
    """An empty home of the benchmark's own; what is on record anywhere else is left alone."""
    os.environ.pop("DATABASE_URL", None)
    with home_of_its_own() as folder:
        os.environ["SAFEHOLD_HOME"] = str(folder)
        yield folder


@contextmanager
def area(people: int) -> Iterator[list[Path]]:
    """The chronologies of a made-up area, one file an agency, and `truth.jsonl` in the same folder."""
    from safehold.synthetic.area import Area
    from safehold.synthetic.output import write
    from safehold.synthetic.rates import default

    now = int(time.time())
    with tempfile.TemporaryDirectory() as folder:
        counts = write(Area(people, default("months"), default("seed"), now - now % 86_400), Path(folder))
        yield [Path(folder) / name for name in counts["files"]]


def spread(figures: Sequence[float]) -> str:
    """Milliseconds: the middle, the 95th percentile, the slowest."""
    ordered = sorted(figures)
    p95 = ordered[min(len(ordered) * 95 // 100, len(ordered) - 1)]
    return f"median {statistics.median(ordered):.1f} ms, 95th percentile {p95:.1f} ms, slowest {ordered[-1]:.1f} ms"
