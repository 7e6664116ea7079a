"""What the runner has announced lately, as My work and the board show it. It names a duty and a time, and nobody."""

import msgspec

from safehold.access.viewer import Viewer
from safehold.running import notices
from safehold.web import duties


class Line(msgspec.Struct, frozen=True):
    address: str
    title: str
    overdue: bool
    due: int


class Lately(msgspec.Struct, frozen=True):
    lines: list[Line]
    more: int


def lately(viewer: Viewer, now: int, *, role: str = "") -> Lately:
    found = notices.lately(viewer, now, role=role)
    lines = [Line(duties.address(each.duty), duties.title(each.duty), each.overdue, each.due) for each in found[: notices.SHOWN]]
    return Lately(lines, len(found) - len(lines))
