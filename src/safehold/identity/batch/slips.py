"""Whether birth dates in a table are wrong anyhow, or only as people mishear and mistype them.

A father and a son of one name live at one address and are born a generation apart, so another birth date keeps two mentions apart. Where
dates are wrong at random, the same is seen of one person, but then the years between are any number: they tell which of the two it is.
"""

import duckdb

OF_A_GENERATION = (16, 50)  # years between a parent and a child, nearly always
SEEN = 20  # pairs, below which nothing is concluded
OUTSIDE = 0.25  # of the pairs; of dates at random some two fifths are, of families hardly a twentieth

_TWO_DATES = "a.birth_day > 0 AND b.birth_day > 0 AND abs(a.birth_year - b.birth_year) >= 10"


def born_anyhow(con: duckdb.DuckDBPyConnection) -> bool:
    """Of the table `mentions`."""
    joined = " UNION ".join(
        f"SELECT a.number AS a, b.number AS b, abs(a.birth_year - b.birth_year) AS years FROM mentions a JOIN mentions b"
        f" ON a.given = b.given AND a.family = b.family AND {same} AND a.number < b.number WHERE {_TWO_DATES}"
        for same in ("a.house = b.house AND a.street = b.street", "a.phone = b.phone")
    )
    least, most = OF_A_GENERATION
    found = f"SELECT count(*), count(*) FILTER (years NOT BETWEEN {least} AND {most}) FROM ({joined})"
    ((seen, outside),) = con.execute(found).fetchall()
    return bool(seen >= SEEN and outside >= OUTSIDE * seen)
