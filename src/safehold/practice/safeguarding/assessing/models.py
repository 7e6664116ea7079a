from django.contrib.postgres.fields import ArrayField
from django.db import models


class Draft(models.Model):
    """What a member of staff has filled in of a form of risk and not yet recorded, encrypted. Not derived: kept until it is recorded, or
    thrown away by whoever typed it. `key` is what it is sealed to; `case_id` and `persons` are as they were when it was begun."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="+")
    posting_id = models.BigIntegerField()
    key = models.TextField(unique=True)
    case_id = models.TextField()
    persons = ArrayField(models.BigIntegerField())
    instrument = models.TextField()
    fields = models.JSONField(default=dict)
    turn = models.BigIntegerField(default=0)
    opened_at = models.BigIntegerField()
    updated_at = models.BigIntegerField()

    class Meta:
        db_table = "assessing_draft"
        constraints = [models.UniqueConstraint(fields=["user", "case_id", "instrument"], name="assessing_draft_once")]
