"""docs/security.md and docs/data-protection.md: every requirement once, every path there is, and nothing that the code does not do."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ROW = re.compile(r"^\| (V\d+\.\d+\.\d+) \| ([^|]+) \| (met|not applicable|\*\*open\*\*) \| ([^|]+) \|$", re.MULTILINE)
PATH = re.compile(r"`((?:src|tests|docs|benchmarks)/[\w./-]+|Makefile|requirements\.txt|package-lock\.json|pyproject\.toml)`")


def rows() -> list[tuple[str, str, str, str]]:
    return ROW.findall((DOCS / "security.md").read_text("utf-8"))


def test_every_requirement_of_levels_one_and_two_stands_there_once_in_order():
    sections = yaml.safe_load((Path(__file__).parent / "asvs.yaml").read_text("utf-8"))["sections"]
    ids = [f"{section}.{number}" for section, numbers in sections.items() for number in numbers]
    assert len(ids) == 253
    assert [each[0] for each in rows()] == ids


def test_what_is_met_says_where_and_what_is_open_says_why_and_the_counts_are_right():
    text = (DOCS / "security.md").read_text("utf-8")
    states = [state for _, _, state, _ in rows()]
    counts = (states.count("met"), states.count("not applicable"), states.count("**open**"))
    assert "{} met, {} not applicable, {} open".format(*counts) in text
    assert not [number for number, _, state, where in rows() if state == "**open**" and len(where) < 15]


@pytest.mark.parametrize("name", ["security.md", "data-protection.md"])
def test_every_path_that_is_named_is_there(name):
    named = PATH.findall((DOCS / name).read_text("utf-8"))
    assert len(named) > 10
    assert [each for each in named if not (ROOT / each).exists()] == []


def test_section_62_says_of_each_of_its_six_acts_where_it_is_logged():
    text = (DOCS / "data-protection.md").read_text("utf-8")
    table = text.partition("## Logging")[2].partition("\n## ")[0]
    assert [
        act for act in ("collection", "alteration", "consultation", "disclosure", "combination", "erasure") if f"| {act} |" not in table
    ] == []
