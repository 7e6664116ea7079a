"""People whom agencies have on file and who stand in no case: what makes the index of a large area large.

A housing service's records of alarms, each with the people of a few homes side by side. They raise no duty; each of the people is placed
and compared as anybody else who is recorded.
"""

import json
import random
from pathlib import Path
from typing import Any

from safehold.synthetic.population_records import draw_mentions

OF_ONE = 6  # people in one record
FIELDS = ("given_name", "family_name", "date_of_birth", "sex", "address", "postcode", "phone", "email")
DAY = 86_400


def write(folder: Path, mentions: int, until: int, a_file: int = 120_000) -> list[Path]:
    """Files with so many people in all, whose records end at `until`."""
    from datetime import UTC, datetime

    rows = draw_mentions(mentions, seed=5).mentions.select(FIELDS).to_pylist()
    rng, files = random.Random(5), []
    for start in range(0, len(rows), a_file):
        part = sorted(rows[start : start + a_file], key=lambda row: (row["postcode"] or "", row["address"] or ""))
        path = folder / f"people-{len(files):02d}.jsonl"
        with path.open("w", encoding="utf-8") as out:
            for number in range(0, len(part), OF_ONE):
                at = datetime.fromtimestamp(until - rng.randrange(DAY, 700 * DAY), UTC)
                out.write(json.dumps(event(f"a{start + number:07d}", at.isoformat(), part[number : number + OF_ONE])) + "\n")
        files.append(path)
    return files


def event(key: str, at: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    people = [
        {"ref": f"{key}-{number}", "role": "household_member", **{name: value for name, value in row.items() if value}}
        for number, row in enumerate(rows)
    ]
    return {
        "source": "northshire-housing-alarms",
        "id": key,
        "kind": "alarm.installed",
        "agency": "northshire-housing",
        "occurred_at": at,
        "people": people,
        "data": {},
    }
