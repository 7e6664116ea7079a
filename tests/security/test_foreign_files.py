"""Files that nobody should send and somebody does, to every place that takes one: `import`, `link`, `index`, `check` and the interface."""

import gzip
import io
import tarfile
import zipfile

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile

from safehold.chronology.envelope import LONGEST_EVENT
from safehold.chronology.importing import Unreadable, events_in
from safehold.commands.link import link
from safehold.commands.tables import rows
from safehold.identity.batch import table
from safehold.identity.batch.table import BadTable


@pytest.fixture
def system(staff):
    from api.asking import Asking
    from safehold.access.signing_in import services

    def made(*scopes):
        account = services.make("northshire-police", "control-room", "Command and control", None)
        return Asking(services.make_token(account, scopes, 30, None))

    return made


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


TABLES = {name: given for name, given in FILES.items() if not name.startswith("table")}


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_is_something_else_is_named_and_none_of_it_is_read(tmp_path, name, suffix):
    content, what = TABLES[name]
    file = tmp_path / f"{name}.{suffix}"
    file.write_bytes(content)
    with pytest.raises(Unreadable, match=rf"{name}.{suffix} is .*{what}.*nothing of it was"):
        list(rows(file, "mention_id", ["family_name"]))
    with pytest.raises(BadTable, match=rf"{name}.{suffix} is .*{what}.*nothing of it was"):
        table.source(file)


def test_a_table_by_another_name_than_its_kind_is_named(tmp_path):
    (tmp_path / "events.csv").write_bytes(FILES["table.parquet"][0])
    with pytest.raises(Unreadable, match="is a Parquet table"):
        list(rows(tmp_path / "events.csv", "mention_id", []))
    with pytest.raises(BadTable, match="is a Parquet table"):
        table.source(tmp_path / "events.csv")
    (tmp_path / "mentions.xlsx").write_bytes(FILES["events.zip"][0])
    with pytest.raises(BadTable, match="mentions are read from .parquet or .csv"):
        table.source(tmp_path / "mentions.xlsx")
    (tmp_path / "text.parquet").write_bytes(b"mention_id,family_name\n")
    with pytest.raises(Unreadable, match="cannot be read as Parquet"):
        list(rows(tmp_path / "text.parquet", "mention_id", []))


def test_a_cell_that_is_far_too_long_is_refused_by_its_row(tmp_path):
    (tmp_path / "long.csv").write_text("mention_id,family_name\n1,x\n2," + "y" * 2_000_000 + "\n", "utf-8")
    with pytest.raises(Unreadable, match="after line 2: field larger than field limit"):
        list(rows(tmp_path / "long.csv", "mention_id", ["family_name"]))


def test_a_formula_in_a_table_is_text_like_any_other_and_comes_out_of_linking_in_nobodys_name(tmp_path):
    given, out = tmp_path / "in.csv", tmp_path / "out.csv"
    formula = '"=HYPERLINK(""https://elsewhere.example"",""x"")"'
    given.write_text(
        f"mention_id,given_name,family_name,date_of_birth\n1,{formula},Tranter,1951-03-04\n2,Ann,{formula},1951-03-04\n", "utf-8"
    )
    assert CliRunner().invoke(link, ["--input", str(given), "--output", str(out)]).exit_code == 0
    assert sorted(out.read_text("utf-8").split()) == ["1,1", "2,2", "mention_id,person_id"]


@pytest.mark.parametrize("name", FILES)
def test_a_system_that_sends_a_file_in_the_place_of_events_is_refused_in_a_sentence(system, name, owner):
    content, _what = FILES[name]
    asking = system("send_events")
    status, answer = asking.post("events", content)
    assert status == 400
    assert "not JSON" in answer["detail"]
    sent = asking.client.post("/api/v1/events", {"file": SimpleUploadedFile(name, content)})
    assert sent.status_code in (400, 415)
    for kind in ("text/csv", "application/zip", "application/x-ndjson", "application/vnd.ms-excel.sheet.macroEnabled.12"):
        assert asking.client.post("/api/v1/events", content, content_type=kind).status_code == 415
    assert owner.execute("SELECT count(*) FROM chronology_event").fetchone() == (0,)


def test_what_a_system_packs_is_not_unpacked(system, owner):
    packed = gzip.compress(b"[" + b" " * 50_000_000 + b"]")
    answer = system("send_events").client.post(
        "/api/v1/events", packed, content_type="application/json", headers={"content-encoding": "gzip"}
    )
    assert answer.status_code == 400
    assert owner.execute("SELECT count(*) FROM chronology_event").fetchone() == (0,)
