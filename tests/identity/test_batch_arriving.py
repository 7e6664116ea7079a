"""Newcomers placed among what a run over a whole table left: as that run would have placed them, wherever that is clear."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from safehold.identity.batch import arriving, blocking, pairs, persons, standing, table
from safehold.identity.trained import shipped
from safehold.synthetic.population_records import draw_mentions

NUMBER, NEW = 3_000, 60


def drawn() -> pa.Table:
    return draw_mentions(NUMBER, 8).mentions


def file(rows: pa.Table, path: Path) -> Path:
    pq.write_table(rows, path)
    return path


def linked(given: Path, kept: Path | None = None) -> dict[str, str]:
    """The person of each mention by a run over all of them."""
    with table.connect() as con:
        read = table.read(con, given)
        blocking.block(con)
        weigher = pairs.Weigher(con, shipped())
        found = persons.grouped(pairs.score(con, weigher), weigher, shipped(), read.rows)
        if kept is not None:
            standing.keep(con, shipped(), found, kept)
        ids = [mention for (mention,) in con.execute("SELECT mention_id FROM given ORDER BY number").fetchall()]
    return {mention: ids[person] for mention, person in zip(ids, found.person.tolist(), strict=True)}


def placed(kept: Path, given: Path) -> tuple[dict[str, str], arriving.Arrived]:
    with table.connect() as con:
        found, _ = arriving.place_file(con, kept, given)
        arriving.add(con)
        return dict(con.execute("SELECT mention_id, person_id FROM placed").fetchall()), found


@pytest.fixture(scope="module")
def stood(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("standing")
    whole = linked(file(drawn().slice(0, NUMBER - NEW), folder / "old.parquet"), folder / "kept.duckdb")
    return folder / "kept.duckdb", whole


@pytest.fixture
def kept(stood: tuple[Path, dict[str, str]], tmp_path: Path) -> Path:
    path = tmp_path / "kept.duckdb"
    path.write_bytes(stood[0].read_bytes())
    return path


def test_newcomers_in_one_batch_or_in_several_are_placed_as_a_run_over_everything_places_them(kept: Path, tmp_path: Path) -> None:
    late = drawn().slice(NUMBER - NEW)
    everyone = linked(file(drawn(), tmp_path / "all.parquet"))
    again = tmp_path / "again.duckdb"
    again.write_bytes(kept.read_bytes())
    once, found = placed(kept, file(late, tmp_path / "new.parquet"))
    assert (found.new, found.known) == (NEW, 0)
    parts: dict[str, str] = {}
    unsure = {mention for mention, _, _ in found.unsure}
    for at in range(0, NEW, 20):
        several, each = placed(again, file(late.slice(at, 20), tmp_path / f"{at}.parquet"))
        parts |= several
        unsure |= {mention for mention, _, _ in each.unsure}
    clear = [mention for mention in once if mention not in unsure]
    assert len(clear) > NEW * 0.6
    assert sum(once[mention] != mention for mention in clear) > NEW * 0.3  # half are of people who stood
    for found_now in (once, parts):
        otherwise = [mention for mention in clear if found_now[mention] != everyone[mention]]
        # Whom nothing but a wide key finds waits for the next run over everything: alone, and never with another.
        assert all(found_now[mention] == mention for mention in otherwise)
        assert len(otherwise) <= 2


def test_who_was_placed_stands_and_is_found_by_the_next_who_come(kept: Path, tmp_path: Path) -> None:
    one = {"given_name": ["Tiberius"], "family_name": ["Quillfeather"], "date_of_birth": ["1971-05-06"], "phone": ["01632 960199"]}
    first, _ = placed(kept, file(pa.table({"mention_id": ["x1"]} | one), tmp_path / "x1.parquet"))
    second, _ = placed(kept, file(pa.table({"mention_id": ["x2"]} | one), tmp_path / "x2.parquet"))
    assert (first, second) == ({"x1": "x1"}, {"x2": "x1"})


def test_a_mention_that_stands_already_is_answered_and_changes_nothing(
    kept: Path, stood: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    rows = drawn().slice(100, 30)
    answered, found = placed(kept, file(rows, tmp_path / "old.parquet"))
    assert answered == {mention: stood[1][mention] for mention in rows["mention_id"].to_pylist()}
    assert (found.new, found.known) == (0, 30)


def rows_of(kept: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(kept, read_only=True) as con:
        return {name: con.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in ("standing", "numbered", "keys", "value_given")}


def test_what_is_interrupted_while_it_is_added_leaves_what_stood(kept: Path, tmp_path: Path) -> None:
    before = rows_of(kept)
    with table.connect() as con:
        arriving.place_file(con, kept, file(drawn().slice(NUMBER - NEW), tmp_path / "new.parquet"))
        con.execute("DROP TABLE new_placed")  # the last that is added
        with pytest.raises(duckdb.CatalogException):
            arriving.add(con)
    assert rows_of(kept) == before


def test_what_is_interrupted_while_it_is_kept_leaves_what_stood(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_model: object) -> bytes:
        raise KeyboardInterrupt

    before = kept.read_bytes()
    monkeypatch.setattr(standing, "dump", interrupted)
    with pytest.raises(KeyboardInterrupt):
        linked(file(drawn().slice(0, 200), tmp_path / "few.parquet"), kept)
    assert kept.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["few.parquet", "kept.duckdb"]


def test_what_is_no_kept_file_or_of_another_version_is_refused(kept: Path, stood: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    given = file(drawn().slice(0, 5), tmp_path / "new.parquet")
    with duckdb.connect(kept) as con:
        con.execute("UPDATE about SET duckdb = 'v0.1'")
    older = tmp_path / "older.duckdb"
    older.write_bytes(stood[0].read_bytes())
    with duckdb.connect(older) as con:
        con.execute("ALTER TABLE value_family DROP COLUMN family_sounds")
    other = tmp_path / "other.duckdb"
    duckdb.connect(other).close()
    text = tmp_path / "text.duckdb"
    text.write_text("nothing")
    for path, says in (
        (kept, "another version"),
        (older, "another version"),
        (other, "not what a run"),
        (text, "cannot be opened"),
        (tmp_path / "no", "no such file"),
    ):
        with pytest.raises(table.BadTable, match=says), table.connect() as con:
            arriving.place_file(con, path, given)
