"""Which files a review takes, and which it does not: by what is in them, whatever they are called."""

import io
import zipfile

import pytest

from safehold.practice.reviews.receiving import LARGEST, NotTaken, form_of

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
LINK = '<Relationship Id="r1" Type="http://x/hyperlink" Target="https://example.org" TargetMode="External"/>'
FETCHED = '<Relationship Id="r1" Type="http://x/attachedTemplate" Target="https://example.org/t.dotm" TargetMode="External"/>'
# A field whose instruction is cut into runs.
DDE = "<w><fldChar/><instrText>DDE</instrText><r/><instrText>AUTO cmd.exe</instrText><fldChar/></w>"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"


def word(**more: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {"[Content_Types].xml": TYPES, "word/document.xml": "<w/>", **more}.items():
            archive.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "body", "form"),
    [
        ("Report.DOCX", word(), "docx"),
        ("report.docx", word(**{"word/_rels/document.xml.rels": LINK}), "docx"),
        ("report.docx", word(**{"word/a.xml": DDE.replace("DDE<", 'HYPERLINK "https://example.org/link <')}), "docx"),
        ("report.pdf", PDF, "pdf"),
        ("report.txt", "What we did — and when".encode(), "txt"),
    ],
)
def test_a_report_is_taken(name, body, form):
    assert form_of(name, body) == form


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("report.docx", b"", "empty"),
        ("report.txt", b"x" * (LARGEST + 1), "larger than 20 MB"),
        ("report.docm", word(), "with macros"),
        ("report.zip", word(), "Archives"),
        ("report", PDF, "Archives"),
        ("report.docx", PDF, "cannot be read"),
        ("report.pdf", word(), "not a whole PDF"),
        ("report.docx", word(**{"word/vbaProject.bin": "x"}), "macros"),
        ("report.docx", word(**{"word/embeddings/one.xlsx": "x"}), "macros"),
        (
            "report.docx",
            word(**{"[Content_Types].xml": TYPES.replace("/>", " x='application/vnd.ms-word.document.macroEnabled'/>")}),
            "macros",
        ),
        ("report.docx", word(**{"word/_rels/settings.xml.rels": FETCHED}), "fetches"),
        ("report.docx", word(**{"word/_rels/a.rels": FETCHED.replace("<R", "<p:R").replace("/>", ' xmlns:p="x"/>')}), "fetches"),
        ("report.docx", word(**{"word/_rels/a.rels": FETCHED.replace("Id=", 'Type2="x/hyperlink" Id=').replace("t.d", "a>b")}), "fetches"),
        ("report.docx", word(**{"word/_rels/a.rels": FETCHED.replace("External", "&#69;xternal")}), "fetches"),
        ("report.docx", word(**{"word/_rels/a.rels": f'<?xml version="1.0" encoding="utf-16"?>{FETCHED}'.encode("utf-16")}), "fetches"),
        ("report.docx", word(**{"word/_rels/a.rels": FETCHED.replace("attachedTemplate", "oleObject").replace("External", "")}), "macros"),
        ("report.docx", word(**{"word/footer1.xml": DDE}), "fetches"),
        ("report.docx", word(**{"word/footer1.xml": "<w"}), "cannot be read"),
        ("report.docx", word(**{"word/styles.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), "cannot be read"),
        ("report.docx", word(**{"../../etc/passwd.xml": "x"}), "cannot be read"),
        ("report.docx", word(**{f"word/{n}.xml": "" for n in range(2001)}), "far more"),
        ("report.docx", word(**{"word/media/one.bin": "0" * (11 * LARGEST)}), "far more"),
        ("report.pdf", PDF.replace(b"/Catalog", b"/Catalog /OpenAction 2 0 R"), "runs something"),
        ("report.pdf", PDF.replace(b"/Catalog", b"/Catalog /JS (x)"), "runs something"),
        ("report.pdf", PDF.replace(b"/Catalog", b"/Catalog /J#61vaScript 2 0 R"), "runs something"),
        ("report.pdf", PDF.replace(b"/Catalog", b"/Catalog /Names << /EmbeddedFiles 2 0 R >>"), "other files"),
        ("report.pdf", PDF.replace(b"/Catalog", b"/Catalog /AA << >>"), "runs something"),
        ("report.pdf", PDF.replace(b"/Catalog", b"/Catalog /Encrypt 2 0 R"), "password"),
        ("report.txt", b"\xff\xfe\x00", "not plain text"),
    ],
)
def test_what_runs_fetches_unpacks_or_is_something_else_is_not(name, body, why):
    with pytest.raises(NotTaken, match=why):
        form_of(name, body)
