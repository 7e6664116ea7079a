"""Staff as people, cases in which they stand, who asked after such a case, and what somebody must not be given to do.

`Member` and `Key` are what an employer knows of its staff; `Answer`, `Conflict` and `Alert` are what people said and did. `StaffPerson` and
`StaffCase` are derived by identity (identity/of_staff.py), from these and from the chronology.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Member(models.Model):
    """Who somebody is at home. `sealed` opens by keys outside the database alone (sealed.py). Whoever has left is kept."""

    staff_id = models.CharField(max_length=40, primary_key=True)
    agency = models.CharField(max_length=80)
    sealed = models.TextField()
    loaded_at = models.DateTimeField(db_default=Now())
    left = models.DateField(null=True)


class Key(models.Model):
    """By what somebody is found who may be them: a keyed digest of a blocking key."""

    pk = models.CompositePrimaryKey("digest", "staff_id")
    digest = models.BinaryField()
    staff_id = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=["staff_id"], name="standards_key_staff")]


class Answer(models.Model):
    """Whether the person of a mention is this member of staff: somebody's word, the latest of which stands."""

    at = models.DateTimeField(db_default=Now())
    mention = models.BigIntegerField()
    staff_id = models.CharField(max_length=40)
    theirs = models.BooleanField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    why = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["mention"], name="standards_answer_mention")]


class Conflict(models.Model):
    """What somebody is not to work on, nor to be shown: all of a person, or what is between two. Both are numbers of mentions, so that it
    follows them when people are linked or parted."""

    at = models.DateTimeField(db_default=Now())
    staff_id = models.CharField(max_length=40)
    person = models.BigIntegerField()
    other = models.BigIntegerField(null=True)
    why = models.TextField()
    said_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["staff_id"], name="standards_conflict_staff", condition=Q(ended_at=None))]


class Alert(models.Model):
    """Somebody who is not named on a case of a member of staff looked at it, or would have found it; or looked for themselves (no case).
    Added by the database alone; `kept_from` are those who are never told. It is answered once."""

    class Relation(models.TextChoices):
        SELF = "self"
        LINE = "line"
        OTHER = "other"

    class Outcome(models.TextChoices):
        OPEN = ""
        EXPLAINED = "explained"
        SPOKEN_TO = "spoken_to"
        INVESTIGATED = "investigated"

    key = models.TextField(db_collation="C")
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    agency = models.CharField(max_length=80)
    role = models.CharField(max_length=40)
    case_id = models.TextField(db_collation="C", default="")
    relation = models.CharField(max_length=8, choices=Relation)
    how = models.CharField(max_length=10)
    asked = models.TextField(default="")
    agencies = ArrayField(models.TextField())
    kept_from = ArrayField(models.TextField())
    at = models.DateTimeField(db_default=Now())
    last_at = models.DateTimeField(db_default=Now())
    times = models.IntegerField(db_default=1)
    answered_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, default="")
    outcome_why = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["-last_at"], name="standards_alert_open", condition=Q(outcome="")),
            models.Index(fields=["key"], name="standards_alert_key", condition=Q(outcome="")),
        ]


class Attended(models.Model):
    """Somebody attended who has a conflict of interest there: it cannot be undone, so it is told at once, and once. A supervisor says what
    was done (`handled`), professional standards what came of it (`answered`). `kinds` are those of identity's closeness.Conflict."""

    event_id = models.BigIntegerField()
    staff_id = models.CharField(max_length=200)
    agency = models.CharField(max_length=100)
    agencies = ArrayField(models.TextField())
    kinds = ArrayField(models.TextField())
    case_ids = ArrayField(models.TextField())
    kept_from = ArrayField(models.TextField())
    attended_at = models.BigIntegerField()
    told_at = models.DateTimeField(db_default=Now())
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    handled_why = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    answered_why = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event_id", "staff_id"], name="standards_attended_once")]


class StaffPerson(models.Model):
    """Somebody on record who is a member of staff, or may be: `certain`. `staff_id` is empty where it is known of which agency alone."""

    pk = models.CompositePrimaryKey("person_id", "staff_id", "agency")
    person_id = models.BigIntegerField()
    staff_id = models.TextField()
    agency = models.TextField()
    certain = models.BooleanField()
    how = models.TextField()

    class Meta:
        db_table = "standards_person"


class StaffCase(models.Model):
    """A case with a member of staff in it, or somebody who may be. `subjects` are their numbers, `agencies` theirs; `named` are those on a
    restriction; `hands` who recorded it lately and who owns it, `calls` the agencies that have a call of it in hand, until `calls_until`;
    `kept_from` are those who never see it, whoever names them."""

    case_id = models.TextField(primary_key=True, db_collation="C")
    subjects = ArrayField(models.TextField())
    agencies = ArrayField(models.TextField())
    stand_as = ArrayField(models.TextField())
    certain = models.BooleanField()
    named = ArrayField(models.TextField(), null=True)
    hands = ArrayField(models.TextField())
    involved = ArrayField(models.TextField())
    calls = ArrayField(models.TextField())
    calls_until = models.BigIntegerField()
    notified = models.BooleanField()
    kept_from = ArrayField(models.TextField())

    class Meta:
        db_table = "standards_case"
