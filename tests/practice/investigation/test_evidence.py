"""What does not rest on her: what is held, what is missing, who could still get it. Pure."""

import pytest

from safehold.chronology.envelope import read_event
from safehold.chronology.times import DAY
from safehold.practice.investigation.closing import lacking, last_review, unreviewed
from safehold.practice.investigation.evidence import BadEvidence, checklist, load
from safehold.practice.investigation.file import parts

ANOTHER = {"id": "npol-ss-104", "role": "shift_sergeant"}
NUMBERS = iter(range(10_000))


def one(what, /, at="2026-03-02T09:00:00+00:00", note="", **data):
    raw = {"source": "made-up", "id": str(next(NUMBERS)), "kind": what, "occurred_at": at, "agency": "northshire-police", "data": data}
    return read_event(raw | ({"note": note} if note else {}))


def standing(*events):
    return {each.name: each for each in checklist(events)}


def test_what_was_written_up_at_the_door_and_what_was_kept_is_held():
    found = standing(one("attendance.recorded", body_worn_video="yes", photographs="no"), one("evidence.secured", kind="CCTV of the shop"))
    assert found["body_worn_video"].standing == "held"
    assert found["cameras"].standing == "held"
    assert found["photographs"].standing == "missing"
    assert found["phones"].standing == "not_recorded"


def test_what_is_missing_says_why_who_could_get_it_and_until_when_and_comes_first():
    attended = one("attendance.recorded", photographs="no", reasons={"photographs": "no signal"})
    found = checklist([attended])
    assert found[0].standing == "missing"
    photographs = next(each for each in found if each.name == "photographs")
    assert (photographs.why, photographs.item.who) == ("no signal", "first_responder")
    assert photographs.until == attended.occurred_at.latest + 7 * DAY
    assert photographs.gone(photographs.until + 1)
    assert not photographs.gone(photographs.until)


def test_signs_of_strangulation_are_asked_for_where_it_was_said_and_not_elsewhere():
    assert "strangulation" not in standing(one("call.received", strangulation=False))
    assert standing(one("call.received", strangulation=True))["strangulation"].standing == "not_recorded"
    assert "strangulation" in standing(one("victim.disclosed", what="strangulation"))


@pytest.mark.parametrize("outcome", ["14", "15", "16"])
def test_a_crime_is_not_closed_for_lack_of_support_before_its_evidence_was_reviewed(outcome):
    said = {"outcome": outcome, "evidence_led_review": True, "supervisor": ANOTHER}
    crime, review = (
        one("crime.recorded"),
        one("evidence.reviewed", "2026-03-05T09:00:00+00:00", purpose="closure", sufficient=False, why="x"),
    )
    assert len(lacking("crime.outcome", said, "npol-i-104", [crime])) == 1
    assert lacking("crime.outcome", said, "npol-i-104", [crime, review]) == []
    assert len(lacking("crime.outcome", {"outcome": outcome}, "npol-i-104", [crime, review])) == 2
    assert lacking("crime.outcome", said | {"supervisor": ANOTHER | {"id": "npol-i-104"}}, "npol-i-104", [crime, review])
    assert lacking("crime.outcome", said | {"supervisor": {"id": "x", "role": "investigator"}}, "npol-i-104", [crime, review])


def test_a_review_that_found_enough_does_not_close_it_nor_one_of_an_earlier_crime_nor_a_supervisors_look():
    enough = one("evidence.reviewed", purpose="closure", sufficient=True, why="video and a neighbour")
    assert "enough to go on without her" in unreviewed([one("crime.recorded"), enough])[0]
    assert last_review([one("evidence.reviewed", why="earlier"), one("crime.recorded")]) is None
    assert last_review([one("crime.recorded"), one("evidence.reviewed", purpose="supervision", plan="look again")]) is None


def test_other_outcomes_are_not_asked():
    assert lacking("crime.outcome", {"outcome": "charged"}, "x", []) == []
    assert lacking("victim.told", {}, "x", []) == []


def test_a_victim_is_not_penalised_for_what_she_reports():
    inspector = {"id": "di", "role": "duty_inspector"}
    assert lacking("penalty.issued", {"to_role": "victim"}, "x", [])
    assert lacking("penalty.issued", {"penalty": "fixed penalty"}, "x", [])
    assert lacking("penalty.issued", {"to_role": "victim", "authorised_by": ANOTHER}, "x", [])
    assert lacking("penalty.issued", {"to_role": "victim", "arises_from_report": True, "authorised_by": inspector}, "x", []) == []
    assert lacking("penalty.issued", {"to_role": "victim", "arises_from_report": False}, "x", []) == []
    assert lacking("penalty.issued", {"to_role": "suspect"}, "x", []) == []


def test_screening_out_takes_a_reason_and_somebody_who_answers_for_it():
    assert len(lacking("crime.screened_out", {}, "x", [])) == 2
    assert lacking("crime.screened_out", {"reason": "no lines", "supervisor": ANOTHER}, "x", []) == []


def test_a_voluntary_interview_is_asked_why():
    assert lacking("suspect.interviewed", {"how": "voluntary"}, "x", [])
    assert lacking("suspect.interviewed", {"how": "voluntary", "necessity": "lives abroad, comes by himself"}, "x", []) == []
    assert lacking("suspect.interviewed", {}, "x", []) == []


def test_a_second_warning_is_asked_why_with_what_is_on_record():
    warned = one("suspect.warned", warning="harassment")
    assert lacking("suspect.warned", {"warning": "caution"}, "x", [one("call.received")]) == []
    assert "no reports and 1 warning" in lacking("suspect.warned", {"warning": "caution"}, "x", [warned])[0]
    assert lacking("suspect.warned", {"warning": "caution", "reason": "another victim"}, "x", [warned]) == []


def test_the_file_goes_with_the_history_or_says_why_not():
    assert lacking("cps.file_sent", {}, "x", [])
    assert lacking("cps.file_sent", {"history_included": True}, "x", []) == []
    assert lacking("cps.file_sent", {"left_out_because": "asked for the record of interview alone"}, "x", []) == []
    found = {part.name: part for part in parts([one("call.received"), one("risk.assessed"), one("evidence.secured", kind="CCTV")])}
    assert (found["reports"].count, found["reports"].history) == (1, True)
    assert "cameras" in found["evidence"].says.lower()


@pytest.mark.parametrize(
    ("line", "said"),
    [("    field: body_worn_video", "has no 'nothing'"), ("    who: first_responder", "no role is called 'nothing'")],
)
def test_a_wrong_table_says_what_is_wrong(line, said):
    from importlib import resources

    text = resources.files("safehold.practice.investigation").joinpath("evidence.yaml").read_text("utf-8")
    with pytest.raises(BadEvidence, match=said):
        load(text.replace(line, f"{line.partition(':')[0]}: nothing", 1))
