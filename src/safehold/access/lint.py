"""Finds queries in views and presenters that no viewer has narrowed. `python -m safehold.access.lint` prints them and exits 1.

What people see is read only through `Model.objects.for_viewer(viewer)` or a function that takes the viewer; SQL of one's own, other
managers and the connection itself have no place in a module that makes pages.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from safehold.access.asked import ASKING
from safehold.access.reading import CHECKING, MATCHING

ROOT = Path(__file__).resolve().parents[1]
NAMES = frozenset({"views.py", "presenters.py", "forms.py", "schema.py"})
ROOMS = ("web", "api")
OTHER_DOORS = frozenset({"everything", "_default_manager", "_base_manager", "raw", "extra", "cursor", "RawSQL"})
# Reading what the viewer may not is for the modules that are named for it, and never for a page.
READING = {
    "safehold.access.reading.matching": MATCHING,
    "safehold.access.reading.checking": CHECKING,
    "safehold.access.asked": ASKING,
    "safehold.access.acting": frozenset(("access/context.py", "access/reading.py")),
}
IMPORTS = frozenset({"connection", "connections", "RawSQL"})


def modules(root: Path = ROOT) -> Iterator[Path]:
    """The modules that make pages: views and presenters anywhere, and all of the web and the interface but its command line, whose
    user already has the database."""
    for path in sorted(root.rglob("*.py")):
        inside = path.relative_to(root).parts
        if path.name in NAMES or "views" in inside[:-1] or (inside[0] in ROOMS and path.name != "commands.py"):
            yield path


def offences(source: str) -> Iterator[tuple[int, str]]:
    """Line by line, what is wrong with a module that makes pages."""
    tree = ast.parse(source)
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    narrowed = {id(what.value) for what in called if isinstance(what, ast.Attribute) and what.attr == "for_viewer"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "objects" and id(node) not in narrowed:
            yield node.lineno, f"{ast.unparse(node)} is not followed by .for_viewer(viewer)"
        elif isinstance(node, ast.Attribute) and node.attr in OTHER_DOORS:
            yield node.lineno, f"{ast.unparse(node)} goes round the viewer"
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db"):
            for name in node.names:
                if name.name in IMPORTS:
                    yield node.lineno, f"{name.name} is imported: SQL belongs in the room that owns the table"
        elif isinstance(node, (ast.Import, ast.ImportFrom)) and _root(node) == "psycopg":
            yield node.lineno, "psycopg is imported: SQL belongs in the room that owns the table"


def beyond(source: str, module: str) -> Iterator[tuple[int, str]]:
    """Where a module, by its name below the package, reads what the viewer may not without being named for it."""
    for node in (each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.ImportFrom)):
        for name in node.names:
            allowed = READING.get(f"{node.module}.{name.name}", {module})
            if module not in allowed:
                yield node.lineno, f"{name.name} is imported: {module} is not among {', '.join(sorted(allowed))}"


def _root(node: ast.Import | ast.ImportFrom) -> str:
    name = node.module or "" if isinstance(node, ast.ImportFrom) else node.names[0].name
    return name.partition(".")[0]


def main() -> int:
    found = 0
    for path in modules():
        for line, why in sorted(offences(path.read_text(encoding="utf-8"))):
            sys.stderr.write(f"{path.relative_to(ROOT.parent)}:{line}: {why}\n")
            found += 1
    for path in sorted(ROOT.rglob("*.py")):
        for line, why in beyond(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()):
            sys.stderr.write(f"{path.relative_to(ROOT.parent)}:{line}: {why}\n")
            found += 1
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
