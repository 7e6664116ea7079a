"""Files that nobody should send and somebody does: an office document with macros, an archive that unpacks to all there is, a huge line."""

import gzip
import io
import tarfile
import zipfile

import pytest

from safehold.chronology.envelope import LONGEST_EVENT
from safehold.chronology.importing import Unreadable, events_in


def zipped(*names):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"0" * 1_000_000)
    return held.getvalue()


def tarred():
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("events.jsonl"))
    return held.getvalue()


FILES = {
    "macros.docm": (zipped("word/vbaProject.bin", "word/document.xml"), "office document"),
    "macros.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "may hold macros"),
    "events.zip": (zipped("events.jsonl"), "ZIP archive"),
    "events.jsonl": (zipped("events.jsonl"), "ZIP archive"),  # whatever it is called
    "bomb.gz": (gzip.compress(bytes(10_000_000)), "gzip archive"),
    "events.tar": (tarred(), "tar archive"),
    "letter.pdf": (b"%PDF-1.7\n", "PDF"),
    "letter.rtf": (b"{\\rtf1\\ansi", "rich-text"),
    "program.exe": (b"MZ\x90\x00", "program"),
    "table.parquet": (b"PAR1" + bytes(100), "Parquet"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_chronology_is_named_and_none_of_it_is_read(tmp_path, name):
    content, what = FILES[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Unreadable, match=rf"{name} is .*{what}.*nothing of it was read"):
        events_in(tmp_path / name)


def test_a_huge_line_is_refused_by_its_number_and_never_held_whole(tmp_path):
    file = tmp_path / "long.jsonl"
    with file.open("wb") as out:
        out.write(b'{"id": "')
        for _ in range(30):
            out.write(b"x" * LONGEST_EVENT)
        out.write(b'"}\n{}\n')
    events, refused, read = events_in(file)
    assert (events, read, [each.line for each in refused]) == ([], 2, [1, 2])
    assert "too long" in refused[0].why
    assert len(refused[0].why) < 200


def test_text_that_is_no_chronology_is_refused_line_by_line(tmp_path):
    (tmp_path / "events.csv").write_text("=HYPERLINK(1),name\nx,y\n", "utf-8")
    _events, refused, read = events_in(tmp_path / "events.csv")
    assert read == len(refused) == 2
