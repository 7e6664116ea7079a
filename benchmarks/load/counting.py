"""What was acknowledged against what is stored: nothing lost, nothing twice, the chains whole."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from safehold.chronology.apart.ring import ring
from safehold.chronology.apart.stored import read, unlocked

MARK = re.compile(rb"load-[0-9a-f]{12}")


class Counted(NamedTuple):
    """`unsaid` were stored, and whoever wrote them never heard of it; pressing again made nothing of them twice."""

    acknowledged: int
    stored: int
    lost: int
    doubled: int
    unsaid: int
    examples: list[str]


def acknowledged(notes: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in notes.read_text().splitlines()] if notes.exists() else []


def count(notes: Path, since: int, until: float | None = None) -> Counted:
    """`since` is the last event that stood before; `until` the instant (seconds since 1970) up to which acknowledgements count, of what
    was kept then. Django must be set up."""
    marked, calls, steps = _stored(since)
    said = [each for each in acknowledged(notes) if until is None or float(each["at"]) <= until]
    lost, found, heard = [], 0, set()
    for each in said:
        heard.add(each["mark"])
        if each["what"] == "recorded":
            there = marked[each["mark"].encode()] > 0
        elif each["what"] == "call.received":
            there = calls[each["call"]] > 0
        else:
            there = steps[each["call"], each["what"]] > 0
        found += there
        if not there:
            lost.append(f"{each['what']} {each.get('call', each['mark'])}")
    records = {each["mark"].encode() for each in said if each["what"] == "recorded"}
    doubled = [mark.decode() for mark in records if marked[mark] > 1] + [call for call, times in calls.items() if times > 1]
    unsaid = len({mark for mark in marked if mark.decode() not in heard})
    return Counted(len(said), found, len(lost), len(doubled), unsaid, (lost + doubled)[:5])


def last_event() -> int:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT coalesce(max(seq), 0) FROM chronology_event")
        return int(cursor.fetchone()[0])


def _stored(since: int) -> tuple[Counter[bytes], Counter[str], Counter[tuple[str, str]]]:
    """How many events bear each mark, are the first of each call, and are about each call, by kind."""
    from django.db import connections

    marked: Counter[bytes] = Counter()
    calls: Counter[str] = Counter()
    steps: Counter[tuple[str, str]] = Counter()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT seq, source, source_id, kind, corrects_id, bodies FROM chronology_event WHERE seq > %s", [since])
        stored = cursor.fetchall()
        apart = read(cursor, [seq for seq, *_ in stored])
        for seq, source, key, kind, corrects, bodies in stored:
            if kind == "call.received":
                calls[f"{source}/{key}"] += corrects is None
            elif corrects is None:
                # What an advocate notes stands apart, encrypted.
                texts = [*(bytes(body) for body in bodies if body is not None), *(unlocked(kept, ring()) for kept in apart.get(seq, ()))]
                marked.update({mark for text in texts for mark in MARK.findall(text)})
        cursor.execute(
            "SELECT a.source || '/' || a.source_id, e.kind FROM chronology_event e JOIN chronology_about a ON a.event_id = e.seq"
            " WHERE e.seq > %s",
            [since],
        )
        steps.update(cursor.fetchall())
    return marked, calls, steps
