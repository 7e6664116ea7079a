"""What agencies have shared of cases, and what of it whoever it was shared with is shown. Derived from the chronology."""

import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from safehold.access.scope import NOTHING, Scoped, ScopedQuerySet, cases_of, unrestricted
from safehold.access.viewer import Viewer


class Shares(ScopedQuerySet):
    def lasting(self) -> "Shares":
        """Neither taken back nor at their end."""
        return self.filter(ended_at=None, until__gte=time.time_ns() // 1000)


class Share(Scoped):
    """The frame of a share: who shared with whom, how far and until when. It stays when the share has ended; what was shared does not. Its
    number is that of the event that shared. `extent` is empty where all of
    a case was shared in the form that knew no other. `source` and `source_id` name that event."""

    pk = models.CompositePrimaryKey("event_id", "case_id")
    event_id = models.BigIntegerField()
    case_id = models.TextField(db_index=True)
    source = models.TextField()
    source_id = models.TextField()
    of_agency = models.TextField()
    with_agency = models.TextField()
    shared_by = models.TextField(default="")
    shared_role = models.TextField(default="")
    shared_at = models.BigIntegerField()
    extent = models.TextField()
    work = models.BooleanField()
    until = models.BigIntegerField()
    gateways = ArrayField(models.TextField(), default=list)
    consent = models.TextField(default="")
    ended_at = models.BigIntegerField(null=True)
    acknowledged_at = models.BigIntegerField(null=True)
    acknowledged_by = models.TextField(default="")

    objects = Shares.as_manager()
    everything = models.Manager()

    class Meta:
        db_table = "sharing_share"
        base_manager_name = "everything"
        indexes = [
            models.Index(fields=["with_agency", "until"], name="sharing_share_with"),
            models.Index(fields=["of_agency", "until"], name="sharing_share_of"),
        ]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Q:
        """Shares of cases that the viewer sees, and those with their agency of cases that are not restricted to others."""
        if viewer.does.cases == "none":
            return NOTHING
        return cases_of(viewer) | (Q(with_agency=viewer.agency) & unrestricted(viewer))

    @property
    def lasts(self) -> bool:
        return self.ended_at is None and self.until >= time.time_ns() // 1000


class Shown(Scoped):
    """What of an event is shown through a share, as extracting.py has it; the row of the share's own event holds what was said of the
    share. `needs` is the permission that reading it takes."""

    pk = models.CompositePrimaryKey("share", "case_id", "event_id")
    share = models.BigIntegerField()
    case_id = models.TextField(db_index=True)
    event_id = models.BigIntegerField()
    needs = models.TextField(default="")
    told = models.TextField()

    class Meta:
        db_table = "sharing_shown"

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Q:
        """To whoever sees the case, and to the agency it was shared with for as long as that lasts."""
        if viewer.does.cases == "none":
            return NOTHING
        lasting = Share.everything.filter(
            event_id=OuterRef("share"), case_id=OuterRef("case_id"), with_agency=viewer.agency, ended_at=None,
            until__gte=time.time_ns() // 1000,
        )  # fmt: skip
        theirs = Q(needs__in=["", *sorted(viewer.does.may)])
        return theirs & (cases_of(viewer) | (Q(Exists(lasting)) & unrestricted(viewer)))
