from django.db import models
from django.db.models import Q, QuerySet

from safehold.access.scope import NOTHING, Scoped
from safehold.access.viewer import Viewer


class Completed(Scoped):
    """A course that a member of staff completed, by the number of the event that says so. Of staff and of nobody's case."""

    event_id = models.BigIntegerField(primary_key=True)
    agency = models.TextField()
    staff_id = models.TextField()
    course = models.TextField(default="")
    specialist_led = models.BooleanField()
    completed_at = models.BigIntegerField()

    class Meta:
        db_table = "training_completed"
        indexes = [models.Index(fields=["agency", "staff_id", "completed_at"], name="training_completed_of")]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Q:
        """Of their own agency: for those who keep training, those who send units and those who supervise them; one's own always."""
        own = Q(agency=viewer.agency, staff_id=viewer.staff_id)
        if not any(viewer.may(each) for each in READS):
            return own if viewer.staff_id else NOTHING
        return Q(agency=viewer.agency)

    @classmethod
    def seen_by(cls, viewer: Viewer) -> "QuerySet[Completed]":
        """Read of colleagues, and of nobody on record: reading it alone is no look at anybody, and none is logged."""
        found: QuerySet[Completed] = cls.objects.for_viewer(viewer)
        viewer.trace.read.discard(cls.__name__)
        return found


READS = ("keep_training", "administer", "record_calls", "supervise_calls")
