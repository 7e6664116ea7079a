"""The documents as the tests read them: their links, code and commands."""

import re
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests" / "cases").glob("*.md")], key=lambda path: path.as_posix()
)
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"(?:^    .*\n)+", re.MULTILINE)


@lru_cache(maxsize=64)
def text(path: Path) -> str:
    return path.read_text("utf-8")


def links(path: Path) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", text(path))


def fenced(path: Path, language: str) -> list[str]:
    return [body for name, body in _FENCE.findall(text(path)) if name == language]


def shell(path: Path) -> list[str]:
    """Lines that somebody may type: of shell blocks, of indented blocks, and what stands in single quotes of code."""
    found = [line for body in fenced(path, "sh") for line in body.splitlines()]
    found += [line.strip() for block in _INDENTED.findall(text(path)) for line in block.splitlines()]
    return found + re.findall(r"`([^`\n]+)`", _FENCE.sub("", text(path)))


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", text(path)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-") for heading in headings}


def between(path: Path, mark: str) -> str:
    """What stands between <!-- mark --> and <!-- end of mark -->."""
    _, _, rest = text(path).partition(f"<!-- {mark} -->")
    inside, found, _ = rest.partition(f"<!-- end of {mark} -->")
    assert found, f"{path.name} has no part marked {mark}"
    return inside


def rows(table: str) -> list[list[str]]:
    """The cells of a table's rows, without its head."""
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip().strip("|").split(" | ")] for line in lines[2:]]
