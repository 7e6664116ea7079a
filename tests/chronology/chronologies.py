"""Small chronologies as hypothesis draws them: a few people met again and again under worse and worse names, and all that state is made of.

What an event is about, corrects or undoes is drawn from the ids of the whole chronology, so it may come later, or never.
"""

from typing import Any

from hypothesis import strategies as st

from chronology.raws import Raw

# Three women, two men, a child; each as several records give them. One ref is given to two people, and one person has several.
WOMEN = (
    {"ref": "w1", "given_name": "Vera", "family_name": "Marlow", "date_of_birth": "1980-02-03", "phone": "07700 900123"},
    {"ref": "w1", "given_name": "Vera", "family_name": "Marlow", "date_of_birth": "1980-02-03", "postcode": "XN4 3AB"},
    {"ref": "w2", "given_name": "Veera", "family_name": "Marlowe", "date_of_birth": "1980-03-02", "phone": "07700 900123"},
    {"ref": "w3", "given_name": "V", "family_name": "Marlow", "address": "4 Quay Street, Northtown", "postcode": "XN4 3AB"},
    {"ref": "w1"},
    {"ref": "w4", "phone": "07700 900123"},
    {"ref": "w5", "given_name": "Agata", "family_name": "Nowak", "date_of_birth": "1991-07-07", "aliases": ["Agata Marlow"]},
    {"ref": "w1", "given_name": "Agata", "family_name": "Nowak", "date_of_birth": "1991-07-07"},
    {"ref": "w6", "given_name": "Verity", "family_name": "Marlin", "phone": "07700 900456", "confidential": ["phone"]},
    {"ref": "w7", "given_name": "Vera", "family_name": "Nowakowska", "phone": "07700 900456", "confidential": ["phone"]},
    {"ref": "w6", "given_name": "Vera", "family_name": "Marlow", "phone": "07700 900123", "confidential": ["phone"]},
)
MEN = (
    {"ref": "m1", "given_name": "Stefan", "family_name": "Kowalczyk", "date_of_birth": "1977-11-20", "relation": "ex_partner"},
    {"ref": "m2", "given_name": "Steven", "family_name": "Kovalchik", "date_of_birth": "1977-11-20", "relation": "partner"},
    {"ref": "m1", "relation": "ex_partner"},
    {"ref": "m3", "given_name": "Carl", "family_name": "Cheevers", "date_of_birth": "1969", "postcode": "XN4 3AB"},
)
CHILD = {"ref": "c1", "role": "child", "given_name": "Mia", "family_name": "Marlow", "date_of_birth": "2016-05-01"}
TIMES = (
    *(f"2024-03-0{day}T{hour}:00:00+00:00" for day in (1, 2, 3) for hour in ("09", "10")),
    "2024-03-02", "2024-03", "2024-02-28/2024-03-02",
)  # fmt: skip
KINDS: tuple[tuple[str, dict[str, Any]], ...] = (
    *(("call.received", {"channel": "999", "domestic": True, "strangulation": True, "words": "He is back"}) for _ in range(4)),
    ("call.received", {"channel": "101", "domestic": False, "category": "nuisance"}),
    ("call.graded", {"grade": "immediate", "reason": "threats"}),
    ("call.regraded", {"from": "immediate", "to": "scheduled", "reason": "victim_request"}),
    ("call.downgrade_asked", {"to": "priority", "reason": "duplicate"}),
    ("call.downgrade_answered", {"agreed": False}),
    ("call.reclassified", {"domestic": True, "category": "harassment"}),
    ("call.joined", {"why": "the same incident"}),
    ("call.closed", {"as": "crime"}),
    ("history.checked", {"found": 2}),
    ("unit.dispatched", {}),
    ("unit.arrived", {"victim_seen": True}),
    ("arrest.made", {"offence": "assault"}),
    ("suspect.released", {"status": "bail"}),
    ("suspect.wanted", {"for": "breach of bail"}),
    ("suspect.charged", {"offence": "assault"}),
    ("risk.assessed", {"instrument": "dash", "score": 14, "grade": "high"}),
    ("risk.regraded", {"from": "high", "to": "medium"}),
    ("marker.set", {"marker": "strangulation"}),
    ("marker.set", {"marker": "firearms", "expires": "2025-01-01"}),
    ("marker.lifted", {"marker": "strangulation"}),
    *(("marker.set", {"marker": "confidential_address"}) for _ in range(2)),
    ("marker.lifted", {"marker": "confidential_address"}),
    ("plan.made", {"summary": "Locks changed"}),
    ("plan.action_agreed", {"action": "locks", "owner_agency": "northshire-homes", "due": "2024-03-20"}),
    ("plan.action_done", {"evidence": "seen"}),
    ("safe_contact.set", {"methods": ["text"], "times": "mornings"}),
    ("contact.unsafe", {"why": "he has her phone"}),
    ("victim.told", {"topic": "arrest"}),
    ("relationship.changed", {"to": "separated", "on": "2024-02"}),
    ("marac.referred", {"criteria": ["repeat"]}),
    ("marac.heard", {"meeting": "m1"}),
    ("bail.set", {"stage": "pre_charge", "conditions": ["no contact"], "until": "2024-06-01"}),
    ("bail.varied", {"conditions": ["no contact", "not to Quay Street"]}),
    ("bail.ended", {"reason": "charged"}),
    ("bail.breach_reported", {"detail": "he rang"}),
    ("order.made", {"order": "dvpo", "until": "2024-04-01", "conditions": ["not to Quay Street"]}),
    ("order.served", {}),
    ("order.breach_reported", {"order": "dvpo"}),
    ("court.outcome", {"outcome": "convicted"}),
    ("child.identified", {"age": 7, "lives_with_victim": True}),
    ("death.reported", {"apparent_cause": "unexplained", "domestic_abuse_suspected": "yes"}),
    ("record.restricted", {"to": ["n1"], "reason": "staff"}),
    ("information.shared", {"with": "northshire-homes", "what": "address"}),
    ("information.shared", {"with": "northshire-homes", "extent": "whole", "may": "view", "until": "2099-01-01"}),
    ("information.shared", {"with": "northshire-homes", "extent": "part", "events": [f"north/e{number:02}" for number in range(9)]}),
    ("information.withdrawn", {"from": "northshire-homes", "reason": "moved"}),
    ("information.share_changed", {"until": "2024-04-01"}),
    ("information.acknowledged", {}),
    ("coverage.declared", {"feed": "calls", "complete_through": "2024-03-31"}),
    ("coverage.declared", {"feed": "training", "complete_through": "2024-03-31", "kinds": ["training.completed", "call.graded"]}),
    *(("attendance.recorded", {"suspect_present": "yes", "officers": ["p1", "p2"]}) for _ in range(2)),
    ("attendance.recorded", {"officers": ["p2", "p3"]}),
    ("training.completed", {"staff_id": "p1", "course": "Domestic abuse matters", "specialist_led": True}),
    ("training.completed", {"staff_id": "p2", "course": "Domestic abuse matters", "specialist_led": True}),
    ("training.completed", {"staff_id": "p3", "course": "First aid", "specialist_led": False}),
    ("staff.suspected", {"agency": "northshire-police"}),
    ("standards.notified", {}),
    ("duty.waived", {"duty": "history-check", "reason": "no"}),
    ("clock.stopped", {"duty": "history-check", "awaiting": "her statement"}),
    ("third_party.reported", {"relation": "mother", "concern": "bruises"}),
    ("event.voided", {"reason": "the wrong person"}),
    ("event.voided", {"reason": "entered twice"}),
    ("identity.judged", {}),
    ("identity.judged", {}),
    ("identity.undone", {}),
)  # fmt: skip
# What agencies mostly record of nobody in particular.
OF_NOBODY = ("coverage.declared", "training.completed", "standards.notified", "record.restricted")
_NEEDS = {"call.joined": "into", "duty.waived": "trigger", "clock.stopped": "trigger", "identity.undone": "judgement"}


