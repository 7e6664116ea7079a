"""Trains the model that ships with Safehold, on a made-up population, and writes it beside the code.

    python benchmarks/ship_model.py [--mentions 150000]

To the population's records it adds the forms that calls have and records systems have not (an age instead of a birth date, two phone
numbers, a middle name given first), so that every level is seen and trained. How common names are comes from frequencies.yaml and not
from made-up people, and no made-up postcode or number is kept.
"""

import argparse
import random
import tempfile
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from safehold.identity import frequencies
from safehold.identity.batch.table import connect, read
from safehold.identity.batch.training import train
from safehold.identity.frequencies import Frequencies
from safehold.identity.trained import SHIPPED, Shares, dump
from safehold.synthetic.population_records import draw_mentions

SEED = 7


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--mentions", type=int, default=150_000)
    mentions = with_forms_of_calls(draw_mentions(given.parse_args().mentions, SEED).mentions)
    con = connect()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mentions.parquet"
        pq.write_table(mentions, path)
        model = train(con, read(con, path), None)
    shares = {
        "given": _shares(frequencies.GIVEN),
        "family": _shares(frequencies.FAMILY),
        "postcode": Shares(model.shares["postcode"].rest),
        "phone": Shares(model.shares["phone"].rest),
    }
    says = "a made-up population with the forms that calls have; no label was used, and names are as common as frequencies.yaml says"
    model = msgspec.structs.replace(model, id=f"safehold-{model.trained}", on=msgspec.structs.replace(model.on, says=says), shares=shares)
    SHIPPED.write_bytes(dump(model))
    print(f"{SHIPPED}: {SHIPPED.stat().st_size:,} bytes")


def _shares(table: Frequencies) -> Shares:
    return Shares(table.unlisted, table.names)


def with_forms_of_calls(mentions: pa.Table) -> pa.Table:
    chance = random.Random(SEED)
    columns = mentions.to_pydict()
    names = [name for name in columns["given_name"] if name]
    for row in range(mentions.num_rows):
        columns["date_of_birth"][row] = _born(columns["date_of_birth"][row], chance)
        if columns["phone"][row] and chance.random() < 0.04:
            columns["phone"][row] = f"0{chance.randrange(10**9, 10**10)} / {columns['phone'][row]}"
        if columns["email"][row] and chance.random() < 0.04:
            at = chance.randrange(5)
            columns["email"][row] = columns["email"][row][:at] + columns["email"][row][at + 1 :]
        if columns["given_name"][row] and chance.random() < 0.03:
            columns["given_name"][row] = f"{chance.choice(names)} {columns['given_name'][row]}"
    return pa.table(columns, schema=mentions.schema)


def _born(born: str | None, chance: random.Random) -> str | None:
    """A month, or years either side, where the whole date is known."""
    if not born or len(born) != 10:
        return born
    year, drawn = int(born[:4]), chance.random()
    if drawn < 0.04:
        return born[:7]
    if drawn < 0.10:
        return f"{year - 1}/{year + chance.choice((0, 1))}"
    return f"{year - 3}/{year + 2}" if drawn < 0.13 else born


if __name__ == "__main__":
    main()
