"""Which files a review takes: management reports and the partnership's template, as Word, PDF or plain text, with nothing in them that
runs, is fetched, or unpacks to more than it says. Pure.

What hides inside a compressed part of a PDF is not found by this: a file is kept sealed, is never opened here, and leaves only as a
download to somebody who sits on the panel.
"""

import io
import re
import zipfile

LARGEST = 20 * 1024 * 1024
UNPACKED = 10 * LARGEST
MOST_PARTS = 2000
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
}
# In a Word file: what runs, what holds other files, and what may fetch. A link that somebody has to follow is none of these.
_RUNS = re.compile(
    r"vbaProject|vbaData|activeX|/embeddings/|oleObject|externalLink|\.(?:exe|dll|js|vbs|bat|cmd|ps1|scr|zip|docm|dotm)$", re.I
)
_FETCHES = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.I)
_HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", re.I)
_PDF_RUNS = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA", b"/OpenAction")


class NotTaken(ValueError):
    """A file that is not taken; the message says why, and what to send instead."""


def form_of(name: str, body: bytes) -> str:
    """What it is, by its own bytes as well as its name. Raises NotTaken."""
    if not body:
        raise NotTaken("The file is empty.")
    if len(body) > LARGEST:
        raise NotTaken(too_large())
    ending = name.rpartition(".")[2].lower()
    if ending not in TYPES:
        raise NotTaken("Send a Word file (.docx), a PDF or plain text. Archives, older Word files and files with macros are not taken.")
    {"docx": _word, "pdf": _pdf, "txt": _text}[ending](body)
    return ending


def too_large() -> str:
    return f"The file is larger than {LARGEST // 1024 // 1024} MB. Send it without its pictures, or in parts."


def _word(body: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = archive.infolist()
            _measured(parts)
            names = {part.filename for part in parts}
            if not {"[Content_Types].xml", "word/document.xml"} <= names:
                raise NotTaken("The file is not what its name says: it is not a Word file.")
            for part in parts:
                _part(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise NotTaken("The Word file cannot be read. Save it again as .docx, without a password.") from error


def _measured(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise NotTaken("The file unpacks to far more than it is. Save it again as .docx.")
    if len({part.filename for part in parts}) != len(parts):
        raise NotTaken("The Word file cannot be read. Save it again as .docx.")


def _part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    name = part.filename
    if name.startswith(("/", "\\")) or ".." in name.split("/") or "\\" in name or part.flag_bits & 1:
        raise NotTaken("The Word file cannot be read. Save it again as .docx, without a password.")
    if _RUNS.search(name):
        raise NotTaken("The file holds macros, controls or other files. Save it as .docx without them.")
    if not name.endswith((".xml", ".rels")):
        return
    text = archive.read(part)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise NotTaken("The Word file cannot be read. Save it again as .docx.")
    if name == "[Content_Types].xml" and re.search(rb"macroEnabled|vbaProject", text, re.I):
        raise NotTaken("The file holds macros, controls or other files. Save it as .docx without them.")
    if name.endswith(".rels") and any(not _HYPERLINK.search(found) for found in _FETCHES.findall(text)):
        raise NotTaken("The file fetches something from elsewhere when it is opened, such as a template. Save it without that.")


def _pdf(body: bytes) -> None:
    if not body.startswith(b"%PDF-") or b"%%EOF" not in body[-2048:]:
        raise NotTaken("The file is not what its name says: it is not a whole PDF.")
    if b"/Encrypt" in body:
        raise NotTaken("The PDF is locked by a password. Send it without one.")
    if any(re.search(re.escape(each) + rb"(?![A-Za-z])", body) for each in _PDF_RUNS):
        raise NotTaken("The PDF runs something, or holds other files. Print it to a new PDF and send that.")


def _text(body: bytes) -> None:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotTaken("The file is not plain text.") from error
    if "\x00" in text:
        raise NotTaken("The file is not plain text.")
