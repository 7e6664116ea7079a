"""What a picture of the people around a case is drawn of."""

import msgspec

from safehold.identity.related import Tie
from safehold.web.people.tied import Tied

BOX, GAP = (270, 44), 74
MOST = 16
SHORT = 32
SHARED = ("phone", "address")


class Box(msgspec.Struct, frozen=True):
    x: int
    y: int
    name: str
    address: str
    of: bool
    how: str = ""
    width: int = BOX[0]


class Line(msgspec.Struct, frozen=True):
    """From the edge of one box to the edge of another. `kind` is case, household or shared; each is drawn in a way of its own."""

    x1: int
    y1: int
    x2: int
    y2: int
    kind: str


class Picture(msgspec.Struct, frozen=True):
    width: int
    height: int
    boxes: list[Box]
    lines: list[Line]
    left_out: int


def first_ties(each: Tied) -> dict[int, Tie]:
    """One line to each of the two, for the closest tie; the table says all."""
    found: dict[int, Tie] = {}
    for tie in each.ties:
        found.setdefault(tie.of, tie)
    return found


def kind_of(tie: Tie) -> str:
    return "case" if tie.case else "shared" if tie.how in SHARED else "household"


def short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"
