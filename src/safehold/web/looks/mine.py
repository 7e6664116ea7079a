"""Whether a case is of somebody's own work, and by what: the nearest task is what a look is logged with. Where nothing says so, they are
asked. docs/access.md lists what counts."""

from collections.abc import Iterable, Sequence

import msgspec
from django.db.models import Q

from safehold.access import askings
from safehold.access.looking import measures, openings
from safehold.access.often import Often
from safehold.access.viewer import Grounds, Viewer
from safehold.chronology.envelope import Event
from safehold.identity.actions import persons_of_mentions
from safehold.identity.before_looking import lately
from safehold.identity.models import Case
from safehold.identity.unsure import around
from safehold.practice.response.models import Call
from safehold.practice.safeguarding.models import Standing
from safehold.practice.safeguarding.worklist import open_in


class Subject(msgspec.Struct, frozen=True):
    """What is about to be opened: a case or a person, with the cases of theirs that the viewer sees and the people of these."""

    cases: tuple[Case, ...]
    case_id: str = ""
    person: int | None = None

    @property
    def ids(self) -> list[str]:
        return sorted(case.id for case in self.cases)

    @property
    def people(self) -> list[int]:
        pairs = {number for case in self.cases for number in (case.victim_id, case.suspect_id) if number is not None}
        return sorted(pairs if self.person is None else pairs | {self.person})


def grounds(viewer: Viewer, subject: Subject, now: int) -> Grounds | None:
    """The first that holds; nothing where this is not of their work and they have not said why."""
    for found in (_opened, _owed, _owned, called, _recorded, _asked, _to_judge):
        held = found(viewer, subject, now)
        if held is not None:
            return held
    return None


def _opened(viewer: Viewer, subject: Subject, _now: int) -> Grounds | None:
    """They have said why already, in this role: of this, or of somebody or some case of it."""
    for each in openings.known(viewer).own:
        if each.role == viewer.role and (each.case_id in subject.ids if each.case_id else each.person in subject.people):
            return Grounds(f"opening {each.number}", each.purpose, each.why)
    return None


def _owned(viewer: Viewer, subject: Subject, _now: int) -> Grounds | None:
    return Grounds("owner of the case") if _OWNED.all(viewer, cases=subject.ids, staff=viewer.staff_id) else None


_OWNED = Often(lambda of, cases, staff: of(Standing).filter(case_id__in=cases, owner=staff).values_list("case_id")[:1])


def _owed(viewer: Viewer, subject: Subject, now: int) -> Grounds | None:
    role = "" if viewer.does.duties == "agency" else viewer.role
    rule = open_in(viewer, subject.ids, now, role=role).order_by("due_latest").values_list("rule", flat=True).first()
    return Grounds(f"duty {rule}") if rule else None


def called(viewer: Viewer, subject: Subject, now: int) -> Grounds | None:
    if viewer.does.calls != "agency":
        return None
    since = now - measures.days(measures.standard().numbers.open_call_days)
    of_it = Q(case_id__in=subject.ids) | Q(victim_id__in=subject.people) | Q(suspect_id__in=subject.people)
    found = Call.objects.for_viewer(viewer).filter(of_it, agency=viewer.agency, closed_at=None, received_at__gte=since)
    call = found.order_by("-received_at").values_list("reference", flat=True).first()
    return Grounds(f"open call {call}") if call is not None else None


def _recorded(viewer: Viewer, subject: Subject, now: int) -> Grounds | None:
    numbers = measures.standard().numbers
    longest = max(numbers.own_record_days, numbers.agency_record_days, numbers.shared_days, key=lambda number: number.value)
    return by_record(viewer, lately(subject.ids, now - measures.days(longest)), now)


def by_record(viewer: Viewer, events: Iterable[Event], now: int) -> Grounds | None:
    """They recorded something or were there; it was shared with their agency; or they answer for what their agency has done."""
    numbers = measures.standard().numbers
    found: Sequence[Event] = sorted(events, key=lambda event: event.recorded_at, reverse=True)
    since = now - measures.days(numbers.own_record_days)
    for event in found:
        mine = event.actor is not None and event.actor.id == viewer.staff_id
        if event.recorded_at >= since and (mine or viewer.staff_id in event.data.get("officers", ())):
            return Grounds(f"recorded {event.kind}" if mine else f"attended {event.kind}")
    since = now - measures.days(numbers.shared_days)
    for event in found:
        if event.recorded_at >= since and viewer.agency in (event.data.get("with"), event.data.get("to")) and event.agency != viewer.agency:
            return Grounds(f"shared with the agency by {event.kind}")
    since = now - measures.days(numbers.agency_record_days)
    if viewer.does.duties == "agency" and any(event.recorded_at >= since and event.agency == viewer.agency for event in found):
        return Grounds("answers for what the agency recorded")
    return None


def _asked(viewer: Viewer, subject: Subject, _now: int) -> Grounds | None:
    for asking in askings.waiting(viewer):
        if persons_of_mentions(asking.mentions) & set(subject.people):
            return Grounds(f"asked by {asking.agency}: {asking.task}")
    return None


def _to_judge(viewer: Viewer, subject: Subject, _now: int) -> Grounds | None:
    if viewer.may("judge_links") and any(not each.left_unsure for each in around(viewer, subject.people)):
        return Grounds("people to be judged the same or not")
    return None
