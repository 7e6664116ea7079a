"""How she may be reached as whoever is looking may know it; and the messages of their agency."""

from collections.abc import Iterable

import msgspec
from django.db.models import Exists, OuterRef, Q, QuerySet

from safehold.access.viewer import Viewer
from safehold.chronology.apart.opening import opened
from safehold.chronology.envelope import Event
from safehold.chronology.models import StoredEvent
from safehold.chronology.session import session
from safehold.chronology.store import load
from safehold.identity.chronicle import Entry
from safehold.identity.models import Case, CaseEvent
from safehold.practice.safeguarding.contact import models
from safehold.practice.safeguarding.contact.before import kept
from safehold.practice.safeguarding.contact.means import Means, means_of, with_his
from safehold.practice.safeguarding.contact.models import Message, Step
from safehold.practice.safeguarding.models import SafeContact
from safehold.practice.safeguarding.reached import how_to_reach
from safehold.practice.safeguarding.unplanned import PLAN

UNSAFE = "contact.unsafe"


def means(viewer: Viewer, case: Case, entries: Iterable[Entry], at: int | None = None) -> Means:
    """The latest that is said of her, and whether it was unsafe since, in whichever case of hers they see: he who reads her messages reads
    those about another too. `at`: of what had been said by then, as far as it stands in this case."""
    viewer.must("reach_victims", case_ids=[case.id])
    listed = list(entries)
    known = {entry.seq: entry.event for entry in listed}
    standing = SafeContact.objects.for_viewer(viewer).filter(person_id=case.victim_id).first()
    event = how_to_reach(viewer, case.victim_id, known)
    seq = standing.event_id if standing else 0
    told = [entry.event for entry in listed if entry.event.kind == UNSAFE and entry.struck is None] + _in_other_cases(viewer, case)
    if at is not None:
        told = [each for each in told if each.occurred_at.earliest <= at]
        if event is None or event.occurred_at.latest > at:
            seq, event = _said_by(listed, at)
    found = means_of(seq, event, max(told, key=lambda each: each.order, default=None))
    stand = [entry.event for entry in listed if entry.struck is None]
    return with_his(msgspec.structs.replace(found, never=kept(stand, event, "never")[0]), stand)


def _said_by(entries: Iterable[Entry], at: int) -> tuple[int, Event | None]:
    said = (each for each in entries if each.event.kind == "safe_contact.set" and each.struck is None)
    before = (each for each in said if each.event.occurred_at.latest <= at)
    last = max(before, key=lambda each: each.event.order, default=None)
    return (last.seq, last.event) if last is not None else (0, None)


def _in_other_cases(viewer: Viewer, case: Case) -> list[Event]:
    others = Case.objects.for_viewer(viewer).filter(victim_id=case.victim_id).exclude(id=case.id).values_list("id", flat=True)
    held = CaseEvent.objects.filter(case_id__in=list(others)).values_list("event_id", flat=True)
    found = list(StoredEvent.objects.filter(seq__in=held, kind=UNSAFE).values_list("seq", flat=True))
    if not found:
        return []
    with session() as cursor:
        return list(opened(cursor, load(cursor, found)).values())


def messages(viewer: Viewer) -> QuerySet[Message]:
    """Row security leaves those of the viewer's agency and cases; asked for here too, as a program at the command line reads everything."""
    viewer.must("reach_victims")
    return Message.objects.filter(agency=viewer.agency).order_by("-id")


def of_case(viewer: Viewer, entries: Iterable[Entry]) -> list[Message]:
    return list(messages(viewer).filter(events__overlap=[entry.seq for entry in entries])[:30])


def cases_of(viewer: Viewer, message: Message) -> list[Case]:
    of_events = CaseEvent.objects.filter(event_id__in=message.events).values("case_id")
    return list(Case.objects.for_viewer(viewer).filter(id__in=of_events))


def waits_for(viewer: Viewer) -> int:
    """Messages of the viewer's own of which somebody must find out whether they went, or which did not go; and those that were stopped."""
    if not viewer.may("reach_victims"):
        return 0
    unsettled = messages(viewer).filter(state__in=(models.UNSURE, models.REFUSED), by_id=viewer.user_id)
    return (unsettled | stopped(viewer)).count()  # every front page asks this: once


def stopped(viewer: Viewer) -> QuerySet[Message]:
    """Those that did not go since it was no longer safe, of which the viewer is to be told: whoever wrote it, until they say that they saw
    it, and the agency's specialists, until one of them does."""
    of_message = Step.objects.filter(message_id=OuterRef("pk"))
    mine = Q(by_id=viewer.user_id) & ~Exists(of_message.filter(why__in=(models.SEEN, models.SEEN_BY_SPECIALIST), by_id=viewer.user_id))
    told = mine | (~Exists(of_message.filter(why=models.SEEN_BY_SPECIALIST)) if viewer.role in PLAN else Q(pk__in=[]))
    return messages(viewer).filter(told, state=models.STOPPED, why=models.NO_LONGER_SAFE)
