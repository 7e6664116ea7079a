"""What holds for the repository as a whole."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", "--cached"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def requirements() -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE))


def test_lock_files_name_no_address():
    for name in ("requirements.txt", "package-lock.json"):
        assert not re.search(r"https?://|--index-url|--find-links|\"resolved\"", (ROOT / name).read_text()), name


def test_every_requirement_has_a_hash():
    for block in re.split(r"^(?=[\w.-]+==)", (ROOT / "requirements.txt").read_text(), flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in block, block.split("\n", 1)[0]


def test_every_dependency_of_the_project_is_among_the_requirements():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["test"]
    names = {re.split(r"[\[<>=~!; ]", line, maxsplit=1)[0].lower() for line in wanted}
    assert names <= set(requirements())


def test_every_dependency_has_a_comment_that_says_why():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    inside = False
    for before, line in zip([""] + lines, lines, strict=False):
        inside = (inside or line in ("dependencies = [", "test = [")) and line != "]"
        if inside and line.startswith('  "'):
            assert before.startswith(("  #", '  "')), line


def test_the_macros_and_the_styles_are_of_one_design_system():
    """govuk-frontend-jinja 4 follows govuk-frontend 6."""
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert locked["node_modules/govuk-frontend"]["version"].split(".")[0] == "6"
    assert requirements()["govuk-frontend-jinja"].split(".")[0] == "4"


@pytest.mark.parametrize("folder", ["node_modules", "build", ".venv", ".safehold"])
def test_nothing_that_is_made_is_committed(folder):
    assert not [path for path in tracked() if folder in path.relative_to(ROOT).parts]


def test_no_file_waits_to_be_finished():
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    sources = [path for path in tracked() if path.suffix == ".py" and path != Path(__file__)]
    assert [path.name for path in sources if unfinished.search(path.read_text("utf-8"))] == []
