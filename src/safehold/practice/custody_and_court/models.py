from django.contrib.postgres.fields import ArrayField
from django.db import models

from safehold.access.scope import Scoped
from safehold.access.viewer import Viewer
from safehold.identity.visibility import known_of, suspects_told_of


def _lasting(now: int) -> models.Q:
    return models.Q(models.Q(until_at=None) | models.Q(until_at__gte=now), models.Q(ended_at=None) | models.Q(ended_at__gte=now))


class Bail(Scoped):
    database_narrows = True

    event_id = models.BigIntegerField(primary_key=True)
    suspect_id = models.BigIntegerField(db_index=True)
    victim_ids = ArrayField(models.BigIntegerField(), default=list)
    stage = models.TextField(default="")
    force = models.TextField(default="")
    conditions = ArrayField(models.TextField(), default=list)
    set_at = models.BigIntegerField()
    until_at = models.BigIntegerField(null=True)
    ended_at = models.BigIntegerField(null=True)
    breaches = models.IntegerField(default=0)
    last_breach_at = models.BigIntegerField(null=True)

    class Meta:
        db_table = "custody_bail"

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        return known_of(viewer, "suspect_id")

    @classmethod
    def in_force(cls, suspect: int, now: int) -> models.Q:
        """On him, set by then, not ended and not over."""
        return models.Q(_lasting(now), suspect_id=suspect, set_at__lte=now)


class Order(Scoped):
    database_narrows = True

    event_id = models.BigIntegerField(primary_key=True)
    suspect_id = models.BigIntegerField(db_index=True)
    victim_ids = ArrayField(models.BigIntegerField(), default=list)
    order = models.TextField(default="")
    conditions = ArrayField(models.TextField(), default=list)
    made_at = models.BigIntegerField()
    served_at = models.BigIntegerField(null=True)
    until_at = models.BigIntegerField(null=True)
    ended_at = models.BigIntegerField(null=True)
    breaches = models.IntegerField(default=0)
    last_breach_at = models.BigIntegerField(null=True)

    class Meta:
        db_table = "custody_order"

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        return known_of(viewer, "suspect_id")

    @classmethod
    def in_force(cls, suspect: int, now: int) -> models.Q:
        """As of bail, from when it was made."""
        return models.Q(_lasting(now), suspect_id=suspect, made_at__lte=now)


class Whereabouts(Scoped):
    """Where a suspect stands with police and courts: in custody, on bail, wanted, in prison, and when he is to come out; by all that is on
    record of him. Pages ask stands.py, which has it of those too of whom some of that is kept from the viewer."""

    database_narrows = True

    person_id = models.BigIntegerField(primary_key=True)
    status = models.TextField(default="")
    since_at = models.BigIntegerField(null=True)
    wanted_for = models.TextField(default="")
    release_at = models.BigIntegerField(null=True)
    violent_to_earlier = models.BooleanField(default=False)
    victims = models.IntegerField(default=0)

    class Meta:
        db_table = "custody_whereabouts"
        indexes = [models.Index(fields=["person_id"], condition=models.Q(status="wanted"), name="custody_whereabouts_wanted")]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        return suspects_told_of(viewer)
