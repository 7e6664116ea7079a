"""Whose danger first: the duties that somebody must answer, gathered by the case that each concerns, the most dangerous case first.

One query finds the cases of a page and counts the rest; it groups before it joins, since an agency may have tens of thousands open.
"""

from collections.abc import Mapping
from enum import IntEnum

import msgspec
from django.db import connection
from django.db.models import Count, Min, Q

from safehold.access.involvement import InvolvedAgency
from safehold.access.viewer import Viewer
from safehold.chronology.recording import rows
from safehold.chronology.times import DAY, end_of_day, london
from safehold.rulebook.models import Obligation, Obligations, reach
from safehold.rulebook.unheld import agencies_elsewhere, unheld

PAGE = 20
COMING = 7 * DAY


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
    """A page of one group, and how much there is of it in all."""

    group: Group
    places: list[Place]
    page: int
    all_places: int
    all_duties: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.all_places // PAGE))


def worklist(
    viewer: Viewer, now: int, *, role: str = "", pages: Mapping[Group, int] | None = None, whole: bool = False
) -> dict[Group, Listed]:
    """The duties that the viewer's agency is to answer, of one role (its own, and those it was asked to help with) or of all. Those for
    which the viewer stands in are on the list of their own role too. What is coming goes as far as the days that are shown or, `whole`, to
    the end."""
    today, soon = _horizon(now)
    open_duties = duties_of_agency(viewer, now, role=role).filter(triggered_earliest__lte=now)
    if not whole:
        open_duties = open_duties.filter(Q(due_latest=None) | Q(due_latest__lte=soon))
    asked = {group: max(1, (pages or {}).get(group, 1)) for group in Group}
    counts, found = _places(viewer, open_duties, today, asked)
    duties = _duties(viewer, open_duties, now, {case for cases in found.values() for case, _ in cases})
    return {
        group: Listed(
            group,
            [Place(case, danger, duties[group, case]) for case, danger in found[group] if (group, case) in duties],
            asked[group],
            *counts.get(group, (0, 0)),
        )
        for group in Group
    }


class Later(msgspec.Struct, frozen=True):
    """How many duties fall due after what is shown as coming, and when the first does."""

    duties: int
    first: int | None


def later(viewer: Viewer, now: int, *, role: str = "") -> Later:
    after = duties_of_agency(viewer, now, role=role).filter(due_latest__gt=_horizon(now)[1], triggered_earliest__lte=now)
    found = after.aggregate(duties=Count("pk"), first=Min("due_latest"))
    return Later(found["duties"], found["first"])


def duties_of_agency(viewer: Viewer, now: int, *, role: str = "") -> Obligations:
    if viewer.trace.reach is None:
        viewer.trace.reach = reach("" if agencies_elsewhere(viewer) else viewer.agency)
    return _of_role(viewer, Obligation.objects.owed_by(viewer).to_answer().at(now, reached=viewer.trace.reach), role)


def open_in(viewer: Viewer, cases: list[str], now: int, *, role: str = "") -> Obligations:
    """Those in these cases that the list shows: overdue, due today or within the days that come."""
    soon = Q(due_latest=None) | Q(due_latest__lte=_horizon(now)[1])
    here = Obligation.objects.owed_by(viewer).to_answer().filter(soon, triggered_earliest__lte=now)
    return _of_role(viewer, here.of_case(*cases), role)


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


def by_owner(viewer: Viewer, now: int) -> list[Owned]:
    """What the viewer's agency has overdue by the role that has to answer for it, the most dangerous first."""
    past = duties_of_agency(viewer, now).exclude(state="unknown").exclude(state_now__in=["pending", "not_applicable"])
    inner, parameters = past.values("agency", "who", "cases", "due_latest").query.sql_with_params()
    with connection.cursor() as cursor:
        return [Owned(*row) for row in rows(cursor, _OWNERS.format(duties=inner), parameters)]


_OWNERS = """
WITH firsts AS (
    SELECT agency, who, cases, count(*) AS duties, min(due_latest) AS due FROM ({duties}) AS overdue GROUP BY 1, 2, 3
), standing AS MATERIALIZED (
    SELECT * FROM access.dangers(ARRAY(SELECT DISTINCT id FROM firsts CROSS JOIN LATERAL unnest(cases) AS named(id)))
), worst AS (
    SELECT DISTINCT ON (f.agency, f.who) f.agency, f.who, s.danger, s.grade FROM firsts f CROSS JOIN LATERAL unnest(f.cases) AS c(id)
      JOIN standing s ON s.case_id = c.id ORDER BY f.agency, f.who, s.danger DESC
)
SELECT agency, who, sum(duties)::int, coalesce(max(danger), 0)::int, coalesce(max(grade), ''), min(due)
  FROM firsts LEFT JOIN worst USING (agency, who) GROUP BY 1, 2 ORDER BY 4 DESC, 3 DESC, 1, 2
"""


