"""How the risk of a case was judged over time: drawn, as a table, and item by item."""

from collections.abc import Mapping, Sequence

import msgspec
from django.utils.translation import ngettext

from safehold.chronology.envelope import Event
from safehold.chronology.times import london
from safehold.risk.history import Assessment, change, grades
from safehold.risk.instrument import GRADES
from safehold.risk.loading import standard
from safehold.risk.lowering import GIVES
from safehold.web import words as said
from safehold.web.assessing import words
from safehold.web.events.words import standard as spoken
from safehold.web.naming import role_title

WIDTH, HEIGHT, LEFT, RIGHT, TOP, STEP = 1120, 190, 84, 24, 30, 50
MOST_COLUMNS = 5
DONE = (*GIVES, "risk.reviewed", "suicide_risk.identified")


class Point(msgspec.Struct, frozen=True):
    x: int
    y: int
    grade: str
    says: str
    count: str


class Drawn(msgspec.Struct, frozen=True):
    """`line` is of steps: a grade stands until another is given."""

    width: int
    height: int
    rows: list[tuple[int, str]]
    ticks: list[tuple[int, str]]
    line: str
    points: list[Point]
    says: str


class Line(msgspec.Struct, frozen=True):
    """One thing that was done about the risk."""

    when: str
    what: str
    by: str
    grade: str
    would: str
    count: str
    why: str


class Cell(msgspec.Struct, frozen=True):
    answer: str
    yes: bool
    change: str


class Changes(msgspec.Struct, frozen=True):
    columns: list[tuple[str, str]]
    rows: list[tuple[str, list[Cell]]]
    left_out: int


class Last(msgspec.Struct, frozen=True):
    """The assessment that a supervisor looks at."""

    key: str
    title: str
    when: str
    by: str
    grade: str
    count: str
    rationale: str
    held: str
    yes: list[str]
    unsaid: list[str]


def drawn(events: Sequence[Event]) -> Drawn | None:
    """Nothing where nobody has graded it."""
    given = [each for each in grades(events) if each.grade in GRADES]
    if not given:
        return None
    at = [each.event.occurred_at.latest for each in given]
    first, span = min(at), max(max(at) - min(at), 1)

    def x(instant: int) -> int:
        return LEFT + round((WIDTH - LEFT - RIGHT) * (instant - first) / span) if len(at) > 1 else LEFT

    def y(grade: str) -> int:
        return TOP + STEP * (len(GRADES) - 1 - GRADES.index(grade))

    points, steps = [], []
    for each, when in zip(given, at, strict=True):
        score = each.event.data.get("score")
        count = f"{score:g}" if isinstance(score, int | float) and not isinstance(score, bool) else ""
        points.append(Point(x(when), y(each.grade), each.grade, f"{words.GRADES[each.grade][0]}, {said.day(when)}", count))
        steps.append(f"H{x(when)} V{y(each.grade)}")
    line = f"M{points[0].x} {points[0].y} " + " ".join(steps[1:]) + f" H{WIDTH - RIGHT}"
    rows = [(y(grade), str(words.GRADES[grade][0])) for grade in reversed(GRADES)]
    ends = [(LEFT, said.day(first))] + ([(WIDTH - RIGHT, said.day(max(at)))] if london(max(at)).date() != london(first).date() else [])
    says = ngettext("Graded once.", "Graded %(n)d times. The table below says the same in words.", len(given)) % {"n": len(given)}
    return Drawn(WIDTH, HEIGHT, rows, ends, line, points, says)


def listed(events: Sequence[Event], agencies: Mapping[str, str]) -> list[Line]:
    """Everything that was done about the risk, the newest first."""
    found = []
    for event in reversed(events):
        if event.kind not in DONE:
            continue
        data = event.data
        name = str(data.get("instrument") or "")
        instrument = standard().get(name)
        score = data.get("score")
        title = spoken().of(event.kind).title
        found.append(
            Line(
                when=said.coarse(event.occurred_at),
                what=f"{title}: {instrument.title if instrument else said.spoken(name)}" if name else title,
                by=_by(event, agencies),
                grade=_grade(data.get(GIVES.get(event.kind, ""))),
                would=_grade(data.get("would_grade")),
                count=f"{score:g}" if isinstance(score, int | float) and not isinstance(score, bool) else "",
                why="; ".join(str(data[each]) for each in ("rationale", "reason", "held_reason", "detail") if data.get(each)),
            )
        )
    return found


def by_item(given: Sequence[Assessment]) -> Changes:
    """Topic by topic, the latest assessments beside one another, the earliest of them first."""
    shown = [each for each in given if each.instrument is not None and each.answers][-MOST_COLUMNS:]
    titles: dict[str, str] = {}
    for each in reversed(shown):
        for item in each.instrument.all_items.values() if each.instrument else ():
            titles.setdefault(item.topic, item.asks)
    said_of = [each.by_topic() for each in shown]
    rows = []
    for topic, title in titles.items():
        cells, before = [], None
        for place, answers in enumerate(said_of):
            now = answers.get(topic)
            # Another instrument does not ask everything: what it does not ask has not changed.
            changed = change(before, now) if place and now is not None else "same"
            cells.append(Cell(words.answer(None, now) if now else "", now == "yes", str(words.CHANGES[changed])))
            before = now if now is not None else before
        if any(cell.answer for cell in cells):
            rows.append((title, cells))
    columns = [(said.coarse(each.event.occurred_at), each.instrument.title if each.instrument else each.name) for each in shown]
    return Changes(columns, rows, len(given) - len(shown))


def last(given: Sequence[Assessment], agencies: Mapping[str, str]) -> Last | None:
    """The last that gave a grade, or else the last."""
    chosen = next((each for each in reversed(given) if each.grade), given[-1] if given else None)
    if chosen is None:
        return None
    items = chosen.instrument.all_items if chosen.instrument else {}
    told = {key: items[key].asks if key in items else key for key in chosen.answers}
    return Last(
        key=str(chosen.event.id),
        title=chosen.instrument.title if chosen.instrument else said.spoken(chosen.name),
        when=said.coarse(chosen.event.occurred_at),
        by=by_whom(chosen.event, agencies),
        grade=_grade(chosen.grade),
        count=f"{chosen.score:g}" if chosen.score is not None else "",
        rationale=str(chosen.event.data.get("rationale") or ""),
        held=str(chosen.event.data.get("held_reason") or ""),
        yes=[_with_remark(told[key], chosen, key) for key, answer in chosen.answers.items() if key in items and items[key].serious(answer)],
        unsaid=[
            f"{told[key]}{'' if told[key].endswith('?') else ':'} {words.answer(items.get(key), answer)}"
            for key, answer in chosen.answers.items()
            if answer in ("not_asked", "refused", "unknown")
        ],
    )


def _with_remark(title: str, given: Assessment, key: str) -> str:
    by = words.SAID_BY.get(given.said_by.get(key, ""), "")
    more = ": ".join(str(each) for each in (by, given.remarks.get(key, "")) if each)
    return f"{title} ({more})" if more else title


def by_whom(event: Event | None, agencies: Mapping[str, str]) -> str:
    """When, and by whom."""
    return f"{said.coarse(event.occurred_at)}, {_by(event, agencies)}" if event is not None else ""


def _by(event: Event, agencies: Mapping[str, str]) -> str:
    role = role_title(event.actor.role) if event.actor else ""
    return ", ".join(part for part in (role, agencies.get(event.agency, event.agency)) if part)


def _grade(given: object) -> str:
    return str(words.GRADES[given][0]) if isinstance(given, str) and given in words.GRADES else ""