@st.composite
def chronologies(draw: st.DrawFn, most: int = 14) -> list[Raw]:
    """Events in the order of their ids, which says nothing about when they happened or what they rest on."""
    count = draw(st.integers(2, most))
    ids = [f"e{number:02}" for number in range(count)]
    found: list[Raw] = []
    for key in ids:
        kind, data = draw(st.sampled_from(KINDS))
        raw: Raw = {"source": draw(_source), "id": key, "kind": kind, "occurred_at": draw(st.sampled_from(TIMES)), "data": dict(data)}
        raw["agency"] = draw(st.sampled_from(("northshire-police", "northshire-police", "northshire-homes")))
        raw["recorded_at"] = draw(st.sampled_from(("2024-03-31T10:00:00+01:00", "2024-03-31T11:00:00+01:00")))
        if people := _people(draw, kind):
            raw["people"] = people
        if kind not in ("call.received", "identity.judged") and draw(st.integers(0, 4)):
            raw["about"] = [_reference(draw, ids) for _ in range(draw(st.sampled_from((1, 1, 1, 2))))]
        if kind in _NEEDS:
            raw["data"][_NEEDS[kind]] = _reference(draw, ids)
        if kind == "identity.judged":
            raw["data"] |= {"a": _mention(draw, ids), "b": _mention(draw, ids)}
            raw["data"]["judgement"] = draw(st.sampled_from(("linked", "linked", "not_linked", "unsure")))
        if draw(st.integers(0, 9)) == 0:
            raw["corrects"] = _reference(draw, ids)
        found.append(raw)
    return found


_source = st.sampled_from(("north", "north", "north", "south"))


def _people(draw: st.DrawFn, kind: str) -> list[Raw]:
    often_nobody = kind in OF_NOBODY and draw(st.integers(0, 3))
    who = "nobody" if often_nobody else draw(st.sampled_from(("both", "both", "both", "her", "him", "nobody", "family", "two")))
    woman, man = {"role": "victim"} | draw(st.sampled_from(WOMEN)), {"role": "suspect"} | draw(st.sampled_from(MEN))
    if who == "two":
        return [woman, man, {"role": "victim"} | draw(st.sampled_from(WOMEN))]
    return {"both": [woman, man], "her": [woman], "him": [man], "family": [woman, man, CHILD]}.get(who, [])


def _reference(draw: st.DrawFn, ids: list[str]) -> Any:
    key = draw(st.sampled_from([*ids, *ids, *ids, "nowhere"]))
    return draw(st.sampled_from((key, {"source": "north", "id": key}, {"source": "south", "id": key})))


def _mention(draw: st.DrawFn, ids: list[str]) -> Any:
    key = draw(st.sampled_from([*ids, *ids, *ids, "nowhere"]))
    ref = draw(st.sampled_from([each["ref"] for each in (*WOMEN, *MEN)]))
    source = draw(st.sampled_from(("north", "north", "south")))
    return draw(st.sampled_from((f"{key}/{ref}", f"{source}/{key}/{ref}", {"source": source, "id": key, "ref": ref})))
