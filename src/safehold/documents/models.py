"""What somebody asked for, what was made to leave, who agreed, and each copy that left with its exact bytes. Added to and never changed.

Whatever names anybody stands in `sealed`, encrypted by keys that the database does not hold. `events` are the numbers of the events of the
case when it was made: by these it is seen, and goes with the case's content. Times are instants.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from safehold.database.only_added import OnlyAdded


class Request(OnlyAdded):
    """Somebody's request for what is held of them. `whose`: the role in the case of the person whose data it is; `asks`: a kind of
    recipient of leaving.yaml. Without a case until somebody has found one: that is the one thing of it that is ever set later."""

    id = models.BigAutoField(primary_key=True)
    at = models.BigIntegerField()
    agency = models.TextField()
    case_id = models.TextField(default="")
    persons = ArrayField(models.BigIntegerField(), default=list)
    events = ArrayField(models.BigIntegerField(), default=list)
    asks = models.TextField()
    received = models.BigIntegerField()
    due = models.BigIntegerField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    role = models.TextField()
    sealed = models.TextField(default="")

    class Meta:
        db_table = "documents_request"
        indexes = [models.Index(fields=["agency", "due"], name="documents_request_due")]


class Document(OnlyAdded):
    """Something made to leave. It leaves once another has agreed, where `two` says so. `added`: of how many entries more stands in it than
    starts there."""

    id = models.BigAutoField(primary_key=True)
    at = models.BigIntegerField()
    agency = models.TextField()
    case_id = models.TextField()
    persons = ArrayField(models.BigIntegerField())
    events = ArrayField(models.BigIntegerField())
    request = models.ForeignKey(Request, on_delete=models.PROTECT, null=True, related_name="documents")
    kind = models.TextField()
    recipient = models.TextField()
    purpose = models.TextField()
    basis = models.TextField()
    way = models.TextField()
    two = models.BooleanField()
    confidential = models.BooleanField()
    entries = models.IntegerField()
    added = models.IntegerField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    role = models.TextField()
    sealed = models.TextField(default="")

    class Meta:
        db_table = "documents_document"
        indexes = [
            models.Index(fields=["agency", "-id"], name="documents_document_of"),
            GinIndex(fields=["events"], name="documents_document_events"),
        ]

    @property
    def number(self) -> str:
        """By which it is known outside: a count, and nothing of anybody."""
        return f"{self.pk:06}"


class Answer(OnlyAdded):
    """Another person's word on a document (agrees or not), or that it is withdrawn."""

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="answers")
    at = models.BigIntegerField()
    agrees = models.BooleanField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    role = models.TextField()

    class Meta:
        db_table = "documents_answer"


class Copy(OnlyAdded):
    """A copy that left: `digest` is of its bytes, which are kept in `sealed`."""

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="copies")
    number = models.IntegerField()
    at = models.BigIntegerField()
    form = models.TextField()
    digest = models.TextField()
    size = models.IntegerField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    role = models.TextField()
    sealed = models.TextField(default="")

    class Meta:
        db_table = "documents_copy"
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="documents_copy_number")]


class Step(OnlyAdded):
    """What was done about a request: `what` is one of asking.STEPS, or that its case was found. `due` of one that extends it is as it
    was worked out then."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="steps")
    at = models.BigIntegerField()
    what = models.TextField()
    due = models.BigIntegerField(null=True)
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    role = models.TextField()
    sealed = models.TextField(default="")

    class Meta:
        db_table = "documents_step"
