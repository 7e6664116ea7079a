"""What has been announced of duties, and when each thing that must happen regularly was last done. Instants are microseconds since 1970."""

from django.db import models


class Notice(models.Model):
    """That a duty is due soon, or overdue. `duty` is a digest of the duty's key, which outlives a rebuild; with what is announced and the
    time at which it is due it is unique, so that nothing is announced twice. Nobody is named in it."""

    SOON, OVERDUE = "soon", "overdue"

    id = models.BigAutoField(primary_key=True)
    duty = models.BinaryField()
    what = models.TextField()
    due = models.BigIntegerField()
    at = models.BigIntegerField()
    agency = models.TextField()
    who = models.TextField()
    rule = models.TextField()
    trigger_event = models.BigIntegerField()

    class Meta:
        db_table = "running_notice"
        constraints = [models.UniqueConstraint(fields=["duty", "what", "due"], name="running_notice_once")]
        indexes = [models.Index(fields=["agency", "due"], name="running_notice_lately")]


class Beat(models.Model):
    """One thing that must happen regularly: a job of the runner, the runner itself, a backup, a verification. `done` is when it last came
    to its end, and `failed` what kind of error stopped it since, if one has."""

    name = models.TextField(primary_key=True)
    done = models.BigIntegerField(null=True)
    count = models.BigIntegerField(default=0)
    failed = models.TextField(default="")
    failed_at = models.BigIntegerField(null=True)

    class Meta:
        db_table = "running_beat"
