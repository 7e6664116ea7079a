"""Whose danger first: the duties that somebody must answer, gathered by the case that each concerns, the most dangerous case first.

One function of the database finds the cases of a page and counts the rest (access.work): a group that is long is walked from the most
dangerous case down until the page is full. Where a role has too much overdue to be counted for each page, another leaves that out
(access.work_by_danger), and what is overdue in all is counted now and then (counted.py).
"""

from collections.abc import Mapping
from enum import IntEnum

import msgspec
from django.db import connection
from django.db.models import Q

from safehold.access.involvement import InvolvedAgency
from safehold.access.standing_in import standing_in
from safehold.access.viewer import Viewer
from safehold.chronology.recording import rows
from safehold.chronology.times import DAY, end_of_day, london
from safehold.practice.safeguarding import counted
from safehold.rulebook.models import Obligation, Obligations, reach
from safehold.rulebook.unheld import agencies_elsewhere, unheld

PAGE = 12
AFTER = 4  # what access.work counts as due after what is shown
END = 2**63 - 1
COMING = 7 * DAY
MANY = 3_000  # overdue duties of a list: from here on they take too long to count for each page
MANY_IN_ALL = 20_000  # of an agency: from here on it takes long to count them by role


class Group(IntEnum):
    """OVERDUE is what was due by now and is not on record as done, though an agency's records may not reach that far yet; UNTOLD where
    the record does not say enough to tell whether it was owed or done."""

    OVERDUE = 0
    TODAY = 1
    COMING = 2
    UNTOLD = 3


class Place(msgspec.Struct, frozen=True):
    """A case with its duties of one group, the first due first."""

    case: str
    danger: int
    duties: list[Obligation]


