"""Writes chronologies out again, in the format that import takes."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from django.db import connection

from safehold.chronology.apart.opening import whole
from safehold.chronology.apart.ring import ring
from safehold.chronology.apart.stored import read
from safehold.chronology.envelope import WITHHELD, joined
from safehold.chronology.seal import Sealed

PAGE = 2000


def exported(
    *, case: str | None = None, agency: str | None = None, known_at: int | None = None, without_confidential: bool = False
) -> Iterator[bytes]:
    """One line an event, in the order in which they were stored; `known_at` is an instant. What was redacted is named as such, and so is
    what is left out where it is held in confidence. Raises NoKey where it is not to be left out and its key is not at hand.

    With both an agency and a time, others' events count from when Safehold received them.
    """
    last = 0
    while True:
        page = _page(last, case, agency, known_at)
        for seq, sealed, kept in _whole(page, without_confidential):
            last = seq
            yield msgspec.json.encode(written(sealed.names, sealed.bodies, kept)) + b"\n"
        if len(page) < PAGE:
            return


def numbered(seqs: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """These events by their numbers, as they are written out without what is held in confidence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, names, bodies, kept FROM chronology_event WHERE seq = ANY(%s::bigint[])", [list(seqs)])
        page: list[tuple[Any, ...]] = cursor.fetchall()
    for seq, sealed, kept in _whole(page, without=True):
        yield seq, written(sealed.names, sealed.bodies, kept)


def _whole(page: Sequence[tuple[Any, ...]], without: bool) -> Iterator[tuple[int, Sealed, Sequence[str]]]:
    parted = [seq for seq, _, _, kept in page if kept] if not without else []
    with connection.cursor() as cursor:
        apart = read(cursor, parted) if parted else {}
    for seq, names, bodies, kept in page:
        stored = Sealed(names, [bytes(body) if body is not None else None for body in bodies], [None] * len(names), [], b"")
        yield (seq, stored, kept) if without or not kept else (seq, whole(stored, apart[seq], ring()), ())


def written(names: list[str], bodies: Sequence[bytes | None], withheld: Sequence[str] = ()) -> dict[str, Any]:
    """An event as it is written out, from its stored parts, and what is not in them since it stands apart."""
    raw = joined(names, [bytes(body) if body is not None else None for body in bodies])
    if gone := [name for name, body in zip(names, bodies, strict=True) if body is None]:
        raw["redacted"] = sorted({*gone, *raw.get("redacted", ())})
    if withheld:
        raw[WITHHELD] = sorted(withheld)
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
            f"SELECT seq, names, bodies, kept FROM chronology_event WHERE {' AND '.join(conditions)} ORDER BY seq LIMIT {PAGE}",  # nosec B608
            parameters,
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


_ORDER = ("id", "source", "kind", "occurred_at", "recorded_at", "agency", "actor", "people", "about", "corrects", "data", "note", "basis")


def _in_order(raw: dict[str, Any]) -> dict[str, Any]:
    return {name: raw[name] for name in _ORDER if name in raw} | {name: value for name, value in raw.items() if name not in _ORDER}
