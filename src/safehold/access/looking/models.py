"""What is kept about looking, beside the looks themselves: why somebody opened what is not of their work, and who answered for it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Opening(models.Model):
    """One member of staff, in one posting's agency and role, opened one case or one person, and said why; until when it holds.

    A `purpose` widens nobody's sight: the case is theirs to see, and they are not asked again until it ends. `break_glass` gives sight of
    the one case, whoever's it is and whoever it is restricted to, from `opened_at` until `until`, or `ended_at` where it was ended before.
    `told` are those who were told at once: a staff number, or `agency/role` for whoever holds that role there.
    """

    class Kind(models.TextChoices):
        PURPOSE = "purpose"
        BREAK_GLASS = "break_glass"

    class Outcome(models.TextChoices):
        OPEN = ""
        ACCEPTED = "accepted"
        NOT_ACCEPTED = "not_accepted"

    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    agency = models.CharField(max_length=80)
    role = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=Kind)
    case_id = models.TextField(db_collation="C", default="")
    person = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=40)
    why = models.TextField()
    opened_at = models.DateTimeField(db_default=Now())
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    told = ArrayField(models.TextField(), default=list)
    reviewed_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, default="")
    outcome_why = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["user", "case_id", "until"], name="looking_opening_case"),
            models.Index(fields=["user", "person", "until"], name="looking_opening_person", condition=Q(person__isnull=False)),
            models.Index(fields=["opened_at"], name="looking_opening_unreviewed", condition=Q(kind="break_glass", outcome="")),
            GinIndex(fields=["told"], name="looking_opening_told"),
        ]
        # What holds whatever the application says: one case or one person, for a reason, never longer than a day, answered for by another.
        constraints = [
            models.CheckConstraint(condition=Q(kind="purpose") | (Q(kind="break_glass") & ~Q(case_id="")), name="looking_opening_kind"),
            models.CheckConstraint(
                condition=Q(case_id="", person__isnull=False) | (~Q(case_id="") & Q(person=None)), name="looking_opening_one"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="looking_opening_why"),
            models.CheckConstraint(condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("user")), name="looking_opening_another"),
        ]


class Seal(models.Model):
    """A batch of looks, sealed: a link of one chain. `digests` are of each look's canonical bytes, in step with `looks`; `digest` is of the
    link before and of all of these. Added through one function of the database, and never changed."""

    position = models.BigIntegerField(primary_key=True)
    previous = models.BinaryField()
    digest = models.BinaryField()
    looks = ArrayField(models.BigIntegerField())
    digests = ArrayField(models.BinaryField())
    last = models.BigIntegerField()
    sealed_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["last"], name="looking_seal_last")]


class Disposed(models.Model):
    """A seal whose looks were disposed of, their time being over: their digests stay in the seal, so that the chain goes on holding.
    Written by the owner of the database alone, with the looks that it takes away."""

    seal = models.OneToOneField(Seal, on_delete=models.PROTECT, primary_key=True, related_name="+")
    looks = models.IntegerField()
    newest = models.DateTimeField()
    years = models.SmallIntegerField()
    why = models.TextField()
    disposed_at = models.DateTimeField(db_default=Now())


class Unusual(models.Model):
    """Looks of one member of staff that are out of the ordinary, by one sign and of one day; `key` names just that, so that finding it
    again adds to it. It says nothing of guilt: somebody answers what came of it."""

    class Outcome(models.TextChoices):
        OPEN = ""
        EXPLAINED = "explained"
        SPOKEN_TO = "spoken_to"
        INVESTIGATED = "investigated"

    key = models.TextField(unique=True, db_collation="C")
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    agency = models.CharField(max_length=80)
    role = models.CharField(max_length=40)
    sign = models.CharField(max_length=20)
    severity = models.SmallIntegerField()
    persons = ArrayField(models.BigIntegerField(), default=list)
    case_ids = ArrayField(models.TextField(), default=list)
    looks = ArrayField(models.BigIntegerField())
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    answered_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, default="")
    outcome_why = models.TextField(default="")

    class Meta:
        indexes = [models.Index(fields=["agency", "-severity", "-last_at"], name="looking_unusual_open", condition=Q(outcome=""))]
        constraints = [
            models.CheckConstraint(condition=Q(answered_by=None) | ~Q(answered_by=F("user")), name="looking_unusual_another"),
        ]