class Listed(msgspec.Struct, frozen=True):
    """A page of one group, and how much there is of it in all; `at` is when that was counted, where it was a while ago."""

    group: Group
    places: list[Place]
    page: int
    all_places: int
    all_duties: int
    at: int | None = None

    @property
    def pages(self) -> int:
        return max(1, -(-self.all_places // PAGE))


class Later(msgspec.Struct, frozen=True):
    """How many duties fall due after what is shown as coming, and when the first does."""

    duties: int
    first: int | None


def worklist(
    viewer: Viewer, now: int, *, role: str = "", pages: Mapping[Group, int] | None = None, whole: bool = False
) -> dict[Group, Listed]:
    return listed_and_later(viewer, now, role=role, pages=pages, whole=whole)[0]


def listed_and_later(
    viewer: Viewer, now: int, *, role: str = "", pages: Mapping[Group, int] | None = None, whole: bool = False
) -> tuple[dict[Group, Listed], Later]:
    """The duties that the viewer's agency is to answer, of one role (its own, and those it was asked to help with) or of all. Those for
    which the viewer stands in are on the list of their own role too. What is coming goes as far as the days that are shown or, `whole`, to
    the end; what comes after that is counted."""
    today, soon = _horizon(now)
    until = END if whole else soon
    asked = {group: max(1, (pages or {}).get(group, 1)) for group in Group}
    counts, found, after = _places(viewer, role, (now, today, until), asked)
    shown = Q(due_latest=None) | Q(due_latest__lte=until)
    open_duties = duties_of_agency(viewer, now, role=role).filter(shown, triggered_earliest__lte=now)
    duties = _duties(viewer, open_duties, now, {case for cases in found.values() for case, _ in cases})
    listed = {
        group: Listed(
            group,
            [Place(case, danger, duties[group, case]) for case, danger in found[group] if (group, case) in duties],
            asked[group],
            *counts.get(group, (0, 0, None)),
        )
        for group in Group
    }
    return listed, after


def duties_of_agency(viewer: Viewer, now: int, *, role: str = "") -> Obligations:
    if viewer.trace.reach is None:
        viewer.trace.reach = reach("" if agencies_elsewhere(viewer) else viewer.agency)
    return _of_role(viewer, Obligation.objects.owed_by(viewer).to_answer().at(now, reached=viewer.trace.reach), role)


def open_in(viewer: Viewer, cases: list[str], now: int, *, role: str = "") -> Obligations:
    """Those in these cases that the list shows: overdue, due today or within the days that come."""
    soon = Q(due_latest=None) | Q(due_latest__lte=_horizon(now)[1])
    here = Obligation.objects.owed_by(viewer).to_answer().filter(soon, triggered_earliest__lte=now)
    return _of_role(viewer, here.open_of_case(*cases), role)


def _of_role(viewer: Viewer, duties: Obligations, role: str) -> Obligations:
    if not role:
        return duties
    listed = Q(who=role) | Q(help_role=role)
    return duties.filter(listed | unheld(viewer) if role == viewer.role else listed)


class Owned(msgspec.Struct, frozen=True):
    """How much one role of an agency has overdue, with the danger and the grade of the most dangerous case among it, and since when the
    longest of it is overdue (nothing where it has no deadline)."""

    agency: str
    who: str
    overdue: int
    danger: int
    grade: str
    longest: int | None


class Overdue(msgspec.Struct, frozen=True):
    """`at` is when it was counted, where that was a while ago."""

    owners: list[Owned]
    at: int | None = None


def by_owner(viewer: Viewer, now: int) -> Overdue:
    """What the viewer's agency has overdue by the role that has to answer for it, the most dangerous first. Where it is very much it is
    counted now and then."""
    whose = _asker(viewer, staff="", role="" if viewer.does.duties == "agency" else viewer.role)
    known = counted.known("by role", whose, Overdue)
    if known is not None:
        return known
    with connection.cursor() as cursor:
        found = Overdue([Owned(*row) for row in rows(cursor, "SELECT * FROM access.overdue_by_role(%s::jsonb, %s)", [_asker(viewer), now])])
    if sum(each.overdue for each in found.owners) > MANY_IN_ALL:
        counted.keep("by role", whose, msgspec.structs.replace(found, at=now))
    return found


def _horizon(now: int) -> tuple[int, int]:
    """The end of today, and the end of what is shown as coming."""
    today = end_of_day(london(now).date())
    return today, today + COMING


def group_of(duty: Obligation, now: int) -> Group:
    """As access.work says it (rulebook/migrations/0014_walked_for_what_is_long.py)."""
    if duty.state_now != "pending":
        return Group.UNTOLD if duty.state == "unknown" else Group.OVERDUE
    return Group.TODAY if duty.due_latest is None or duty.due_latest <= _horizon(now)[0] else Group.COMING


def _places(
    viewer: Viewer, role: str, horizon: tuple[int, int, int], pages: Mapping[Group, int]
) -> tuple[dict[Group, tuple[int, int, int | None]], dict[Group, list[tuple[str, int]]], Later]:
    """How many cases and duties each group has and when that was counted, the cases of its page with their danger, and what comes after."""
    asked = [_asker(viewer), role, *horizon, [pages[group] for group in Group], PAGE]
    whose = f"{role} {_asker(viewer, staff='')}"
    known = counted.known("work", whose, _Many)
    with connection.cursor() as cursor:
        work = _ALL_SORTED if known is None else _BY_DANGER
        found = rows(cursor, work, asked)
    counts: dict[Group, tuple[int, int, int | None]] = {}
    cases: dict[Group, list[tuple[str, int]]] = {group: [] for group in Group}
    after = Later(0, None)
    for listed, case, first, second in found:
        if listed == AFTER:
            after = Later(int(first), second)
        elif case:
            cases[Group(listed)].append((case, int(first)))
        else:
            counts[Group(listed)] = (int(first), int(second), None)
    if known is not None:
        counts[Group.OVERDUE] = (known.cases, known.duties, known.at)
    elif (overdue := counts.get(Group.OVERDUE)) and overdue[1] > MANY:
        counted.keep("work", whose, _Many(*overdue[:2], at=horizon[0]))
    return counts, cases, after


class _Many(msgspec.Struct, frozen=True):
    cases: int
    duties: int
    at: int


_ALL_SORTED = "SELECT * FROM access.work(%s::jsonb, %s, %s, %s, %s, %s::int[], %s)"
_BY_DANGER = "SELECT * FROM access.work_by_danger(%s::jsonb, %s, %s, %s, %s, %s::int[], %s)"


def _asker(viewer: Viewer, *, staff: str | None = None, role: str | None = None) -> str:
    """Who asks, for the database's functions: they go by whom the transaction names, or, as a program, by this. For whom the viewer stands
    in is told to the database too."""
    unheld(viewer)
    stands = standing_in(viewer)
    lists = {"held": stands.held if stands.here else None, "elsewhere": agencies_elsewhere(viewer), "others": stands.others}
    said = {name: ",".join(sorted(each)) for name, each in lists.items() if each}
    asker = {"agency": viewer.agency, "role": viewer.role if role is None else role, "duties": viewer.does.duties, **said}
    asker["staff_id"] = viewer.staff_id if staff is None else staff
    return msgspec.json.encode(asker).decode()


def _duties(viewer: Viewer, duties: Obligations, now: int, cases: set[str]) -> dict[tuple[Group, str], list[Obligation]]:
    """The duties of these cases, each at the one case under which it is listed."""
    chosen = list(duties.open_of_case(*sorted(cases)).order_by("due_latest", "rule", "id"))
    named = {case for duty in chosen for case in duty.cases}
    theirs = set(InvolvedAgency.objects.filter(agency=viewer.agency, case_id__in=named).values_list("case_id", flat=True))
    with connection.cursor() as cursor:
        danger = dict(rows(cursor, "SELECT case_id, danger FROM access.dangers_at(%s::text[], %s)", [sorted(named), now]))
    found: dict[tuple[Group, str], list[Obligation]] = {}
    for duty in chosen:
        place = min(duty.cases, key=lambda case: (case not in theirs, -danger.get(case, 0), case))
        found.setdefault((group_of(duty, now), place), []).append(duty)
    return found
