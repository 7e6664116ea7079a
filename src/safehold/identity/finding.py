"""Looking for a person when no call is open: the history check's own comparison, of those only whom the viewer may see."""

import msgspec
from django.db.models import Q

from safehold.access.viewer import Viewer
from safehold.chronology.session import session
from safehold.identity.check import Answer, Match, check
from safehold.identity.features import Features
from safehold.identity.models import Case, Person

# More than are shown, since some of them the viewer may not see.
MOST_COMPARED = 60
MOST_FOUND = 20


class Found(msgspec.Struct, frozen=True):
    match: Match
    person: Person
    cases: list[Case]


def find(viewer: Viewer, query: Features) -> tuple[list[Found], tuple[str, ...]]:
    """The likeliest first, each with the cases that the viewer sees; and what was looked for."""
    viewer.must("find_people", kind="search")
    with session() as cursor:
        answer: Answer = check(cursor, query, most=MOST_COMPARED, staff_id=viewer.staff_id)
    numbers = [match.person for match in answer.matches]
    people = {person.id: person for person in Person.objects.for_viewer(viewer).filter(id__in=numbers)}
    cases = list(
        Case.objects.for_viewer(viewer).filter(Q(victim_id__in=people) | Q(suspect_id__in=people)).order_by("-last_at") if people else []
    )
    found = [
        Found(match, people[match.person], [case for case in cases if match.person in (case.victim_id, case.suspect_id)])
        for match in answer.matches
        if match.person in people
    ]
    return found[:MOST_FOUND], answer.searched
