"""People who may be those of an earlier domestic call make the history of a later one uncertain: never surely there, never surely not."""

from safehold.chronology.envelope import read_event
from safehold.practice.reviews.judging import judge
from safehold.rulebook.loader import standard_rules

NOW = 1_780_000_000_000_000


def call(number: int, day: str, domestic: bool, born: str, relation: str = "") -> dict:
    victim = {"ref": f"v{number}", "role": "victim", "given_name": "Katarzyna", "family_name": "Wisniewska", "sex": "female"}
    suspect = {"ref": f"s{number}", "role": "suspect", "given_name": "Tomasz", "family_name": "Wisniewski", "sex": "male"}
    if born:
        victim["date_of_birth"] = born
    if relation:
        suspect["relation"] = relation
    return {
        "id": str(number),
        "source": "cad",
        "kind": "call.received",
        "occurred_at": f"{day}T10:00:00+00:00",
        "agency": "northshire-police",
        "people": [victim, suspect],
        "data": {"domestic": domestic, "channel": "999"},
    }


def flags(*calls: dict) -> dict[str, str]:
    found = judge([read_event(each) for each in calls], standard_rules(), standard="today", today=NOW, now=NOW)
    return {finding.trigger[0]: finding.state for case in found.cases for finding in case.findings if finding.duty == "domestic-flag"}


def test_a_call_not_marked_domestic_between_people_who_may_have_history_is_uncertain():
    earlier = call(1, "2026-03-01", True, "1988-02-03", "partner")
    assert flags(earlier, call(2, "2026-04-01", False, ""))["2"] == "uncertain"


def test_without_an_earlier_domestic_call_nothing_is_said_of_it():
    earlier = call(1, "2026-03-01", False, "1988-02-03")
    assert flags(earlier, call(2, "2026-04-01", False, "")).get("2") != "uncertain"


def test_a_later_domestic_call_is_no_history_of_an_earlier_one():
    later = call(1, "2026-05-01", True, "1988-02-03", "partner")
    assert flags(later, call(2, "2026-04-01", False, "")).get("2") != "uncertain"
