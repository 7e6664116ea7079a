"""What somebody does about a duty that stands. Each checks who may, says plainly what cannot be, and records it in one transaction.

`duty` is one that the viewer has been found to see; `case` the case on whose account they act.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from safehold.access.reading import matching
from safehold.access.roles import standard
from safehold.access.staff import working
from safehold.access.viewer import Refused, Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import EventId
from safehold.chronology.models import StoredEvent
from safehold.chronology.record import record
from safehold.chronology.writing import Writing
from safehold.identity.actions import pair, record_of
from safehold.identity.emergency import in_emergency
from safehold.identity.models import Case, CaseEvent
from safehold.identity.staff.assigning import refuse
from safehold.rulebook.models import Obligation
from safehold.rulebook.refusals import NobodyThere, NotWaivable
from safehold.rulebook.state import rulebook
from safehold.rulebook.unheld import answers
from safehold.rulebook.ways import Way, ways


def ways_to_answer(duty: Obligation) -> list[Way]:
    """The kinds of event that would answer a duty, as its rule says it."""
    rule = rulebook().version(duty.rule, duty.version)
    with matching():
        kind = StoredEvent.objects.values_list("kind", flat=True).get(seq=duty.trigger_event)
    return ways(rule, kind) if rule is not None else []


@transaction.atomic
def answer(
    *, by: Viewer, duty: Obligation, case: Case | None, kind: str, data: Mapping[str, Any], occurred_at: str = "", note: str = ""
) -> EventId:
    """Records what was done. Whether it answers the duty is the rulebook's to say."""
    _must_answer(by, duty)
    return _record(by, duty, case, kind, data, occurred_at=occurred_at, note=note)


@transaction.atomic
def hand_over(*, by: Viewer, duty: Obligation, case: Case | None, agency: str, role: str, reason: str) -> None:
    """Gives a duty to another role, or to another agency that is in the case."""
    _must_answer(by, duty)
    if not reason.strip():
        raise Declined(_("Say why it is handed over: whoever takes it will read it."))
    if (agency, role) == (duty.agency, duty.who):
        raise Declined(_("It is theirs already."))
    _someone_there(agency, role)
    to = {"role": role, "agency": agency}
    _record(by, duty, case, "duty.handed_over", {"to": to, "reason": reason})


@transaction.atomic
def hand_over_of(*, by: Viewer, duties: Iterable[Obligation], to: Mapping[str, str], reason: str) -> None:
    """Gives what somebody who leaves stood for to one who stays, named, all at once. An administrator does it, and is shown no case."""
    by.must("administer")
    writing = Writing(by)
    for duty in duties:
        refuse(duty.cases, "duty.handed_over", {"to": dict(to)})
        with matching():
            source, key = StoredEvent.objects.values_list("source", "source_id").get(seq=duty.trigger_event)
        data = {"duty": duty.rule, "trigger": {"source": source, "id": key}, "to": dict(to), "reason": reason}
        writing.add("duty.handed_over", data, about=[EventId(source, key)])
    if writing.raws:
        record(writing.raws)


def takes_duties(role: str) -> bool:
    return "answer_duties" in standard().roles[role].may and standard().roles[role].cases != "none"


@transaction.atomic
def waive(*, by: Viewer, duty: Obligation, case: Case | None, reason: str, now: int) -> None:
    """Says that a duty need not be done, where its rule lets this role say so."""
    by.must("waive_duties")
    _must_answer(by, duty)
    if not may_waive(by, duty, now):
        raise NotWaivable(_("The rule does not let your role waive this duty, or its time for that is past."))
    if not reason.strip():
        raise Declined(_("Say why it need not be done: a review will read it."))
    _record(by, duty, case, "duty.waived", {"reason": reason, "by": by.actor})


def may_waive(by: Viewer, duty: Obligation, now: int) -> bool:
    rule = rulebook().version(duty.rule, duty.version)
    if rule is None or rule.waiver is None or by.role not in rule.waiver.roles or not by.may("waive_duties"):
        return False
    return rule.waiver.until == "any_time" or duty.due_earliest is None or now <= duty.due_earliest


@transaction.atomic
def cannot_yet(*, by: Viewer, duty: Obligation, case: Case | None, awaiting: str) -> None:
    """Stops the duty's clock until what it waits for has come. Once it is overdue, it stays overdue and says what it waits for."""
    _must_answer(by, duty)
    if not awaiting.strip():
        raise Declined(_("Say what it waits for."))
    _record(by, duty, case, "clock.stopped", {"awaiting": awaiting})


@transaction.atomic
def go_on(*, by: Viewer, duty: Obligation, case: Case | None) -> None:
    _must_answer(by, duty)
    if not duty.awaiting:
        raise Declined(_("Its clock is running already."))
    _record(by, duty, case, "clock.resumed", {})


@transaction.atomic
def ask_for_help(*, by: Viewer, duty: Obligation, case: Case | None, role: str, why: str) -> None:
    """Puts a duty on the list of another role of the agency as well. It stays the asker's."""
    _must_answer(by, duty)
    if role == duty.who:
        raise Declined(_("It is on their list already."))
    if not why.strip():
        raise Declined(_("Say what help is needed."))
    _someone_there(by.agency, role)
    _record(by, duty, case, "duty.help_asked", {"of": {"role": role}, "why": why})


def _must_answer(by: Viewer, duty: Obligation) -> None:
    by.must("answer_duties", case_ids=duty.cases)
    if not answers(by, duty):
        raise Refused(_("This duty is another's. Ask them, or ask a supervisor to hand it over."), case_ids=duty.cases)


def _someone_there(agency: str, role: str) -> None:
    if not working().filter(agency_id=agency, role=role).exists():
        raise NobodyThere(_("Nobody works in that role there, so nobody would see it. Choose another."))


def _record(
    by: Viewer, duty: Obligation, case: Case | None, kind: str, data: Mapping[str, Any], *, occurred_at: str = "", note: str = ""
) -> EventId:
    """What is about the trigger takes its people from it; where that names fewer than the duty is of, they are named."""
    refuse(duty.cases, kind, data)
    with matching():
        source, key = StoredEvent.objects.values_list("source", "source_id").get(seq=duty.trigger_event)
        of_others = CaseEvent.objects.filter(event_id=duty.trigger_event).exclude(case_id__in=duty.cases).exists()
    about = EventId(source, key)
    if kind.startswith(("duty.", "clock.")):
        data = {"duty": duty.rule, "trigger": {"source": source, "id": key}, **data}
    persons: dict[str, int] = {}
    if case is not None and of_others:
        persons = pair(case)
    relation = case.relation if case is not None else ""
    return record_of(
        by=by, kind=kind, data=data, persons=persons, relation=relation, about=[about], occurred_at=occurred_at, note=note,
        emergency=in_emergency(by, duty.cases),
    )  # fmt: skip
