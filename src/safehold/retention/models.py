"""What people decided of content whose time has come. Added to and never changed: only the reason for keeping goes when the content does.

The catalogue of events has no kind for these decisions, so they stand beside the chronology; that content went is an event
(content.redacted), and so is a legal hold, and its lifting. Times are instants.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from safehold.database.only_added import OnlyAdded


class Decision(OnlyAdded):
    """By one person, about one agency's record of a subject: `events` are the numbers of the events that it held then. `two`: it takes
    effect only once another has confirmed it. `days` pass from the last word until content goes."""

    id = models.BigAutoField(primary_key=True)
    at = models.BigIntegerField()
    agency = models.TextField()
    subject = models.TextField()
    persons = ArrayField(models.BigIntegerField())
    events = ArrayField(models.BigIntegerField())
    group = models.TextField()
    keep = models.BooleanField()
    two = models.BooleanField()
    days = models.IntegerField()
    whenever = models.BooleanField(default=False)
    criteria = ArrayField(models.TextField(), default=list)
    ground = models.TextField(default="")
    reason = models.TextField(default="")
    next_review = models.BigIntegerField(null=True)
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    role = models.TextField()

    class Meta:
        db_table = "retention_decision"
        indexes = [
            GinIndex(fields=["events"], name="retention_decision_events"),
            models.Index(fields=["agency"], name="retention_decision_of"),
        ]


class Answer(OnlyAdded):
    """Another person's word on a decision to remove (agrees or not), or that it is withdrawn, by whoever may decide."""

    id = models.BigAutoField(primary_key=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="answers")
    at = models.BigIntegerField()
    agrees = models.BooleanField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    role = models.TextField()

    class Meta:
        db_table = "retention_answer"


class Removal(OnlyAdded):
    """That a decision was carried out: how many events lost how many parts, and how many events stayed, being of other records too."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, primary_key=True, related_name="removal")
    at = models.BigIntegerField()
    events = models.IntegerField()
    parts = models.IntegerField()
    stayed = models.IntegerField()

    class Meta:
        db_table = "retention_removal"


class Lifting(OnlyAdded):
    """One person's word on lifting a hold: they ask, or, of what another asked, agree or withdraw it. The hold ends by the event that is
    recorded when somebody agrees, and by nothing here."""

    class Step(models.TextChoices):
        ASKED = "asked"
        AGREED = "agreed"
        WITHDRAWN = "withdrawn"

    id = models.BigAutoField(primary_key=True)
    at = models.BigIntegerField()
    agency = models.TextField()
    source = models.TextField()
    hold = models.TextField()
    step = models.CharField(max_length=9, choices=Step)
    why = models.TextField(default="")
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    role = models.TextField()

    class Meta:
        db_table = "retention_lifting"
        indexes = [models.Index(fields=["source", "hold"], name="retention_lifting_of")]
