"""A database of the size of a large force, on disk, so that runs repeat: `python -m benchmarks.load make`.

Everything goes in by `safehold import`, piece by piece; cut off, it goes on where it was when it is run again. People who are on file
and stand in no case come last, with nobody compared: they are there so that the index has its size.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.load import making, people, staff

ROOT = Path(__file__).parent.parent.parent
OPEN = "('breached', 'uncertain', 'unknown', 'pending')"

PROGRAM = str(Path(sys.executable).with_name("safehold"))
KNOWN = "known.jsonl"
KNOWN_PEOPLE = 4_000


def load(folder: Path, events: int, people_on_file: int) -> None:
    """`folder` gets the files, and the home in which the database is."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)
    begin(folder)
    files = folder / "chronology"
    _said("the chronology made up", lambda: making.make(files, events))
    for piece in sorted(files.glob("piece-*.jsonl")):
        _once(piece, lambda piece=piece: _run(PROGRAM, "import", piece))
    if not (files / "people-00.jsonl").exists():
        _said("people on file made up", lambda: people.write(files, people_on_file, making.made(files)["until"]))
    for file in sorted(files.glob("people-*.jsonl")):
        _once(file, lambda file=file: _run(sys.executable, "-m", "benchmarks.load.uncompared", file))
    _said("staff made, and everything counted", lambda: _prepare(folder))


def leave_as_found(folder: Path) -> None:
    """What a run before left open is closed, as a night between the two would see to it."""
    begin(folder)
    _run(sys.executable, "-m", "benchmarks.load.leaving")


def _once(file: Path, do: Callable[[], object]) -> None:
    done = file.with_suffix(".in")
    if not done.exists():
        _said(f"{file.name} taken in", do)
        done.touch()


def begin(folder: Path) -> Path:
    """Makes the loaded home the one of this process and of those that it starts."""
    os.environ.pop("DATABASE_URL", None)
    os.environ["SAFEHOLD_HOME"] = str(folder / "home")
    return folder / "home"


def _prepare(folder: Path) -> None:
    from safehold.commands import starting

    with starting.ready():
        staff.make(folder / "home")
        _note_known(folder / "home")
        for what, count in counted().items():
            print(f"  {count:>9,} {what}")


def counted() -> dict[str, int]:
    from django.db import connections

    queries = {
        "events": "SELECT count(*) FROM chronology_event",
        "open duties": f"SELECT count(*) FROM rulebook_obligation WHERE answerable AND state IN {OPEN}",
        "people on record": "SELECT count(*) FROM identity_person",
        "mentions on record": "SELECT count(*) FROM identity_mention",
        "keys by which they are found": "SELECT reltuples FROM pg_class WHERE oid = 'identity_key'::regclass",
        "cases": "SELECT count(*) FROM identity_case",
        "million bytes": "SELECT pg_database_size(current_database()) / 1000000",
    }
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        found = {}
        for what, query in queries.items():
            cursor.execute(query)
            found[what] = int(cursor.fetchone()[0])
    return found


def _note_known(home: Path) -> None:
    """Some of those on record, as callers who ring again give themselves."""
    from safehold.identity.models import Person

    named = Person.everything.exclude(family_name="").exclude(given_name="").exclude(date_of_birth="")
    numbers = sorted(named.values_list("pk", flat=True))
    chosen = Person.everything.in_bulk(random.Random(11).sample(numbers, min(KNOWN_PEOPLE, len(numbers))))
    with (home / KNOWN).open("w") as out:
        for person in chosen.values():
            out.write(json.dumps([person.family_name, person.given_name, person.date_of_birth[:4]]) + "\n")
    (home / KNOWN).chmod(0o600)


def _run(*command: object) -> None:
    subprocess.run([*map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)


def _said(what: str, do: Callable[[], object]) -> None:
    began = time.monotonic()
    do()
    print(f"{time.monotonic() - began:7.1f} s  {what}", flush=True)


def connect(home: Path) -> None:
    """Django's connections are from now on to that home's database, whichever it was before, and so is the key to what stands apart."""
    from django.conf import settings
    from django.db import connections

    from safehold.database import connection_settings

    begin(home.parent)
    settings.SAFEHOLD_VAULT_KEYS = os.environ["SAFEHOLD_VAULT_KEYS"]
    connections.close_all()
    for name, found in connection_settings().items():
        connections.settings[name].update(found)
        if hasattr(connections._connections, name):
            del connections[name]
