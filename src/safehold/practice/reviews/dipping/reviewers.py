"""Who audits a case: somebody at the agency that drew the sample, whose role audits, and who neither recorded anything in the case nor is
in the line or the unit of anybody who did."""

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import Any

from safehold.access.roles import standard as roles
from safehold.access.staff import alone_may_see, working
from safehold.access.standards.seeing import Works, kept_from
from safehold.chronology.envelope import Event
from safehold.chronology.recording import rows
from safehold.chronology.store import load

AUDIT = "audit_samples"
Reviewer = tuple[int, str]  # the number of their account, and their staff number


def who_recorded(cursor: Any, cases: Collection[str]) -> dict[str, set[str]]:
    """The staff numbers that stand in what is recorded of each case, by whichever agency: who recorded it, and whom it names as having
    decided or done it. As the recorder."""
    of_case = rows(cursor, "SELECT case_id, event_id FROM identity_case_event WHERE case_id = ANY(%s)", [list(cases)])
    events = load(cursor, {seq for _, seq in of_case})
    found: dict[str, set[str]] = {case: set() for case in cases}
    for case, seq in of_case:
        found[case].update(_staff_of(events[seq]))
    return found


def never(recorded: Iterable[str], works: Works) -> set[str]:
    return set(kept_from(recorded, works))


def pool(agency: str) -> list[Reviewer]:
    may = [name for name, role in roles().roles.items() if AUDIT in role.may]
    return sorted(set(working().filter(role__in=may, agency_id=agency).values_list("user_id", "user__staff_id")))


def chosen(case: str, seed: str, among: Iterable[Reviewer], barred: Collection[str], load: Mapping[int, int], count: int) -> list[Reviewer]:
    """Those with the least to audit so far, and among these by the seed of the draw, so that nobody chooses who audits whom."""
    named = alone_may_see(case)
    able = [each for each in among if each[1] not in barred and (not named or each[1] in named)]
    return sorted(able, key=lambda each: (load.get(each[0], 0), sha256(f"{seed}/{case}/{each[1]}".encode()).hexdigest()))[:count]


def _staff_of(event: Event) -> Iterable[str]:
    if event.actor is not None and event.actor.id:
        yield event.actor.id
    for value in event.data.values():
        for one in value if isinstance(value, (list, tuple)) else (value,):
            named = one.get("id") if isinstance(one, Mapping) else getattr(one, "id", None)
            if isinstance(named, str) and named:
                yield named
