"""Who harms most: the order of suspects as a step function of time, by all that is on record of them. No row names a victim or a place."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from safehold.access.scope import NOTHING, Scoped
from safehold.access.viewer import Viewer
from safehold.identity.visibility import suspects_told_of

PERMISSION = "manage_perpetrators"


def told_of(viewer: Viewer) -> models.Q:
    return suspects_told_of(viewer) if viewer.may(PERMISSION) else NOTHING


class Perpetrator(Scoped):
    """`facts` as risk/ranking/suspects.py reads them; `managed_*` the last word on who manages him, and how."""

    database_narrows = True

    person_id = models.BigIntegerField(primary_key=True)
    version = models.TextField()
    facts = models.TextField()
    since = ArrayField(models.BigIntegerField(), default=list)
    orders = ArrayField(models.SmallIntegerField(), default=list)
    managed_by = models.TextField(default="")
    managed_how = models.TextField(default="")
    managed_at = models.BigIntegerField(null=True)

    class Meta:
        db_table = "perpetrators_ranked"

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        return told_of(viewer)


class Step(Scoped):
    database_narrows = True

    pk = models.CompositePrimaryKey("person_id", "since_at")
    person_id = models.BigIntegerField()
    since_at = models.BigIntegerField()
    until_at = models.BigIntegerField()
    danger = models.SmallIntegerField()

    class Meta:
        db_table = "perpetrators_step"
        indexes = [models.Index(fields=["danger", "until_at"], include=["since_at", "person_id"], name="perpetrators_step_by_danger")]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        return told_of(viewer)
