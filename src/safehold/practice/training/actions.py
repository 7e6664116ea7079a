"""Recording that staff were trained: of one or of many, all in one transaction or none."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from safehold.access.staff import working
from safehold.access.viewer import Viewer
from safehold.chronology.record import record
from safehold.chronology.times import end_of_day, start_of_day
from safehold.chronology.writing import Writing
from safehold.practice.training.models import Completed
from safehold.practice.training.taken import Taken
from safehold.rulebook.beyond import LONGEST_STAFF_ID, TRAINING


class NotRecorded(ValueError):
    """It cannot be recorded as given; the message says why."""


@transaction.atomic
def completed(*, by: Viewer, taken: Iterable[Taken], today: date) -> int:
    """How many were new: what is on record already is left as it is, so that a file may be sent twice. Raises NotRecorded."""
    by.must("keep_training")
    listed = list(dict.fromkeys(taken))
    here = staff_here(by)
    for each in listed:
        if each.staff_id not in here:
            raise NotRecorded(f"Nobody of your agency has the number {each.staff_id[:LONGEST_STAFF_ID]}.")
        if not each.course.strip():
            raise NotRecorded("Say which course it was.")
        if each.on > today:
            raise NotRecorded("That day is still to come. Record it once the course has been completed.")
    new = [each for each in listed if not _on_record(by, each)]
    writing = Writing(by)
    for each in new:
        data = {"staff_id": each.staff_id, "course": each.course.strip(), "specialist_led": each.specialist_led}
        writing.add(TRAINING, data, occurred_at=each.on.isoformat())
    if writing.raws:
        record(writing.raws)
    return len(new)


def staff_here(by: Viewer) -> frozenset[str]:
    return frozenset(working().filter(agency_id=by.agency).values_list("user__staff_id", flat=True))


def _on_record(by: Viewer, each: Taken) -> bool:
    of_day = {"completed_at__gte": start_of_day(each.on), "completed_at__lte": end_of_day(each.on)}
    of_them = Completed.seen_by(by).filter(agency=by.agency, staff_id=each.staff_id, course=each.course.strip())
    return bool(of_them.filter(specialist_led=each.specialist_led, **of_day).exists())
