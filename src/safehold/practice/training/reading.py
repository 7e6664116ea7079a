"""A table of who was trained, as CSV: each line is read, or refused with its number and why. Pure."""

import csv
import io
from collections.abc import Iterable
from datetime import date

import msgspec

from safehold.practice.training.taken import Taken

COLUMNS = ("staff_id", "course", "specialist_led", "date")
YES, NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")
MOST_LINES, LONGEST = 5000, 200


class BadTable(ValueError):
    """Nothing of the table can be read; the message says why."""


class Fault(msgspec.Struct, frozen=True):
    line: int
    why: str


class Table(msgspec.Struct, frozen=True):
    taken: tuple[Taken, ...]
    faults: tuple[Fault, ...]


def read(body: bytes, staff: Iterable[str], today: date) -> Table:
    """`staff` are the numbers of those who work at the agency. Raises BadTable."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadTable("The file is not plain text in UTF-8. Save it as CSV (UTF-8).") from error
    lines = csv.DictReader(io.StringIO(text, newline=""))
    try:
        lacking = [name for name in COLUMNS if name not in (lines.fieldnames or ())]
        if lacking:
            raise BadTable(f"The first line has to name the columns {', '.join(COLUMNS)}. It lacks {', '.join(lacking)}.")
        return _read(lines, frozenset(staff), today)
    except csv.Error as error:
        raise BadTable(f"The file cannot be read as CSV: {error}.") from error


def _read(lines: "csv.DictReader[str]", staff: frozenset[str], today: date) -> Table:
    taken, faults = [], []
    for number, row in enumerate(lines):
        if number >= MOST_LINES:
            raise BadTable(f"The file has more than {MOST_LINES} lines. Send it in parts.")
        given = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if not any(given.values()):
            continue
        found = _one(given, staff, today)
        if isinstance(found, Taken):
            taken.append(found)
        else:
            faults.append(Fault(lines.line_num, found))
    return Table(tuple(taken), tuple(faults))


def _one(given: dict[str, str], staff: frozenset[str], today: date) -> Taken | str:
    for name, value in given.items():
        if not value:
            return f"{name} is empty"
        if len(value) > LONGEST:
            return f"{name} is longer than {LONGEST} letters"
    if given["staff_id"] not in staff:
        return f"nobody of your agency has the number {given['staff_id']}"
    led = given["specialist_led"].casefold()
    if led not in YES + NO:
        return f"specialist_led is {given['specialist_led']}; it has to be yes or no"
    try:
        on = date.fromisoformat(given["date"])
    except ValueError:
        return f"{given['date']} is no day; write it as 2026-06-30"
    if on > today:
        return f"{given['date']} is still to come"
    return Taken(given["staff_id"], given["course"], led in YES, on)
