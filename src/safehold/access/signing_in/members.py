"""What signing in keeps of somebody, and what they have to sign in with."""

from datetime import datetime
from typing import NamedTuple

from safehold.access.models import User
from safehold.access.signing_in.models import Member, Passkey


class Factors(NamedTuple):
    """The second things that somebody has: an app, and how many passkeys."""

    app: bool
    passkeys: int


def member(user: User) -> Member:
    return Member.objects.get_or_create(user=user)[0]


def factors(user: User) -> Factors:
    app = Member.objects.filter(user=user).exclude(app_secret="").exists()
    return Factors(app, Passkey.objects.filter(user=user).count())


def take_away_factors(user: User) -> None:
    """And the account of a single sign-on to which they were bound."""
    Member.objects.filter(user=user).update(app_secret="", app_since=None, issuer="", subject="")
    Passkey.objects.filter(user=user).delete()


def passkeys_of(user: User) -> list[Passkey]:
    return list(Passkey.objects.filter(user=user).order_by("added", "pk"))


def since(user: User) -> datetime | None:
    """Since when they have an app; None where they have none."""
    return Member.objects.filter(user=user).exclude(app_secret="").values_list("app_since", flat=True).first()
