"""Who is graded high, below the line of today, and nobody's or not reached today: at once on the list of work of everybody who may see
to it."""

import msgspec

from safehold.access.viewer import Viewer
from safehold.practice.safeguarding.ranking.listing import PERMISSION, how_many_left, told_today


class Below(msgspec.Struct, frozen=True):
    """How many of all; `announced` when the runner last told the viewer's role of one of them today."""

    people: int
    announced: int | None


def below_the_line(viewer: Viewer, now: int) -> Below | None:
    """That they are is said, and who they are stands on the page of the list."""
    people = how_many_left(viewer, now) if viewer.may(PERMISSION) else 0
    if not people:
        return None
    return Below(people, told_today(viewer, now))
