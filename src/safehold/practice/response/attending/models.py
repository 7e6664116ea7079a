from django.contrib.postgres.fields import ArrayField
from django.db import models


class Sheet(models.Model):
    """What one officer types of one job, and that they are on it. Not derived.

    `call` is the id under which the call was first recorded. `fields` holds, encrypted, what is typed, what else was typed at the same time
    elsewhere, and what of it is on record. `turn` is that of the save which stands, `writer` the page that made it; `sent` the presses of
    "Record" that were taken, so that one which comes twice is taken once.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="+")
    posting_id = models.BigIntegerField()
    call = models.TextField()
    fields = models.JSONField(default=dict)
    turn = models.BigIntegerField(default=0)
    writer = models.TextField(default="")
    sent = ArrayField(models.TextField(), default=list)
    unsaved = models.BooleanField(default=False)
    joined_at = models.BigIntegerField()
    updated_at = models.BigIntegerField()

    class Meta:
        db_table = "attending_sheet"
        constraints = [models.UniqueConstraint(fields=["user", "call"], name="attending_sheet_once")]
