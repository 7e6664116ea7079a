"""What the documents say can be followed: links lead somewhere, files are there, commands and their options exist."""

import importlib
import re
import shlex
from pathlib import Path

import click
import pytest

from docs.reading import DOCUMENTS, ROOT, anchors, links, shell, text
from safehold.cli import COMMANDS, safehold

NAMES = [path.relative_to(ROOT).as_posix() for path in DOCUMENTS]
every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
FILES = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("[!.]*") if path.is_file()] + [
    path.relative_to(ROOT).as_posix()
    for folder in ("src", "tests", "docs", "benchmarks", ".ci")
    for path in (ROOT / folder).rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
]
SOURCES = ROOT / "src"
_FILE = re.compile(r"(?:[\w.*-]+/)*[\w*-]+\.(?:py|yaml|md|html|toml|jsonl|js|css|png|txt)\b")
# What Safehold writes, or what a reader has of their own.
_THEIRS = re.compile(r"(cad|custody)\.jsonl|<|server\.log|heads\.jsonl|passwords\.json|demonstration\.json|truth|events\.parquet|agency>")


@every_document
def test_links_lead_to_what_is_there(document):
    for link in links(document):
        if re.match(r"https?:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


@every_document
def test_files_that_are_named_are_there(document):
    """By their path from the root, or from wherever in the tree a reader finds them."""
    for code in re.findall(r"`([^`\n]+)`", text(document)):
        for name in _FILE.findall(code) if _FILE.fullmatch(code) or "/" in code else ():
            if _THEIRS.search(code):
                continue
            wanted = re.compile("(?:.*/)?" + re.escape(name).replace(r"\*", "[^/]*"))
            assert any(wanted.fullmatch(path) for path in FILES), name


@every_document
def test_folders_that_are_named_are_there(document):
    for name in re.findall(r"`((?:src|tests|docs)/[\w/.-]*/)`", text(document)):
        assert (ROOT / name).is_dir(), name


@every_document
def test_modules_and_functions_that_are_named_are_there(document):
    for name in re.findall(r"`(safehold(?:\.\w+)+)", text(document)):
        module, _, last = name.rpartition(".")
        path = SOURCES.joinpath(*name.split("."))
        if path.is_dir() or path.with_suffix(".py").exists():
            importlib.import_module(name)
        else:
            assert hasattr(importlib.import_module(module), last), name


@every_document
def test_commands_that_are_named_exist_with_their_options(document):
    for line in shell(document):
        for said in re.findall(r"(?:^|[\s/`])safehold ([a-z][^`|]*)", line):
            words = shlex.split(said.split("#")[0].split("; ")[0].strip(" ,;:"), posix=True)
            assert words[0] in COMMANDS, line
            command = safehold.get_command(click.Context(safehold), words[0])
            rest = words[1:]
            while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
                _, command, rest = command.resolve_command(click.Context(command), rest)
            known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
            assert {word for word in words if word.startswith("--")} <= known, line


@every_document
def test_make_targets_that_are_named_exist(document):
    targets = set(re.findall(r"^([a-z-]+):", text(ROOT / "Makefile"), re.MULTILINE))
    for line in shell(document):
        for target in re.findall(r"(?:^|\s)make ([a-z-]+)\b", line):
            assert target in targets, line


def test_every_command_is_in_the_readme():
    said = " ".join(shell(ROOT / "README.md"))
    assert [name for name in COMMANDS if f"safehold {name}" not in said] == []


def test_every_document_can_be_found_from_the_readme():
    found, waiting = set(), [ROOT / "README.md"]
    while waiting:
        here = waiting.pop()
        found.add(here)
        targets = [(here.parent / link.partition("#")[0]).resolve() for link in links(here) if not link.startswith(("http", "#"))]
        waiting += [path for path in targets if path.suffix == ".md" and path not in found]
    assert set(DOCUMENTS) <= found


@pytest.mark.parametrize("decision", sorted((ROOT / "docs" / "decisions").glob("0*.md")), ids=lambda path: path.stem)
def test_a_decision_is_dated_short_and_says_what_it_costs(decision):
    said = text(decision)
    assert re.match(r"# \d+\. .+\n\n20\d\d-\d\d-\d\d\. Accepted", said)
    for part in ("**Context.**", "**Chosen.**", "**What it costs.**"):
        assert part in said, part
    assert len(said) < 4000
    assert f"({decision.name})" in text(decision.with_name("README.md"))


def test_the_pictures_of_the_readme_are_pictures():
    for name in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text(ROOT / "README.md")):
        assert (ROOT / name).read_bytes().startswith(b"\x89PNG"), name


@every_document
def test_a_document_speaks_of_no_place_but_this_repository(document):
    said = re.search(r"\.\./(shared|contract|domain|design)|/work/|/root/", text(document))
    assert said is None, Path(document).name
