"""Pairs that agree on something held in confidence, for those who may see what that is in the records of both, and for nobody else."""

from safehold.access.viewer import Viewer
from safehold.chronology.recording import rows
from safehold.chronology.session import session

PairOfPeople = tuple[int, int]


def may_judge(viewer: Viewer) -> bool:
    """Whether there is anything here for the viewer's role at all."""
    return viewer.may("judge_links") and viewer.may("see_confidential") and viewer.does.cases != "none"


def pairs(viewer: Viewer) -> list[PairOfPeople]:
    """Whom nobody has judged yet, the newest first. Whoever shows them logs the look."""
    return sorted(_waiting(viewer, None), reverse=True) if may_judge(viewer) else []


def agrees(viewer: Viewer, one: int, other: int) -> bool:
    return may_judge(viewer) and (min(one, other), max(one, other)) in _waiting(viewer, one)


def _waiting(viewer: Viewer, person: int | None) -> set[PairOfPeople]:
    viewer.trace.read.add("InConfidence")
    with session() as cursor:
        found = rows(cursor, "SELECT one, other FROM confidential.waiting(%s, %s, %s)", [viewer.agency, viewer.staff_id, person])
    return {(one, other) for one, other in found}
