"""Which files a review takes: management reports and the partnership's template, as Word, PDF or plain text, with nothing in them that
runs, is fetched, or unpacks to more than it says. Pure.

What hides inside a compressed part of a PDF is not found by this: a file is kept sealed, is never opened here, and leaves only as a
download to somebody who sits on the panel.
"""

import io
import re
import zipfile
from xml.parsers import expat

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
# Of a relation, by its type: whatever the part is called that it names.
_HELD = re.compile(r"/(?:vbaProject|wordVbaData|control|activeXControlBinary|oleObject|package|aFChunk|subDocument|frame)$", re.I)
# Fields that fetch or start something when they are brought up to date.
_FIELD = re.compile(r"^\s*(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE|RD|MACROBUTTON)\b", re.I | re.M)
_PDF_RUNS = (
    b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/EmbeddedFiles", b"/RichMedia", b"/XFA", b"/OpenAction", b"/AA", b"/SubmitForm",
    b"/ImportData", b"/GoToE",
)  # fmt: skip
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_MACROS = "The file holds macros, controls or other files. Save it as .docx without them."
_ELSEWHERE = "The file fetches something from elsewhere when it is opened, such as a template. Save it without that."
_UNREADABLE = "The Word file cannot be read. Save it again as .docx."


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
        raise NotTaken(_MACROS)
    if not name.endswith((".xml", ".rels")):
        return
    _told(name, archive.read(part))


def _told(name: str, text: bytes) -> None:
    """What a part says, read as Word reads it: whatever letters it is written in, and however it is quoted. It has no entities of
    its own."""
    fields: list[str] = []

    def declared(*_: object) -> None:
        raise NotTaken(_UNREADABLE)

    def began(element: str, said: dict[str, str]) -> None:
        reading.append(element.rpartition(":")[2])
        if name.endswith(".rels"):
            _relation(said)
        elif name == "[Content_Types].xml" and re.search(r"macroEnabled|vbaProject", " ".join(said.values()), re.I):
            raise NotTaken(_MACROS)
        if reading[-1] == "fldSimple":
            fields.extend(["\n", next((value for key, value in said.items() if key.rpartition(":")[2] == "instr"), "")])
        elif reading[-1] == "fldChar":
            fields.append("\n")

    reading: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = began
    parser.EndElementHandler = lambda _: reading.pop()
    parser.CharacterDataHandler = lambda said: fields.append(said) if reading[-1:] == ["instrText"] else None
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise NotTaken(_UNREADABLE) from error
    if _FIELD.search("".join(fields)):
        raise NotTaken(_ELSEWHERE)


def _relation(said: dict[str, str]) -> None:
    if _HELD.search(said.get("Type", "")):
        raise NotTaken(_MACROS)
    if said.get("TargetMode", "").lower() == "external" and not said.get("Type", "").lower().endswith("/hyperlink"):
        raise NotTaken(_ELSEWHERE)


def _pdf(body: bytes) -> None:
    if not body.startswith(b"%PDF-") or b"%%EOF" not in body[-2048:]:
        raise NotTaken("The file is not what its name says: it is not a whole PDF.")
    # A name may be written by the numbers of its letters.
    plain = body + _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), body)
    if b"/Encrypt" in plain:
        raise NotTaken("The PDF is locked by a password. Send it without one.")
    if any(re.search(re.escape(each) + rb"(?![A-Za-z])", plain) for each in _PDF_RUNS):
        raise NotTaken("The PDF runs something, or holds other files. Print it to a new PDF and send that.")


def _text(body: bytes) -> None:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotTaken("The file is not plain text.") from error
    if "\x00" in text:
        raise NotTaken("The file is not plain text.")
