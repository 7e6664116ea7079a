"""What other agencies ask of the viewer's: about whom, why, and for whom."""

from urllib.parse import urlencode

import msgspec
from django.db.models import Q
from django.urls import reverse

from safehold.access import askings
from safehold.access.models import Asking
from safehold.access.roles import standard
from safehold.access.viewer import Viewer
from safehold.chronology.times import instant
from safehold.identity.actions import persons_of_mentions
from safehold.identity.models import Case, Person
from safehold.web.naming import full_name


class Question(msgspec.Struct, frozen=True):
    """`about` are the people of the viewer's own records who are meant, as far as the viewer sees them: number and name."""

    number: int
    at: int
    by: str
    agency: str
    typed: str
    why: str
    about: list[tuple[int, str]]
    address: str
    to_share: list[str]


def of_others(viewer: Viewer, agencies: dict[str, str]) -> list[Question]:
    listed = list(askings.waiting(viewer))
    people = Person.objects.for_viewer(viewer).in_bulk({person for each in listed for person in persons_of(each)}) if listed else {}
    cases = _cases(viewer, set(people)) if people and viewer.may("record_events") else {}
    return [_question(each, people, agencies, cases) for each in listed]


def _cases(viewer: Viewer, people: set[int]) -> dict[int, list[str]]:
    """The cases of these people that the viewer sees, from which what was asked for can be shared."""
    of_them = Q(victim_id__in=people) | Q(suspect_id__in=people)
    found: dict[int, list[str]] = {}
    for case, *pair in Case.objects.for_viewer(viewer).filter(of_them).order_by("-last_at").values_list("id", "victim_id", "suspect_id"):
        for person in people.intersection(pair):
            found.setdefault(person, []).append(case)
    return found


def persons_of(asking: Asking) -> set[int]:
    return persons_of_mentions(asking.mentions)


def _question(asking: Asking, people: dict[int, Person], agencies: dict[str, str], cases: dict[int, list[str]]) -> Question:
    role = standard().roles.get(asking.asker_role)
    return Question(
        asking.pk,
        instant(asking.at),
        f"{asking.user.display_name}, {role.title if role else asking.asker_role}",
        agencies.get(asking.agency, asking.agency),
        asking.typed,
        asking.why,
        [(number, full_name(people[number])) for number in sorted(persons_of(asking)) if number in people],
        reverse("answered", args=[asking.pk]),
        [
            f"{reverse('case-share', args=[case])}?{urlencode({'to': asking.agency, 'answers': asking.pk})}"
            for case in dict.fromkeys(case for person in sorted(persons_of(asking)) for case in cases.get(person, ()))
        ],
    )
