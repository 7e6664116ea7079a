"""Whom somebody has to judge before it is known whether an earlier domestic call is history of a case."""

from collections import defaultdict

from safehold.access.viewer import Viewer
from safehold.identity.cases import CaseKey, Near, may_be_of
from safehold.identity.models import Case
from safehold.identity.unsure import around


def to_decide(viewer: Viewer, case_id: str, before: int) -> tuple[int, int] | None:
    """The likeliest pair of people between whom a domestic call was made by then, of those that the viewer may read of; her before him.

    It is for a link: whoever follows it is shown the two, and that look is logged.
    """
    case = Case.objects.for_viewer(viewer).filter(id=case_id).first()
    if case is None:
        return None
    key = CaseKey(case.victim_id, case.suspect_id)
    near: Near = defaultdict(set)
    pairs = [(each.one, each.other) for each in around(viewer, [person for person in key if person is not None])]
    for one, other in pairs:
        near[one].add(other)
        near[other].add(one)
    victims = {key.victim, *near.get(key.victim, ())}
    others = Case.objects.for_viewer(viewer).filter(victim_id__in=victims, domestic_at__lte=before)
    wanted = [
        {frozenset(both) for both in zip(key, other, strict=True) if None not in both}
        for other in (CaseKey(each.victim_id, each.suspect_id) for each in others)
        if may_be_of(key, other, near)
    ]
    chosen = [people for people in pairs if any(frozenset(people) in asked for asked in wanted)]
    return min(chosen, key=lambda people: key.victim not in people, default=None)
