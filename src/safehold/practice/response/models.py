from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from safehold.access.scope import Scoped, calls_of
from safehold.access.viewer import Viewer


class InHand(models.Func):
    """The open calls of a case that is kept from the viewer which they go on with (migrations/0005_in_hand.py): of whoever is named to the
    database, and so nothing outside of a request."""

    template = "(SELECT unnest(access.calls_in_hand()))"
    output_field = models.BigIntegerField()


class OutOfSight(models.Func):
    """The calls of a case that is kept from the viewer whose page is not shown them either (migrations/0007_as_its_page.py)."""

    template = "(SELECT unnest(access.calls_out_of_sight()))"
    output_field = models.BigIntegerField()


class Call(Scoped):
    """A call that leads an incident, and where the answer to it stands. Times are instants."""

    database_narrows = True

    event_id = models.BigIntegerField(primary_key=True)
    reference = models.TextField()
    agency = models.TextField(db_index=True)
    case_id = models.TextField(default="", db_index=True)
    victim_id = models.BigIntegerField(null=True, db_index=True)
    suspect_id = models.BigIntegerField(null=True)
    received_at = models.BigIntegerField()
    channel = models.TextField(default="")
    domestic = models.BooleanField(null=True)
    category = models.TextField(default="")
    words = models.TextField(default="")
    area = models.TextField(default="")
    dangers = ArrayField(models.TextField(), default=list)
    grade = models.TextField(default="")
    graded_at = models.BigIntegerField(null=True)
    grade_reason = models.TextField(default="")
    asked_grade = models.TextField(default="")
    asked_reason = models.TextField(default="")
    asked_by = models.TextField(default="")
    asked_at = models.BigIntegerField(null=True)
    history_checked_at = models.BigIntegerField(null=True)
    briefed_at = models.BigIntegerField(null=True)
    dispatched_at = models.BigIntegerField(null=True)
    diverted_at = models.BigIntegerField(null=True)
    arrived_at = models.BigIntegerField(null=True)
    reassessed_at = models.BigIntegerField(null=True)
    cut_off_at = models.BigIntegerField(null=True)
    told_delay_at = models.BigIntegerField(null=True)
    closed_at = models.BigIntegerField(null=True)
    closed_as = models.TextField(default="")
    joined = models.IntegerField(default=0)
    # Where the caller says that it is, by postcode and number (places.py): what tells that two calls are of one incident.
    place = models.TextField(default="", db_default="")
    # Units on their way or there, by callsign; which of them have read the briefing; and one that somebody asks to send elsewhere.
    units = ArrayField(models.TextField(), null=True)
    read_units = ArrayField(models.TextField(), null=True)
    read_at = models.BigIntegerField(null=True)
    divert_unit = models.TextField(default="", db_default="")
    divert_reason = models.TextField(default="", db_default="")
    divert_by = models.TextField(default="", db_default="")
    divert_asked_at = models.BigIntegerField(null=True)
    second_at = models.BigIntegerField(null=True)
    second_agrees = models.BooleanField(null=True)
    call_back_who = models.TextField(default="", db_default="")
    called_back_at = models.BigIntegerField(null=True)
    # Further victims; of a call without one, further suspects. Of most there are none.
    others = ArrayField(models.BigIntegerField(), null=True)

    class Meta:
        db_table = "response_call"
        indexes = [
            models.Index(fields=["agency", "received_at"], name="response_call_open", condition=models.Q(closed_at__isnull=True)),
            models.Index(fields=["suspect_id"], name="response_call_of_him_alone", condition=models.Q(victim_id__isnull=True)),
            GinIndex(fields=["others"], name="response_call_others", condition=models.Q(others__isnull=False)),
        ]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        listed = calls_of(viewer, agency="agency", case="case_id") & ~models.Q(event_id__in=OutOfSight())
        return listed | models.Q(event_id__in=InHand())


class SignedOn(Scoped):
    """Who is on which unit, from when to when. Not derived: it says to whom a briefing goes."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="+")
    posting_id = models.BigIntegerField()
    agency = models.TextField()
    callsign = models.TextField()
    since = models.BigIntegerField()
    until = models.BigIntegerField(null=True)

    class Meta:
        db_table = "response_signed_on"
        constraints = [models.UniqueConstraint(fields=["user"], condition=models.Q(until=None), name="response_signed_on_once")]
        indexes = [models.Index(fields=["agency", "since"], name="response_signed_on_now", condition=models.Q(until=None))]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        own = models.Q(user_id=viewer.user_id)
        if not (viewer.may("record_calls") or viewer.may("supervise_calls") or viewer.may("attend_calls")):
            return own
        return own | models.Q(agency=viewer.agency)


class Draft(models.Model):
    """What a member of staff has typed of a call and not yet recorded. Not derived: kept until it is recorded or the call is closed.

    `call` is the id under which the call is or will be recorded; `turn` counts the page's saves, so that a late one is not taken for the
    newest; `shown` are the persons whom the history check has shown for this call, each logged once.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="+")
    posting_id = models.BigIntegerField()
    call = models.TextField()
    fields = models.JSONField(default=dict)
    turn = models.BigIntegerField(default=0)
    shown = ArrayField(models.BigIntegerField(), default=list)
    checked = models.BooleanField(default=False)
    unsaved = models.BooleanField(default=False)
    opened_at = models.BigIntegerField()
    updated_at = models.BigIntegerField()

    class Meta:
        db_table = "response_draft"
        constraints = [models.UniqueConstraint(fields=["user", "call"], name="response_draft_once")]
