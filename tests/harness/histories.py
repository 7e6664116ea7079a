"""Made-up people with a history, recorded through the one door, for tests of pages. Nobody in them is real."""

from datetime import datetime, timedelta
from typing import Any

from safehold.chronology.record import record
from safehold.chronology.times import LONDON

MARTA = {
    "ref": "H1",
    "role": "victim",
    "given_name": "Marta",
    "family_name": "Stanwick",
    "date_of_birth": "1976-03-05",
    "sex": "female",
    "phone": "01632 960123",
    "address": "14 Larch Close, Aldermoor",
    "postcode": "XN1 4PA",
}
CARL = {
    "ref": "H2",
    "role": "suspect",
    "relation": "ex_partner",
    "given_name": "Carl",
    "family_name": "Cheevers",
    "date_of_birth": "1974-11-20",
    "sex": "male",
    "aliases": ["Karl Cheevers"],
}
EARLIER = {"ref": "H3", "role": "victim", "given_name": "Ada", "family_name": "Penhale", "date_of_birth": "1980-07-01", "sex": "female"}
OTHER = {
    "ref": "H4",
    "role": "victim",
    "given_name": "Martha",
    "family_name": "Stanwick",
    "date_of_birth": "1992-01-09",
    "postcode": "ZZ9 1AA",
}


def dangerous_history(agency: str = "northshire-police") -> None:
    """Marta Stanwick, graded high, whose former partner came out of prison with an order in force and was violent to another before."""
    today = datetime.now(LONDON).replace(microsecond=0)
    number = 0
    raws: list[dict[str, Any]] = []

    def add(kind: str, days: int, people: list[dict[str, Any]], data: dict[str, Any], about: str = "", role: str = "call_handler") -> str:
        nonlocal number
        number += 1
        raw = {"source": "histories", "id": f"h{number}", "kind": kind, "agency": agency, "people": people, "data": data}
        raw |= {"occurred_at": (today - timedelta(days=days)).isoformat(), "actor": {"id": f"np-{role}", "role": role}}
        raws.append(raw | ({"about": [about]} if about else {}))
        return f"h{number}"

    def call(days: int, people: list[dict[str, Any]], **data: Any) -> str:
        key = add("call.received", days, people, {"channel": "999", "domestic": True, "area": "urban"} | data)
        add("unit.arrived", days, [], {"victim_seen": True, "by": "attendance"}, key, "first_responder")
        add("call.closed", days, [], {"as": "crime", "rationale": "seen and safe"}, key)
        return key

    pair = [MARTA, CARL]
    call(900, [EARLIER, CARL | {"relation": "partner"}], injuries=True, strangulation=True)
    for days in (300, 210, 120):
        call(days, pair, fear_expressed=1)
    last = call(50, pair, threat_to_kill=True, weapon=True, children_present=True)
    add("child.identified", 50, [MARTA, {"ref": "H5", "role": "child", "given_name": "Lily", "date_of_birth": "2018"}], {"age": 8}, last)
    add("risk.assessed", 50, pair, {"instrument": "dash", "score": 17, "grade": "high"}, last, "da_specialist")
    add("marker.set", 49, [MARTA], {"marker": "treat_as_urgent"}, role="da_specialist")
    add("marker.set", 49, [MARTA], {"marker": "codeword"}, role="da_specialist")
    add("marker.set", 49, [CARL], {"marker": "firearms"}, role="da_specialist")
    arrest = add("arrest.made", 50, pair, {"offence": "assault", "power": "offence"}, last, "investigator")
    until = (today + timedelta(days=60)).date().isoformat()
    conditions = ["not to contact her, directly or through others", "not to come within 100 metres of her home"]
    add("order.made", 45, pair, {"order": "non_molestation", "until": until, "conditions": conditions}, arrest, "order_officer")
    add("suspect.released", 12, pair, {"status": "prison_release"}, arrest, "offender_manager")
    add("victim.told", 12, [MARTA], {"topic": "release", "method": "phone"}, arrest, "da_specialist")
    call(30, [OTHER])
    record(raws)
