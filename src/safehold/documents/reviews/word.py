"""A document of a review as Word, in the partnership's own template: its styles, its page, its headers and footers. Nothing of a template
is run or filled in: what it says in its body goes, and the rest frames what is written here. Pure."""

import html
import io
import re
import zipfile
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from safehold.documents.reviews.content import Block, Points, Report, Text
from safehold.practice.reviews.receiving import NotTaken

# By its own name in a template, otherwise the next that is there.
_STYLES = {
    "title": ("Title", "Heading 1"),
    "subtitle": ("Subtitle", "Normal"),
    "heading": ("Heading 1", "Heading 2", "Normal"),
    "text": ("Body Text", "Normal"),
    "point": ("List Bullet", "List Paragraph", "Normal"),
    "number": ("List Number", "List Paragraph", "Normal"),
    "table": ("Table Grid", "Normal Table"),
}


def made(report: Report, template: bytes | None = None) -> bytes:
    document = Document(io.BytesIO(template)) if template else Document()
    _cleared(document)
    _described(document, report)
    document.add_paragraph(report.title, style=_style(document, "title"))
    if report.subtitle:
        document.add_paragraph(report.subtitle, style=_style(document, "subtitle"))
    for section in report.sections:
        document.add_paragraph(section.heading, style=_style(document, "heading"))
        for block in section.blocks:
            _add(document, block)
    _stamped(document, report.stamp)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def around(template: bytes) -> list[str]:
    """What stands in a template beside its body, which goes: headers, footers, notes, comments with who wrote them, properties."""
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist() if _AROUND.match(name)]
    spoken = [html.unescape(" ".join([*_AUTHOR.findall(part), re.sub(r"<[^>]*>", " ", _JOINED.sub("", part))])) for part in parts]
    return [" ".join(each.split()) for each in spoken if each.strip()]


_AROUND = re.compile(r"(?:word/(?:header|footer|comments|footnotes|endnotes|people)|docProps/(?:app|custom)|customXml/item)[^/]*\.xml$")
_AUTHOR = re.compile(r"""w\w*:author\s*=\s*["']([^"']*)["']""")
# A word is cut into runs wherever somebody edited it.
_JOINED = re.compile(r"</w:t>\s*</w:r>.*?<w:t(?:\s[^>]*)?>", re.S)


def tried(template: bytes) -> None:
    """Raises NotTaken where nothing can be made in it."""
    report = Report("overview", "Title", "", "Stamp", ())
    try:
        made(report, template)
    except (KeyError, ValueError, AttributeError, TypeError, zipfile.BadZipFile) as error:
        raise NotTaken("Nothing can be written in this template. Save it again in Word, as .docx.") from error


def _cleared(document: Any) -> None:
    """All that stands in the body but the page itself."""
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)


def _described(document: Any, report: Report) -> None:
    """A title and a language for whoever has it read aloud; nobody's name."""
    told = document.core_properties
    told.title, told.language, told.subject = report.title, "en-GB", ""
    told.author = told.last_modified_by = told.comments = told.keywords = told.category = ""


def _style(document: Any, wanted: str) -> Any:
    known = {style.name: style for style in document.styles}
    return next((known[name] for name in _STYLES[wanted] if name in known), None)


def _add(document: Any, block: Block) -> None:
    if isinstance(block, Text):
        run = document.add_paragraph(style=_style(document, "text")).add_run(block.text)
        run.bold, run.italic = block.strong or None, block.quiet or None
        if block.quiet:
            run.font.size = Pt(9)
    elif isinstance(block, Points):
        for each in block.points:
            document.add_paragraph(each, style=_style(document, "number" if block.numbered else "point"))
    else:
        table = document.add_table(rows=1, cols=len(block.columns), style=_style(document, "table"))
        _headed(table.rows[0], block.columns)
        for row in block.rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        document.add_paragraph(style=_style(document, "text"))


def _headed(row: Any, columns: tuple[str, ...]) -> None:
    """The first row, told as such: it stands again on each page, and is read with each cell."""
    for cell, text in zip(row.cells, columns, strict=True):
        cell.text = ""
        cell.paragraphs[0].add_run(text).bold = True
    properties = row._tr.get_or_add_trPr()
    marked = OxmlElement("w:tblHeader")
    marked.set(qn("w:val"), "true")
    properties.append(marked)


def _stamped(document: Any, stamp: str) -> None:
    """Beneath what the template's own footers say."""
    for section in document.sections:
        footer = section.footer
        footer.is_linked_to_previous = False
        paragraph = footer.add_paragraph() if any(each.text.strip() for each in footer.paragraphs) else footer.paragraphs[0]
        run = paragraph.add_run(stamp)
        run.font.size = Pt(8)
