"""The order of cases, as a step function of time: what a case is worth from when until when, known at its last change."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from safehold.access.scope import Scoped, cases_of
from safehold.access.viewer import Viewer


class Ranked(Scoped):
    """`facts` is what the order rests on (risk/ranking/facts.py), for the reasons in words; from each instant of `since` on the case stands
    at the order of the same place in `orders`. `disagreed` are the events by which somebody said that it stands wrong."""

    database_narrows = True

    case_id = models.TextField(primary_key=True)
    version = models.TextField()
    grade = models.TextField(default="")
    facts = models.TextField()
    since = ArrayField(models.BigIntegerField(), default=list)
    orders = ArrayField(models.SmallIntegerField(), default=list)
    disagreed = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        db_table = "ranking_case"

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        return cases_of(viewer)


class Step(Scoped):
    """The same, a row a step, so that a list is read from the top by an index and no further than it goes."""

    database_narrows = True

    pk = models.CompositePrimaryKey("case_id", "since_at")
    case_id = models.TextField()
    since_at = models.BigIntegerField()
    until_at = models.BigIntegerField()
    danger = models.SmallIntegerField()

    class Meta:
        db_table = "ranking_step"
        indexes = [models.Index(fields=["danger", "until_at"], include=["since_at", "case_id"], name="ranking_step_by_danger")]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        return cases_of(viewer)


class Notice(models.Model):
    """That the runner announced somebody graded high below the line to a role, on a day. `key` is a digest of whom, and names nobody."""

    id = models.BigAutoField(primary_key=True)
    key = models.BinaryField(unique=True)
    agency = models.TextField()
    unit = models.TextField()
    role = models.TextField()
    day = models.DateField()
    at = models.BigIntegerField()

    class Meta:
        db_table = "ranking_notice"
        indexes = [models.Index(fields=["agency", "day", "role"], name="ranking_notice_of_day")]


class Capacity(models.Model):
    """How many people a unit has on a day, as somebody said it. It names nobody's case."""

    event_id = models.BigIntegerField(primary_key=True)
    agency = models.TextField()
    role = models.TextField()
    day = models.DateField()
    people = models.IntegerField()
    said_at = models.BigIntegerField()

    class Meta:
        db_table = "ranking_capacity"
        indexes = [models.Index(fields=["agency", "role", "day"], name="ranking_capacity_of_day")]
