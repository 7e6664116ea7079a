"""A list of staff as an employer gives it, read line by line. A line that cannot be taken is told by its number and what is wrong with it;
the others are taken."""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from safehold.access.standards.sealed import AtHome

NEEDED = ("staff_id", "given_name", "family_name")
COLUMNS = (
    *NEEDED, "agency", "previous_names", "date_of_birth", "sex", "address", "postcode", "phone", "email", "unit", "supervisor", "left",
)  # fmt: skip
LONGEST = 500  # characters of a value
_NUMBER = re.compile(r"[\w./-]{1,40}\Z")
_DAYS = ("%Y-%m-%d", "%d/%m/%Y")


class NotAList(ValueError):
    """The file as a whole cannot be read; the message says why."""


class Bad(NamedTuple):
    line: int
    why: str


class Listed(NamedTuple):
    """One line. `unit` and `supervisor` are None where the list has no such column, so that what is known stays."""

    line: int
    staff_id: str
    agency: str
    home: AtHome
    unit: str | None
    supervisor: str | None
    left: date | None


def read(lines: Iterable[str], agency: str, agencies: frozenset[str]) -> Iterator[Listed | Bad]:
    """`agency` is whose staff they are where a line does not say. Raises NotAList."""
    rows = csv.DictReader(lines, strict=True)
    try:
        given = [name.strip().lstrip("\ufeff").lower() for name in rows.fieldnames or ()]
        missing, unknown = set(NEEDED) - set(given), set(given) - set(COLUMNS)
        if missing or unknown:
            said = [f"it lacks {', '.join(sorted(missing))}"] if missing else []
            said += [f"nothing is known of {', '.join(sorted(unknown))}"] if unknown else []
            raise NotAList(f"The first line names the columns: {'; '.join(said)}. They may be {', '.join(COLUMNS)}.")
        rows.fieldnames = given
        seen: dict[str, int] = {}
        for row in rows:
            found = _read(row, rows.line_num, agency, agencies)
            if isinstance(found, Listed):
                if found.staff_id in seen:
                    found = Bad(rows.line_num, f"{found.staff_id} stands in line {seen[found.staff_id]} already")
                else:
                    seen[found.staff_id] = found.line
            yield found
    except csv.Error as error:
        raise NotAList(f"From line {rows.line_num} on it is no list of values parted by commas: {error}.") from error


def _read(row: dict[str, str | None], line: int, agency: str, agencies: frozenset[str]) -> Listed | Bad:
    if None in row or None in row.values():
        return Bad(line, "it has more or fewer values than the first line names")
    said = {name: " ".join(str(value).replace("\x00", "").split()) for name, value in row.items()}
    long = [name for name, value in said.items() if len(value) > LONGEST]
    lacking = [name for name in NEEDED if not said[name]]
    whose = said.get("agency") or agency
    try:
        born, left = _day(said.get("date_of_birth", "")), _day(said.get("left", ""))
    except ValueError as error:
        return Bad(line, str(error))
    for wrong, why in (
        (bool(long), f"{', '.join(long)} is longer than {LONGEST} characters"),
        (bool(lacking), f"it has no {', '.join(lacking)}"),
        (not _NUMBER.match(said["staff_id"]), "staff_id is a number of letters, digits, dots, hyphens, strokes, 40 at most"),
        (not whose, "it does not say of which agency; name it with --agency"),
        (whose not in agencies, f"no agency here is called {whose!r}"),
        (said.get("supervisor", "") == said["staff_id"], "they cannot supervise themselves"),
    ):
        if wrong:
            return Bad(line, why)
    home = AtHome(
        said["given_name"], said["family_name"], _several(said.get("previous_names", "")), born.isoformat() if born else "",
        said.get("sex", ""), said.get("address", ""), said.get("postcode", ""), _several(said.get("phone", "")), said.get("email", ""),
    )  # fmt: skip
    return Listed(line, said["staff_id"], whose, home, said.get("unit"), said.get("supervisor"), left)


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _day(text: str) -> date | None:
    for form in _DAYS if text else ():
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    if text:
        raise ValueError(f"{text!r} is no day: write 1985-03-21 or 21/03/1985")
    return None
