"""Dip samples: which cases were drawn, who audits each, and what they answered. Added to and never changed.

What was drawn from, and every answer, stand in `sealed`, encrypted by keys that the database does not hold. Times are instants.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from safehold.database.only_added import OnlyAdded


class Sample(OnlyAdded):
    """`seed` and what stands in `sealed` (draw.Drawn) make the same draw again; `digest` is of what was drawn from."""

    id = models.BigAutoField(primary_key=True)
    at = models.BigIntegerField()
    agency = models.TextField()
    seed = models.TextField()
    digest = models.TextField()
    size = models.IntegerField()
    wanted = models.IntegerField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    role = models.TextField()
    sealed = models.TextField()

    class Meta:
        db_table = "dipping_sample"

    @property
    def number(self) -> str:
        return f"{self.pk:03}"


class Drawn(OnlyAdded):
    """A case of a sample, as it was called then. `never` are the numbers of those who may not audit it."""

    id = models.BigAutoField(primary_key=True)
    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="drawn")
    place = models.IntegerField()
    case_id = models.TextField()
    persons = ArrayField(models.BigIntegerField())
    never = ArrayField(models.TextField())

    class Meta:
        db_table = "dipping_case"


class Seat(OnlyAdded):
    """That somebody audits a case as the first or the second, or no more: of several the last holds."""

    id = models.BigAutoField(primary_key=True)
    drawn = models.ForeignKey(Drawn, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    place = models.IntegerField()
    given = models.BooleanField()
    at = models.BigIntegerField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "dipping_seat"
        indexes = [models.Index(fields=["user", "drawn", "-id"], name="dipping_seat_of")]


class Answer(OnlyAdded):
    """What one reviewer answered of one case, once."""

    id = models.BigAutoField(primary_key=True)
    drawn = models.ForeignKey(Drawn, on_delete=models.PROTECT, related_name="answers")
    at = models.BigIntegerField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    role = models.TextField()
    sealed = models.TextField(default="")

    class Meta:
        db_table = "dipping_answer"
        constraints = [models.UniqueConstraint(fields=["drawn", "by"], name="dipping_answer_once")]
