"""The history check at size: who is found, who is wrongly claimed and how long it takes, beside pg_trgm and Splink in the same run.

    python benchmarks/linkage_live.py [--mentions 100000] [--queries 1500] [--seed 1]

It loads a made-up population with `safehold index` into a database of its own (or the one that SAFEHOLD_HOME names, which must hold no
records), but for some mentions that are held out. Asked are these: whole, and as heard on a call (surname misheard in a third, forename in
a quarter; of birth dates 45 % lost, of the rest a quarter a year only; phone lost in 45 %; address and postcode lost in 40 %; no mail); and
mentions of people of whom nothing was loaded. A person is found where another mention of theirs is among the ten likeliest at 0.94 or more.
"""

import argparse
import contextlib
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parent))

import areas  # noqa: E402  (it lies beside this file)
import live_peers  # noqa: E402  (it lies beside this file)

LIKELY, MOST = live_peers.LIKELY, live_peers.MOST
ASKED = ("given_name", "family_name", "date_of_birth", "sex", "address", "postcode", "phone")
Said = dict[str, str]


class Question(NamedTuple):
    person: str
    whole: Said
    heard: Said


class Population(NamedTuple):
    """`loaded` is what is on record, oldest first, and `person_of` who each of these is; of `known` there is more on record."""

    loaded: pa.Table
    person_of: list[str]
    known: list[Question]
    absent: list[Question]


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--mentions", type=int, default=100_000)
    given.add_argument("--queries", type=int, default=1500)
    given.add_argument("--seed", type=int, default=1)
    asked = given.parse_args()
    population = draw(asked.mentions, asked.queries, asked.seed)
    own = contextlib.nullcontext() if os.environ.get("SAFEHOLD_HOME") else areas.home()
    with own, tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "mentions.parquet"
        pq.write_table(population.loaded, table)
        load(table, population.loaded.num_rows)
        from safehold.commands import starting

        with starting.ready():
            ours = ask(population)
        for name, peer in (("pg_trgm", live_peers.trigrams), ("Splink", live_peers.splink)):
            live_peers.tell(name, peer(population), ours)


def draw(mentions: int, queries: int, seed: int) -> Population:
    """Half as many people are wholly left out as are asked for."""
    from safehold.synthetic.noise import misheard
    from safehold.synthetic.population_records import draw_mentions

    made = draw_mentions(mentions, seed)
    person = made.truth["person_id"].to_pylist()
    rng = random.Random(seed)
    mentions_of: dict[str, list[int]] = defaultdict(list)
    for row, one in enumerate(person):
        mentions_of[one].append(row)
    people = sorted(mentions_of)
    rng.shuffle(people)
    absent = people[: queries // 2]
    held = {one: rng.choice(mentions_of[one]) for one in people[queries // 2 :] if len(mentions_of[one]) > 1}
    held = dict(list(held.items())[:queries])
    gone = {row for one in absent for row in mentions_of[one]} | set(held.values())

    def question(one: str, row: int) -> Question:
        found = made.mentions.slice(row, 1).to_pylist()[0]
        whole = {column: found[column] or "" for column in ASKED}
        return Question(one, whole, as_heard(whole, rng, misheard))

    known = [question(one, row) for one, row in held.items()]
    nobody = [question(one, rng.choice(mentions_of[one])) for one in absent]
    kept = [row for row in range(mentions) if row not in gone]
    return Population(made.mentions.take(kept), [person[row] for row in kept], known, nobody)


def as_heard(whole: Said, rng: random.Random, misheard: Any) -> Said:
    heard = dict(whole)
    if rng.random() < 1 / 3:
        heard["family_name"] = misheard(rng, heard["family_name"])
    if rng.random() < 1 / 4:
        heard["given_name"] = misheard(rng, heard["given_name"])
    if rng.random() < 0.45:
        heard["date_of_birth"] = ""
    elif rng.random() < 0.25:
        heard["date_of_birth"] = heard["date_of_birth"][:4]
    if rng.random() < 0.45:
        heard["phone"] = ""
    if rng.random() < 0.40:
        heard["address"] = heard["postcode"] = ""
    return heard


def load(table: Path, mentions: int) -> None:
    began = time.monotonic()
    subprocess.run([Path(sys.executable).with_name("safehold"), "index", "--input", table], check=True, stdout=subprocess.DEVNULL)
    took = time.monotonic() - began
    print(f"{mentions:,} mentions loaded in {took:.0f} s, {mentions / took:,.0f} a second")


def ask(population: Population) -> dict[str, live_peers.Asked]:
    from safehold.chronology.session import session
    from safehold.identity.indexing import asked

    with session() as cursor, asked(cursor):
        for one in population.known[:20]:  # these start the connection's prepared statements
            answer(cursor, one.whole)
        return {sort: _all(cursor, population, sort) for sort in ("whole", "heard")}


def _all(cursor: Any, population: Population, sort: str) -> live_peers.Asked:
    """The candidates are looked up again, outside what is timed."""
    from safehold.identity.features import query_features
    from safehold.identity.likeliest import likeliest

    found = live_peers.measured(population, sort, lambda said: ((), answer(cursor, said)), len(population.known))
    among = 0
    for one in population.known:
        compared = likeliest(cursor, query_features(**getattr(one, sort)))
        among += any(population.person_of[-number - 1] == one.person for number in compared)
    found = found._replace(candidates=among / len(population.known))
    print(f"  Safehold, {sort}: {live_peers.words(found)}", flush=True)
    return found


def answer(cursor: Any, said: Said) -> list[int]:
    """The rows that are claimed among the ten likeliest. Rows are numbered from 0, and the index numbers them down from -1."""
    from safehold.identity.check import check
    from safehold.identity.features import query_features

    found = check(cursor, query_features(**said), most=MOST)
    return [-match.person - 1 for match in found.matches if match.probability >= LIKELY]


if __name__ == "__main__":
    main()
