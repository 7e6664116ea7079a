"""Every kind of event is told in words, and can be recorded by a form."""

import msgspec
import pytest

from safehold.access.viewer import Viewer
from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.envelope import read_event
from safehold.chronology.least import LEAST
from safehold.web.events.recording import RecordForm
from safehold.web.events.telling import tell
from safehold.web.events.words import BadWords, load, standard

VIEWER = Viewer(1, "NP1", "Someone", "northshire-police", "Northshire Police", "police", "da_specialist", 1)
AGENCIES = {"northshire-police": "Northshire Police"}


def told(kind, viewer=VIEWER, confidential=False, **data):
    raw = {"source": "s", "id": "1", "kind": kind, "occurred_at": "2026-03-01T10:00:00+00:00", "agency": "northshire-police", "data": data}
    return tell(read_event(raw), viewer, AGENCIES, confidential=confidential)


def test_every_kind_has_a_title_and_a_section():
    assert set(standard().kinds) == set(CATALOGUE.kinds)
    for kind in CATALOGUE.kinds:
        assert standard().section(kind) in standard().sections


@pytest.mark.parametrize(
    ("kind", "data", "title"),
    [
        ("call.received", {"category": "domestic - assault"}, "Call received: domestic - assault"),
        ("call.received", {}, "Call received"),
        ("risk.assessed", {"instrument": "dash", "grade": "high"}, "Risk assessed by DASH: high"),
        ("risk.assessed", {"grade": "high"}, "Risk assessed: high"),
        ("victim.told", {"topic": "bail_change"}, "She was told: bail change"),
        ("bail.set", {"stage": "pre_charge"}, "Bail set, before charge"),
        ("crime.outcome", {"outcome": "16"}, "Outcome of the crime: 16, she does not support action"),
        ("information.shared", {"with": "northshire-police"}, "Shared with Northshire Police"),
    ],
)
def test_an_event_is_told_in_a_sentence(kind, data, title):
    assert told(kind, **data).title == title


def test_what_was_said_is_a_quotation_and_danger_is_danger():
    found = told("call.received", words="He has a knife", weapon=True, injuries=False, domestic=True)
    assert found.said == "He has a knife"
    assert found.dangers == ["Weapon"]


def test_many_answers_stand_together():
    found = told(
        "attendance.recorded", parties_separated="yes", photographs="no", first_account="yes", body_worn_video="unknown", barriers="none"
    )
    assert found.lines == ["Yes: kept apart, her first account", "No: photographs", "Not known: body-worn video", "Barriers: none"]


def test_a_value_of_another_type_is_still_told():
    assert told("crime.recorded", offence={"code": 3, "id": "x"}).title == "Crime recorded"
    assert told("hearing.listed", at="soon", court="Northshire").lines == []


def blank(kind, given=None, **more):
    return RecordForm(kind, given or {}, by=VIEWER, agencies=[("northshire-police", "Northshire Police")], **more)


@pytest.mark.parametrize("kind", sorted(kind for kind in CATALOGUE.kinds if standard().of(kind).record))
def test_a_form_left_blank_records_a_plain_act_or_says_what_it_is_nothing_without(kind):
    form, least = blank(kind), LEAST[kind]
    own = {"decided_by", "reviewer", "by"}
    if least.each or least.one_of:
        assert not form.is_valid()
        assert all(f"data-{name}" in form.errors for name in least.each)
        assert form.errors.keys() & {f"data-{name}" for name in (*least.each, *least.one_of)}
    else:
        assert form.is_valid(), form.errors
        assert set(form.cleaned()["data"]) <= own
        assert form.cleaned()["occurred_at"] == ""


def test_what_was_typed_is_kept_where_something_is_asked_for():
    form = blank("risk.regraded", {"data-reason": "he has a knife"})
    assert form.errors == {"data-to": ["“To” is not filled in, and without it this says nothing."]}
    assert "he has a knife" in str(form["data-reason"])
    assert blank("risk.regraded", {"data-to": "high"}).is_valid()


def test_a_note_alone_says_enough_where_it_may_and_an_answer_of_no_is_an_answer():
    assert blank("order.ended").errors == {"data-reason": ["Fill in “Reason”, or write a note: else this says nothing."]}
    assert blank("order.ended", {"note": "the court sent word"}).is_valid()
    assert not blank("suspect.released", {"note": "he is out"}).is_valid()
    assert blank("marac.considered", {"data-refer": "no"}).is_valid()


def test_what_only_a_suspect_can_do_is_not_recorded_where_there_is_none():
    form = blank("suspect.released", {"data-status": "bail"}, suspect=False)
    assert form.errors == {"__all__": ["No suspect is on record in this case, and this is only recorded of one."]}


def test_a_form_reads_each_shape_as_the_catalogue_has_it():
    form = RecordForm(
        "information.shared",
        {"data-with": "northshire-police", "data-until": "2026-04-01", "day": "2026-03-01", "time": "", "note": "x"},
        by=VIEWER,
        agencies=[("northshire-police", "Northshire Police")],
    )
    assert form.is_valid()
    assert form.cleaned() == {"data": {"with": "northshire-police", "until": "2026-04-01"}, "occurred_at": "2026-03-01", "note": "x"}
    lists = RecordForm("safe_contact.set", {"data-methods": "text\n\n her sister "}, by=VIEWER)
    assert lists.is_valid()
    assert lists.cleaned()["data"] == {"methods": ["text", "her sister"]}


def test_a_hold_is_lifted_where_records_are_disposed_of_and_by_no_form_of_a_case():
    assert not standard().of("legal_hold.lifted").record
    assert standard().of("legal_hold.lifted").needs == "dispose_records"


def test_what_is_confidential_is_withheld_and_said_to_be():
    officer = msgspec.structs.replace(VIEWER, role="first_responder")
    found = told("alarm.installed", officer, confidential=True, address="9 Hidden Mews")
    assert "Hidden" not in f"{found}"
    assert "confidential" in found.lines[0]
    assert "Hidden" in f"{told('alarm.installed', confidential=True, address='9 Hidden Mews')}"
    for field in ("address_given", "postcode_given"):
        assert "NF2" not in f"{told('call.received', officer, confidential=True, **{field: 'NF2 1AB'})}"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("kinds: {call.recieved: {title: x}}", "no kind of event is called that"),
        ("kinds: {call.received: {title: x, hide: [nothing]}}", "no field 'nothing'"),
        ("kinds: {call.received: {title: x, needs: fly}}", "no permission is called 'fly'"),
        ("kinds: {call.received: {titel: x}}", "titel"),
        ("kinds: [", "words.yaml"),
    ],
)
def test_a_fault_in_the_words_is_named(given, message):
    with pytest.raises(BadWords, match=message):
        load(f"sections: {{}}\nvalues: {{}}\nlabels: {{}}\n{given}")
