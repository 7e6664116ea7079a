"""The history check at size: who is found, who is wrongly claimed and how long it takes, beside pg_trgm and Splink in the same run.

    python benchmarks/linkage_live.py [--mentions 100000] [--queries 1500] [--seed 1] [--keep DIR] [--drawn DIR] [--without NAME] [--write]

It loads a made-up population with `safehold index` into a database of its own, but for some mentions that are held out. Asked are these:
whole, and as heard on a call (surname misheard in a third, forename in a quarter; of birth dates 45 % lost, of the rest a quarter a year
only; phone lost in 45 %; address and postcode lost in 40 %; no mail); and mentions of people of whom nothing was loaded. A person is found
where another mention of theirs is among the ten likeliest at 0.94 or more.

With --keep the database and the questions stay in that folder, and are used again. --drawn names a folder in which mentions.parquet and
truth.parquet of such a population lie already. --without leaves a peer out. --write puts what was measured into docs/benchmarks.md.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import areas  # noqa: E402, F401  (it lies beside this file, and says where settings are)
import live_arrivals  # noqa: E402  (it lies beside this file)
import live_peers  # noqa: E402  (it lies beside this file)
import live_population  # noqa: E402  (it lies beside this file)
import live_table  # noqa: E402  (it lies beside this file)

LIKELY, MOST = live_peers.LIKELY, live_peers.MOST
PEERS = {"pg_trgm": live_peers.trigrams, "Splink": live_peers.splink}


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--mentions", type=int, default=100_000)
    given.add_argument("--queries", type=int, default=1500)
    given.add_argument("--seed", type=int, default=1)
    given.add_argument("--keep", type=Path)
    given.add_argument("--drawn", type=Path)
    given.add_argument("--without", action="append", default=[], choices=sorted(PEERS))
    given.add_argument("--write", action="store_true")
    asked = given.parse_args()
    with _folder(asked.keep) as folder:
        population = live_population.drawn(folder, asked.mentions, asked.queries, asked.seed, asked.drawn)
        os.environ.pop("DATABASE_URL", None)
        os.environ["SAFEHOLD_HOME"] = str(folder / "home")
        from safehold.commands import starting

        with starting.ready():
            load(population)
            ours = ask(population)
            arrived = live_arrivals.arrive(population)
            print(f"  {arrived}", flush=True)
            measured: dict[str, dict[str, live_peers.Asked]] = {"Safehold": ours}
            for name, peer in PEERS.items():
                if name not in asked.without:
                    found = peer(population)
                    live_peers.tell(name, found, ours)
                    if not isinstance(found, str):
                        measured[name] = found
                if asked.write:
                    live_table.write(asked.mentions, asked.seed, measured, arrived)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    """One that PostgreSQL's user can reach where we are root."""
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.absolute()
        return
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def load(population: live_population.Population) -> None:
    """Unless it stands already."""
    from safehold.chronology.session import session
    from safehold.identity.indexing import standing

    with session() as cursor:
        stands = standing(cursor)
    if stands is not None and not stands.lost and stands.mentions == len(population.person_of):
        return
    began, before = time.monotonic(), _of_children()
    subprocess.run(
        [Path(sys.executable).with_name("safehold"), "index", "--input", population.loaded], check=True, stdout=subprocess.DEVNULL
    )
    took = time.monotonic() - began
    used = _of_children() - before
    print(f"{len(population.person_of):,} mentions loaded in {took:.0f} s; {used:.0f} s of processor time beside the server's")


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def ask(population: live_population.Population) -> dict[str, live_peers.Asked]:
    from safehold.chronology.session import session
    from safehold.identity.indexing import asked

    with session() as cursor, asked(cursor):
        for one in population.known[:20]:  # these start the connection's prepared statements
            answer(cursor, one.whole)
        found = {sort: _all(cursor, population, sort) for sort in ("whole", "heard")}
    print(f"  the program's memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return found


def _all(cursor: Any, population: live_population.Population, sort: str) -> live_peers.Asked:
    """The candidates are looked up again, outside what is timed."""
    from safehold.identity.features import query_features
    from safehold.identity.likeliest import likeliest

    server = live_peers.server_of(cursor)
    found = live_peers.measured(population, sort, lambda said: ((), answer(cursor, said)), len(population.known), server)
    met = []
    for one in population.known:
        compared = likeliest(cursor, query_features(**getattr(one, sort)))
        met.append(any(population.person_of[-number - 1] == one.person for number in compared))
    found = found._replace(candidates=sum(met) / len(met), met=met)
    print(f"  Safehold, {sort}: {live_peers.words(found)}", flush=True)
    return found


def answer(cursor: Any, said: live_population.Said) -> list[int]:
    """The rows that are claimed among the ten likeliest. Rows are numbered from 0, and the index numbers them down from -1."""
    from safehold.identity.check import check
    from safehold.identity.features import query_features

    found = check(cursor, query_features(**said), most=MOST)
    return [-match.person - 1 for match in found.matches if match.probability >= LIKELY]


if __name__ == "__main__":
    main()
