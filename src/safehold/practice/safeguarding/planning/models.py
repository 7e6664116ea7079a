"""Who has places: what a refuge or an advocacy service said of itself, and when. Added to and never changed; of each agency the last holds.

No words are typed, so that nothing here can say where a refuge is or who is in it.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Capacity(models.Model):
    """`what` is refuge_places or advocate_cases; `takes` whom there is room for. `at` is an instant."""

    id = models.BigAutoField(primary_key=True)
    at = models.BigIntegerField()
    agency = models.TextField()
    what = models.TextField()
    free = models.IntegerField()
    takes = ArrayField(models.TextField(), default=list)
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "planning_capacity"
        indexes = [models.Index(fields=["agency", "what", "-id"], name="planning_capacity_last")]
