"""Two cases of the demonstration's own staff, so that what is kept from them can be seen: one in which an officer is the suspect, of whom
only his employer's list says so, and one in which the victim works for an agency. Everybody is made up."""

from datetime import UTC, datetime, timedelta
from typing import Any

from safehold.access.demonstration import STAFF

POLICE, SOURCE = "northshire-police", "northshire-police-records"
AT_HOME = ("4 Larch Close", "XN1 1AA")


def events(until: int) -> list[dict[str, Any]]:
    """Of the fortnight before an instant in seconds since 1970."""
    officer, worker = _named("npol-fr-104"), _named("npol-wco-104")
    her = _person("U1", "victim", "Marisol", "Ashgrove", "1991-05-17", "female")
    him = _person("U2", "suspect", *officer, "1988-04-05", "male") | {"relation": "partner"}
    she = _person("U3", "victim", *worker, "1986-09-30", "female") | {"staff_of": POLICE}
    he = _person("U4", "suspect", "Corvin", "Haverstock", "1984-02-11", "male") | {"relation": "ex_partner"}
    told = [
        _event(until, 9, "call.received", "call_handler", "a", (her, him), channel="999", domestic=True),
        _event(until, 9, "risk.assessed", "da_specialist", "b", (her, him), instrument="dash", grade="high", score=17),
        _event(until, 6, "call.received", "call_handler", "c", (she, he), channel="101", domestic=True),
        _event(until, 5, "risk.assessed", "da_specialist", "d", (she, he), instrument="dash", grade="medium", score=9),
    ]
    return sorted(told, key=lambda each: each["occurred_at"])


def listed() -> str:
    """The demonstration's staff as their employer would list them: units, lines, and of some who they are at home."""
    homes = {"npol-fr-104": ("1988-04-05", "07700 900321"), "npol-wco-104": ("1986-09-30", "07700 900654")}
    lines = ["staff_id,agency,given_name,family_name,date_of_birth,address,postcode,phone,unit,supervisor"]
    for person in STAFF:
        given, family = person.name.split(" ", 1)
        born, phone = homes.get(person.staff_id, ("", ""))
        unit, supervisor = UNITS.get(person.role, ("", "")) if person.agency == POLICE else ("", "")
        where = AT_HOME if born else ("", "")
        lines.append(",".join((person.staff_id, person.agency, given, family, born, *where, phone, unit, supervisor)))
    return "\n".join(lines) + "\n"


UNITS = {
    "call_handler": ("Control room", "npol-crs-104"),
    "dispatcher": ("Control room", "npol-crs-104"),
    "control_room_supervisor": ("Control room", ""),
    "first_responder": ("Response C", "npol-ss-104"),
    "shift_sergeant": ("Response C", ""),
    "investigator": ("Investigation", ""),
    "witness_care_officer": ("Witness care", ""),
    "da_specialist": ("Safeguarding", ""),
    "professional_standards": ("Professional standards", ""),
}


def _named(staff_id: str) -> tuple[str, str]:
    given, _, family = next(person.name for person in STAFF if person.staff_id == staff_id).partition(" ")
    return given, family


def _person(ref: str, role: str, given: str, family: str, born: str, sex: str) -> dict[str, Any]:
    return {"ref": ref, "role": role, "given_name": given, "family_name": family, "date_of_birth": born, "sex": sex}


def _event(until: int, days: int, kind: str, role: str, key: str, people: tuple[dict[str, Any], ...], **data: Any) -> dict[str, Any]:
    at = datetime.fromtimestamp(until, UTC) - timedelta(days=days)
    actor = next(person.staff_id for person in STAFF if person.role == role and person.agency == POLICE)
    return {
        "source": SOURCE,
        "id": f"one-of-us-{key}",
        "kind": kind,
        "occurred_at": at.isoformat(),
        "agency": POLICE,
        "actor": {"id": actor, "role": role},
        "people": list(people),
        "data": data,
    }
