"""Every picture that a document shows can be taken again: none is put into docs/images by hand."""

import re
from collections import Counter

from docs.reading import DOCUMENTS, ROOT, links, text

FOLDER = ROOT / "docs" / "images"
SHOWN = {(path.parent / link).resolve() for path in DOCUMENTS for link in links(path) if link.endswith(".png")}


def taken() -> Counter[str]:
    """The names of pictures, by how often a test takes each."""
    tests = [path for path in (ROOT / "tests" / "system").glob("*.py") if path.name != "conftest.py"]
    return Counter(name for path in tests for name in re.findall(r'\bpicture\(\w+, "([^"]+)"', text(path)))


def test_each_picture_that_a_document_shows_is_taken_once_by_a_test_and_no_other_is():
    assert {path.parent for path in SHOWN} == {FOLDER}
    assert taken() == Counter(path.stem for path in SHOWN)


def test_no_picture_lies_there_that_no_document_shows():
    assert {path for path in FOLDER.iterdir() if path.is_file()} == SHOWN
