"""The chronology of a large area whose agencies leave much undone, in pieces by family.

Everybody whom an event names stands in one piece with all their events, as far as the area knows them to be one case: so a piece that is
taken in works each person out once.
"""

import json
import time
from pathlib import Path
from zlib import crc32

from safehold.synthetic.area import Area
from safehold.synthetic.rates import table

EVENTS_OF_THOUSAND = 445  # that a thousand residents come to in a year, with so much left undone
KEPT = 0.62  # of what the area's agencies usually do: so that two duties in five events are open
MINUTE = 60
NOTE = "made.json"


def make(folder: Path, events: int, piece: int = 25_000) -> list[Path]:
    """Files of about so many events each; the same as before where they are there already."""
    note = folder / NOTE
    if not note.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for habit in table("habits.yaml")["duties"].values():
            habit["kept"] *= KEPT
            habit["late"] *= KEPT
        now = int(time.time())
        area = Area(round(events / EVENTS_OF_THOUSAND * 1000), 12, 1, now - now % MINUTE)
        count = _write(area, folder, -(-events // piece))
        note.write_text(json.dumps({"events": count, "until": now - now % MINUTE}))
    return sorted(folder.glob("piece-*.jsonl"))


def made(folder: Path) -> dict[str, int]:
    """How many events stand in the files, and the end of what happens in them, in seconds since 1970."""
    found = json.loads((folder / NOTE).read_text())
    assert isinstance(found, dict)
    return found


def _write(area: Area, folder: Path, pieces: int) -> int:
    files = [(folder / f"piece-{number:02d}.jsonl").open("wb") for number in range(pieces)]
    count = 0
    for line in area.ledger.in_order():
        files[crc32(line.case.encode()) % pieces].write(line.line + b"\n")
        count += 1
    for file in files:
        file.close()
    return count
