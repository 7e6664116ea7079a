"""How long backups and restores take, with somebody recording all the while, and that what comes back verifies.

    python benchmarks/keeping.py [--people 20000]

It makes up an area and takes in a half of it; then, while the other half comes in, it makes a copy and a base backup and notes a time.
Both are restored into new homes and verified there, the second as it was at that time. The floor is to compress the server's files.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import areas  # noqa: E402  (it lies beside this file)

PROGRAM = str(Path(sys.executable).with_name("safehold"))


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--people", type=int, default=20_000, help="residents of the area")
    asked = given.parse_args()
    from safehold.commands import starting
    from safehold.database.place import find

    with areas.home() as home, areas.area(asked.people) as files, kept() as folder:
        with starting.ready():
            first, second = halved(files, folder)
            run("import", first)
            importing = subprocess.Popen([PROGRAM, "import", second], stdout=subprocess.DEVNULL)
            copy, took_copy = folder / "copy", run("backup", folder / "copy")
            bases = folder / "bases"
            took_base = run("backup", "--base", bases)
            between = datetime.now(UTC).isoformat()
            busy = importing.poll() is None
            importing.wait()
            everything = verified()
            size = sum(path.stat().st_size for path in find(home).data.rglob("*") if path.is_file())
        took_floor = timed(["tar", "-czf", str(folder / "floor"), "-C", str(find(home).server), "data"])
        print(f"{everything:,} events, {size / 1e6:,.0f} MB of files; recording went on meanwhile: {'yes' if busy else 'no, it had ended'}")
        print(f"  a copy: {took_copy:.1f} s, {copy.stat().st_size / 1e6:,.0f} MB")
        print(f"  a base backup, and its log archived: {took_base:.1f} s")
        print(f"  the floor, compressing the files of a server that is stopped: {took_floor:.1f} s")
        with areas.home_of_its_own() as other:
            os.environ["SAFEHOLD_HOME"] = str(other)
            took = run("restore", copy)
            print(f"  the copy read back: {took:.1f} s; {verified():,} events, every chain holds")
        with areas.home_of_its_own() as other:
            os.environ["SAFEHOLD_HOME"] = str(other)
            took = run("restore", bases, "--to", between)
            print(f"  as it was when the base backup was made: {took:.1f} s; {verified():,} events, every chain holds")
        with areas.home_of_its_own() as other:
            os.environ["SAFEHOLD_HOME"] = str(other)
            took = run("restore", bases)
            print(f"  led on to the end: {took:.1f} s; {verified():,} events, every chain holds")


def halved(files: list[Path], folder: Path) -> tuple[Path, Path]:
    lines = [line for file in files for line in file.read_bytes().splitlines(keepends=True)]
    halves = (folder / "first.jsonl", folder / "second.jsonl")
    for half, some in zip(halves, (lines[::2], lines[1::2]), strict=True):
        half.write_bytes(b"".join(some))
    return halves


@contextmanager
def kept() -> Iterator[Path]:
    """A folder for backups, through which the server's user may pass."""
    with tempfile.TemporaryDirectory(prefix="safehold-kept-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def run(*command: object) -> float:
    return timed([PROGRAM, *map(str, command)])


def verified() -> int:
    ended = subprocess.run([PROGRAM, "verify", "--json"], check=True, capture_output=True, text=True)
    return json.loads(ended.stdout)["events"]


def timed(command: list[str]) -> float:
    began = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - began


if __name__ == "__main__":
    main()
