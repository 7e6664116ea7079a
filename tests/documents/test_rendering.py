"""A document as bytes."""

import builtins
import re
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from safehold.documents import rendering
from safehold.documents.content import Content, Line, Recipient, Stamp, Told

STAMP = Stamp("000007", 'Ann "O\'Brien" <b>', "answering a request", "22 November 2026", "Correspondence", 2)
ENTRY = Told(1, "arrest.made", "1 May 2026", "Arrested", (Line("Note", "<script>alert(1)</script>"), Line("Sum", "=1+1")), True)
CONTENT = Content("Answer", Recipient("victim", "Ann"), "answer", "access", "gdpr_15", "", (ENTRY,), "Held back: 1.")


def test_what_was_typed_is_text_wherever_it_stands():
    page = rendering.html(CONTENT, STAMP).decode()
    assert "<script" not in page
    assert "&lt;b&gt;" in page
    css = page.partition("content: ")[2].partition(" counter")[0]
    assert css.count('"') == 2
    assert rendering.table(CONTENT, STAMP).decode().count("'=1+1") == 1


def made_or_missing() -> tuple[bytes, str]:
    try:
        return rendering.pdf(CONTENT, STAMP), ""
    except rendering.NoPrinter as missing:
        return b"", str(missing)


def unpacked(made: bytes) -> Iterator[bytes]:
    """What stands packed in a PDF: its text, and what it says of itself."""
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", made, re.DOTALL):
        with suppress(zlib.error):
            yield zlib.decompress(found[1])


def test_a_pdf_says_what_it_is_and_of_nobody_or_what_is_missing():
    made, missing = made_or_missing()
    assert made.startswith(b"%PDF-") or "install libpango-1.0-0" in missing
    made += b"".join(unpacked(made))
    assert not made or b"Released to" in made.replace(b"\x00", b"")
    places = (tempfile.gettempdir(), str(Path.home()), str(Path(rendering.__file__).parent))
    assert b"/Author" not in made
    assert not any(place.encode() in made for place in places)


def test_where_pdf_cannot_be_made_the_message_names_the_package(monkeypatch):
    real = builtins.__import__

    def without(name, *more, **named):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(rendering.NoPrinter, match="install libpango-1.0-0"):
        rendering.pdf(CONTENT, STAMP)


def test_a_document_loads_nothing():
    with pytest.raises(ValueError, match="loads nothing"):
        rendering._nothing("http://example.org/pixel.png")
