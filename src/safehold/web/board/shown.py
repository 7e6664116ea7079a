"""What stands on the board, part by part."""

import msgspec

from safehold.practice.response.board import MOST_COUNTED
from safehold.web.board.left import Left
from safehold.web.naming import Word


class Line(msgspec.Struct, frozen=True):
    """One call that waits. `past` is how long it is past its target, in microseconds, or None where it is not."""

    number: int
    reference: str
    address: str
    who: str
    case: str
    dangers: list[Word]
    grade: str
    received_at: int
    target: int | None
    past: int | None
    unit: str
    history: bool
    briefed: bool
    told_at: int | None
    cut_off: bool
    reassessed_at: int | None
    words: str
    danger: int
    channel: str = ""
    unread: list[str] = []
    sent: bool = False
    read: bool = False
    second: str = ""
    back: str = ""


class Diversion(msgspec.Struct, frozen=True):
    """A unit that somebody asks to send elsewhere. `own` is whether the viewer asked."""

    line: Line
    unit: str
    reason: str
    asked_by: str
    asked_at: int
    own: bool


class Request(msgspec.Struct, frozen=True):
    """A lower grade that somebody asks for. `own` is whether the viewer asked."""

    line: Line
    to: str
    reason: str
    asked_by: str
    asked_at: int
    own: bool


class Unmarked(msgspec.Struct, frozen=True):
    reference: str
    address: str
    who: str
    received_at: int
    says: str
    do: str
    maybe: bool
    decide: str


class Owner(msgspec.Struct, frozen=True):
    """`nobody` says that nobody holds the role, or that nobody works at the agency, which is named where it is another; `come_at` since
    when the longest of it has come to the viewer as well."""

    title: str
    nobody: str
    address: str
    overdue: int
    danger: Word
    longest_at: int | None
    come_at: int | None


class Sought(msgspec.Struct, frozen=True):
    who: str
    address: str
    wanted_for: str
    since: int | None
    tried_at: int | None
    result: str
    dangers: list[Word]


class Alarm(msgspec.Struct, frozen=True):
    """An alarm that went off with no call on record for it. Where somebody has opened one, `by` says who and `typed_at`
    when they last typed, unless it is the viewer's `own`; `draft` is its number."""

    number: int
    who: str
    at: int
    can: bool
    own: bool = False
    by: str = ""
    typed_at: int = 0
    draft: int = 0


class GoneIn(msgspec.Struct, frozen=True):
    """A call at which a unit is that has not read its briefing."""

    reference: str
    address: str
    who: str
    dangers: list[Word]
    says: list[str]


class Board(msgspec.Struct, frozen=True):
    """`persons` and `cases` are all that are named on it, to be logged. Where there is more of something than is shown, `unreached`,
    `flagged` and `all_sought` say how much; `counted_at` is set where what is overdue was counted a while ago."""

    asked: list[Request]
    diversions: list[Diversion]
    alarms: list[Alarm]
    gone_in: list[GoneIn]
    left: list[Left]
    cut_off: list[Line]
    waiting: list[Line]
    unreached: int
    unmarked: list[Unmarked]
    flagged: int
    owners: list[Owner]
    counted_at: int | None
    sought: list[Sought]
    all_sought: int
    late: int
    persons: frozenset[int]
    cases: frozenset[str]

    @property
    def unread(self) -> int:
        """At how many of the calls shown a unit is on its way that has not said that it has the briefing."""
        return sum(bool(line.unread) for line in self.waiting)

    @property
    def so_many_flagged(self) -> str:
        return f"{MOST_COUNTED}+" if self.flagged > MOST_COUNTED and self.flagged > len(self.unmarked) else str(self.flagged)
