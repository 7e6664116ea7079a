"""How quick the ranked list is with 200,000 cases: all of them put in order, read as a unit reads it, and one re-ranked, beside a peer.

    python -m benchmarks.ranking [--cases 200000] [--write]

It makes a database of its own, puts in so many cases with made-up facts and their steps, and asks PostgreSQL as the application asks. From
cold means by a new connection, once the pages of these tables have been driven out of the database's buffers. Else it is the median of 50.
The peer orders the same cases by the count of items answered yes, in plain SQL over a table that has everything at hand, with an index for
it and without; it knows neither who may see a case nor what time it is. Working all cases out anew from their facts is what a rebuild does.
"""

import argparse
import contextlib
import os
import random
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import areas  # noqa: E402  (it lies beside this file)

os.environ["SAFEHOLD_DEMONSTRATION"] = "1"
BENCHMARKS = Path(__file__).parents[1] / "docs" / "benchmarks.md"
READ = 50
GRADES = ("high", "", "medium", "standard")
SHARES = (8, 12, 35, 45)


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--cases", type=int, default=200_000)
    given.add_argument("--write", action="store_true", help="Into docs/benchmarks.md.")
    asked = given.parse_args()
    from safehold.commands import starting

    with contextlib.ExitStack() as stack:
        if not os.environ.get("SAFEHOLD_HOME"):
            stack.enter_context(areas.home())
        database = stack.enter_context(starting.ready(demonstration=True))
        lines = measured(database, asked.cases)
    print("\n".join(lines))
    if asked.write:
        write(lines)


def measured(database, cases: int) -> list[str]:
    import psycopg

    made = fill(database, cases)
    with psycopg.connect(database.owner, autocommit=True) as owner:
        for table in ("ranking_case", "ranking_step", "identity_case_agency", "peer"):
            owner.execute(f"VACUUM ANALYZE {table}")
    cold_all, cold = from_cold(database, ALL), from_cold(database, OURS)
    every = [once(ALL) for _ in range(5)]
    ours = [once(OURS) for _ in range(READ)]
    first = [once(OURS_FIRST) for _ in range(READ)]
    plain = [once(PEER) for _ in range(READ)]
    with psycopg.connect(database.owner, autocommit=True) as owner:
        owner.execute("CREATE INDEX peer_items ON peer (items DESC)")
        owner.execute("ANALYZE peer")
    indexed = [once(PEER) for _ in range(READ)]
    again = reranked(database)
    med = statistics.median
    return [
        f"Written by `python -m benchmarks.ranking --cases {cases} --write` on {datetime.now(UTC):%d %B %Y}, {os.cpu_count()} cores.",
        f"{cases:,} open cases, {made['steps']:,} steps.",
        "",
        "| what | median | highest of 50 |",
        "|---|---|---|",
        f"| all facts to steps, in one process (every case worked out anew) | {made['worked_out']:.1f} s | |",
        f"| all cases put in order at this moment, from cold | {cold_all * 1000:.0f} ms | |",
        f"| the same, warm (of 5) | {med(every) * 1000:.0f} ms | {max(every) * 1000:.0f} ms |",
        f"| a unit's list from cold, first 600 | {cold * 1000:.0f} ms | |",
        f"| a unit's list, first 600 and the line, as its specialist | {med(ours) * 1000:.1f} ms | {max(ours) * 1000:.1f} ms |",
        f"| a unit's list, first 60 | {med(first) * 1000:.1f} ms | {max(first) * 1000:.1f} ms |",
        f"| one case re-ranked: facts to steps, and both tables written | {again * 1000:.1f} ms | |",
        f"| peer: plain SQL by item count, first 600, sorted | {med(plain) * 1000:.1f} ms | {max(plain) * 1000:.1f} ms |",
        f"| peer: the same by an index | {med(indexed) * 1000:.1f} ms | {max(indexed) * 1000:.1f} ms |",
        "",
        f"To its peer without an index ours takes {med(ours) / med(plain):.2f} of the time, to the one with an index"
        f" {med(ours) / med(indexed):.1f} times as long: for that it asks of each case who may see it, and where it stands at this moment.",
    ]


ALL = """
SELECT count(*)
  FROM (SELECT k.case_id, k.orders[width_bucket(%(now)s, k.since)] AS danger FROM ranking_case k ORDER BY 2 DESC, 1 OFFSET 0) each
"""
OURS = "SELECT count(*) FROM access.ranked(%(now)s, 0, 600)"
OURS_FIRST = "SELECT count(*) FROM access.ranked(%(now)s, 0, 60)"
PEER = "SELECT count(*) FROM (SELECT case_id FROM peer WHERE agency = 'northshire-police' ORDER BY items DESC LIMIT 600) each"


