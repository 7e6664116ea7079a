"""A document as bytes: a page that prints well, a PDF, a table, or a structure. Nothing but what is given here is in them: no author, no
path, no comment, nothing loaded from anywhere."""

import csv
import io
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from safehold.documents.content import Content, Stamp
from safehold.documents.rules import standard

TYPES = {"html": "text/html; charset=utf-8", "pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "json": "application/json"}
FORMS = tuple(TYPES)
_CALCULATES = re.compile(r"[\s\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")


class NoPrinter(Exception):
    """PDF cannot be made on this machine; the message names what is missing."""


def rendered(content: Content, stamp: Stamp, form: str) -> bytes:
    made: dict[str, Callable[[Content, Stamp], bytes]] = {"html": html, "pdf": pdf, "csv": table, "json": structure}
    return made[form](content, stamp)


def name(stamp: Stamp, form: str) -> str:
    """Of the file: a number, and nothing that tells."""
    return f"document-{stamp.number}-{stamp.copy}.{form}"


def html(content: Content, stamp: Stamp) -> bytes:
    page = _pages().get_template("document.html")
    leaving = standard()
    given = {
        "content": content,
        "stamp": stamp,
        "returns": leaving.returns,
        "letter": content.kind == "letter",
        "window": content.recipient.way == "by_post",
        "basis": leaving.bases[content.basis],
        "in_css": "".join(f"\\{ord(each):x} " for each in str(stamp)),
    }
    return page.render(given).encode()


def pdf(content: Content, stamp: Stamp) -> bytes:
    """Tagged, so that it can be read aloud. Raises NoPrinter."""
    return pdf_of(html(content, stamp).decode())


def pdf_of(page: str) -> bytes:
    """Of a page that loads nothing. Raises NoPrinter."""
    made: bytes = _printer().HTML(string=page, url_fetcher=_nothing).write_pdf(pdf_variant="pdf/ua-1")
    return made


def table(content: Content, stamp: Stamp) -> bytes:
    written = io.StringIO()
    out = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    out.writerow([_cell(str(stamp))])
    out.writerow(["Entry", "When", "What", "Part", "Said"])
    for place, entry in enumerate(content.entries, 1):
        for label, text in [(line.label, line.text) for line in entry.lines] or [("", "")]:
            out.writerow([_cell(each) for each in (str(place), entry.when, entry.title, label, text)])
    out.writerow([_cell(content.kept_back)])
    return ("\ufeff" + written.getvalue()).encode()


def structure(content: Content, stamp: Stamp) -> bytes:
    entries = [
        {"when": entry.when, "kind": entry.kind, "what": entry.title, "parts": {line.label: line.text for line in entry.lines}}
        for entry in content.entries
    ]
    given = {"released": msgspec.to_builtins(stamp), "do_not_pass_on": True, "basis": content.basis, "entries": entries}
    return msgspec.json.format(msgspec.json.encode(given | {"held_back": content.kept_back}), indent=1)


def _printer() -> Any:
    try:
        import weasyprint
    except ImportError as error:
        raise NoPrinter("PDF needs the Python package weasyprint. Print the page instead.") from error
    except OSError as error:
        raise NoPrinter(
            "PDF needs Pango: install libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0. Print the page instead."
        ) from error
    return weasyprint


def _nothing(*_: object, **__: object) -> dict[str, object]:
    raise ValueError("a document loads nothing")


def _cell(text: str) -> str:
    """Never taken for a formula by a spreadsheet."""
    text = text.replace("\x00", "")
    return f"'{text}" if _CALCULATES.match(text) else text


@lru_cache(maxsize=1)
def _pages() -> Environment:
    return Environment(loader=PackageLoader("safehold.documents", "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
