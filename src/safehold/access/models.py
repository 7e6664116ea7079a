"""Who works here: agencies, their staff, and the postings that say in which role. What they looked at is in looks.py."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from safehold.access.involvement import CaseRestriction, InvolvedAgency
from safehold.access.looks import Look
from safehold.access.often import Often

__all__ = ["Agency", "Asking", "CaseRestriction", "InvolvedAgency", "Look", "Posting", "SignInFailure", "User"]


class Agency(models.Model):
    class Kind(models.TextChoices):
        POLICE = "police", _("police force")
        IDVA = "idva", _("advocacy service")
        CPS = "cps", _("prosecution service")
        COURT = "court", _("court")
        PROBATION = "probation", _("probation service")
        HEALTH = "health", _("health service")
        HOUSING = "housing", _("housing service")
        CHILDREN = "children", _("children's services")
        CSP = "csp", _("community safety partnership")
        REFUGE = "refuge", _("refuge")
        INSPECTORATE = "inspectorate", _("inspectorate")

    slug = models.SlugField(primary_key=True, max_length=80)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind)
    area = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class Users(BaseUserManager):
    def get(self, *given: Any, **named: Any) -> "User":
        """By their number alone, every request asks for one: who has signed in."""
        found = _NUMBERED.first(None, number=named["pk"]) if not given and named.keys() == {"pk"} and isinstance(named["pk"], int) else None
        return found or super().get(*given, **named)


class User(AbstractBaseUser):
    """One member of staff, known by the number that their agency gave them."""

    staff_id = models.CharField(max_length=40, unique=True)
    display_name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "staff_id"
    objects = Users()

    def __str__(self) -> str:
        return self.display_name


_NUMBERED = Often(lambda _of, number: User.objects.filter(pk=number))


class Posting(models.Model):
    """Work for an agency in a role, from a day to a day (both included; no last day: until told otherwise). `unit` is what their agency
    calls where they work, `supervisor` the staff number of whoever supervises them there; both may be unknown."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="postings")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="postings")
    role = models.CharField(max_length=40)
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    unit = models.CharField(max_length=120, default="", db_default="")
    supervisor = models.CharField(max_length=40, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "agency", "role", "first_day"], name="access_posting_once"),
            models.CheckConstraint(
                condition=models.Q(last_day=None) | models.Q(last_day__gte=models.F("first_day")), name="access_posting_days"
            ),
        ]


class Asking(models.Model):
    """One agency asks another about somebody whom only the other knows. `of` is the agency that is asked, `role` who answered for it there
    then, `typed` what was known of the person. Who is meant is kept as mentions, which whoever asked has not been told of."""

    at = models.DateTimeField(db_default=Now())
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency = models.CharField(max_length=80)
    asker_role = models.CharField(max_length=40)
    of = models.CharField(max_length=80)
    role = models.CharField(max_length=40)
    typed = models.TextField()
    why = models.TextField()
    task = models.TextField()
    mentions = ArrayField(models.BigIntegerField())
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(default="")

    class Meta:
        indexes = [models.Index(fields=["of", "at"], name="access_asking_open", condition=models.Q(answered_at__isnull=True))]


class SignInFailure(models.Model):
    """A sign-in that was refused. The number is kept as typed, so that guessing at numbers which do not exist is slowed as well."""

    at = models.DateTimeField(db_default=Now())
    staff_id = models.CharField(max_length=40)
    where_from = models.GenericIPAddressField(null=True)

    class Meta:
        indexes = [models.Index(fields=["staff_id", "at"], name="access_failure_staff")]
