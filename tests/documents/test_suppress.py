from itertools import product

import pytest

from safehold.documents.suppress import NOT_SHOWN, amount, shown

LEAST = 5


@pytest.mark.parametrize(("count", "said"), [(0, "0"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5"), (612, "612")])
def test_a_small_count_by_itself_is_fewer_than(count, said):
    assert amount(count, LEAST) == said


def test_no_hidden_count_can_be_worked_out_from_the_others():
    """Every table of three cells up to 12. Whoever knows what is shown, and how it is made, finds at least two tables that look the same,
    and no small cell is the same in all of them. Whoever knows the true total as well, and what the words mean, finds two values for each
    small cell that is not nothing, unless every cell is small."""
    looks: dict[tuple, list[tuple[int, ...]]] = {}
    for counts in product(range(13), repeat=3):
        cells, total = shown(dict(zip("abc", counts, strict=True)), LEAST)
        said = (*cells.values(), total)
        looks.setdefault(said, []).append(counts)
        for cell, count in zip(cells.values(), counts, strict=True):
            assert (cell == f"fewer than {LEAST}") is (count < LEAST)
            assert cell in (str(count), NOT_SHOWN, f"fewer than {LEAST}")
        assert (total == NOT_SHOWN) is (min(counts) < LEAST)
        if max(counts) >= LEAST:
            _with_the_total(counts, list(cells.values()))
    for said, tables in looks.items():
        for place, cell in enumerate(said[:3]):
            if cell.startswith("fewer"):
                assert len({table[place] for table in tables}) > 1, said


def _with_the_total(counts: tuple[int, ...], cells: list[str]) -> None:
    ranges = [range(LEAST) if cell.startswith("fewer") else range(LEAST, 40) if cell == NOT_SHOWN else (int(cell),) for cell in cells]
    for place, count in enumerate(counts):
        if cells[place].startswith("fewer") and count:
            others = [each for number, each in enumerate(ranges) if number != place]
            could = {sum(counts) - one - two for one in others[0] for two in others[1]} & set(range(LEAST))
            assert len(could) > 1, (counts, cells)


def test_what_is_not_small_is_shown_with_its_total():
    assert shown({"a": 9, "b": 7}, LEAST) == ({"a": "9", "b": "7"}, "16")


def test_one_small_cell_hides_another_beside_it():
    cells, total = shown({"a": 1, "b": 9, "c": 20}, LEAST)
    assert cells == {"a": "fewer than 5", "b": NOT_SHOWN, "c": "20"}
    assert total == NOT_SHOWN
