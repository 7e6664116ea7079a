"""The parts about replay of docs/benchmarks.md, each between its own marks."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"


def where() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()} {platform.machine()}"


def write(mark: str, title: str, command: str, text: list[str], page: Path = PAGE) -> None:
    """What else stands on the page stays."""
    start, end = f"<!-- replay: {mark} -->", f"<!-- end of replay: {mark} -->"
    when = f"Written by `{command}` on {datetime.now(tz=UTC):%-d %B %Y}, {where()}."
    part = "\n".join([start, f"## {title}", "", when, "", *text, end])
    said = page.read_text(encoding="utf-8")
    before, found, rest = said.partition(start)
    page.write_text(before + part + rest.partition(end)[2] if found else f"{said.rstrip()}\n\n{part}\n", encoding="utf-8")
