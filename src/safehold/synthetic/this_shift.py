"""What the demonstration shows of the hours just before it was made, beside the synthetic area: units on duty, briefings read and unread,
plans whose actions somebody owns, assessments that say who said what, evidence reviewed, courses completed, and how two women are written
to. The area and its truth know nothing of it. Everybody is made up."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from safehold.access.demonstration import STAFF
from safehold.chronology.envelope import EventId

POLICE, SOURCE = "northshire-police", "northshire-police-records"
HOUR, DAY = 60, 24 * 60  # in minutes
# Who is on which callsign beside the demonstration's own officers, in which team, and since how many minutes. They never sign in.
CREWS = (
    ("npol-fr-104", "", "", "NS12", 190),
    ("npol-fr-201", "Ines Calloway", "Response C", "NS12", 185),
    ("npol-fr-202", "Rafe Underdown", "Response C", "NS14", 180),
    ("npol-fr-203", "Sunniva Hale", "Response A", "NS14", 25),
    ("npol-fr-204", "Tobiah Marchbank", "Response C", "NS21", 175),
    ("npol-fr-205", "Vesna Quarmby", "Response C", "NS23", 170),
    ("npol-fr-206", "Wilf Easterby", "Response C", "NS23", 170),
    ("npol-fr-207", "Xanthe Loveday", "Response C", "NS31", 165),
)
DONE = "NS31"  # was at a call that is still open, and is free again
# Days since each of them completed it, and whether a specialist led it.
TRAINED = (
    ("npol-fr-104", 300, True),
    ("npol-fr-202", 1_200, True),
    ("npol-fr-203", 90, True),
    ("npol-fr-204", 40, False),
    ("npol-fr-205", 1_020, True),
    ("npol-fr-206", 700, True),
    ("npol-ss-104", 1_030, True),
    ("npol-ds-104", 200, True),
    ("npol-i-104", 2_000, True),
)
_COURSE, _SHORT = "Domestic abuse matters", "Domestic abuse: an hour online"
_WANTS = (
    ("To stay at home with the children, and for him to keep away", "I am not leaving my home. He should."),
    ("To move near her sister once the school year ends", "I just want to sleep through a night."),
    ("That he gets help with his drinking; not to go to court", "He is the children's father. I want it to stop, not him locked up."),
    ("To be gone before he is let out", "If he finds out where I am it starts again."),
)
# Of each plan its actions: from the library, what is done, by which agency, whose they are there, and in how many days from now.
PLANS = (
    (
        ("locks", "Locks changed", "northshire-housing", "", -3),
        ("tau", "Her address is treated as urgent when somebody calls from it", POLICE, "npol-ds-104", -9),
    ),
    (
        ("codeword", "A codeword agreed, with whom she says it to and what they do then", "northshire-idva", "nidv-i-104", 1),
        ("alarm", "Alarm installed", POLICE, "npol-ds-104", -1),
    ),
    (
        ("neighbour", "A neighbour knows what to listen for", "northshire-idva", "nidv-i-104", 4),
        ("letterbox", "Fireproof letterbox fitted", "northshire-housing", "", -5),
    ),
    (
        ("refuge", "A place in a refuge asked for", "northshire-idva", "nidv-i-104", 0),
        ("bag", "A bag packed and kept where he does not look", "northshire-idva", "nidv-i-104", 2),
    ),
)
_HOME, _ALARM, _AWAY = "At home", "Alarms and codewords", "Somewhere else to stay"
_SECTIONS = {"locks": _HOME, "letterbox": _HOME, "neighbour": _HOME, "tau": _ALARM, "alarm": _ALARM, "codeword": _ALARM}


class Picked(msgspec.Struct, frozen=True):
    """What there is to go on: open calls that nobody has gone to, open calls at which somebody is, the newest first; of cases graded high
    the event by which they are, and of cases with a crime the event that recorded it."""

    waiting: Sequence[EventId]
    attended: Sequence[EventId]
    high: Sequence[EventId]
    crimes: Sequence[EventId]


def events(until: int, picked: Picked) -> list[dict[str, Any]]:
    """In the order in which they happened. `until` is in seconds since 1970."""
    told = [*_units(until, picked), *_risk(until, picked.high), *_plans(until, picked.high), *_evidence(until, picked.crimes)]
    told += _training(until)
    return sorted(told, key=lambda each: str(each["occurred_at"]))


def _units(until: int, picked: Picked) -> Iterator[dict[str, Any]]:
    for unit, call, sent, read in zip(("NS12", "NS14"), picked.waiting, (11, 9), (None, 6), strict=False):
        yield _event(until, sent, "unit.dispatched", "npol-d-104", f"sent-{unit}", [call], area="urban", unit=unit)
        if read is not None:
            yield _event(until, read, "history.briefed", "npol-fr-202", f"read-{unit}", [call], acknowledged=True, unit=unit)
    at = [*picked.attended, *picked.attended[-1:]]
    for unit, call, sent, there, read in zip(("NS21", "NS23", DONE), at, (70, 95, 100), (55, 80, 85), (None, 90, 90), strict=False):
        yield _event(until, sent, "unit.dispatched", "npol-d-104", f"sent-{unit}", [call], area="urban", unit=unit)
        if read is not None:
            yield _event(
                until,
                read,
                "history.briefed",
                "npol-fr-205" if unit == "NS23" else "npol-fr-207",
                f"read-{unit}",
                [call],
                acknowledged=True,
                unit=unit,
            )
        yield _event(until, there, "unit.arrived", "npol-d-104", f"there-{unit}", [call], by="attendance", unit=unit)


def _risk(until: int, high: Sequence[EventId]) -> Iterator[dict[str, Any]]:
    answers = {str(number): "no" for number in range(1, 28)}
    yes = ("1", "2", "4", "6", "10", "13", "15", "17", "18", "24", "27")
    answers |= dict.fromkeys(yes, "yes") | {"5": "not_asked", "21": "refused", "22": "unknown"}
    said_by = dict.fromkeys(yes, "victim") | {"1": "observed", "6": "agency", "13": "record", "24": "witness", "27": "record"}
    remarks = {
        "17": "Twice this month, once before the children",
        "18": "She shows how: with one hand, from behind",
        "6": "Left him in June",
    }
    for number, graded in enumerate(high[:3]):
        who, role = (("npol-ds-104", "da_specialist"), ("npol-fr-104", "first_responder"), ("nidv-i-104", "idva"))[number]
        said: dict[str, Any] = {
            "instrument": "dash", "version": "2009", "answers": answers, "score": len(yes), "grade": "high", "said_by": said_by,
            "remarks": remarks, "rationale": "Strangled, and threatened since she left. He does not know yet that she has seen somebody.",
        }  # fmt: skip
        yield _event(until, 30 * HOUR + number * HOUR, "risk.assessed", who, f"risk-{number}", [graded], role=role, **said)


def _plans(until: int, high: Sequence[EventId]) -> Iterator[dict[str, Any]]:
    for number, (graded, (wishes, words), actions) in enumerate(zip(high, _WANTS, PLANS, strict=False)):
        at = (12 - number) * DAY
        plan = f"plan-{number}"
        yield _event(until, at, "plan.made", "npol-ds-104", plan, [graded], wishes=wishes, words=words, summary="What she asked for first")
        for order, (item, what, agency, owner, due) in enumerate(actions):
            said: dict[str, Any] = {"action": what, "owner_agency": agency, "due": _day(until, due), "item": item, "plan": "safety"}
            said |= {"section": _SECTIONS.get(item, _AWAY)} | ({"owner": {"id": owner}} if owner else {"owner_named": "Repairs desk"})
            key = f"{plan}-{order}"
            yield _event(until, at - 10, "plan.action_agreed", "npol-ds-104", key, [graded, _own(plan)], **said)
            if due < -5:
                yield _event(until, 9 * DAY, "plan.action_done", owner, f"{key}-done", [_own(key)], evidence="Seen on the log; tried once")
        # Her wishes as they are now, whatever plan another system has of her.
        yield _event(until, 4 * HOUR + number, "plan.made", "npol-ds-104", f"{plan}-now", [graded], wishes=wishes, words=words)
        if number == 0:
            because = "He breached his bail on Friday"
            yield _event(until, 2 * DAY, "plan.reviewed", "npol-ds-104", f"{plan}-again", [graded], unchanged=False, because=because)


def _evidence(until: int, crimes: Sequence[EventId]) -> Iterator[dict[str, Any]]:
    for number, crime in enumerate(crimes[:3]):
        enough = number == 1
        said: dict[str, Any] = {
            "purpose": "closure" if number == 2 else "supervision", "sufficient": enough,
            "still_to_get": [] if enough else ["The recording of the emergency call", "The neighbour's doorbell video"],
            "why": "Video and the first account stand without her" if enough else "What a neighbour heard is not written down yet",
            "plan": "Charging decision asked for" if enough else "Investigator rings the neighbour before the video is wiped",
        }  # fmt: skip
        yield _event(until, 20 * HOUR + number * HOUR, "evidence.reviewed", "npol-ss-104", f"evidence-{number}", [crime], **said)


def _training(until: int) -> Iterator[dict[str, Any]]:
    for number, (staff, days, led) in enumerate(TRAINED):
        said: dict[str, Any] = {"staff_id": staff, "course": _COURSE if led else _SHORT, "specialist_led": led}
        yield _event(until, days * DAY, "training.completed", "npol-ss-104", f"training-{number}", (), **said)


def safe_contact(until: int, high: Iterable[EventId]) -> list[dict[str, Any]]:
    """Of these cases, how she may be written to: by the number of nobody."""
    said: dict[str, Any] = {"methods": ["text"], "phone": "07700 900417", "who_may_answer": "only herself", "never": "letters to the house"}
    return [
        _event(until, 5 * HOUR, "safe_contact.set", "nidv-i-104", f"safe-{number}", [each], role="idva", verified_on=_day(until, 0), **said)
        for number, each in enumerate(high)
    ]


def _own(key: str) -> EventId:
    return EventId(SOURCE, f"this-shift-{key}")


def _day(until: int, days: int) -> str:
    day: date = (datetime.fromtimestamp(until, UTC) + timedelta(days=days)).date()
    return day.isoformat()


def _event(
    until: int, minutes: int, kind: str, staff: str, key: str, about: Iterable[EventId], *, role: str = "", **data: Any
) -> dict[str, Any]:
    known = next((person for person in STAFF if person.staff_id == staff), None)
    at = datetime.fromtimestamp(until, UTC) - timedelta(minutes=minutes)
    return {
        "source": SOURCE,
        "id": f"this-shift-{key}",
        "kind": kind,
        "occurred_at": at.isoformat(),
        "agency": known.agency if known is not None else POLICE,
        "actor": {"id": staff, "role": role or (known.role if known is not None else "first_responder")},
        "about": [{"source": each.source, "id": each.id} for each in about],
        "data": data,
    }
