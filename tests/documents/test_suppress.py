from itertools import product

import pytest

from safehold.documents.suppress import NOT_SHOWN, amount, shown

LEAST = 5


@pytest.mark.parametrize(("count", "said"), [(0, "0"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5"), (612, "612")])
def test_a_small_count_by_itself_is_fewer_than(count, said):
    assert amount(count, LEAST) == said


def test_no_hidden_count_can_be_worked_out_from_the_others():
    """Every table of three cells up to 12: whoever knows what is shown, and the rule, finds at least two tables that look the same, and
    no small cell is the same in all of them."""
    looks: dict[tuple, list[tuple[int, ...]]] = {}
    for counts in product(range(13), repeat=3):
        cells, total = shown(dict(zip("abc", counts, strict=True)), LEAST)
        looks.setdefault((*cells.values(), total), []).append(counts)
    for said, tables in looks.items():
        for place, cell in enumerate(said[:3]):
            if cell.startswith("fewer"):
                assert len({table[place] for table in tables}) > 1, said


def test_what_is_not_small_is_shown_with_its_total():
    assert shown({"a": 9, "b": 7}, LEAST) == ({"a": "9", "b": "7"}, "16")


def test_one_small_cell_hides_another_beside_it():
    cells, total = shown({"a": 1, "b": 9, "c": 20}, LEAST)
    assert cells == {"a": "fewer than 5", "b": NOT_SHOWN, "c": "20"}
    assert total == NOT_SHOWN
