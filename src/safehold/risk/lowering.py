"""Who may lower a grade of risk: never a machine, never whoever set it, and of people only a specialist. Any assessor may raise it."""

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from safehold.chronology.envelope import OURS, Event
from safehold.risk.instrument import GRADES

# An event that gives a grade, and the field that holds it.
GIVES = {"risk.assessed": "grade", "risk.supervised": "grade", "risk.regraded": "to", "risk.specialist_reviewed": "grade"}
LOWERS = frozenset({"da_specialist"})
Why = Literal["", "nobody", "set_it", "not_specialist"]


class Given(msgspec.Struct, frozen=True):
    """The grade that stands: since when, who set it (those who only confirmed it did not), and in which role. `setters` are all who gave
    it as their own assessment since it was last another; not who had to leave it as it was."""

    grade: str = ""
    event: Event | None = None
    by: str = ""
    role: str = ""
    setters: frozenset[str] = frozenset()


def grades(events: Iterable[Event]) -> Iterator[tuple[Event, str]]:
    """Of a case's events, in their order, those that give a grade. Of what is recorded here a lower one by anybody but a specialist gives
    none: they were let, since they do not see what stands, as under a share of a part. What another system recorded is taken."""
    stands = ""
    for event in events:
        grade = event.data.get(GIVES.get(event.kind, ""))
        if grade not in GRADES:
            continue
        role = event.actor.role if event.actor else ""
        if event.id.source == OURS and lower(grade, stands) and role not in LOWERS:
            continue
        stands = grade
        yield event, grade


def standing(events: Iterable[Event]) -> Given:
    """Of a case's events, in their order."""
    found = Given()
    for event, grade in grades(events):
        by, role = (event.actor.id, event.actor.role) if event.actor else ("", "")
        if grade != found.grade:
            found = Given(grade, event, by, role, frozenset({by} - {""}))
        elif event.kind == "risk.assessed" and by and not event.data.get("would_grade"):
            found = msgspec.structs.replace(found, setters=found.setters | {by})
    return found


def lower(to: str, than: str) -> bool:
    return to in GRADES and than in GRADES and GRADES.index(to) < GRADES.index(than)


def why_not(to: str, stands: Given, *, by: str, role: str) -> Why:
    """Why this person may not give this grade; nothing where they may."""
    if not lower(to, stands.grade):
        return ""
    if not by or not role:
        return "nobody"
    if by in stands.setters:
        return "set_it"
    return "" if role in LOWERS else "not_specialist"
