"""Who is related to somebody without being the same: who shares a case, a child, a household, an address or a phone with them, and how.

Only by records that the viewer may read, and only people whom they may see. Nothing confidential is compared: it never entered the keys.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q

from safehold.access.often import Often
from safehold.access.reading import matching
from safehold.access.viewer import Viewer
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.identity.agreeing import address
from safehold.identity.columns import row
from safehold.identity.features import Features
from safehold.identity.keys import blocking_keys, number
from safehold.identity.models import Case, Involvement, Person, Profile
from safehold.identity.places_told import without_kept_places
from safehold.identity.profiles import load
from safehold.identity.visibility import of_case_seen, profiles_read

HOUSEHOLD = ("child", "household_member", "relative")
SAME_HOUSE = frozenset(("same", "postcode_and_house"))
# What more people share than this is a hostel, a street or a station's telephone, and says nothing of one of them.
MOST_SHARING = 12
MOST_TIES = 60


class Tie(NamedTuple):
    """`of` is one of the persons who were asked about. `how` is "harmed", "harmed_by", the role of a household, "address" or "phone";
    `relation` and `case` belong to the first two."""

    of: int
    to: int
    how: str
    relation: str = ""
    case: str = ""


def ties(viewer: Viewer, persons: Iterable[int], *, places: bool) -> list[Tie]:
    """Cases first, then children and household, then what is shared. `places`: whether the viewer may see where they live."""
    asked = sorted(set(persons))
    shared = _shared(viewer, asked, places=places)
    found = [*_cases(viewer, asked), *_household(viewer, asked), *shared]
    seen = {number for (number,) in _SEEN.all(viewer, persons=list({tie.to for tie in found}))}
    return [tie for tie in dict.fromkeys(found) if tie.to in seen][:MOST_TIES]


def _cases(viewer: Viewer, asked: list[int]) -> list[Tie]:
    found = []
    for case in _CASES.all(viewer, persons=asked):
        if case.victim_id in asked:
            found.append(Tie(case.victim_id, case.suspect_id, "harmed_by", case.relation, case.id))
        if case.suspect_id in asked:
            found.append(Tie(case.suspect_id, case.victim_id, "harmed", case.relation, case.id))
    return found


_SEEN = Often(lambda of, persons: of(Person).filter(id__in=persons).values_list("id"))
_CASES = Often(
    lambda of, persons: of(Case).filter(Q(victim_id__in=persons) | Q(suspect_id__in=persons)).exclude(suspect_id=None).order_by("-last_at")
)


def _household(viewer: Viewer, asked: list[int]) -> list[Tie]:
    """Those whom a record names as a child or of the household beside one of them, and for a child whoever it was named beside."""
    of_theirs = Involvement.objects.filter(of_case_seen(viewer), person_id__in=asked, inherited=False)
    own = dict(of_theirs.values_list("event_id", "person_id"))
    events = Involvement.objects.filter(event_id__in=own, inherited=False).exclude(role="correction")
    named: dict[int, list[tuple[int, str]]] = {}
    for event, person, role in events.values_list("event_id", "person_id", "role"):
        named.setdefault(event, []).append((person, role))
    found = []
    for people in named.values():
        for of, own_role in people:
            for to, role in people if of in asked else ():
                if to != of and role in HOUSEHOLD:
                    found.append(Tie(of, to, role))
                elif to != of and own_role in HOUSEHOLD:
                    found.append(Tie(of, to, f"of_{own_role}"))
    return sorted(set(found), key=lambda tie: (tie.how != "child", tie.how, tie.of, tie.to))


def _shared(viewer: Viewer, asked: list[int], *, places: bool) -> list[Tie]:
    with matching():
        mine = dict(Profile.objects.filter(person_id__in=asked, named=True).values_list("id", "person_id"))
    readable = profiles_read(viewer, mine)
    families = ("phone", "house") if places else ("phone",)
    with matching(), session() as cursor:
        held = without_kept_places(cursor, load(cursor, readable))
        keys = {number(key) for each in held.values() for key in blocking_keys(each.features) if key.partition(":")[0] in families}
        near = rows(
            cursor,
            "SELECT k.key, c.profile_id FROM unnest(%s::bigint[]) AS k(key) CROSS JOIN LATERAL"
            " (SELECT profile_id FROM identity_key WHERE key = k.key LIMIT 200) c",
            [sorted(keys)],
        )
        others = without_kept_places(cursor, load(cursor, {profile for _, profile in near} - mine.keys()))
    sharing: dict[int, set[int]] = {}
    for key, profile in near:
        if profile in others:
            sharing.setdefault(key, set()).add(others[profile].person_id)
    few = {profile for key, profile in near if profile in others and len(sharing[key]) <= MOST_SHARING}
    seen = profiles_read(viewer, few)
    found = [
        Tie(mine[own], others[profile].person_id, how)
        for profile in sorted(seen)
        for own in sorted(held)
        for how in _how(held[own].features, others[profile].features, places=places)
    ]
    return sorted(set(found), key=lambda tie: (tie.how, tie.of, tie.to))


def _how(one: Features, other: Features, *, places: bool) -> list[str]:
    found = ["phone"] if set(one.phones) & set(other.phones) else []
    return [*found, "address"] if places and address(row(one), row(other)) in SAME_HOUSE else found
