"""How dangerous a person has judged it to be for whom a call is about: in the case of the call, and in another of hers or his where that
says more. She may be the suspect there, or with another man: it is as dangerous at her door. With whom it was is not said."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from safehold.access.viewer import Viewer
from safehold.identity.models import Case
from safehold.practice.response.board import Waiting
from safehold.practice.response.models import Call
from safehold.practice.safeguarding.models import Standing
from safehold.web.naming import GRADES, Word, graded

ORDER = ["", *reversed(GRADES)]


def people_of(calls: Iterable[Call | Waiting]) -> set[int]:
    return {number for call in calls for number in (call.victim_id, call.suspect_id) if number is not None}


def concerning(calls: Iterable[Call | Waiting]) -> Q:
    """Cases in which the victim of such a call is either, or whoever harms her harms somebody."""
    listed = list(calls)
    hers = {call.victim_id for call in listed if call.victim_id is not None}
    return Q(victim_id__in=hers) | Q(suspect_id__in=people_of(listed))


class Around:
    """Cases, by who is in them: of a board there are hundreds for each call to be looked for in."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self.anywhere: defaultdict[int | None, dict[str, Case]] = defaultdict(dict)
        self.suspected: defaultdict[int | None, dict[str, Case]] = defaultdict(dict)
        for case in cases:
            self.anywhere[case.victim_id][case.id] = case
            if case.suspect_id is not None:
                self.anywhere[case.suspect_id][case.id] = self.suspected[case.suspect_id][case.id] = case

    def concerning(self, call: Call) -> Iterable[Case]:
        hers = self.anywhere.get(call.victim_id, {}) if call.victim_id is not None else {}
        his = self.suspected.get(call.suspect_id, {}) if call.suspect_id is not None else {}
        return (hers | his).values()


def grade_elsewhere(call: Call, around: Around, standing: Mapping[str, Standing]) -> str:
    """The highest of the other cases that concern her or him; nothing where none says more than the call's own."""
    own = standing[call.case_id].grade if call.case_id in standing else ""
    others = (case for case in around.concerning(call) if case.id != call.case_id and case.id in standing)
    best = max((standing[case.id].grade for case in others), key=_rank, default="")
    return best if _rank(best) > _rank(own) else ""


def high_elsewhere(viewer: Viewer, calls: Collection[Waiting]) -> set[int]:
    """The numbers of those about somebody who is graded high in another case, asked of hundreds at once."""
    high = Standing.objects.for_viewer(viewer).filter(case_id=OuterRef("id"), grade="high")
    about: defaultdict[int, set[str]] = defaultdict(set)
    of_suspect: defaultdict[int | None, set[str]] = defaultdict(set)
    for case, victim, suspect in (
        Case.objects.for_viewer(viewer).filter(concerning(calls), Exists(high)).values_list("id", "victim_id", "suspect_id")
    ):
        about[victim].add(case)
        if suspect is not None:
            about[suspect].add(case)
            of_suspect[suspect].add(case)
    hers = {call.number: about[call.victim_id] if call.victim_id is not None else set[str]() for call in calls}
    return {call.number for call in calls if (hers[call.number] | of_suspect[call.suspect_id]) - {call.case_id}}


def grades(standing: Standing | None, elsewhere: str) -> list[Word]:
    found = [graded(elsewhere, _("in another case"))] if elsewhere else []
    return found + ([graded(standing.grade)] if standing is not None and (standing.grade or not elsewhere) else [])


def _rank(grade: str) -> int:
    return ORDER.index(grade) if grade in ORDER else 0
