"""New mentions of a table placed among those who stand: read, held against whom they share a key with, weighed and placed.

Only who shares a key with a newcomer, and the other mentions of these persons, are taken up; so what it costs grows with the newcomers.
"""

from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np

from safehold.identity.batch import standing, table, values
from safehold.identity.batch.components import Ints, Scored
from safehold.identity.batch.keyed import keys
from safehold.identity.batch.newcomers import Placed, place
from safehold.identity.batch.pairs import LOW, Weigher
from safehold.identity.batch.persons import limits
from safehold.identity.trained import Trained


class Arrived(NamedTuple):
    """`known` were placed before, and stay where they are. `unsure` is a mention, a person that it may be, and the weight in bits."""

    new: int
    known: int
    pairs: int
    unsure: list[tuple[str, str, float]]


def arrive(con: duckdb.DuckDBPyConnection, model: Trained) -> Arrived:
    """Of the table `given`, among the database `kept`: the table `placed` (number, mention_id, person_id)."""
    con.execute("CREATE OR REPLACE TABLE arrived AS FROM given")
    con.execute("CREATE OR REPLACE TEMP TABLE known AS SELECT g.number FROM arrived g SEMI JOIN kept.standing USING (mention_id)")
    con.execute(
        "CREATE OR REPLACE TABLE given AS SELECT * REPLACE (CAST(row_number() OVER (ORDER BY number) - 1 AS INTEGER) AS number)"
        " FROM arrived ANTI JOIN known USING (number)"
    )
    ((everyone,), (new,)) = (con.execute(f"SELECT count(*) FROM {each}").fetchall()[0] for each in ("arrived", "given"))
    values.make_columns(con)
    con.execute(f"CREATE OR REPLACE TABLE keys AS {keys()}")
    _candidates(con)
    ((old,),) = con.execute("SELECT count(*) FROM taken").fetchall()
    _beside(con, old)
    weigher = Weigher(con, model)
    left, right = _pairs(con, old)
    weight, against = weigher(left, right)
    kept = weight >= LOW
    edges = Scored(left[kept], right[kept], weight[kept], against[kept])
    person = con.execute("SELECT person FROM taken ORDER BY place").fetchnumpy()["person"].astype(np.int64)
    found = place(person, new, edges, weigher, limits(model))
    return Arrived(new, everyone - new, len(left), _told(con, found, old))


