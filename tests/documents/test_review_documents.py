"""Documents of a review as Word and PDF: in the partnership's template, tagged, and with nobody's name or address in them."""

import io
import zipfile

import pytest
from docx import Document

from safehold.chronology.envelope import read_event
from safehold.documents.reviews import printed, word
from safehold.documents.reviews.content import Points, Report, Section, Table, Text, told_by
from safehold.documents.reviews.guarding import left, with_template
from safehold.practice.reviews.people import Somebody
from safehold.practice.reviews.receiving import NotTaken, form_of

REPORT = Report(
    "overview",
    "Overview report: review 001",
    "A death by homicide",
    "Review 001, made 1 May 2030. Names are replaced.",
    (
        Section("Why", (Text("She was killed <by> a partner & nobody asked."), Text("A source", quiet=True))),
        Section("Lessons", (Points(("Read the history", "Tell her")), Points(("First",), numbered=True))),
        Section(
            "What happened", (Table("The earliest first", ("When", "What"), (("May 2007", "Call"), ("June 2007", "Arrest")), (30, 70)),)
        ),
    ),
)
VERA = Somebody(1, "victim", (("Vera", "Marlow"),), (), "female", "1984")


def template() -> bytes:
    made = Document()
    made.styles["Heading 1"].font.name = "Partnership Sans"
    made.add_paragraph("To be filled in by nobody")
    made.sections[0].header.paragraphs[0].text = "Northshire Community Safety Partnership"
    made.sections[0].footer.paragraphs[0].text = "Official, sensitive"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def said(body: bytes) -> str:
    read = Document(io.BytesIO(body))
    return "\n".join(
        [*(each.text for each in read.paragraphs), *(cell.text for table in read.tables for row in table.rows for cell in row.cells)]
    )


def test_word_says_all_of_it_in_the_partnerships_own_template():
    body = word.made(REPORT, template())
    text, read = said(body), Document(io.BytesIO(body))
    for _where, each in REPORT.texts():
        assert each in text
    assert "filled in" not in text
    assert read.sections[0].header.paragraphs[0].text == "Northshire Community Safety Partnership"
    assert [each.text for each in read.sections[0].footer.paragraphs] == ["Official, sensitive", REPORT.stamp]
    assert read.styles["Heading 1"].font.name == "Partnership Sans"
    assert 'w:tblHeader w:val="true"' in zipfile.ZipFile(io.BytesIO(body)).read("word/document.xml").decode()
    assert (read.core_properties.author, read.core_properties.last_modified_by) == ("", "")
    assert form_of("made.docx", body) == "docx"


def test_word_without_a_template_is_plain_and_whole():
    assert "Read the history" in said(word.made(REPORT))


def test_a_template_in_which_nothing_can_be_written_is_not_taken():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(NotTaken):
        word.tried(out.getvalue())


def test_pdf_is_tagged_has_a_title_and_loads_nothing():
    body = printed.pdf(REPORT)
    assert body.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in body or b"/MarkInfo" in body or len(body) > 2000
    assert "&lt;by&gt;" in printed.html(REPORT)


def test_every_piece_of_text_is_changed_where_names_are_replaced():
    changed = told_by(REPORT, str.upper)
    assert all(text == text.upper() for _where, text in changed.texts())
    assert len(list(changed.texts())) == len(list(REPORT.texts()))


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        ("Vera went home", "name"),
        ("Mrs Marlowe went home", "name"),
        ("She lived at 41 Chestnut Avenue", "address"),
        ("It was at XN4 2QQ", "address"),
        ("She rang from 07700 900123", "phone"),
        ("His car was AB12 CDE", "registration"),
        ("V.M. went home, and V. M. stayed", "initials"),
        ("It was said of VM that she went", "initials"),
        ("Sgt Ada Underhillock did not ask", "name Ada Underhillock"),
        ("The call came from 7 Larch Court", "address"),
        ("The children of Larkspur Primary", "school"),
        ("She went home to her mother", ""),
    ],
)
def test_what_would_find_somebody_stops_it(text, stops):
    person = {
        "ref": "v", "role": "victim", "given_name": "Vera", "family_name": "Marlow", "address": "41 Chestnut Avenue", "postcode": "XN4 2QQ",
        "phone": "07700 900123",
    }  # fmt: skip
    raw = {"id": "1", "source": "s", "kind": "call.received", "occurred_at": "2020-01-01T00:00:00Z", "agency": "a", "people": [person],
           "data": {"address_given": "7 Larch Court", "postcode_given": "XN7 1AA"}}  # fmt: skip
    child = raw | {"id": "2", "kind": "child.identified", "data": {"school": "Larkspur Primary"}}
    report = Report("summary", "Summary", "", "Stamp", (Section("Why", (Text(text),)),))
    found = left(report, [VERA], [read_event(raw), read_event(child)], staff=["Ada Underhillock"])
    assert bool(found) is bool(stops)
    assert all(stops in each.said and each.name is stops.startswith(("name", "initials")) for each in found)


def test_a_name_around_the_body_of_a_template_stops_it_too():
    made = Document(io.BytesIO(template()))
    made.sections[0].footer.paragraphs[0].add_run(" of Ver")
    made.sections[0].footer.paragraphs[0].add_run("a Marlow")
    out = io.BytesIO()
    made.save(out)
    (one, *_more) = left(with_template(REPORT, word.around(out.getvalue())), [VERA], [])
    assert one.said == "The template: the name Marlow of somebody (victim)"
    assert left(with_template(REPORT, word.around(template())), [VERA], []) == []
