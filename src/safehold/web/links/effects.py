"""What an act of judging would do, found out by doing it: inside a savepoint that is rolled back, so that nothing of it stays.

What is told is what the viewer may see, before and after: cases that would join or part, duties that would arise, end or stand otherwise.
"""

from collections import Counter
from collections.abc import Callable, Iterable

import msgspec
from django.db import transaction
from django.db.models import Q

from safehold.access.viewer import Viewer
from safehold.identity.decided import records_of
from safehold.identity.models import Case, Person
from safehold.practice.safeguarding.models import Standing
from safehold.rulebook.models import Obligation

OPEN = ("breached", "uncertain", "unknown", "pending")
_Key = tuple[str, str, str, str]
Records = dict[int, frozenset[int]]


class State(msgspec.Struct, frozen=True):
    """`records` are the records of each person of the act; the rest is what the viewer sees of their cases."""

    records: Records
    people: dict[int, Person]
    cases: dict[str, Case]
    grades: dict[str, str]
    duties: dict[_Key, Obligation]


class Effect(msgspec.Struct, frozen=True):
    """`joined` and `parted` pair cases with what they come from or become; `begun` and `over` have no such; `resized` hold more or fewer
    events. `gained` and `lost` are the agencies that would see all of a case, or no more, by the id it would have."""

    before: State
    after: State
    joined: list[tuple[list[Case], Case]]
    parted: list[tuple[Case, list[Case]]]
    begun: list[Case]
    over: list[Case]
    resized: list[tuple[Case, Case]]
    gained: dict[str, list[str]]
    lost: dict[str, list[str]]
    arise: list[Obligation]
    met: list[Obligation]
    changed: list[tuple[Obligation, Obligation]]
    ended: list[Obligation]

    @property
    def nothing(self) -> bool:
        return self.before.records == self.after.records and not (self.arise or self.met or self.changed or self.ended)


class _Undone(Exception):
    """Ends the savepoint in which an act was tried."""


def effect(viewer: Viewer, persons: Iterable[int], act: Callable[[], object], now: int, known: State | None = None) -> Effect:
    """What `act` would do to these persons, and to whoever would come to be one with them. `known` is how things stood before, where that
    has been read already."""
    before = records_of(persons=persons)
    tried: list[State] = []
    try:
        with transaction.atomic():
            act()
            tried.append(_state(viewer, records_of(records={number for group in before.values() for number in group}), now))
            raise _Undone
    except _Undone:
        (after,) = tried
    whole = records_of(records={number for group in (*before.values(), *after.records.values()) for number in group})
    return _compared(known if known is not None and known.records == whole else _state(viewer, whole, now), after)


def _state(viewer: Viewer, records: Records, now: int) -> State:
    numbers = list(records)
    of_them = Q(victim_id__in=numbers) | Q(suspect_id__in=numbers)
    cases = {case.id: case for case in Case.objects.for_viewer(viewer).filter(of_them).order_by("first_at", "id")}
    named = {number for case in cases.values() for number in (case.victim_id, case.suspect_id) if number is not None}
    grades = dict(Standing.objects.for_viewer(viewer).filter(case_id__in=cases).exclude(grade="").values_list("case_id", "grade"))
    duties = Obligation.objects.for_viewer(viewer).of_case(*cases).at(now) if cases else []
    return State(
        records,
        Person.objects.for_viewer(viewer).in_bulk(named | set(numbers)),
        cases,
        grades,
        {(duty.rule, duty.trigger, duty.subject, duty.each): duty for duty in duties},
    )


def _compared(before: State, after: State) -> Effect:
    to = {new.id: [old for old in before.cases.values() if _same(old, new, before.records, after.records)] for new in after.cases.values()}
    sources = Counter(old.id for olds in to.values() for old in olds)
    whole = {new: [old for old in olds if sources[old.id] == 1] for new, olds in to.items()}
    joined = [(olds, after.cases[new]) for new, olds in whole.items() if len(olds) > 1]
    parted = [(old, [after.cases[new] for new, olds in to.items() if old in olds]) for old in before.cases.values() if sources[old.id] > 1]
    one_to_one = [(olds[0], after.cases[new]) for new, olds in to.items() if len(olds) == 1 and sources[olds[0].id] == 1]
    gained, lost = {}, {}
    for new, olds in to.items():
        agencies = set(after.cases[new].agencies)
        if olds and (more := agencies - set.intersection(*(set(old.agencies) for old in olds))):
            gained[new] = sorted(more)
        if olds and (fewer := set().union(*(old.agencies for old in olds)) - agencies):
            lost[new] = sorted(fewer)
    both = before.duties.keys() & after.duties.keys()
    changed = [(before.duties[key], after.duties[key]) for key in both if before.duties[key].state_now != after.duties[key].state_now]
    return Effect(
        before,
        after,
        joined,
        parted,
        [after.cases[new] for new, olds in to.items() if not olds],
        [old for old in before.cases.values() if not sources[old.id]],
        [(old, new) for old, new in one_to_one if old.events != new.events],
        gained,
        lost,
        arise=_open(after.duties[key] for key in after.duties.keys() - both),
        met=[new for _, new in changed if new.state_now in ("fulfilled", "released")],
        changed=[(old, new) for old, new in changed if new.state_now not in ("fulfilled", "released")],
        ended=_open(before.duties[key] for key in before.duties.keys() - both),
    )


def _same(old: Case, new: Case, before: Records, after: Records) -> bool:
    """Whether a case of before goes into one of after: both people have a record in common."""
    for one, other in ((old.victim_id, new.victim_id), (old.suspect_id, new.suspect_id)):
        if one is None or other is None:
            if one != other:
                return False
        elif not before.get(one, frozenset({one})) & after.get(other, frozenset({other})):
            return False
    return True


def _open(duties: Iterable[Obligation]) -> list[Obligation]:
    found = [duty for duty in duties if duty.state_now in OPEN and duty.answerable]
    return sorted(found, key=lambda duty: (duty.due_latest is None, duty.due_latest or 0, duty.rule))
