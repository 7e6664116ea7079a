"""How often a member of staff is taken for somebody on record who is another: of so many made-up people, as their employer knows them.

    safehold synthesise --mentions 60000 --seed 7 --out FOLDER
    python benchmarks/staff_on_record.py FOLDER [--staff 1000]

An employer is taken to know what most records of somebody say, so that it tells nothing of staff whose own records are bad.
"""

import argparse
import random
from collections import Counter, defaultdict
from pathlib import Path

import duckdb

from safehold.chronology.envelope import Mention
from safehold.identity.candidates import compared_by
from safehold.identity.features import Features, features
from safehold.identity.score import Score, score

FIELDS = ("given_name", "family_name", "date_of_birth", "sex", "address", "postcode", "phone", "email")
SEED = 1


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("folder", type=Path)
    given.add_argument("--staff", type=int, default=1000)
    options = given.parse_args()
    records = _records(options.folder)
    of_person: dict[str, list[Features]] = defaultdict(list)
    for person, each in records:
        of_person[person].append(each)
    known = sorted(person for person, said in of_person.items() if all(_most(said, name) for name in ("birth", "place", "names")))
    sharing: dict[str, list[int]] = defaultdict(list)
    for number, (_, each) in enumerate(records):
        for key in compared_by(each) if each.named else ():
            sharing[key].append(number)
    themselves: Counter[str] = Counter()
    others: Counter[str] = Counter()
    staff_with: Counter[str] = Counter()
    for person in random.Random(SEED).sample(known, options.staff):
        found = _met(_home(of_person[person]), records, sharing)
        themselves[found.pop(person).band if person in found else "not compared"] += 1
        bands = Counter(each.band for each in found.values())
        others += bands
        staff_with.update(bands.keys())
    print(f"{len(records):,} records of {len(of_person):,} people, {options.staff:,} staff")
    print(f"themselves: {dict(themselves)}")
    for band in ("unsure", "linked"):
        print(f"others, {band}: {others[band]:,} pairs, of {staff_with[band]:,} staff")


def _records(folder: Path) -> list[tuple[str, Features]]:
    columns = ", ".join(f"coalesce(m.{name}::text, '')" for name in FIELDS)
    found = duckdb.sql(
        f"SELECT t.person_id, m.mention_id, {columns} FROM '{folder}/mentions.parquet' m"
        f" JOIN '{folder}/truth.parquet' t USING (mention_id) ORDER BY m.mention_id"
    ).fetchall()
    return [
        (person, features(Mention(ref=ref, role="victim", **dict(zip(FIELDS, said, strict=True))), "records"))
        for person, ref, *said in found
    ]


def _most(said: list[Features], name: str) -> object:
    return next(iter(Counter(value for each in said if (value := getattr(each, name))).most_common(1)), (None,))[0]


def _home(said: list[Features]) -> Features:
    return Features(**{name: value for name in ("names", "birth", "sex", "place", "phones", "email") if (value := _most(said, name))})


def _met(home: Features, records: list[tuple[str, Features]], sharing: dict[str, list[int]]) -> dict[str, Score]:
    """The nearest record of each person who shares a key with them."""
    best: dict[str, Score] = {}
    for number in {number for key in compared_by(home) for number in sharing.get(key, ())}:
        person, each = records[number]
        found = score(home, each)
        if person not in best or best[person].weight < found.weight:
            best[person] = found
    return best


if __name__ == "__main__":
    main()
