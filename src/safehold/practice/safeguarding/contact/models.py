"""The outbox: what was written to a victim, and where it stands on its way. What it says, and whereto, stands in `sealed`.

queued -> sending -> sent        the service took it
                  -> refused     the service said that it did not, and will not
                  -> unsure      we were cut off in between and cannot know; nobody sends it again but a person who says so
queued -> stopped                it is no longer safe, it waited too long, or somebody took it back
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

QUEUED, SENDING, SENT, REFUSED, UNSURE, STOPPED = "queued", "sending", "sent", "refused", "unsure", "stopped"
ENDED = (SENT, REFUSED, STOPPED)
NO_LONGER_SAFE = "no_longer_safe"  # why the runner stopped one, of which people are told until they say that they saw it
SEEN, SEEN_BY_SPECIALIST = "seen", "seen_by_specialist"


class Message(models.Model):
    """`events` are those that it rests on: of whoever sees a case of one of them. `staff_id` is who wrote it, as the chronology names them.
    `safe_event` is the record by which the means was safe. Times are instants."""

    id = models.BigAutoField(primary_key=True)
    key = models.TextField(unique=True)
    at = models.BigIntegerField()
    agency = models.TextField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    staff_id = models.TextField()
    role = models.TextField()
    events = ArrayField(models.BigIntegerField())
    person_id = models.BigIntegerField()
    safe_event = models.BigIntegerField()
    channel = models.TextField()
    template = models.TextField()
    neutral = models.BooleanField()
    state = models.TextField(default=QUEUED)
    why = models.TextField(default="")
    service = models.TextField(default="")
    tries = models.IntegerField(default=0)
    not_before = models.BigIntegerField(default=0)
    changed_at = models.BigIntegerField()
    sealed = models.TextField(default="")

    class Meta:
        db_table = "contact_message"
        indexes = [
            models.Index(fields=["state", "not_before"], name="contact_message_waits"),
            models.Index(fields=["agency", "-id"], name="contact_message_agency"),
        ]


class Step(models.Model):
    """Each thing that became of a message, once; `by` is who decided it, nothing where the runner did."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="steps")
    at = models.BigIntegerField()
    state = models.TextField()
    why = models.TextField(default="")
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "contact_step"
