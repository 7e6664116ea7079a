"""Closes the calls that a run before left open: `python -m benchmarks.load.leaving`. Run upon run an area would have thousands of them, and
its control room a board as there is none."""

import json
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from safehold.commands import starting

OPEN = """
SELECT e.source, e.source_id, c.agency FROM response_call c JOIN chronology_event e ON e.seq = c.event_id
 WHERE c.closed_at IS NULL AND e.source = 'safehold'
"""


def main() -> None:
    with starting.ready(), tempfile.TemporaryDirectory() as folder:
        from django.db import connections

        from safehold.chronology.importing import import_files

        with connections["owner"].cursor() as cursor:
            cursor.execute(OPEN)
            found = cursor.fetchall()
        file = Path(folder) / "closed.jsonl"
        file.write_text("".join(json.dumps(_closed(*each)) + "\n" for each in found))
        if found:
            import_files([file])


def _closed(source: str, key: str, agency: str) -> dict[str, object]:
    return {
        "id": f"closed-{key}", "source": "end-of-run", "kind": "call.closed", "agency": agency,
        "occurred_at": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds"),
        "actor": {"id": "load", "role": "dispatcher"}, "about": [{"source": source, "id": key}],
        "data": {"as": "non_crime", "rationale": "spoken to, and safe for tonight"},
    }  # fmt: skip


if __name__ == "__main__":
    main()
