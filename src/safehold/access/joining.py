"""Agencies and staff come to work here, and leave: what the command line does, and the pages of administrators."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from safehold.access.models import Agency, Posting, User
from safehold.access.roles import standard
from safehold.access.signing_in import acts

SHORTEST_PASSWORD = 12
_SLUG = RegexValidator(r"^[a-z0-9]+([-_][a-z0-9]+)*\Z")  # as events name agencies


class NotAdded(ValueError):
    """An agency or a member of staff that cannot be added or is not there; the message says why."""


def add_agency(slug: str, *, name: str, kind: str, area: str) -> bool:
    """Adds an agency, or brings its name, kind and area up to date; true where it is new. Raises NotAdded."""
    if kind not in Agency.Kind.values:
        raise NotAdded(f"no kind of agency is called {kind!r}: {', '.join(Agency.Kind.values)}")
    try:
        _SLUG(slug)
    except ValidationError as error:
        raise NotAdded(f"{slug!r} is not a slug: small letters, digits and hyphens, as in northshire-police") from error
    return Agency.objects.update_or_create(slug=slug, defaults={"name": name, "kind": kind, "area": area})[1]


@transaction.atomic
def post(staff_id: str, *, agency: str, role: str, name: str = "", password: str = "", first_day: date | None = None) -> bool:
    """Posts somebody to an agency in a role; true where they are new. Somebody new needs a name and a password. Raises NotAdded."""
    if role not in standard().roles:
        raise NotAdded(f"no role is called {role!r}: {', '.join(standard().roles)}")
    at = Agency.objects.filter(slug=agency).first()
    if at is None:
        raise NotAdded(f"no agency is called {agency!r}: add it first")
    user = User.objects.filter(staff_id=staff_id).first()
    new = user is None
    if user is None:
        if not name.strip():
            raise NotAdded(f"{staff_id} is new: give a name")
        user = User(staff_id=staff_id, display_name=name.strip())
    elif name.strip() and name.strip() != user.display_name:
        acts.from_outside("renamed", user, user.display_name)
        user.display_name = name.strip()
    user.is_active = True
    if new or password:
        if len(password) < SHORTEST_PASSWORD:
            raise NotAdded(f"a password has at least {SHORTEST_PASSWORD} characters; three words make a good one")
        user.set_password(password)
    user.save()
    today = first_day or timezone.localdate()
    held = Posting.objects.filter(user=user, agency=at, role=role)
    if not held.filter(first_day=today).update(last_day=None) and not held.filter(last_day=None).exists():
        held.create(user=user, agency=at, role=role, first_day=today)
    return new


def announce(staff_id: str, name: str) -> User:
    """Somebody who is to come, and may do nothing yet."""
    user = User(staff_id=staff_id, display_name=name.strip(), is_active=False)
    user.set_unusable_password()
    user.save()
    return user


def end_posting(posting: Posting) -> None:
    """From now; one that began today holds until tonight, since what somebody did in it today they did in it."""
    today = timezone.localdate()
    posting.last_day = max(posting.first_day, today - timedelta(days=1))
    posting.save(update_fields=["last_day"])


@transaction.atomic
def leave(staff_id: str) -> None:
    """Ends all postings today and every session at once; nobody signs in by this number any more. Raises NotAdded."""
    if not User.objects.filter(staff_id=staff_id).update(is_active=False):
        raise NotAdded(f"nobody here has the number {staff_id}")
    today = timezone.localdate()
    Posting.objects.filter(user__staff_id=staff_id).filter(Q(last_day=None) | Q(last_day__gt=today), first_day__lte=today).update(
        last_day=today
    )
