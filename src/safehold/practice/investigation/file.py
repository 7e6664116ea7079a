"""What goes with a file to prosecutors, gathered from the record of the case. Pure."""

from collections.abc import Iterable

import msgspec

from safehold.chronology.envelope import Event
from safehold.practice.investigation.closing import REPORTS
from safehold.practice.investigation.evidence import checklist


class Part(msgspec.Struct, frozen=True):
    """`history` is what shows that this was not the first time, nor all of it."""

    name: str
    says: str
    count: int
    history: bool


# Name, what it is called, the kinds that it is made of, whether it is history.
_PARTS = (
    ("reports", "Reports on record", REPORTS, True),
    ("warnings", "Warnings that he was given", ("suspect.warned",), True),
    ("assessments", "Assessments of risk", ("risk.assessed", "risk.regraded", "risk.specialist_reviewed"), True),
    ("orders", "Orders and bail, and their breaches", ("order.made", "order.breach_reported", "bail.set", "bail.breach_reported"), True),
    ("disclosures", "What she has disclosed", ("victim.disclosed",), True),
    ("views", "What she wants, in her words", ("victim.views_sought", "victim.withdrew", "victim.requested"), False),
    ("measures", "Special measures that she was offered", ("special_measures.offered",), False),
)


def parts(events: Iterable[Event]) -> list[Part]:
    listed = list(events)
    held = [each for each in checklist(listed) if each.standing == "held"]
    found = [Part("evidence", f"Evidence that is held: {', '.join(each.item.title.lower() for each in held)}", len(held), False)]
    for name, title, kinds, history in _PARTS:
        count = sum(event.kind in kinds for event in listed)
        found.append(Part(name, f"{title}: {count}", count, history))
    return found
