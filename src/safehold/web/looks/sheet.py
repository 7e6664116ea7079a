"""A table as a file for a spreadsheet, in which no cell is ever taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# What makes a spreadsheet calculate, or a cell begin anew: such a cell is given a mark before it, and is text.
_CALCULATES = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: object) -> str:
    text = str(value).replace("\x00", "")
    return f"'{text}" if text.lstrip(" \ufeff\u00a0").startswith(_CALCULATES) or text.startswith(("\t", "\r", "\n")) else text


def sheet(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """`name` is of the file, and says nothing of anybody."""
    written = io.StringIO()
    out = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    out.writerow([cell(column) for column in columns])
    for row in rows:
        out.writerow([cell(value) for value in row])
    answer = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