def _horizon(now: int) -> tuple[int, int]:
    """The end of today, and the end of what is shown as coming."""
    today = end_of_day(london(now).date())
    return today, today + COMING


def group_of(duty: Obligation, now: int) -> Group:
    """As the query below says it."""
    if duty.state_now != "pending":
        return Group.UNTOLD if duty.state == "unknown" else Group.OVERDUE
    return Group.TODAY if duty.due_latest is None or duty.due_latest <= _horizon(now)[0] else Group.COMING


_LIST = """
WITH firsts AS (
    SELECT listed, CASE cardinality(cases) WHEN 1 THEN cases[1] ELSE array_to_string(cases, ' ') END AS cases,
           min(coalesce(due_latest, 0)) AS due, count(*) AS duties
      FROM (SELECT cases, due_latest, CASE WHEN state_now <> 'pending' THEN CASE state WHEN 'unknown' THEN 3 ELSE 0 END
                WHEN due_latest IS NULL OR due_latest <= %s THEN 1 ELSE 2 END AS listed
              FROM ({duties}) AS each) AS open_duties
     GROUP BY 1, 2
), standing AS MATERIALIZED (
    SELECT * FROM access.dangers(ARRAY(SELECT DISTINCT id FROM firsts CROSS JOIN LATERAL unnest(string_to_array(cases, ' ')) AS named(id)))
), placed AS MATERIALIZED (
    SELECT listed, case_id, danger, min(due) AS due, sum(duties) AS duties FROM (
        SELECT f.listed, s.case_id, s.danger, f.due, f.duties FROM firsts f JOIN standing s ON s.case_id = f.cases
        UNION ALL (
        SELECT DISTINCT ON (f.listed, f.cases) f.listed, s.case_id, s.danger, f.due, f.duties
          FROM firsts f CROSS JOIN LATERAL unnest(string_to_array(f.cases, ' ')) AS named(id) JOIN standing s ON s.case_id = named.id
          LEFT JOIN identity_case_agency a ON a.case_id = s.case_id AND a.agency = %s
         WHERE f.cases LIKE '%% %%' ORDER BY f.listed, f.cases, a.case_id IS NULL, s.danger DESC, s.case_id)
    ) each GROUP BY 1, 2, 3
)
SELECT listed, '', count(*), sum(duties) FROM placed GROUP BY 1
"""
_PAGE = """
UNION ALL (SELECT listed, case_id, danger, due FROM placed WHERE listed = %s ORDER BY danger DESC, due, case_id LIMIT %s OFFSET %s)
"""


def _places(
    viewer: Viewer, duties: Obligations, today: int, pages: Mapping[Group, int]
) -> tuple[dict[Group, tuple[int, int]], dict[Group, list[tuple[str, int]]]]:
    """How many cases and duties each group has, and the cases of its page with their danger."""
    inner, parameters = duties.values("state_now", "state", "cases", "due_latest").query.sql_with_params()
    limits = [value for group, page in pages.items() for value in (int(group), PAGE, (page - 1) * PAGE)]
    with connection.cursor() as cursor:
        found = rows(cursor, _LIST.format(duties=inner) + _PAGE * len(pages), [today, *parameters, viewer.agency, *limits])
    counts: dict[Group, tuple[int, int]] = {}
    cases: dict[Group, list[tuple[str, int]]] = {group: [] for group in Group}
    for listed, case, first, second in found:
        if case:
            cases[Group(listed)].append((case, int(first)))
        else:
            counts[Group(listed)] = (int(first), int(second))
    return counts, cases


def _duties(viewer: Viewer, duties: Obligations, now: int, cases: set[str]) -> dict[tuple[Group, str], list[Obligation]]:
    """The duties of these cases, each at the one case under which it is listed."""
    chosen = list(duties.of_case(*sorted(cases)).order_by("due_latest", "rule", "id"))
    named = {case for duty in chosen for case in duty.cases}
    theirs = set(InvolvedAgency.objects.filter(agency=viewer.agency, case_id__in=named).values_list("case_id", flat=True))
    with connection.cursor() as cursor:
        danger = dict(rows(cursor, "SELECT case_id, danger FROM access.dangers(%s::text[])", [sorted(named)]))
    found: dict[tuple[Group, str], list[Obligation]] = {}
    for duty in chosen:
        place = min(duty.cases, key=lambda case: (case not in theirs, -danger.get(case, 0), case))
        found.setdefault((group_of(duty, now), place), []).append(duty)
    return found
