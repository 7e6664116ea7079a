"""Cases with a member of staff in them, for professional standards who are not of their line: who it is, who sees each, what is done."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from safehold.access.models import Posting, User
from safehold.access.reading import matching
from safehold.access.standards.finding_staff import staff_like
from safehold.access.standards.models import Answer, StaffCase, StaffPerson
from safehold.access.viewer import Viewer
from safehold.chronology.deriving import derive_marked, mark
from safehold.chronology.envelope import EventId
from safehold.chronology.recording import rows
from safehold.chronology.session import recorder, session
from safehold.identity.actions import pair, record_of
from safehold.identity.models import Case, Involvement, Mention, Restriction
from safehold.identity.staff.assigning import refuse

JUDGES = "judge_looks"


class NotTheirs(LookupError):
    """There is no such case, or it is not for this viewer to see to."""


class Who(NamedTuple):
    """One person of a case who is a member of staff, or may be: `person` is their number on record."""

    person: int
    staff_id: str
    agency: str
    certain: bool
    how: str


class Concerned(NamedTuple):
    case: StaffCase
    who: list[Who]
    seen_by: list[str]


def concerned(viewer: Viewer) -> list[Concerned]:
    """What is not restricted or not told yet comes first. Whoever shows them logs the look."""
    viewer.must(JUDGES)
    viewer.trace.read.add(StaffCase.__name__)
    cases = list(StaffCase.objects.all())
    numbers = [each.case_id for each in cases]
    with matching():
        seen = dict(Restriction.objects.filter(case_id__in=numbers).values_list("case_id", "staff_ids"))
        stand = _who(numbers)
    order = {each.case_id: (each.named is not None, each.notified, -int(each.case_id.partition("-")[0])) for each in cases}
    listed = [Concerned(each, stand.get(each.case_id, []), seen.get(each.case_id, [])) for each in cases]
    return sorted(listed, key=lambda each: order[each.case.case_id])


def who_could(viewer: Viewer, case_id: str, text: str) -> list[Posting]:
    """Staff like this who may be named on a case: none of the person, their line or their unit. Raises NotTheirs."""
    return staff_like(viewer, text, _one(viewer, case_id).kept_from)


def _who(cases: Iterable[str]) -> dict[str, list[Who]]:
    """Whoever stands in each case, by its events."""
    query = """
SELECT DISTINCT ce.case_id, p.person_id, p.staff_id, p.agency, p.certain, p.how FROM standards_person p
  JOIN identity_involvement i ON i.person_id = p.person_id JOIN identity_case_event ce ON ce.event_id = i.event_id
 WHERE ce.case_id = ANY(%s::text[]) ORDER BY 1, 2, 3, 4
"""
    found: dict[str, list[Who]] = {}
    with session() as cursor:
        for case, *each in rows(cursor, query, [list(cases)]):
            found.setdefault(case, []).append(Who(*each))
    return found


@transaction.atomic
def restrict(viewer: Viewer, case_id: str, *, to: Iterable[str], reason: str) -> EventId:
    """Names those who alone see it from now on. Raises NotTheirs, NotAssigned."""
    viewer.must("restrict_records")
    data = {"to": sorted(set(to)), "reason": reason}
    refuse([case_id], "record.restricted", data)
    return _record(viewer, case_id, "record.restricted", data)


@transaction.atomic
def notify(viewer: Viewer, case_id: str, *, note: str) -> EventId:
    """Professional standards of the agency were told. Raises NotTheirs."""
    return _record(viewer, case_id, "standards.notified", {}, note=note)


@transaction.atomic
def answer(viewer: Viewer, case_id: str, *, person: int, staff_id: str, theirs: bool, why: str) -> None:
    """Whether somebody on record is this member of staff. It is worked out at once. Raises NotTheirs."""
    _one(viewer, case_id)
    with matching():
        known = StaffPerson.objects.filter(person_id=person, staff_id=staff_id).exists()
        of_case = any(each.person == person for each in _who([case_id]).get(case_id, ()))
        events = set(Involvement.objects.filter(person_id=person).values_list("event_id", flat=True))
        mention = Mention.objects.filter(person_id=person).order_by("id").values_list("id", flat=True).first()
    if not (known and of_case and mention):
        raise NotTheirs(_("Somebody has answered already."))
    Answer.objects.create(mention=mention, staff_id=staff_id, theirs=theirs, by=User.objects.get(pk=viewer.user_id), why=why)
    with recorder() as cursor:
        mark(cursor, events)
    derive_marked(events)


def _record(viewer: Viewer, case_id: str, kind: str, data: Mapping[str, Any], *, note: str = "") -> EventId:
    """Of a case that whoever records it may not be named on: who is in it is not told to them. It is about what said that somebody is
    staff, where anything did, and so answers that duty."""
    _one(viewer, case_id)
    with matching():
        case = Case.everything.filter(id=case_id).first()
    if case is None:
        raise NotTheirs(_("There is no such case any more."))
    return record_of(by=viewer, kind=kind, data=data, persons=pair(case), relation=case.relation, about=_about(case_id), note=note)


def _about(case_id: str) -> list[EventId]:
    query = """
SELECT e.source, e.source_id FROM identity_case_event c JOIN chronology_event e ON e.seq = c.event_id
 WHERE c.case_id = %s AND e.kind = 'staff.suspected' ORDER BY e.seq DESC LIMIT 1
"""
    with matching(), session() as cursor:
        return [EventId(*each) for each in rows(cursor, query, [case_id])]


def _one(viewer: Viewer, case_id: str) -> StaffCase:
    viewer.must(JUDGES)
    found = StaffCase.objects.filter(case_id=case_id).first()
    if found is None:
        raise NotTheirs(_("There is no such case."))
    return found
