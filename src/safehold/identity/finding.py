"""Looking for a person when no call is open: the history check's own comparison, of those only whom the viewer may see.

A match rests on what the viewer may read and on nothing else: otherwise "same phone" would tell of a record that another agency keeps.
"""

import msgspec
from django.db.models import Q

from safehold.access.reading import matching
from safehold.access.viewer import Viewer
from safehold.chronology.session import session
from safehold.identity.check import LEAST_LIKELY, Match, asked, beside_one_another, check, match_of
from safehold.identity.features import Features
from safehold.identity.models import Case, Person
from safehold.identity.places_told import without_kept_places
from safehold.identity.profiles import load
from safehold.identity.score import score
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
    read = [_as_read(match, readable, query) for match in answer.matches if match.person in people]
    matches = beside_one_another(match for match in read if match is not None)
    likely = [match.person for match in matches]
    cases = list(Case.objects.for_viewer(viewer).filter(Q(victim_id__in=likely) | Q(suspect_id__in=likely)).order_by("-last_at"))
    of = {number: [case for case in cases if number in (case.victim_id, case.suspect_id)] for number in likely}
    matches.sort(key=lambda match: (-match.probability, match.person))
    listed = [Found(match.probability, match.words, people[match.person], of[match.person]) for match in matches]
    return listed[:MOST_FOUND], answer.searched


def _as_read(match: Match, readable: set[int], query: Features) -> Match | None:
    """How likely it is they, by what the viewer may read; nothing where that does not speak for it."""
    if readable.issuperset(match.profiles):
        return match
    with matching(), session() as cursor:
        profiles = without_kept_places(cursor, load(cursor, readable.intersection(match.profiles)))
        model = asked(cursor)
    scored = [(score(query, profile.features, model), profile.features) for profile in profiles.values()]
    best, features = max(scored, key=lambda each: each[0].weight, default=(None, None))
    if best is None or features is None or best.probability < LEAST_LIKELY:
        return None
    return match_of(match.person, best, features, profiles)
