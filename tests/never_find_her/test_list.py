"""docs/never-find-her.md: at least forty ways, and each with a test that is there, or said to be open."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|\n ").split(" | ")] if not line.endswith("| |") else [*line.strip("| \n").split(" | "), ""]
    for line in (ROOT / "docs" / "never-find-her.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| the way")
]


def test_it_names_at_least_forty_ways_each_once():
    ways = [row[0] for row in ROWS]
    assert len(ways) >= 40
    assert len(set(ways)) == len(ways)


@pytest.mark.parametrize("row", ROWS, ids=[row[0][:40] for row in ROWS])
def test_each_way_has_a_test_that_is_there_or_is_open(row):
    _way, does, tried = row
    if not tried:
        assert "**open**" in does
        return
    path, name = re.fullmatch(r"`([\w/.]+)::(test_\w+)`", tried).groups()
    assert re.search(rf"^def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE), tried
