"""What people decide of a record whose time has come: it is kept, with why, until a review; or its content goes, which for the gravest
groups another person has to confirm, and which anybody who may decide can withdraw until it is carried out."""

import time
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from safehold.access.viewer import Viewer
from safehold.chronology.envelope import EventId
from safehold.chronology.record import record as record_events
from safehold.chronology.session import recorder
from safehold.chronology.times import DAY
from safehold.chronology.writing import Writing
from safehold.retention.models import Answer, Decision
from safehold.retention.on_file import Filed
from safehold.retention.reading import schedule_of
from safehold.retention.standing import Decided, Standing, Stands, stand
from safehold.retention.years import years_after

DECIDE = "dispose_records"
PASSED = "period_passed"


class CannotDecide(ValueError):
    """What may not be decided now, or not by whoever tries; the message says why."""


def standing_decisions(record: Filed) -> list[Decision]:
    """What was decided of this record and is neither withdrawn nor carried out."""
    return of_record(record, standing().filter(agency=record.on_file.agency, events__overlap=sorted(record.seqs)))


def standing() -> QuerySet[Decision]:
    found = Decision.objects.filter(removal=None).exclude(Q(keep=False) & Q(answers__agrees=False))
    return found.select_related("by").prefetch_related("answers__by").order_by("id")


def of_record(record: Filed, decisions: Iterable[Decision]) -> list[Decision]:
    """Of decisions that name an event of the record those that are of it: its subject's number may have become another since."""
    others = {subject for each in record.shared.values() for subject in each}
    return [
        each
        for each in decisions
        if each.subject == record.subject.id
        or (each.subject not in others and 2 * len(record.seqs.keys() & {*each.events}) > len(each.events))
    ]


def lapsed(decision: Decision, may_go: int) -> bool:
    """Whether there was a contact since, so that nothing goes by this decision."""
    return not decision.keep and not decided([decision])[0].removes(may_go)


def decided(decisions: Iterable[Decision]) -> list[Decided]:
    return [Decided(each.keep, each.at, each.next_review or 0, each.whenever) for each in decisions]


def waits_for(viewer: Viewer) -> int:
    """How many removals another person of their agency decided that somebody has to confirm. What has lapsed since counts until its page is
    opened: whether it has is only known from the record."""
    if not viewer.may(DECIDE):
        return 0
    found = standing().filter(agency=viewer.agency, keep=False, two=True).exclude(by_id=viewer.user_id)
    return int(found.exclude(answers__agrees=True).count())


def where_it_stands(record: Filed, now: int) -> Standing:
    return stand(record.on_file, schedule_of(record.area), decided(standing_decisions(record)), now)


def keep(record: Filed, *, by: Viewer, criteria: Sequence[str], reason: str) -> Decision:
    """Until the next review of its group. At least one of the criteria, and why in words."""
    now_stands, now = _may_decide(record, by)
    if not criteria or not set(criteria) <= schedule_of(record.area).criteria.keys():
        raise CannotDecide("Say which of the criteria it is kept for.")
    if not reason.strip():
        raise CannotDecide("Say why it is kept.")
    if now_stands.stands == Stands.APPROVED:
        raise CannotDecide("Its removal is decided. Withdraw that first.")
    review = years_after(now, now_stands.clock.review)
    return _store(
        record, now_stands, by, now, keep=True, criteria=sorted(set(criteria)), reason=reason.strip(), next_review=review, two=False, days=0
    )


def dispose(record: Filed, *, by: Viewer, ground: str) -> Decision:
    """Before its time only where somebody has ordered it, and then another person confirms it whatever the group."""
    now_stands, now = _may_decide(record, by)
    schedule = schedule_of(record.area)
    if ground not in schedule.grounds:
        raise CannotDecide("Say on which ground it goes.")
    if now_stands.holds:
        raise CannotDecide("It is held. Nothing of it goes until the hold is lifted.")
    if now_stands.stands == Stands.APPROVED:
        raise CannotDecide("Its removal is decided already.")
    whenever = ground != PASSED
    if not whenever and now_stands.may_go > now:
        raise CannotDecide("The time to keep it has not passed.")
    two = now_stands.clock.two or whenever
    return _store(record, now_stands, by, now, keep=False, ground=ground, two=two, days=schedule.days_before_removal, whenever=whenever)


def answer(decision: Decision, *, by: Viewer, agrees: bool) -> Answer:
    """Confirms a removal, or withdraws it. Nobody confirms their own."""
    by.must(DECIDE)
    if decision.agency != by.agency or decision.keep:
        raise CannotDecide("There is no removal of your agency to answer.")
    if decision.answers.filter(agrees=False).exists() or hasattr(decision, "removal"):
        raise CannotDecide("It was withdrawn, or carried out, already.")
    if agrees and (decision.by_id == by.user_id or not decision.two):
        raise CannotDecide("Another person than whoever decided it has to confirm it.")
    with transaction.atomic(), recorder():
        given: Answer = Answer.objects.create(decision=decision, at=time.time_ns() // 1000, agrees=agrees, by_id=by.user_id, role=by.role)
    return given


def place_hold(record: Filed, *, by: Viewer, reason: str, until: str = "") -> EventId:
    """Until a day, or until it is lifted. It is an event about the newest of the record, and so of the case."""
    by.must(DECIDE)
    if not reason.strip():
        raise CannotDecide("Say what it is held for, and who asked for that.")
    newest = max(record.seqs.values(), key=lambda event: event.order)
    writing = Writing(by)
    placed = writing.add("legal_hold.placed", {"reason": reason.strip(), "until": until}, about=[newest.id])
    record_events(writing.raws)
    return placed


def goes_on(decision: Decision) -> int | None:
    """The instant from which a removal is carried out, or None while somebody has to confirm it."""
    last: int | None = decision.at
    if decision.two:
        confirmed = [each.at for each in decision.answers.all() if each.agrees and each.by_id != decision.by_id]
        last = min(confirmed, default=None)
    return last + decision.days * DAY if last is not None else None


def _may_decide(record: Filed, by: Viewer) -> tuple[Standing, int]:
    by.must(DECIDE)
    if record.on_file.agency != by.agency:
        raise CannotDecide("Only the agency that recorded it decides of it.")
    now = time.time_ns() // 1000
    return where_it_stands(record, now), now


def _store(record: Filed, standing: Standing, by: Viewer, now: int, **more: Any) -> Decision:
    with transaction.atomic(), recorder():
        stored: Decision = Decision.objects.create(
            at=now,
            agency=record.on_file.agency,
            subject=record.subject.id,
            persons=sorted(record.subject.persons),
            events=sorted(record.seqs),
            group=standing.group.id,
            by_id=by.user_id,
            role=by.role,
            **more,
        )
    return stored
