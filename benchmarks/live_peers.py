"""What else one could ask who a caller may be: pg_trgm in a PostgreSQL of this machine, and Splink's own call for new records.

Both are given what favours them: trigrams the 200 likeliest by name, scored by Safehold's model from features that are worked out
beforehand; Splink its best blocking and comparisons, trained on the table, its tables and term frequencies warm. Both answer fewer
questions, since they are slow.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

LIKELY = 0.94
MOST = 10
OF_TRIGRAMS, OF_SPLINK = 60, 20
Said = dict[str, str]


class Asked(NamedTuple):
    """Of the people on record: the share that was among the candidates, and the share found; of the absent, the share claimed. `took` is
    the time that passed for each question, `used` that of the processors, program and server, `served` the server's part of it; all in
    milliseconds."""

    questions: int
    candidates: float
    found: float
    claimed: float
    took: list[float]
    used: list[float]
    served: list[float]
    met: list[bool]  # whether each of the people on record was among the candidates
    hit: list[bool]  # and found


# The rows that were compared, and those claimed, for a question.
Answer = Callable[[Said], tuple[Sequence[int], Sequence[int]]]


def measured(population: Any, sort: str, answer: Answer, questions: int, server: int | None = None) -> Asked:
    """Evenly out of all questions; half as many of people who are not on record. `server` is the number of the server's process."""
    known, absent = _some(population.known, questions), _some(population.absent, max(questions // 2, 1))
    took: list[float] = []
    used: list[float] = []
    served: list[float] = []

    def ask(said: Said) -> tuple[Sequence[int], Sequence[int]]:
        busy, serving, began = time.process_time(), _serving(server), time.perf_counter()
        found = answer(said)
        took.append((time.perf_counter() - began) * 1e3)
        served.append((_serving(server) - serving) * 1e3)
        used.append((time.process_time() - busy) * 1e3 + served[-1])
        return found

    def among(rows: Sequence[int], person: int) -> bool:
        return any(population.person_of[row] == person for row in rows)

    answers = [(one.person, *ask(getattr(one, sort))) for one in known]
    claimed = sum(bool(ask(getattr(one, sort))[1]) for one in absent)
    met = [among(candidates, person) for person, candidates, _ in answers]
    hit = [among(found, person) for person, _, found in answers]
    return Asked(len(known), sum(met) / len(known), sum(hit) / len(known), claimed / len(absent), took, used, served, met, hit)


def same(ours: Asked, theirs: Asked) -> tuple[float, float]:
    """The shares of ours among the candidates and found, of the questions that a peer was asked."""
    met, hit = _some(ours.met, theirs.questions), _some(ours.hit, theirs.questions)
    return sum(met) / len(met), sum(hit) / len(hit)


def _some(questions: Sequence[Any], number: int) -> Sequence[Any]:
    step = max(len(questions) // number, 1)
    return questions[::step][:number]


def words(asked: Asked) -> str:
    (took, took_95), (used, used_95), (served, served_95) = spread(asked.took), spread(asked.used), spread(asked.served)
    return (
        f"{asked.candidates:.3f} among the candidates, {asked.found:.3f} found, {asked.claimed:.3f} of the absent claimed;"
        f" passed: median {took:.2f} ms, 95th percentile {took_95:.1f} ms; of the processors: {used:.2f} and {used_95:.1f} ms,"
        f" the server's part {served:.2f} and {served_95:.1f} ms ({asked.questions} questions)"
    )


def spread(times: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return statistics.median(ordered), ordered[min(len(ordered) * 95 // 100, len(ordered) - 1)]


def server_of(cursor: Any) -> int:
    cursor.execute("SELECT pg_backend_pid()")
    return int(cursor.fetchone()[0])


def _serving(server: int | None) -> float:
    """Seconds of the processors that the server's process has used."""
    return int(Path(f"/proc/{server}/schedstat").read_text("ascii").split()[0]) / 1e9 if server else 0.0


def tell(name: str, asked_of: dict[str, Asked] | str, ours: dict[str, Asked]) -> None:
    if isinstance(asked_of, str):
        print(f"  {name}: not measured, since {asked_of}")
        return
    for sort, asked in asked_of.items():
        print(f"  {name}, {sort}: {words(asked)}")
        our = ours[sort]
        took, used = (spread(theirs)[0] / spread(mine)[0] for theirs, mine in ((asked.took, our.took), (asked.used, our.used)))
        met, hit = same(our, asked)
        print(f"    {took:.0f} times as long as Safehold ({used:.0f} of the processors),", end=" ")
        print(f"which had {met:.3f} of the same among the candidates and found {hit:.3f}", flush=True)


def trigrams(population: Any) -> dict[str, Asked] | str:
    programs = next((path.parent for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None)
    if programs is None:
        return "there is no system PostgreSQL: install postgresql with its contrib extensions"
    from safehold.chronology.envelope import Mention
    from safehold.identity.features import features, query_features
    from safehold.identity.model import standard
    from safehold.identity.score import score

    table = pq.read_table(population.loaded).combine_chunks()
    empty = pa.scalar("")
    name = pc.utf8_trim_whitespace(
        pc.binary_join_element_wise(pc.coalesce(table["given_name"], empty), pc.coalesce(table["family_name"], empty), " ")
    )
    known, model = {}, standard().among(table.num_rows)

    def read(number: int) -> Any:
        if number not in known:
            row = table.slice(number, 1).to_pylist()[0]
            said = {column: row[column] or "" for column in _FIELDS}
            known[number] = features(Mention(ref="", role="", **said), "")
        return known[number]

    with _server(programs) as address, psycopg.connect(address, autocommit=True) as connection:
        cursor = connection.cursor()
        try:
            cursor.execute("CREATE EXTENSION pg_trgm")
        except psycopg.Error as error:
            return f"its server has no pg_trgm: {error}".strip()
        cursor.execute("CREATE TABLE person (number int, name text)")
        with cursor.copy("COPY person FROM STDIN") as copy:
            for number, each in enumerate(name):
                copy.write_row((number, each.as_py()))
        cursor.execute("CREATE INDEX ON person USING gin (name gin_trgm_ops); ANALYZE person")
        query = "SELECT number FROM person WHERE name %% %s ORDER BY name <-> %s LIMIT 200"

        def candidates(said: Said) -> list[int]:
            asked = f"{said['given_name']} {said['family_name']}".strip()
            return [number for (number,) in cursor.execute(query, [asked, asked]).fetchall()]

        def answer(said: Said) -> tuple[list[int], list[int]]:
            found, asked = candidates(said), query_features(**said)
            scored = sorted(((score(asked, read(number), model).probability, number) for number in found), reverse=True)[:MOST]
            return found, [number for probability, number in scored if probability >= LIKELY]

        for sort in ("whole", "heard"):  # what reading the table's own fields costs is not theirs
            for one in (*_some(population.known, OF_TRIGRAMS), *_some(population.absent, OF_TRIGRAMS // 2)):
                for number in candidates(getattr(one, sort)):
                    read(number)
        server = server_of(cursor)
        return {sort: measured(population, sort, answer, OF_TRIGRAMS, server) for sort in ("whole", "heard")}


_FIELDS = ("given_name", "family_name", "date_of_birth", "sex", "address", "postcode", "phone", "email")


@contextmanager
def _server(programs: Path) -> Iterator[str]:
    """A server of its own, gone afterwards; as another user where we are root, since PostgreSQL refuses to run as root."""
    other = {"user": "postgres"} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp())
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "cwd": folder, **other}
    try:
        if other:
            shutil.chown(folder, "postgres")
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", "postgres", "--locale=C.UTF-8"], check=True, **quiet
        )
        options = f"-k {folder} -c listen_addresses= -c shared_buffers=1GB -c fsync=off -c jit=off -c maintenance_work_mem=512MB"
        start = [programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start"]
        subprocess.run(start, check=True, **quiet)
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            subprocess.run([programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"], check=True, **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def splink(population: Any) -> dict[str, Asked] | str:
    try:
        from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    except ImportError:
        return "splink is not installed"
    import logging

    sys.path.insert(0, str(Path(__file__).parent.parent))
    from benchmarks.linkage import data, splink_peer
    from benchmarks.linkage.splink_settings import SETTINGS, rules

    logging.disable(logging.WARNING)  # the linker sets the level of its own logger anew
    loaded = pq.read_table(population.loaded)
    table = data.fields(loaded)
    columns = {name for name in table.column_names if table[name].null_count < table.num_rows}
    setting = SETTINGS["usual"]
    api = DuckDBAPI()
    chosen = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="number",
        comparisons=splink_peer.comparisons(table, columns, setting.address),
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules(setting, columns)],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )
    held = api.register(table)
    linker = Linker(held, chosen)
    sure = [block_on(*rule) for rule in splink_peer.SURE]
    linker.training.estimate_probability_two_random_records_match(sure, recall=splink_peer.SURE_OF_ALL)
    linker.training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=1)
    for rule in splink_peer.TRAINED_OVER:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*rule), estimate_without_term_frequencies=True, max_pairs=500_000.0
        )
    asked = 0

    def answer(said: Said) -> tuple[list[int], list[int]]:
        nonlocal asked
        asked += 1
        row = dict.fromkeys(loaded.column_names) | {name: value or None for name, value in said.items()}
        one = data.fields(pa.Table.from_pylist([row | {"mention_id": "asked"}], schema=loaded.schema))
        place = one.column_names.index("number")
        one = one.set_column(place, "number", pa.array([-asked], one["number"].type))
        found = linker.inference.predict_between(held, api.register(one), threshold_match_weight=-10.0)
        pairs = found.as_duckdbpyrelation().project("number_l, number_r, match_probability").fetchall()
        scored = sorted(((probability, max(left, right)) for left, right, probability in pairs), reverse=True)
        return [number for _, number in scored], [number for probability, number in scored[:MOST] if probability >= LIKELY]

    answer(population.known[0].whole)
    return {sort: measured(population, sort, answer, OF_SPLINK) for sort in ("whole", "heard")}
