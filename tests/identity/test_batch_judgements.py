"""What people judged of pairs in a table: read or refused by row, learnt from where it helps, and never overruled."""

from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from safehold.identity.batch import judgements, overruling, persons, refit, table
from safehold.identity.batch.components import scored
from safehold.identity.batch.judgements import Judgements
from safehold.identity.batch.pairs import Weigher, against
from safehold.identity.levels import COMPARISONS
from safehold.identity.trained import Scorer, Trained, dump, load, shipped

HEAD = "a,b,judgement\n"


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory):
    tmp_path = tmp_path_factory.mktemp("judged")
    pq.write_table(pa.table({"mention_id": ["m1", "m2", "m3"], "family_name": ["Ashby", "Ashby", "Tranter"]}), tmp_path / "m.parquet")
    con = table.connect()
    con.execute("SET threads = 1")
    table.read(con, tmp_path / "m.parquet")
    return con


def written(folder: Path, text: str) -> Path:
    path = folder / "judged.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_each_pair_is_read_once_whichever_way_round(con, tmp_path: Path) -> None:
    found = judgements.read(con, written(tmp_path, HEAD + "m2,m1,linked\nm1,m2,linked\nm1,m3,not_linked\n"))
    assert [each.tolist() for each in found] == [[0, 0], [1, 2], [True, False]]
    pq.write_table(pa.table({"a": ["m3"], "b": ["m1"], "judgement": ["not_linked"]}), tmp_path / "judged.parquet")
    assert judgements.read(con, tmp_path / "judged.parquet").left.tolist() == [0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b\nm1,m2\n", "there is no column judgement; the columns are a, b"),
        (HEAD + "m1,m2,linked\nm1,m9,linked\n", "row 2: no mention has the id m9"),
        (HEAD + "m1,,linked\n", "row 1: there is no b"),
        (HEAD + "m1,m2,perhaps\n", "row 1: the judgement is perhaps, and must be one of linked, not_linked"),
        (HEAD + "m1,m2,\n", "row 1: the judgement is missing"),
        (HEAD + "m1,m1,linked\n", "row 1: m1 is judged against itself"),
        (HEAD + "m1,m2,linked\nm2,m3,linked\nm2,m1,not_linked\n", "row 3: m2 and m1 are not_linked, and row 1 says otherwise"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_row(con, tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(table.BadTable) as refused:
        judgements.read(con, written(tmp_path, text))
    assert str(refused.value).startswith(str(tmp_path / "judged.csv"))
    assert says in str(refused.value)


class Told:
    """In place of a weigher: weights that take everybody for the same, or that could not be better."""

    def __init__(self, same: np.ndarray, *, learnable: bool) -> None:
        self.weight = np.where(same, 9.0, 8.0) + np.random.default_rng(4).normal(0, 1, len(same))
        truth = same if learnable else np.arange(len(same)) % 4 < 2
        self.found = {name: np.zeros(len(same), dtype=np.int8) for name in ("family_name", "date_of_birth", "sex", "phone", "email")}
        self.found |= {"given_name": np.where(truth, 1, 12).astype(np.int8), "address": np.ones(len(same), dtype=np.int8)}
        if not learnable:
            self.weight = np.zeros(len(same))  # which is as sure as one can be

    def levels(self, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        return self.weight, self.found

    def parts(self, model: Trained, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        return np.zeros(len(left), dtype=bool)


def judged(many: int) -> Judgements:
    same = np.arange(many) % 2 == 0
    return Judgements(np.arange(many), np.arange(many) + many, same)


def test_judgements_teach_what_the_weights_had_wrong_and_the_model_says_on_how_many_it_rests() -> None:
    given = judged(400)
    found = refit.refit(shipped(), Told(given.same, learnable=True), given)
    assert found.better
    assert (found.model.judged.linked, found.model.judged.not_linked) == (200, 200)
    assert found.model.judged.after < found.model.judged.before / 2
    before, after = Scorer(shipped()).weights, Scorer(found.model).weights
    assert after["given_name", "different"] < before["given_name", "different"] - 2
    assert after["phone", "exact"] == before["phone", "exact"]  # of which no judgement spoke
    assert load(dump(found.model)) == found.model


def test_what_does_no_better_on_judgements_held_back_is_not_taken_up() -> None:
    given = judged(200)
    found = refit.refit(shipped(), Told(given.same, learnable=False), given)
    assert not found.better
    assert found.model == shipped()
    assert "stay as they were" in found.says


def test_too_few_judgements_teach_nothing() -> None:
    given = judged(40)
    found = refit.refit(shipped(), Told(given.same, learnable=True), given)
    assert found.model == shipped()
    assert found.says.startswith("20 judgements say linked and 20 not_linked")


def test_what_people_judged_holds_whatever_the_weights_say() -> None:
    ids = np.array([0, 0, 2]), np.array([1, 2, 3])
    edges = scored(*ids, np.array([30.0, -9.0, 30.0]), np.zeros(3, dtype=bool))
    said = Judgements(np.array([0, 2]), np.array([1, 3]), np.array([False, True]))

    def nothing(left, right):
        return np.full(len(left), -30.0), np.zeros(len(left), dtype=bool)

    assert persons.grouped(edges, nothing, shipped(), 4, said.limits()).person.tolist() == [0, 1, 2, 2]


def test_what_is_added_weighs_in_memory_and_in_sql_alike(con) -> None:
    weights = shipped().comparisons["family_name"]
    more = {**weights, "exact": msgspec.structs.replace(weights["exact"], added=2.5)}
    model = msgspec.structs.replace(shipped(), comparisons={**shipped().comparisons, "family_name": more})
    left, right = np.array([0]), np.array([1])
    before, after = (Weigher(con, each)(left, right)[0][0] for each in (shipped(), model))
    assert after - before == pytest.approx(2.5)
    assert Scorer(model).weights["family_name", "exact"] - Scorer(shipped()).weights["family_name", "exact"] == pytest.approx(2.5)


def test_what_contradicts_and_was_judged_one_person_time_and_again_contradicts_no_more() -> None:
    place = {each.name: {level.name: at for at, level in enumerate(each.levels)} for each in COMPARISONS}
    levels = {
        "given_name": np.full(10, place["given_name"]["confusable"]),
        "date_of_birth": np.full(10, place["date_of_birth"]["exact"]),
        "sex": np.full(10, place["sex"]["same"]),
    }
    both = ("given_name.confusable", "date_of_birth.exact")
    assert overruling.overruled(levels, np.ones(10, dtype=bool)) == (both,)
    assert overruling.overruled(levels, np.arange(10) > 3) == ()
    assert overruling.overruled({name: found[:7] for name, found in levels.items()}, np.ones(7, dtype=bool)) == ()
    model = msgspec.structs.replace(shipped(), overruled=(both,))
    assert len(against(model)) < len(against(shipped()))
    assert load(dump(model)) == model


def test_another_given_name_or_generation_is_never_overruled() -> None:
    place = {each.name: {level.name: at for at, level in enumerate(each.levels)} for each in COMPARISONS}
    levels = {
        "given_name": np.full(50, place["given_name"]["different"]),
        "date_of_birth": np.full(50, place["date_of_birth"]["generation"]),
        "sex": np.full(50, place["sex"]["same"]),
    }
    assert overruling.overruled(levels, np.ones(50, dtype=bool)) == ()
