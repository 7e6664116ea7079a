"""No page takes a file but those that are named for it: of a review, and a list of training."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import safehold.web
from harness.signed_in import sign_in
from safehold.web import uploads
from security.everybody import filled, may_everything, routes, signed_in


def test_one_module_reads_files_and_three_templates_have_a_place_for_one():
    root, found = Path(safehold.web.__file__).parent, set()
    for path in [*root.rglob("*.py"), *root.rglob("*.html")]:
        text = path.read_text("utf-8")
        if any(each in text for each in ("request.FILES", "FileField", "ImageField", 'type="file"', "multipart/form-data")):
            found.add(path.relative_to(root).as_posix())
    assert found == {"uploads.py", "jinja2/reviews/reports.html", "jinja2/reviews/leaving.html", "jinja2/training/list.html"}
    assert uploads.TAKEN.keys() == {"review-paper-add", "review-template", "training-list"}


def test_where_a_file_is_taken_it_is_one_and_in_its_own_field(staff, monkeypatch):
    may_everything(monkeypatch)
    somebody, address = signed_in(), "/reviews/7654321/reports/add/"
    one, two, three = (SimpleUploadedFile(f"{name}.txt", b"x") for name in "abc")
    assert somebody.post(address, {"file": one}).status_code == 404
    assert somebody.post(address, {"other": two}).status_code == 400
    assert somebody.post(address, {"file": [two, three]}).status_code == 400


def test_a_form_that_is_sent_with_a_file_is_refused_at_every_address(staff, monkeypatch):
    may_everything(monkeypatch)
    somebody = signed_in()
    for name, route in routes():
        if route.startswith("/api"):
            continue
        answer = somebody.post(filled(route), {"why": SimpleUploadedFile("macros.docm", b"PK\x03\x04")})
        # Either the page takes no POST at all, or what was sent is refused as soon as it is read.
        assert answer.status_code in (302, 400, 403, 404, 405), name
    assert Client().post("/sign-in", {"staff_id": SimpleUploadedFile("a.zip", b"PK")}).status_code == 400


def test_more_than_a_page_could_hold_is_refused(staff):
    somebody = sign_in(Client(raise_request_exception=False), "investigator")
    assert somebody.post("/people/", {"family_name": "x" * 3_000_000}, content_type="application/x-www-form-urlencoded").status_code == 400
    assert somebody.post("/people/", {f"f{n}": "x" for n in range(2000)}).status_code == 400
