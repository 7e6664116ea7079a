"""Failed attempts at one number, slowed: passwords, codes and passkeys alike. A number that does not exist is slowed just so."""

from datetime import timedelta
from hashlib import blake2b

import structlog
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from safehold.access.models import SignInFailure, User
from safehold.access.signing_in.models import SignedIn

log = structlog.get_logger("safehold.security")
FAILURES = 5
FAILURES_FROM_ANYWHERE = 20
SLIPS = 2
WITHIN = timedelta(minutes=15)


def free(request: HttpRequest, staff_id: str) -> bool:
    """Whether an attempt counts. Of several at one number at the same moment only one does, so that many at once are no way round."""
    lock = int.from_bytes(blake2b(staff_id.encode(), digest_size=8, person=b"attempts").digest(), signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock])
        alone = bool(cursor.fetchone()[0])
    recent = SignInFailure.objects.filter(staff_id=staff_id, at__gt=timezone.now() - WITHIN)
    here, anywhere = recent.filter(where_from=_place(request)).count(), recent.count()
    return alone and here < FAILURES and anywhere < FAILURES_FROM_ANYWHERE


def failed(request: HttpRequest, staff_id: str) -> None:
    SignInFailure.objects.create(staff_id=staff_id, where_from=_place(request))
    log.warning("security", what="sign-in refused", where_from=_place(request) or "")


def told(user: User) -> list[str]:
    """What somebody who has just signed in is told of attempts by their number since they last did; a slip or two of their own is not."""
    last = SignedIn.objects.filter(user=user).order_by("-at").values_list("at", flat=True)[1:2]
    since = last[0] if last else timezone.now() - timedelta(days=30)
    refused = SignInFailure.objects.filter(staff_id=user.staff_id, at__gt=since).count()
    if refused <= SLIPS:
        return []
    said = _("%(n)d attempts to sign in by your number were refused since you last did. If they were not yours, tell your administrator.")
    return [said % {"n": refused}]


def _place(request: HttpRequest) -> str | None:
    return request.META.get("REMOTE_ADDR") or None
