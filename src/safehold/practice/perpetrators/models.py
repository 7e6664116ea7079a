"""Who harms most: the order of suspects as a step function of time, by all that is on record of them. No row names a victim or a place."""

from django.db import models

from safehold.access.scope import NOTHING
from safehold.access.stepped import OneStep, Stepped, of_steps
from safehold.access.viewer import Viewer
from safehold.identity.visibility import suspects_told_of

PERMISSION = "manage_perpetrators"


def told_of(viewer: Viewer) -> models.Q:
    return suspects_told_of(viewer) if viewer.may(PERMISSION) else NOTHING


class Perpetrator(Stepped):
    """`facts` as risk/ranking/suspects.py reads them; `managed_*` the last word on who manages him, and how."""

    person_id = models.BigIntegerField(primary_key=True)
    managed_by = models.TextField(default="")
    managed_how = models.TextField(default="")
    managed_at = models.BigIntegerField(null=True)

    class Meta:
        db_table = "perpetrators_ranked"

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        return told_of(viewer)


class Step(OneStep):
    pk = models.CompositePrimaryKey("person_id", "since_at")
    person_id = models.BigIntegerField()

    class Meta:
        db_table = "perpetrators_step"
        indexes = [of_steps("person_id", "perpetrators_step_by_danger")]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        return told_of(viewer)
