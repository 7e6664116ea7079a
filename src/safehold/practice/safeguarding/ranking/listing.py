"""Whom to help first, for a unit with so many people today: who stands where, how far they reach, and who of those graded high is below
that line and is nobody's, or has not been reached today. All of it is worked out when it is read."""

from collections.abc import Sequence
from datetime import date

import msgspec
from django.db import connection
from django.db.models import Max

from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.chronology.store import load
from safehold.chronology.times import london, start_of_day
from safehold.practice.safeguarding.models import Standing
from safehold.practice.safeguarding.ranking.models import Capacity as Said
from safehold.practice.safeguarding.ranking.models import Notice, Ranked
from safehold.risk.ranking.facts import Facts
from safehold.risk.ranking.reach import reached
from safehold.risk.ranking.scoring import OF_A_BAND, Scored, scored
from safehold.risk.ranking.weights import Capacity, capacity, weights

PERMISSION = "rank_cases"
PAGE = 30
MOST = 600  # how far down the line is looked for, and those graded high are counted
LEFT = 200  # how many of those not seen to are named at once; all of them are counted
LEAST_HOURS = 0.01


class Place(msgspec.Struct, frozen=True):
    """`number` from the top of the viewer's list. `outdated` where the case was last worked out by other weights than are in force."""

    number: int
    case: str
    order: int
    grade: str
    facts: Facts
    scored: Scored
    disagreed: list[int]
    outdated: bool = False


class Today(msgspec.Struct, frozen=True):
    """`said` whether somebody said how many people there are today; otherwise it is what the area assumes."""

    day: date
    people: int
    said: bool
    capacity: Capacity

    @property
    def hours(self) -> float:
        return self.people * self.capacity.hours_of_a_person


class Left(msgspec.Struct, frozen=True):
    """Somebody graded high whom the people of today do not reach, and who is nobody's or has not been reached today."""

    case: str
    number: int
    owner: str
    owner_agency: str
    last_contact_at: int | None


class Listed(msgspec.Struct, frozen=True):
    """`line` is how many are reached; `high_below` how many graded high are below it, `high_more` whether yet more are
    graded high than were looked at, `more` whether more are listed than that. `left` are the first of `left_in_all`, of all graded high."""

    today: Today
    places: list[Place]
    line: int
    high_below: int
    high_more: bool
    left: list[Left]
    left_in_all: int
    more: bool
    page: int
    orders: list[int]

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.orders) // PAGE))


def unit_of_role(role: str) -> str:
    """Whose hands are counted: the advocates' own, or the specialists of whoever looks."""
    return "idva" if role == "idva" else "da_specialist"


def unit_of(viewer: Viewer) -> str:
    return unit_of_role(viewer.role)


def today_of(viewer: Viewer, now: int, people: int | None = None) -> Today:
    """As somebody of the viewer's unit said it last, or `people` where somebody asks what if."""
    return _today(viewer.agency, unit_of(viewer), now, people)


def _today(agency: str, unit: str, now: int, people: int | None) -> Today:
    day = london(now).date()
    stands = capacity(agency, day)
    if people is not None:
        return Today(day, people, False, stands)
    said = Said.objects.filter(agency=agency, role=unit, day=day).order_by("-said_at", "-event_id").first()
    return Today(day, said.people if said else stands.people, said is not None, stands)


def listed(viewer: Viewer, now: int, *, people: int | None = None, page: int = 1) -> Listed:
    today = today_of(viewer, now, people)
    order = _order(viewer, now, MOST + 1)
    more, order = len(order) > MOST, order[:MOST]
    line, high = _line(order, today)
    start = (page - 1) * PAGE
    shown = _places(viewer, order[start : start + PAGE], start, now)
    viewer.trace.read.add(Standing.__name__)
    left, in_all = _left(viewer.agency, today, now, LEFT)
    below = max(0, len(high) - line)
    return Listed(today, shown, line, below, len(high) == MOST, left, in_all, more, page, [danger for _, danger in order])


def left_below(viewer: Viewer, now: int) -> list[Left]:
    """Those of them who must be on somebody's list now, of all who are graded high. Nobody waits for a night's job: a grade, an owner, a
    contact and the number of people count from the moment that they are recorded."""
    viewer.trace.read.add(Standing.__name__)
    return _left(viewer.agency, today_of(viewer, now), now, LEFT)[0]


