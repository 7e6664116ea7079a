"""What each kind of event says nothing without."""

import json
from importlib import resources

import pytest
import yaml

from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.envelope import read_event
from safehold.chronology.importing import import_file
from safehold.chronology.least import BadLeast, lacked_by, load

HIM = {"ref": "N2", "role": "suspect", "given_name": "Boris", "family_name": "Tanglewood"}


def raw(kind="risk.assessed", number="1", at="2026-03-01T10:00:00+00:00", **more):
    return {"source": "s", "id": number, "kind": kind, "occurred_at": at, "agency": "northshire-police"} | more


def test_every_kind_of_the_catalogue_says_what_it_is_nothing_without():
    text = resources.files("safehold.chronology").joinpath("least.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(text).keys() == CATALOGUE.kinds.keys()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (raw(), ["data.grade or data.score or data.answers must be given: without any risk.assessed says nothing"]),
        (raw(data={"grade": "grave"}), ["data.grade or data.score or data.answers must be given: without any risk.assessed says nothing"]),
        (raw(data={"score": 0}), []),
        (raw("risk.regraded"), ["data.to is missing: without it risk.regraded says nothing"]),
        (raw("suspect.charged", people=[HIM]), []),
        (raw("suspect.charged", about=["2"]), []),
        (raw("suspect.charged"), ["people names no suspect, and it is about nothing that could: suspect.charged takes one"]),
        (raw("order.ended", note="the court sent word", people=[HIM]), []),
    ],
)
def test_what_an_event_lacks_is_said_by_its_field(given, said):
    assert list(lacked_by(read_event(given))) == said


@pytest.mark.parametrize("text", ["risk.guessed: {}", "risk.assessed: {each: [colour]}", "risk.assessed: {all: [grade]}", "- 1"])
def test_a_file_that_is_wrong_is_refused_by_kind_and_field(text):
    with pytest.raises(BadLeast, match="least.yaml"):
        load(text)


def test_an_import_keeps_what_says_nothing_and_what_is_still_to_come_and_counts_both(database, tmp_path):
    lines = [raw(number="1"), raw(number="2", data={"grade": "high"}), raw("alarm.activated", "3", at="2126-03-01")]
    path = tmp_path / "file.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    report = import_file(path)
    assert (report.new, report.warnings, report.refused) == (3, 2, [])
