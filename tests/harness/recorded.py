"""Events recorded one by one through the one door, for tests that need a particular history. People are made up."""

import itertools
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from safehold.chronology.envelope import EventId
from safehold.chronology.record import record
from safehold.chronology.times import LONDON, instant

_numbers = itertools.count(1)
SOURCE = "northshire-records"

ANNA = {"ref": "N1", "role": "victim", "given_name": "Anna", "family_name": "Quillfeather", "date_of_birth": "1990-02-03", "sex": "female"}
BORIS = {
    "ref": "N2", "role": "suspect", "relation": "partner", "given_name": "Boris", "family_name": "Tanglewood",
    "date_of_birth": "1988-04-05", "sex": "male",
}  # fmt: skip
CLARA = {
    "ref": "N3",
    "role": "victim",
    "given_name": "Clara",
    "family_name": "Winterbourne",
    "date_of_birth": "1985-06-07",
    "sex": "female",
}
DMITRI = {
    "ref": "N4", "role": "suspect", "relation": "ex_partner", "given_name": "Dmitri", "family_name": "Underhillock",
    "date_of_birth": "1983-08-09", "sex": "male",
}  # fmt: skip
PAIR, OTHER_PAIR = (ANNA, BORIS), (CLARA, DMITRI)


def ago(**length: float) -> datetime:
    # By the hours that have passed: a minute before summer time's first is not on the clock.
    return (datetime.now(UTC).replace(microsecond=0) - timedelta(**length)).astimezone(LONDON)


def age(person: dict[str, Any]) -> int:
    """Today, in whole years."""
    born, today = date.fromisoformat(person["date_of_birth"]), datetime.now(LONDON).date()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def event(
    kind: str,
    at: datetime | str,
    *people: dict[str, Any],
    about: EventId | None = None,
    agency: str = "northshire-police",
    role: str = "first_responder",
    source: str = SOURCE,
    key: str = "",
    recorded_at: datetime | None = None,
    corrects: EventId | None = None,
    note: str = "",
    more: Mapping[str, Any] = MappingProxyType({}),
    **data: Any,
) -> EventId:
    """Records one event and returns its id. A time may be text, as coarse as it is written. `more` is for data whose names are taken."""
    raw: dict[str, Any] = {
        "source": source,
        "id": key or f"t{next(_numbers)}",
        "kind": kind,
        "occurred_at": at if isinstance(at, str) else at.isoformat(),
        "agency": agency,
        "actor": {"id": f"{agency}-{role}", "role": role},
        "data": data | more,
    }
    raw |= {"people": [dict(person) for person in people]} if people else {}
    raw |= {"about": [{"source": about.source, "id": about.id}]} if about else {}
    raw |= {"corrects": {"source": corrects.source, "id": corrects.id}} if corrects else {}
    raw |= {"recorded_at": recorded_at.isoformat()} if recorded_at else {}
    raw |= {"note": note} if note else {}
    return record([raw])[0]


def now() -> int:
    return instant(datetime.now(LONDON))


def released(*people: dict[str, Any], at: datetime | None = None, agency: str = "northshire-police") -> EventId:
    """A release on bail of which the victim must be told; it is due by the end of the next working day."""
    return event(
        "suspect.released",
        at or ago(hours=1),
        *people,
        agency=agency,
        role="custody_officer",
        status="bail",
        protective_order_considered=True,
    )


def high_risk(*people: dict[str, Any], at: datetime | None = None, agency: str = "northshire-police") -> EventId:
    return event("risk.assessed", at or ago(hours=2), *people, agency=agency, instrument="dash", grade="high", score=16)
