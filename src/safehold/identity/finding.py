"""Looking for a person when no call is open: the history check's own comparison, of those only whom the viewer may see.

A match rests on what the viewer may read and on nothing else: otherwise "same phone" would tell of a record that another agency keeps.
"""

import msgspec
from django.db.models import Q

from safehold.access.reading import matching
from safehold.access.viewer import Viewer
from safehold.chronology.session import session
from safehold.identity.check import LEAST_LIKELY, Match, asked, check
from safehold.identity.features import Features
from safehold.identity.models import Case, Person
from safehold.identity.profiles import load
from safehold.identity.score import explain, score
from safehold.identity.staff.asked_after import tell
from safehold.identity.visibility import profiles_read

# More than are shown, since some of them the viewer may not see.
MOST_COMPARED = 60
MOST_FOUND = 20


class Found(msgspec.Struct, frozen=True):
    probability: float
    why: str
    person: Person
    cases: list[Case]


def find(viewer: Viewer, query: Features) -> tuple[list[Found], tuple[str, ...]]:
    """The likeliest first, each with the cases that the viewer sees; and what was looked for."""
    viewer.must("find_people", kind="search")
    with matching(), session() as cursor:
        answer = check(cursor, query, most=MOST_COMPARED, staff_id=viewer.staff_id)
    tell(viewer, "search", [(query, answer)])
    people = {person.id: person for person in Person.objects.for_viewer(viewer).filter(id__in=[match.person for match in answer.matches])}
    readable = profiles_read(viewer, [number for match in answer.matches if match.person in people for number in match.profiles])
    likely: dict[int, tuple[float, str]] = {}
    for match in answer.matches:
        found = _as_read(match, readable, query) if match.person in people else None
        if found is not None:
            likely[match.person] = found
    cases = list(Case.objects.for_viewer(viewer).filter(Q(victim_id__in=likely) | Q(suspect_id__in=likely)).order_by("-last_at"))
    listed = [
        Found(probability, why, people[person], [case for case in cases if person in (case.victim_id, case.suspect_id)])
        for person, (probability, why) in sorted(likely.items(), key=lambda pair: (-pair[1][0], pair[0]))
    ]
    return listed[:MOST_FOUND], answer.searched


def _as_read(match: Match, readable: set[int], query: Features) -> tuple[float, str] | None:
    """How likely it is they, by what the viewer may read; nothing where that does not speak for it."""
    if readable.issuperset(match.profiles):
        return match.probability, match.words
    with matching(), session() as cursor:
        profiles = load(cursor, readable.intersection(match.profiles))
        model = asked(cursor)
    scores = [score(query, profile.features, model) for profile in profiles.values()]
    best = max(scores, key=lambda each: each.weight, default=None)
    return (best.probability, explain(best)) if best is not None and best.probability >= LEAST_LIKELY else None
