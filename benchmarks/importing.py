"""How fast a chronology comes in, in one process, with all derived state and duties.

    python benchmarks/importing.py [--people 150000]

It makes up an area and takes its files in: once with the command that a person would use, and again, when nothing is new. The peer does
the least that any system must: it copies the same lines as JSON into a table of the same server that is unique by source and id.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import areas  # noqa: E402  (it lies beside this file)


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--people", type=int, default=150_000, help="residents of the area")
    asked = given.parse_args()
    program = str(Path(sys.executable).with_name("safehold"))
    from safehold.commands import starting

    with areas.home(), areas.area(asked.people) as files, starting.ready():
        count = sum(file.read_bytes().count(b"\n") for file in files)
        floor = copied(files)
        first = timed([program, "import", *map(str, files)])
        again = timed([program, "import", *map(str, files)])
    print(f"{count:,} events:")
    print(f"  Safehold, persons, cases and duties worked out: {first:.1f} s, {count / first:,.0f} events a second")
    print(f"  the same again, nothing new: {again:.1f} s, {count / again:,.0f} events a second")
    print(f"  copied into one table: {floor:.1f} s; ratio {first / floor:.0f}")


def copied(files: list[Path]) -> float:
    from django.db import connections

    began = time.monotonic()
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE floor (event jsonb)")
        with cursor.copy("COPY floor FROM STDIN") as copy:
            for file in files:
                for line in file.read_text(encoding="utf-8").splitlines():
                    copy.write_row([line])
        cursor.execute("CREATE UNIQUE INDEX ON floor ((event ->> 'source'), (event ->> 'id'))")
        took = time.monotonic() - began
        cursor.execute("DROP TABLE floor")
    return took


def timed(command: list[str]) -> float:
    began = time.monotonic()
    subprocess.run(command, check=True)
    return time.monotonic() - began


if __name__ == "__main__":
    main()
