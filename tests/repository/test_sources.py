"""What holds for every source file: it stands alone, is short, waits for nothing and names nobody real."""

import ast
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from repository.test_repository import ROOT, tracked

_OTHERS = ("requirements.txt", "package-lock.json")
TEXTS = [path for path in tracked() if path.suffix not in (".png", ".parquet") and path.name not in _OTHERS]
SOURCES = [path for path in TEXTS if path.suffix == ".py"]
MODULES = [path for path in SOURCES if ROOT / "src" in path.parents and "migrations" not in path.parts and path.name != "__init__.py"]
# A place on a machine, or where packages come from. PostgreSQL's socket has to be near the root: its path may be 103 bytes long.
PLACES = re.compile(r"/work/(?:main|shared)|/root\b|/home/|/opt/|/Users/|/tmp\b|pypi\.org|pythonhosted|npmjs|index-url (?!.*no-emit)")
MAY = {"src/safehold/database/place.py": "/tmp"}
NUMBER = re.compile(r"(?<![\w.])(?:\+44 ?|0)[1-9]\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}(?![\w.])")
RESERVED = re.compile(r"(?:\+44|0)(?:1632960|7700900)|07000000000")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_names_a_place_on_a_machine_or_where_packages_come_from():
    found = {}
    for path in TEXTS:
        if path not in (Path(__file__), ROOT / "tests" / "docs" / "test_documents.py"):
            places = [place for place in PLACES.findall(path.read_text("utf-8")) if MAY.get(name(path)) != place]
            if places:
                found[name(path)] = places
    assert found == {}


def test_telephone_numbers_are_those_kept_for_fiction():
    numbers = [(name(path), number) for path in TEXTS for number in NUMBER.findall(path.read_text("utf-8"))]
    found = [(where, number) for where, number in numbers if not RESERVED.match(re.sub("[ -]", "", number))]
    assert found == []


def test_modules_are_short():
    """Half of them under about 80 lines, few over 250, none that nobody could read at a sitting."""
    lengths = {name(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert statistics.median(lengths.values()) <= 85
    assert len([length for length in lengths.values() if length > 250]) <= len(lengths) * 0.05
    assert [path for path, length in lengths.items() if length > 400] == []


def test_no_module_is_named_for_whatever_is_left_over():
    left_over = {"utils", "util", "helpers", "helper", "manager", "managers", "data", "process", "misc", "common"}
    assert [name(path) for path in MODULES if path.stem in left_over] == []


def test_every_module_says_what_it_is_for_unless_its_name_does():
    """Models, addresses and the like are what they are called, and a small function speaks for itself; the rest begins with a sentence."""
    plain = {"apps.py", "urls.py", "models.py", "forms.py", "errors.py"}
    trees = {name(path): ast.parse(path.read_text("utf-8")) for path in MODULES if path.name not in plain}
    assert [path for path, tree in trees.items() if len(tree.body) > 3 and not ast.get_docstring(tree)] == []


def test_no_test_is_skipped_expected_to_fail_or_asleep():
    asleep = re.compile(r"pytest\.(?:mark\.)?(?:skip|xfail)|\btime\.sleep\(|importorskip")
    tests = [path for path in SOURCES if ROOT / "tests" in path.parents and path != Path(__file__)]
    assert [name(path) for path in tests if asleep.search(path.read_text("utf-8"))] == []


@pytest.mark.filterwarnings("ignore:Got an error checking a consistent migration history")
def test_models_and_migrations_agree(database):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_as_deployed_django_finds_nothing_to_warn_of():
    """As a server is set up by docs/operating.md: no demonstration, behind a proxy that ends TLS."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SAFEHOLD_") and key != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    ours = {
        "SAFEHOLD_SECRET_KEY": "unused: long enough, and of enough different letters, to pass for a key",
        "SAFEHOLD_HOSTS": "safehold.example.org",
    }
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    ended = subprocess.run(command, env={**kept, **ours, "SAFEHOLD_PROXY_TLS": "1"}, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
