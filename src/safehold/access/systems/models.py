"""Under whom another system stands in the log of looks, how much it has asked of late, and since when duties are what they are."""

from django.db import models


class Known(models.Model):
    """`user` can never sign in: it has no password, no posting and is not active. `remaining` is how many requests it had left at `at`."""

    service = models.OneToOneField("signing_in.Service", on_delete=models.PROTECT, primary_key=True, related_name="+")
    user = models.OneToOneField("access.User", on_delete=models.PROTECT, related_name="+")
    remaining = models.FloatField()
    at = models.DateTimeField()


class Mark(models.Model):
    """How many rows of duties had ever been written at an instant: a duty that stands otherwise is written anew, with a later number."""

    at = models.DateTimeField(primary_key=True)
    last = models.BigIntegerField()
