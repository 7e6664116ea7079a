"""What the live benchmark asks of whom: a made-up population, most of it to be on record, and questions about the rest.

It is drawn into a folder, so that it can be used again, a column at a time: five million mentions stay within a few gigabytes.
"""

import json
import random
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ASKED = ("given_name", "family_name", "date_of_birth", "sex", "address", "postcode", "phone")
Said = dict[str, str]


class Question(NamedTuple):
    person: int
    whole: Said
    heard: Said


class Population(NamedTuple):
    """`loaded` is a file of what is on record, oldest first, and `person_of` who each of these is; of `known` there is more on record."""

    loaded: Path
    person_of: np.ndarray
    known: list[Question]
    absent: list[Question]


def drawn(folder: Path, mentions: int, queries: int, seed: int, before: Path | None = None) -> Population:
    """As it lies in the folder, or else made: of what write_mentions has put in `before`, where that is given."""
    asked = {"mentions": mentions, "queries": queries, "seed": seed}
    loaded, who, said = folder / "loaded.parquet", folder / "who.parquet", folder / "questions.json"
    if not said.exists() or json.loads(said.read_text("utf-8"))["asked"] != asked:
        _draw(asked, before, loaded, who, said)
    found = json.loads(said.read_text("utf-8"))
    person_of = pq.read_table(who)["person"].to_numpy()
    return Population(loaded, person_of, *([Question(*one) for one in found[sort]] for sort in ("known", "absent")))


def _draw(asked: dict[str, int], before: Path | None, loaded: Path, who: Path, said: Path) -> None:
    """Half as many people are wholly left out as are asked for; of as many, one mention is."""
    made, person = _made(asked, before)
    numbers = np.random.default_rng(asked["seed"])
    often = np.bincount(person)
    people = numbers.permutation(np.flatnonzero(often))
    absent = people[: asked["queries"] // 2]
    rest = people[len(absent) :]
    known = rest[often[rest] > 1][: asked["queries"]]
    first = np.concatenate(([0], np.cumsum(often)))
    rows = np.argsort(person, kind="stable")  # a person's mentions stand together, from `first` on

    def one_of(chosen: np.ndarray) -> np.ndarray:
        return rows[first[chosen] + numbers.integers(0, often[chosen])]

    held, missing = one_of(known), one_of(absent)
    gone = np.isin(person, absent)
    gone[held] = True
    pq.write_table(made.filter(pa.array(~gone)), loaded)
    pq.write_table(pa.table({"person": person[~gone]}), who)
    rng = random.Random(asked["seed"])
    questions = {"asked": asked} | {
        sort: [_question(int(person[row]), one, rng) for row, one in zip(chosen, made.take(chosen).to_pylist(), strict=True)]
        for sort, chosen in (("known", held), ("absent", missing))
    }
    said.write_text(json.dumps(questions), "utf-8")


def _made(asked: dict[str, int], before: Path | None) -> tuple[pa.Table, np.ndarray]:
    if before is None:
        from safehold.synthetic.population_records import draw_mentions

        mentions, truth, _ = draw_mentions(asked["mentions"], asked["seed"])
    else:
        mentions, truth = pq.read_table(before / "mentions.parquet"), pq.read_table(before / "truth.parquet")
    if mentions.num_rows != asked["mentions"]:
        raise SystemExit(f"{before} holds {mentions.num_rows:,} mentions")
    return mentions, pc.cast(pc.utf8_slice_codeunits(truth["person_id"], 1), pa.int32()).to_numpy()


def _question(person: int, found: dict[str, Any], rng: random.Random) -> Question:
    whole = {column: found[column] or "" for column in ASKED}
    return Question(person, whole, as_heard(whole, rng))


def as_heard(whole: Said, rng: random.Random) -> Said:
    from safehold.synthetic.noise import misheard

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
