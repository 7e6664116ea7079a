"""A domestic abuse specialist in the control room looks a second time at how domestic calls are answered. They advise and may raise a grade
at once; nothing is lowered here."""

from django.db import transaction
from django.db.models import F, Q

from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.record import record
from safehold.chronology.writing import Writing
from safehold.identity.emergency import of_event
from safehold.practice.response.calls import key_of
from safehold.practice.response.grading import standard
from safehold.practice.response.models import Call
from safehold.practice.response.onto import still_open


@transaction.atomic
def second_check(viewer: Viewer, call: Call, *, agrees: bool, grade: str = "", advice: str = "") -> None:
    viewer.must("second_check")
    now, grading = still_open(call), standard()
    if grade and grade not in grading.grades:
        raise Declined("Choose one of the grades.")
    if grade and now.grade and grading.lower(grade, now.grade):
        raise Declined("A second check lowers nothing. Say what you advise; a lower grade is asked of a supervisor.")
    if not agrees and not advice.strip() and (not grade or grade == now.grade):
        raise Declined("Say what should be done otherwise, in a line.")
    raised = bool(grade) and grade != now.grade
    about = [key_of(now.event_id)]
    writing = Writing(viewer, emergency=of_event(viewer, now.event_id))
    checked = writing.add("call.second_checked", {"agrees": agrees and not raised, "grade": grade, "advice": advice}, about=about)
    if raised and now.grade:
        data = {"from": now.grade, "to": grade, "reason": "new_information"}
        writing.add("call.regraded", data, about=[*about, checked], note=advice)
    elif raised:
        writing.add("call.graded", {"grade": grade, "reason": advice.strip() or "second check by a specialist"}, about=[*about, checked])
    record(writing.raws)


def to_check(viewer: Viewer) -> list[Call]:
    """Open domestic calls of the agency, or of which nobody has said, that no specialist has looked at since what may change the answer:
    a grade, a lower one asked for, a dropped line, a unit taken away."""
    viewer.must("second_check")
    since = [Q(**{f"{what}__gt": F("second_at")}) for what in ("graded_at", "asked_at", "cut_off_at", "diverted_at", "divert_asked_at")]
    again = since[0] | since[1] | since[2] | since[3] | since[4]
    # What the specialist's own raising of the grade set is not asked again: it is recorded a microsecond after the check.
    calls = Call.objects.for_viewer(viewer).filter(Q(domestic=None) | Q(domestic=True), agency=viewer.agency, closed_at=None)
    found = calls.filter(Q(second_at=None) | again)
    return [call for call in found.order_by("-received_at")[:MOST] if not _raised_by_it(call)]


def _raised_by_it(call: Call) -> bool:
    later = [at for at in (call.asked_at, call.cut_off_at, call.diverted_at, call.divert_asked_at) if at and call.second_at]
    own = call.second_at is not None and call.graded_at == call.second_at + 1
    return own and not any(at > (call.second_at or 0) for at in later)


MOST = 200
