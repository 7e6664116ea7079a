"""The people around a case as a picture, laid out here so that it needs no script: the two in the middle, everybody else in two columns."""

import time

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from safehold.access.looks import look
from safehold.chronology.times import london
from safehold.identity.models import Case, Person
from safehold.identity.related import Tie, ties
from safehold.identity.said import said
from safehold.web import words
from safehold.web.case.drawing import BOX, GAP, MOST, Box, Line, Picture, first_ties, kind_of, short
from safehold.web.case.opening import opened
from safehold.web.case.seen import pair_of
from safehold.web.case.stacked import stacked
from safehold.web.naming import full_name, pair_name, relation
from safehold.web.people.facts import places_seen
from safehold.web.people.tied import Tied, tied

WIDTH, TOP = 1040, 30
LEFT, MIDDLE, RIGHT = 10, (WIDTH - BOX[0]) // 2, WIDTH - BOX[0] - 10


@require_GET
def around(request: HttpRequest, case_id: str) -> HttpResponse:
    viewer = request.viewer
    case = opened(request, case_id)
    if isinstance(case, HttpResponse):
        return case
    pair = pair_of(viewer, case)
    now = time.time_ns() // 1000
    places = places_seen(viewer, pair, [each for person in pair for each in said(viewer, person)], now)
    found = ties(viewer, pair, places=places)
    people = {**pair, **Person.objects.for_viewer(viewer).in_bulk({tie.to for tie in found})}
    look(viewer, "page", persons=people, case_ids={case.id, *(tie.case for tie in found if tie.case)})
    listed = tied(found, people, set(pair), london(now).date())
    context = {
        "case": case,
        "who": pair_name(case, people),
        "picture": drawn(case, people, listed),
        "stacked": stacked(case, people, listed),
        "height": BOX[1],
        "listed": listed,
        "between": words.sentence(relation(case.relation)) or _("Reported as harming them"),
    }
    return TemplateResponse(request, "case/around.html", context)


def drawn(case: Case, people: dict[int, Person], listed: list[Tied]) -> Picture:
    """Who is tied to the victim stands on the left, who is tied to the suspect on the right; who to both, where there is more room."""
    shown = listed[:MOST]
    columns: dict[int, list[Tied]] = {LEFT: [], RIGHT: []}
    for each in shown:
        of = {tie.of for tie in each.ties}
        only = LEFT if of == {case.victim_id} else RIGHT if of == {case.suspect_id} else min(columns, key=lambda x: len(columns[x]))
        columns[only].append(each)
    tallest = max(len(column) for column in columns.values())
    height = TOP + max(tallest, 3) * GAP
    centre = {case.victim_id: TOP + (max(tallest, 3) - 2) * GAP // 2 - 10}
    if case.suspect_id is not None:
        centre[case.suspect_id] = centre[case.victim_id] + GAP + 40
    boxes = [Box(MIDDLE, y, short(full_name(people.get(number))), "", True) for number, y in centre.items()]
    lines = []
    if case.suspect_id is not None:
        top, bottom = centre[case.victim_id] + BOX[1], centre[case.suspect_id]
        x = MIDDLE + BOX[0] // 2
        lines.append(Line(x, top, x, bottom, "case"))
    for x, column in columns.items():
        for place, each in enumerate(column):
            y = TOP + place * GAP
            boxes.append(Box(x, y, short(each.who), each.address, False, short(each.hows[0])))
            lines += [_line(tie, x, y, centre[of]) for of, tie in first_ties(each).items() if of in centre]
    return Picture(WIDTH, height + 20, boxes, lines, len(listed) - len(shown))


def _line(tie: Tie, x: int, y: int, to: int) -> Line:
    left = x == LEFT
    start, end = (x + BOX[0], MIDDLE) if left else (x, MIDDLE + BOX[0])
    return Line(start, y + BOX[1] // 2, end, to + BOX[1] // 2, kind_of(tie))