def how_many_left(viewer: Viewer, now: int) -> int:
    viewer.trace.read.add(Standing.__name__)
    return _left(viewer.agency, today_of(viewer, now), now, 1)[1]


def told_today(viewer: Viewer, now: int) -> int | None:
    """When the runner last announced one of them to the viewer's role."""
    found = Notice.objects.filter(agency=viewer.agency, day=london(now).date(), role=viewer.role, unit=unit_of(viewer))
    last: int | None = found.aggregate(last=Max("at"))["last"]
    return last


def left_of(agency: str, unit: str, now: int, most: int) -> list[Left]:
    """The same for a program, of an agency's unit: of the cases that are not restricted to named staff."""
    return _left(agency, _today(agency, unit, now, None), now, most)[0]


def place(viewer: Viewer, case: str, now: int) -> Place | None:
    """Of one case that the viewer sees; its number is 0 where it stands further down than is looked."""
    order = _order(viewer, now, MOST)
    number = next((number for number, (each, _) in enumerate(order, 1) if each == case), 0)
    found = Ranked.objects.for_viewer(viewer).filter(case_id=case).first()
    return _place(number, found, now) if found is not None else None


def _order(viewer: Viewer, now: int, most: int, lower: int = 0) -> list[tuple[str, int]]:
    viewer.trace.read.add(Ranked.__name__)
    with connection.cursor() as cursor:
        return [
            (case, danger) for case, danger in rows(cursor, "SELECT case_id, danger FROM access.ranked(%s, %s, %s)", [now, lower, most])
        ]


def _line(order: Sequence[tuple[str, int]], today: Today) -> tuple[int, list[str]]:
    """How many are reached, and those graded high, who stand first."""
    table = weights()
    grades = {band: grade for grade, band in table.bands.items()}
    line = reached([grades[danger // OF_A_BAND] for _, danger in order], today.people, today.capacity)
    return line, [case for case, danger in order if danger // OF_A_BAND == table.top]


def _places(viewer: Viewer, order: Sequence[tuple[str, int]], before: int, now: int) -> list[Place]:
    found = Ranked.objects.for_viewer(viewer).in_bulk([case for case, _ in order])
    return [_place(number, found[case], now) for number, (case, _) in enumerate(order, before + 1) if case in found]


def _place(number: int, ranked: Ranked, now: int) -> Place:
    table = weights()
    facts = msgspec.json.decode(ranked.facts, type=Facts)
    here = scored(facts, ranked.grade, table, now)
    return Place(number, ranked.case_id, here.order, ranked.grade, facts, here, list(ranked.disagreed), ranked.version != table.version)


def _left(agency: str, today: Today, now: int, most: int) -> tuple[list[Left], int]:
    """The first of them, and how many there are. Those graded high stand first: it is counted among them how far hands reach."""
    table = weights()
    hours = max(today.capacity.of_case("high"), LEAST_HOURS)
    line = reached(["high"] * (int(today.hours / hours) + 1), today.people, today.capacity)
    asked = [agency, now, table.top * OF_A_BAND, line, start_of_day(london(now).date()), most]
    with connection.cursor() as cursor:
        found = rows(cursor, "SELECT * FROM access.left_below(%s, %s, %s, %s, %s, %s)", asked)
    return [Left(*each[:5]) for each in found], int(found[0][5]) if found else 0


class Disagreement(msgspec.Struct, frozen=True):
    should_be: str
    reason: str
    at: int
    by: str
    agency: str


def disagreements(places: Sequence[Place]) -> dict[str, list[Disagreement]]:
    """What was said of these places, the last first, as far as the viewer of the transaction may read it."""
    wanted = [seq for each in places for seq in each.disagreed]
    if not wanted:
        return {}
    with session() as cursor:
        events = load(cursor, wanted)
    return {each.case: [_said(events[seq]) for seq in reversed(each.disagreed) if seq in events] for each in places if each.disagreed}


def _said(event: Event) -> Disagreement:
    data = event.data
    by = event.actor.id if event.actor else ""
    return Disagreement(str(data.get("should_be", "")), str(data.get("reason", "")), event.occurred_at.latest, by, event.agency)
