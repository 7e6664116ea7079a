"""docs/events.md: its examples are taken as they stand, and what it says is refused is refused in these words."""

import json

import pytest

from docs.reading import ROOT, between, fenced, rows
from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.envelope import Event, Refused, read_event

EVENTS = ROOT / "docs" / "events.md"
EXAMPLES = [json.loads(body) for body in fenced(EVENTS, "json")]


def instead(mark: str) -> list[tuple[dict, str]]:
    return [(EXAMPLES[0] | json.loads(fragment.strip("`")), said) for fragment, said in rows(between(EVENTS, mark))]


@pytest.mark.parametrize("raw", EXAMPLES, ids=lambda raw: raw["kind"])
def test_an_example_is_taken_without_a_warning(raw):
    event = read_event(raw)
    assert isinstance(event, Event)
    assert event.warnings == ()
    assert set(event.data) <= set(CATALOGUE.kinds[event.kind].fields)


@pytest.mark.parametrize(("raw", "said"), instead("refused"))
def test_what_is_refused_is_refused_in_these_words(raw, said):
    with pytest.raises(Refused) as refusal:
        read_event(raw)
    assert str(refusal.value) == said


@pytest.mark.parametrize(("raw", "said"), instead("warned"))
def test_what_is_a_warning_is_taken_and_said_in_these_words(raw, said):
    assert read_event(raw).warnings == (said,)


def test_the_fields_of_the_envelope_are_those_that_are_listed():
    listed = {
        name.strip("`")
        for names, *_ in rows(EVENTS.read_text("utf-8").split("## The envelope")[1].split("##")[0])
        for name in names.split(", ")
    }
    assert listed == {
        "id",
        "source",
        "kind",
        "occurred_at",
        "recorded_at",
        "agency",
        "actor",
        "people",
        "about",
        "corrects",
        "data",
        "note",
        "basis",
        "emergency",
    }
