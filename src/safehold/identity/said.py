"""What records say of somebody: every mention that the viewer may read, and why it is taken for theirs."""

from collections.abc import Iterable

import msgspec

from safehold.access.often import Often
from safehold.access.reading import matching
from safehold.access.viewer import Viewer
from safehold.chronology.apart.opening import opened
from safehold.chronology.envelope import Event, Mention
from safehold.chronology.session import session
from safehold.chronology.store import load
from safehold.identity import models
from safehold.identity.placing import MENTIONS_AN_EVENT
from safehold.identity.visibility import of_case_seen

MOST = 400


class Said(msgspec.Struct, frozen=True):
    """One mention with the event that makes it; `number` is the mention's, `profile` that of all which say the same."""

    number: int
    profile: int
    event: Event
    mention: Mention


class Link(msgspec.Struct, frozen=True):
    """Why a machine takes a record for another's: `other` is the record, `why` what agrees, what weighs most first."""

    other: int
    probability: float
    why: list[str]


def said(viewer: Viewer, person: int) -> list[Said]:
    """The newest first, at most MOST. Events of cases that the viewer does not see are not there."""
    numbers = models.Mention.objects.filter(of_case_seen(viewer), person_id=person).order_by("-id")
    listed = list(numbers.values_list("id", "event_id", "profile_id")[:MOST])
    with session() as cursor:
        events = opened(cursor, load(cursor, {seq for _, seq, _ in listed}))
    found = [
        Said(number, profile, events[seq], events[seq].people[number % MENTIONS_AN_EVENT])
        for number, seq, profile in listed
        if seq in events
    ]
    return sorted(found, key=lambda each: each.event.order, reverse=True)


def linked_by_machine(profiles: Iterable[int]) -> dict[int, Link]:
    """For each of these profiles, the other of them that it is most surely one with."""
    found: dict[int, Link] = {}
    with matching():
        machine = _LINKED.all(None, profiles=list(profiles))
    for each in machine:
        words = [why["words"] for why in sorted(each.why, key=lambda why: -why["weight"]) if why["weight"] > 0 and why["words"]]
        found.setdefault(each.a, Link(each.b, each.probability, words))
        found.setdefault(each.b, Link(each.a, each.probability, words))
    return found


_LINKED = Often(
    lambda _of, profiles: models.Judgement.objects.filter(a__in=profiles, b__in=profiles, judgement="linked").order_by("-weight", "id")
)
