"""The order of cases, as a step function of time: what a case is worth from when until when, known at its last change."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from safehold.access.scope import cases_of
from safehold.access.stepped import OneStep, Stepped, of_steps
from safehold.access.viewer import Viewer


class Ranked(Stepped):
    """`facts` as risk/ranking/facts.py reads them. `disagreed` are the events by which somebody said that the case stands wrong."""

    case_id = models.TextField(primary_key=True)
    grade = models.TextField(default="")
    disagreed = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        db_table = "ranking_case"

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        return cases_of(viewer)


class Step(OneStep):
    pk = models.CompositePrimaryKey("case_id", "since_at")
    case_id = models.TextField()

    class Meta:
        db_table = "ranking_step"
        indexes = [of_steps("case_id", "ranking_step_by_danger")]

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
