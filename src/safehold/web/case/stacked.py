"""The picture of the people around a case where the screen is narrow: all in one column, each hanging on a line from her or from him."""

from safehold.identity.models import Case, Person
from safehold.web.case.drawing import BOX, GAP, MOST, Box, Line, Picture, first_ties, kind_of, short
from safehold.web.naming import full_name
from safehold.web.people.tied import Tied

WIDTH, EDGE, INDENT = 360, 6, 44
SPINE = {"victim": 16, "suspect": 30}  # how far from the edge each of the two lines stands


def stacked(case: Case, people: dict[int, Person], listed: list[Tied]) -> Picture:
    """Her box, his, and everybody else below; a line from her left edge or his to each who is tied to them."""
    pair = {case.victim_id: "victim"} | ({case.suspect_id: "suspect"} if case.suspect_id is not None else {})
    step, shown = GAP - 10, listed[:MOST]
    boxes, lines, top = [], [], {}
    for place, (number, role) in enumerate(pair.items()):
        top[number] = EDGE + place * step
        x = EDGE if role == "victim" else SPINE["victim"] + 8
        boxes.append(Box(x, top[number], short(full_name(people.get(number))), "", True, width=WIDTH - EDGE - x))
    if case.suspect_id is not None:
        middle = WIDTH // 2
        lines.append(Line(middle, top[case.victim_id] + BOX[1], middle, top[case.suspect_id], "case"))
    lowest: dict[int, int] = {}
    for place, each in enumerate(shown, start=len(pair)):
        y = EDGE + place * step
        boxes.append(Box(INDENT, y, short(each.who), each.address, False, short(each.hows[0]), width=WIDTH - EDGE - INDENT))
        for of, tie in first_ties(each).items():
            if of in pair:
                lowest[of] = y + BOX[1] // 2
                lines.append(Line(SPINE[pair[of]], lowest[of], INDENT, lowest[of], kind_of(tie)))
    lines += [Line(SPINE[pair[of]], top[of] + BOX[1], SPINE[pair[of]], end, "household") for of, end in lowest.items()]
    return Picture(WIDTH, EDGE + (len(pair) + len(shown)) * step, boxes, lines, len(listed) - len(shown))