def fill(database, cases: int) -> dict[str, float]:
    import msgspec
    import psycopg

    from safehold.chronology.times import END_OF_TIME
    from safehold.risk.ranking.scoring import steps
    from safehold.risk.ranking.weights import shipped

    weights, rng, now = shipped(), random.Random(7), time.time_ns() // 1000
    drawn = [(f"{2 * n}-{2 * n + 1}", rng.choices(GRADES, SHARES)[0], facts(rng, now, weights)) for n in range(1, cases + 1)]
    began = time.perf_counter()
    worked = [(case, grade, found, steps(found, grade, weights)) for case, grade, found in drawn]
    took = time.perf_counter() - began
    encode = msgspec.json.encode
    with psycopg.connect(database.owner) as owner:
        copied(owner, "ranking_case (case_id, version, grade, facts, since, orders, disagreed)", (
            (case, weights.version, grade, encode(found).decode(), [each.since for each in listed], [each.order for each in listed], [])
            for case, grade, found, listed in worked
        ))  # fmt: skip
        copied(owner, "ranking_step (case_id, since_at, until_at, danger)", (
            (case, each.since, until, each.order)
            for case, _, _, listed in worked
            for each, until in zip(listed, [*(step.since for step in listed[1:]), END_OF_TIME], strict=True)
        ))  # fmt: skip
        owner.execute("INSERT INTO identity_case_agency (case_id, agency) SELECT case_id, 'northshire-police' FROM ranking_case")
        owner.execute(
            "CREATE TABLE peer AS SELECT case_id, 'northshire-police'::text AS agency, (random() * 27)::int AS items FROM ranking_case"
        )
        owner.execute("GRANT SELECT ON peer TO safehold_app")
        owner.commit()
    return {"worked_out": took, "steps": sum(len(listed) for *_, listed in worked)}


def copied(connection, table: str, rows) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as writer:
        for row in rows:
            writer.write_row(row)


def facts(rng: random.Random, now: int, weights):
    """Most were reported once, some time in the last three years; few often."""
    from safehold.chronology.times import DAY
    from safehold.risk.ranking.facts import Facts, Harm

    count = 1 if rng.random() < 0.7 else rng.randrange(2, 9)
    reports = tuple(sorted(now - int(rng.random() ** 1.5 * 1100 * DAY) for _ in range(count)))
    series = {"recency": reports, "frequency": reports}
    for name, share in (
        ("threat_to_kill", 0.1),
        ("strangulation", 0.08),
        ("stalking", 0.08),
        ("breach", 0.05),
        ("separation", 0.15),
        ("fear", 0.3),
    ):
        if rng.random() < share:
            series[name] = (rng.choice(reports),)
    if rng.random() < 0.4:
        series["overdue"] = tuple(sorted(now - int(rng.uniform(-20, 60) * DAY) for _ in range(rng.randrange(1, 5))))
    if rng.random() < 0.02:
        series["release"] = (now + int(rng.random() * 90 * DAY),)
    worst = rng.choice(weights.severities)
    return Facts(dict(sorted(series.items())), (Harm(reports[-1], worst.severity, worst.name),))


def once(query: str) -> float:
    """As the specialist of the unit, named to the database as the site names them; the naming is not counted."""
    from django.db import connection, transaction

    from safehold.access import context

    with transaction.atomic():
        context.enter(viewer())
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE safehold_app")
            began = time.perf_counter()
            cursor.execute(query, {"now": time.time_ns() // 1000})
            cursor.fetchall()
            return time.perf_counter() - began


_VIEWER: list = []


def viewer():
    if not _VIEWER:
        from safehold.access import demonstration
        from safehold.access.models import Posting
        from safehold.access.viewer import Viewer

        demonstration.make()
        one = Posting.objects.select_related("user", "agency").filter(role="da_specialist", agency_id="northshire-police").order_by("pk")[0]
        _VIEWER.append(
            Viewer(one.user_id, one.user.staff_id, str(one.user), one.agency_id, "", one.agency.kind, one.role, one.pk, "/first/", "")
        )
    return _VIEWER[0]


def from_cold(database, query: str) -> float:
    """By a new connection, once other pages have been read through the same buffers."""
    import psycopg
    from django.db import connections

    viewer()
    with psycopg.connect(database.owner, autocommit=True) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS chaff AS SELECT n, repeat('x', 900) AS x FROM generate_series(1, 400000) n")
        owner.execute("SELECT count(x) FROM chaff")
    connections.close_all()
    return once(query)


def reranked(database) -> float:
    """One case, worked out and written, rolled back afterwards."""
    import psycopg

    from safehold.chronology.derived import Wanted, write
    from safehold.chronology.times import END_OF_TIME
    from safehold.practice.safeguarding.ranking.state import RANKED, STEP
    from safehold.risk.ranking.scoring import steps
    from safehold.risk.ranking.weights import shipped

    rng, now, weights = random.Random(9), time.time_ns() // 1000, shipped()
    times = []
    with psycopg.connect(database.owner) as owner, owner.cursor() as cursor:
        for number in range(1, READ + 1):
            case, found = f"{number * 400}-{number * 400 + 1}", facts(rng, now, weights)
            began = time.perf_counter()
            listed = steps(found, "high", weights)
            rows = {(case, each.since): (until, each.order) for each, until in zip(
                listed, [*(step.since for step in listed[1:]), END_OF_TIME], strict=True)}  # fmt: skip
            row = (weights.version, "high", "[{}]", [each.since for each in listed], [each.order for each in listed], [])
            write(cursor, [Wanted(RANKED, "case_id", [case], {(case,): row}), Wanted(STEP, "case_id", [case], rows)])
            times.append(time.perf_counter() - began)
        owner.rollback()
    return statistics.median(times)


def write(lines: list[str]) -> None:
    begin, end = "<!-- ranking -->", "<!-- end of ranking -->"
    text = BENCHMARKS.read_text("utf-8")
    told = "\n".join([begin, "## Whom to help first", "", *lines, end])
    if begin in text:
        text = text.partition(begin)[0] + told + text.partition(end)[2]
    else:
        text = text.rstrip() + "\n\n" + told + "\n"
    BENCHMARKS.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