def _candidates(con: duckdb.DuckDBPyConnection) -> None:
    """`shared`: keys with whoever stands and has them, but those that more share than may; `taken`: all mentions of these persons, in
    their order, with the place and that of the person."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE shared AS WITH"
        " ours AS (SELECT key, any_value(most) AS most, count(*) AS held FROM keys GROUP BY key),"
        " theirs AS (SELECT k.key, k.number FROM kept.keys k JOIN ours o ON o.key = k.key),"
        " few AS (SELECT o.key FROM ours o LEFT JOIN (SELECT key, count(*) AS held FROM theirs GROUP BY key) t USING (key)"
        " WHERE o.held + coalesce(t.held, 0) <= o.most)"
        " SELECT key, number, true AS stands FROM theirs SEMI JOIN few USING (key)"
        " UNION ALL SELECT key, number, false FROM keys SEMI JOIN few USING (key)"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE taken AS WITH persons AS (SELECT DISTINCT s.person FROM kept.standing s"
        " WHERE s.number IN (SELECT number FROM shared WHERE stands)),"
        " members AS (SELECT s.number, s.mention_id, s.person, CAST(row_number() OVER (ORDER BY s.number) - 1 AS INTEGER) AS place"
        " FROM kept.standing s SEMI JOIN persons USING (person))"
        " SELECT m.number, m.mention_id, m.place, p.place AS person FROM members m JOIN members p ON p.number = m.person"
    )


def _beside(con: duckdb.DuckDBPyConnection, old: int) -> None:
    """Who was taken up and who is new in one `numbered`, the new after the old, with the values of both. `first` is from where the new
    values are numbered, in what is kept too."""
    first = {part: con.execute(f"SELECT coalesce(max(no), -1) + 1 FROM kept.value_{part}").fetchall()[0][0] for part in values.PARTS[1:]}
    moved = ", ".join(["sex_no", *(f"CAST({part}_no + {first[part]} AS INTEGER) AS {part}_no" for part in first)])
    parts = ", ".join(f"k.{part}_no" for part in values.PARTS)
    con.execute(f"CREATE OR REPLACE TABLE new_numbered AS SELECT number, {moved} FROM numbered")
    con.execute(
        f"CREATE OR REPLACE TABLE numbered AS SELECT t.place AS number, {parts} FROM taken t JOIN kept.numbered k ON k.number = t.number"
        f" UNION ALL SELECT CAST(number + {old} AS INTEGER), {', '.join(f'{part}_no' for part in values.PARTS)} FROM new_numbered"
    )
    for part in first:
        con.execute(f"CREATE OR REPLACE TABLE new_{part} AS SELECT * REPLACE (CAST(no + {first[part]} AS INTEGER) AS no) FROM value_{part}")
        con.execute(
            f"CREATE OR REPLACE TABLE value_{part} AS FROM new_{part}"
            f" UNION ALL SELECT v.* FROM kept.value_{part} v WHERE v.no IN (SELECT {part}_no FROM numbered)"
        )


def _pairs(con: duckdb.DuckDBPyConnection, old: int) -> tuple[Ints, Ints]:
    found = con.execute(
        "WITH placed AS (SELECT s.key, t.place, true AS stands FROM shared s JOIN taken t ON t.number = s.number WHERE s.stands"
        f" UNION ALL SELECT key, number + {old}, false FROM shared WHERE NOT stands)"
        " SELECT DISTINCT l.place AS l, r.place AS r FROM placed l JOIN placed r ON l.key = r.key AND l.place < r.place WHERE NOT r.stands"
    ).fetchnumpy()
    return np.asarray(found["l"], dtype=np.int64), np.asarray(found["r"], dtype=np.int64)


def _told(con: duckdb.DuckDBPyConnection, found: Placed, old: int) -> list[tuple[str, str, float]]:
    """Makes `placed`. A newcomer's person is called as it always was, or by the first of those that are one."""
    con.register("found_person", {"number": np.arange(len(found.person) - old), "person": found.person[old:]})
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE called AS SELECT place, mention_id FROM taken UNION ALL SELECT number + {old}, mention_id FROM given"
    )
    con.execute(
        "CREATE OR REPLACE TABLE new_placed AS SELECT f.number, f.person, g.mention_id, c.mention_id AS person_id FROM found_person f"
        " JOIN given g ON g.number = f.number JOIN called c ON c.place = f.person"
    )
    con.unregister("found_person")
    con.execute(
        "CREATE OR REPLACE TABLE placed AS SELECT a.number, a.mention_id, coalesce(p.person_id, o.mention_id) AS person_id FROM arrived a"
        " LEFT JOIN new_placed p USING (mention_id) LEFT JOIN kept.standing s ON s.mention_id = a.mention_id"
        " LEFT JOIN kept.standing o ON o.number = s.person"
    )
    names = dict(con.execute("SELECT place, mention_id FROM called").fetchall())
    return [(names[a], names[b], round(weight, 2)) for a, b, weight in zip(*(each.tolist() for each in found.unsure), strict=True)]


def add(con: duckdb.DuckDBPyConnection) -> None:
    """Those who arrived stand from now on, all of them or none."""
    ((first,),) = con.execute("SELECT count(*) FROM kept.standing").fetchall()
    # To look for what would make a few hundred rows smaller takes longer than to add them.
    con.execute("SET force_compression = 'uncompressed'")
    with standing.whole(con):
        for part in values.PARTS[1:]:
            con.execute(f"INSERT INTO kept.value_{part} FROM new_{part}")
        con.execute(f"INSERT INTO kept.numbered SELECT * REPLACE (CAST(number + {first} AS INTEGER) AS number) FROM new_numbered")
        con.execute(f"INSERT INTO kept.keys SELECT key, CAST(number + {first} AS INTEGER) FROM keys")
        con.execute(
            "INSERT INTO kept.standing SELECT n.number + $1, n.mention_id, coalesce(s.number, m.number + $1) FROM new_placed n"
            " LEFT JOIN kept.standing s ON s.mention_id = n.person_id"
            " LEFT JOIN new_placed m ON m.mention_id = n.person_id ORDER BY n.number",
            [first],
        )


def place_file(con: duckdb.DuckDBPyConnection, kept: Path, given: Path) -> tuple[Arrived, table.Input]:
    """Reads a file of newcomers and places them; `add` keeps them. Raises BadTable."""
    model = standing.attach(con, kept)
    read = table.load(con, given)
    return arrive(con, model), read
