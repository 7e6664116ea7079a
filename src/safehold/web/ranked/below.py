"""Who is graded high, below the line of today, and nobody's or not reached today: at once on the list of work of everybody who may see
to it."""

from safehold.access.viewer import Viewer
from safehold.practice.safeguarding.ranking.listing import PERMISSION, left_below


def below_the_line(viewer: Viewer, now: int) -> int:
    """How many; that they are is said, and who they are stands on the page of the list."""
    return len(left_below(viewer, now)) if viewer.may(PERMISSION) else 0
