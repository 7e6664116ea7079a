from collections.abc import Callable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from safehold.access.often import Often
from safehold.access.scope import NOTHING, Scoped, cases_of
from safehold.access.viewer import Viewer
from safehold.identity.visibility import known_of, warned_of

# What whoever goes to a door is told although the case is another agency's.
AT_THE_DOOR = ("firearms", "weapons", "serial_perpetrator", "threat_to_kill")


class Standing(Scoped):
    """Where a case stands: how dangerous a person has judged it, what is planned, what she wants, when she was last reached. `unplanned_at`
    is since when she is graded high and nobody owns an action of a plan."""

    database_narrows = True

    case_id = models.TextField(primary_key=True)
    grade = models.TextField(default="")
    graded_at = models.BigIntegerField(null=True)
    graded_by = models.TextField(default="")
    graded_agency = models.TextField(default="")
    instrument = models.TextField(default="")
    score = models.FloatField(null=True)
    danger = models.SmallIntegerField(default=0)
    dangers = ArrayField(models.TextField(), default=list)
    relation_now = models.TextField(default="")
    separated_at = models.BigIntegerField(null=True)
    plan_at = models.BigIntegerField(null=True)
    plan_summary = models.TextField(default="")
    wants = models.TextField(default="")
    wants_at = models.BigIntegerField(null=True)
    last_contact_at = models.BigIntegerField(null=True)
    idva_at = models.BigIntegerField(null=True)
    marac_at = models.BigIntegerField(null=True)
    call_unsafe = models.TextField(default="")
    reports = ArrayField(models.BigIntegerField(), default=list)
    children = models.IntegerField(default=0)
    owner = models.TextField(default="")
    owner_agency = models.TextField(default="")
    unplanned_at = models.BigIntegerField(null=True)

    class Meta:
        db_table = "safeguarding_standing"
        indexes = [
            models.Index(fields=["danger"], include=["case_id"], name="safeguarding_standing_danger"),
            models.Index(
                fields=["unplanned_at"],
                include=["case_id"],
                condition=models.Q(unplanned_at__isnull=False),
                name="safeguarding_unplanned",
            ),
        ]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        return cases_of(viewer)


class Marker(Scoped):
    """A warning on a person, from when it is set until it is lifted or expires. `lifted_at` is when that was done where whoever reads the
    one reads the other."""

    database_narrows = True

    event_id = models.BigIntegerField()
    person_id = models.BigIntegerField(db_index=True)
    pk = models.CompositePrimaryKey("event_id", "person_id")
    marker = models.TextField()
    agency = models.TextField()
    set_at = models.BigIntegerField()
    expires_at = models.BigIntegerField(null=True)
    lifted_at = models.BigIntegerField(null=True)

    class Meta:
        db_table = "safeguarding_marker"

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        return known_of(viewer) | (models.Q(marker__in=AT_THE_DOOR) & warned_of(viewer))

    @classmethod
    def standing(cls, viewer: Viewer, now: int) -> models.QuerySet["Marker"]:
        """As far as the viewer may know: a warning stands until they may read that it was lifted."""
        return _standing(lambda model: model.objects.for_viewer(viewer), now)

    @classmethod
    def standing_of(cls, viewer: Viewer, persons: list[int], now: int) -> list[tuple[int, str]]:
        """Of these persons: whose, and which."""
        return _STANDING_OF.all(viewer, persons=persons, now=now)


class LiftedElsewhere(Scoped):
    """That a marker was lifted by an event of another case than that which it was set in: known to whoever reads that event."""

    database_narrows = True

    event_id = models.BigIntegerField()
    person_id = models.BigIntegerField(db_index=True)
    lifted_by = models.BigIntegerField()
    pk = models.CompositePrimaryKey("event_id", "person_id", "lifted_by")
    marker = models.TextField()
    agency = models.TextField()
    lifted_at = models.BigIntegerField()

    class Meta:
        db_table = "safeguarding_lifted_elsewhere"

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        told = models.Q(marker__in=AT_THE_DOOR) & warned_of(viewer, event="lifted_by")
        return known_of(viewer, event="lifted_by") | told


def _standing(of: Callable[[type[Any]], models.QuerySet[Any]], now: int) -> models.QuerySet[Marker]:
    open_until = models.Q(expires_at=None) | models.Q(expires_at__gte=now), models.Q(lifted_at=None) | models.Q(lifted_at__gte=now)
    same = {"event_id": models.OuterRef("event_id"), "person_id": models.OuterRef("person_id")}
    lifted = of(LiftedElsewhere).filter(**same, lifted_at__lt=now)
    return of(Marker).filter(*open_until, ~models.Exists(lifted), set_at__lte=now)


_STANDING_OF = Often(lambda of, persons, now: _standing(of, now).filter(person_id__in=persons).values_list("person_id", "marker"))


class PlanAction(Scoped):
    database_narrows = True

    event_id = models.BigIntegerField(primary_key=True)
    victim_id = models.BigIntegerField(null=True, db_index=True)
    plan = models.TextField(default="")
    action = models.TextField(default="")
    owner_agency = models.TextField(default="")
    agreed_at = models.BigIntegerField()
    due_at = models.BigIntegerField(null=True)
    done_at = models.BigIntegerField(null=True)
    cancelled_at = models.BigIntegerField(null=True)

    class Meta:
        db_table = "safeguarding_plan_action"

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        return known_of(viewer, "victim_id")


class SafeContact(Scoped):
    """Which record says how she may be reached, and how never. What it says stands apart, for the roles that contact victims."""

    database_narrows = True

    person_id = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField()
    set_at = models.BigIntegerField()

    class Meta:
        db_table = "safeguarding_safe_contact"

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        return known_of(viewer) if viewer.may("reach_victims") else NOTHING


class Counted(models.Model):
    """What took long to count (counted.py): `what` and whose by a digest, `kept` a digest of the cases that are kept from whoever asked."""

    pk = models.CompositePrimaryKey("what", "kept")
    what = models.BinaryField()
    kept = models.BinaryField()
    at = models.BigIntegerField()
    found = models.BinaryField()

    class Meta:
        db_table = "safeguarding_counted"
