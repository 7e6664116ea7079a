"""Files that are no chronology at all: known by their first bytes, so that one is named as what it is and none of it is read."""

from pathlib import Path

TABLE = "a Parquet table"
_BEGIN = (
    (b"PK\x03\x04", "a ZIP archive or an office document (.zip, .docx, .xlsx, .docm, .xlsm)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an older office document, which may hold macros (.doc, .xls)"),
    (b"{\\rtf", "a rich-text document (.rtf)"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"PAR1", TABLE),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
_TAR = (257, b"ustar")
LONGEST_MARK = 512


def called(path: Path) -> str:
    """What a file is that cannot be a chronology; nothing where it may be one. Raises OSError."""
    with path.open("rb") as file:
        start = file.read(LONGEST_MARK)
    if start[_TAR[0] : _TAR[0] + len(_TAR[1])] == _TAR[1]:
        return "a tar archive"
    return next((what for mark, what in _BEGIN if start.startswith(mark)), "")
