"""Puts a part into docs/benchmarks.md, in the place of what stood there."""

import argparse
import re
from datetime import date
from pathlib import Path

PAGE = Path(__file__).parent.parent.parent / "docs" / "benchmarks.md"


def part(name: str, title: str, command: str, text: str) -> None:
    today = date.today()  # noqa: DTZ011  (the day where the run was made)
    mark = f"load: {name}"
    new = f"<!-- {mark} -->\n## {title}\n\nWritten by `{command}` on {today.day} {today:%B %Y}.\n\n{text}\n<!-- end of {mark} -->"
    page = PAGE.read_text(encoding="utf-8")
    found = re.compile(f"<!-- {re.escape(mark)} -->.*?<!-- end of {re.escape(mark)} -->", re.DOTALL)
    page = found.sub(lambda _: new, page) if found.search(page) else f"{page.rstrip()}\n\n{new}\n"
    PAGE.write_text(page, encoding="utf-8")


def given(asked: argparse.Namespace) -> str:
    """What was asked for otherwise than usual."""
    usual = {"handlers": 50, "others": 200, "minutes": 15.0, "pace": 1.0, "workers": None}
    return "".join(f" --{name} {getattr(asked, name):g}" for name, value in usual.items() if getattr(asked, name) != value)
