"""By what members of staff are recognised, which sessions are open, and the accounts of other systems. No secret is kept as it is: codes'
secrets are encrypted, tokens hashed, and of a passkey there is only its public half."""

import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from safehold.access.models import Agency, User


def random_handle() -> bytes:
    return secrets.token_bytes(32)


class Member(models.Model):
    """`handle` stands for somebody in their passkeys, and says nothing of them. `first_until`: the password is one that somebody else
    gave, and lets in until then, to choose another. `app_secret` is encrypted; `app_step` the last half minute whose code was used.
    `issuer` and `subject` are the account of a single sign-on by which they came first, and by which alone they come again."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, primary_key=True, related_name="+")
    handle = models.BinaryField(max_length=32, unique=True, default=random_handle)
    first_until = models.DateTimeField(null=True)
    app_secret = models.TextField(default="")
    app_since = models.DateTimeField(null=True)
    app_step = models.BigIntegerField(default=0)
    issuer = models.CharField(max_length=500, default="", db_default="")
    subject = models.CharField(max_length=255, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="signing_in_subject_once", condition=~models.Q(subject=""))
        ]


class Passkey(models.Model):
    """`public` is the credential as WebAuthn gives it: its id and its public key. `counter` is the authenticator's own."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    credential_id = models.BinaryField(unique=True)
    public = models.BinaryField()
    counter = models.BigIntegerField()
    name = models.CharField(max_length=60)
    added = models.DateTimeField()
    used = models.DateTimeField(null=True)


class SignedIn(models.Model):
    """One session, from signing in until it ended. `how` is what it was begun with."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40, unique=True)
    how = models.CharField(max_length=40)
    at = models.DateTimeField()
    used = models.DateTimeField()
    where_from = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=200)
    ended = models.DateTimeField(null=True)
    why = models.CharField(max_length=40, default="")

    class Meta:
        indexes = [models.Index(fields=["user", "at"], name="signing_in_open", condition=models.Q(ended=None))]


class Recovery(models.Model):
    """Somebody who cannot sign in is to begin anew, or, with a `role`, to work in it: one administrator asks, another person answers.
    `name` is what they will be called then."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    role = models.CharField(max_length=40, default="", db_default="")
    name = models.CharField(max_length=120, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["agency", "asked_at"], name="signing_in_waiting", condition=models.Q(answered_at=None))]


class Act(models.Model):
    """What was done about somebody's signing in, or an account; by nobody where it was done from the command line."""

    at = models.DateTimeField(db_default=Now())
    what = models.CharField(max_length=40)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.CharField(max_length=80)
    about = models.CharField(max_length=200)
    where_from = models.GenericIPAddressField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "at"], name="signing_in_act_user"),
            models.Index(fields=["agency", "at"], name="signing_in_act_agency"),
        ]


class Service(models.Model):
    """Another system of an agency, such as its command and control, that sends or asks by itself."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.SlugField(max_length=60)
    is_for = models.CharField(max_length=200)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="signing_in_service_once")]


class Token(models.Model):
    """`digest` is of the token, which is told once and not kept. `hint` are its last letters, to tell it from others."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="tokens")
    digest = models.BinaryField(max_length=32, unique=True)
    hint = models.CharField(max_length=8)
    scopes = ArrayField(models.TextField())
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    used_from = models.GenericIPAddressField(null=True)
