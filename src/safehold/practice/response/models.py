from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from safehold.access.scope import NOTHING, Scoped, calls_of
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import EventId


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
    # What it was first recorded as, which no correction changes, and what people say for it on the phone (said_aloud.py).
    first_event = models.BigIntegerField(null=True)
    spoken = models.TextField(default="", db_default="")
    also_spoken = ArrayField(models.TextField(), null=True)  # for those that were joined to it
    # Of each of `units`, when it was sent, was there and had the briefing; 0 where it was not.
    sent_at = ArrayField(models.BigIntegerField(), null=True)
    there_at = ArrayField(models.BigIntegerField(), null=True)
    heard_at = ArrayField(models.BigIntegerField(), null=True)

    class Meta:
        db_table = "response_call"
        indexes = [
            models.Index(fields=["agency", "received_at"], name="response_call_open", condition=models.Q(closed_at__isnull=True)),
            models.Index(fields=["suspect_id"], name="response_call_of_him_alone", condition=models.Q(victim_id__isnull=True)),
            models.Index(fields=["agency", "spoken"], name="response_call_said_aloud"),
            GinIndex(fields=["also_spoken"], name="response_call_also_said", condition=models.Q(also_spoken__isnull=False)),
            GinIndex(fields=["others"], name="response_call_others", condition=models.Q(others__isnull=False)),
        ]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        listed = calls_of(viewer, agency="agency", case="case_id") & ~models.Q(event_id__in=OutOfSight())
        return listed | models.Q(event_id__in=InHand())

    # The id of the event under which it stands, where whoever read the call has read that too.
    key: EventId | None = None

    @property
    def said(self) -> str:
        """As people say which call they mean."""
        return self.spoken or self.reference


class SignedOn(Scoped):
    """Who is on which unit, from when to when. Not derived: it says to whom a briefing goes."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="+")
    posting_id = models.BigIntegerField()
    agency = models.TextField()
    callsign = models.TextField()
    since = models.BigIntegerField()
    until = models.BigIntegerField(null=True)
    # Who ended it, where that was not they themselves.
    ended_by = models.TextField(default="", db_default="")

    class Meta:
        db_table = "response_signed_on"
        constraints = [models.UniqueConstraint(fields=["user"], condition=models.Q(until=None), name="response_signed_on_once")]
        indexes = [models.Index(fields=["agency", "since"], name="response_signed_on_now", condition=models.Q(until=None))]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        return models.Q(user_id=viewer.user_id) | _of_the_agency(viewer)


class Cleared(Scoped):
    """That a unit is done with a call: from then on it is free, whether the call is closed or not. Only ever added to; sent to the call
    again it is held again, since that is later. `call` is the number of what the call was first recorded as."""

    id = models.BigAutoField(primary_key=True)
    at = models.BigIntegerField()
    agency = models.TextField()
    callsign = models.TextField()
    call = models.BigIntegerField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    by_unit = models.BooleanField()

    class Meta:
        db_table = "response_cleared"
        indexes = [models.Index(fields=["call"], name="response_cleared_of")]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> models.Q:
        return _of_the_agency(viewer)


def _of_the_agency(viewer: Viewer) -> models.Q:
    sees = any(viewer.may(each) for each in ("record_calls", "supervise_calls", "attend_calls"))
    return models.Q(agency=viewer.agency) if sees else NOTHING


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
