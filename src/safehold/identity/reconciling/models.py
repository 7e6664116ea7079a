"""What each run of `safehold reconcile` would change, or has changed. Kept, and not derived: it tells what was done, and when."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Run(models.Model):
    """A run, or with `shown_only` what one would change. It has no end while it works, or where it was cut off; what it had done by then
    stands. Profiles below `watermark` have been compared with one another. `judgements`, `cases` and `duties` became otherwise. Times are
    instants."""

    id = models.BigAutoField(primary_key=True)
    began = models.BigIntegerField()
    ended = models.BigIntegerField(null=True)
    model = models.TextField()
    shown_only = models.BooleanField()
    watermark = models.BigIntegerField(default=0)
    profiles = models.BigIntegerField(default=0)
    compared = models.BigIntegerField(default=0)
    judgements = models.BigIntegerField(default=0)
    cases = models.BigIntegerField(default=0)
    duties = models.BigIntegerField(default=0)

    class Meta:
        db_table = "reconciling_run"


class Change(models.Model):
    """Persons by their numbers before and after: joined, parted, regrouped (some of each), newly unsure, or settled (unsure no more)."""

    id = models.BigAutoField(primary_key=True)
    run_id = models.BigIntegerField(db_index=True)
    what = models.TextField()
    before = ArrayField(models.BigIntegerField())
    after = ArrayField(models.BigIntegerField())

    class Meta:
        db_table = "reconciling_change"
