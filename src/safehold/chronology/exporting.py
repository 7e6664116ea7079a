"""Writes chronologies out again, in the format that import takes."""

from collections.abc import Iterator
from typing import Any

import msgspec
from django.db import connection

from safehold.chronology.envelope import joined

PAGE = 2000


def exported(*, case: str | None = None, agency: str | None = None, known_at: int | None = None) -> Iterator[bytes]:
    """One line an event, in the order in which they were stored; `known_at` is an instant. What was redacted is named as such.

    With both an agency and a time, others' events count from when Safehold received them.
    """
    last = 0
    while True:
        page = _page(last, case, agency, known_at)
        for seq, names, bodies in page:
            last = seq
            yield msgspec.json.encode(written(names, bodies)) + b"\n"
        if len(page) < PAGE:
            return


def written(names: list[str], bodies: list[bytes | None]) -> dict[str, Any]:
    """An event as it is written out, from its stored parts."""
    raw = joined(names, [bytes(body) if body is not None else None for body in bodies])
    if gone := [name for name, body in zip(names, bodies, strict=True) if body is None]:
        raw["redacted"] = sorted({*gone, *raw.get("redacted", ())})
    return _in_order(raw)


def _page(last: int, case: str | None, agency: str | None, known_at: int | None) -> list[tuple[Any, ...]]:
    conditions = ["seq > %s"]
    parameters: list[Any] = [last]
    if case is not None:
        conditions.append("seq IN (SELECT event_id FROM identity_case_event WHERE case_id = %s)")
        parameters.append(case)
    if known_at is not None and agency is not None:
        conditions.append("recorded <= %s AND (agency = %s OR received <= %s)")
        parameters += [known_at, agency, known_at]
    elif known_at is not None:
        conditions.append("recorded <= %s")
        parameters.append(known_at)
    elif agency is not None:
        conditions.append("agency = %s")
        parameters.append(agency)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT seq, names, bodies FROM chronology_event WHERE {' AND '.join(conditions)} ORDER BY seq LIMIT {PAGE}",  # nosec B608
            parameters,
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


_ORDER = ("id", "source", "kind", "occurred_at", "recorded_at", "agency", "actor", "people", "about", "corrects", "data", "note", "basis")


def _in_order(raw: dict[str, Any]) -> dict[str, Any]:
    return {name: raw[name] for name in _ORDER if name in raw} | {name: value for name, value in raw.items() if name not in _ORDER}
