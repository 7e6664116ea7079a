"""Which system asks, by its token, and whether it has asked too much of late. All of it is stored at once, outside the request's own
transaction, so that a request which fails is counted too and no account's requests wait for one another."""

import math

from django.db import connection, transaction
from django.utils import timezone

from safehold.access.models import User
from safehold.access.signing_in.bearer import ServiceViewer, bearer
from safehold.access.systems.limits import standard
from safehold.access.systems.models import Known
from safehold.access.systems.viewer import ROLE, System

# What has come back since, less this one request. One statement, so that requests at the same moment each count.
_THEN = "least(%(most)s, remaining + greatest(extract(epoch FROM %(now)s - at), 0) * %(rate)s)"
_TAKE = f"UPDATE systems_known SET remaining = {_THEN} - 1, at = %(now)s WHERE service_id = %(service)s AND {_THEN} >= 1"  # nosec B608
_SHORT = f"SELECT 1 - {_THEN} FROM systems_known WHERE service_id = %(service)s"  # nosec B608


class TooOften(Exception):
    """The account has asked more than it may for now; `wait` is for how many seconds."""

    def __init__(self, system: System, wait: int) -> None:
        super().__init__(f"ask again in {wait} seconds")
        self.system, self.wait = system, wait


def system_of(authorization: str, *, page: str = "", where_from: str = "") -> System:
    """By an Authorization header. Raises NoBearer, TooOften."""
    found = bearer(authorization, page=page, where_from=where_from)
    system = System(
        user_id=_user(found),
        staff_id=_number(found),
        name=found.name,
        agency=found.agency,
        agency_name=found.agency_name,
        agency_kind=found.agency_kind,
        role=ROLE,
        posting_id=0,
        page=page,
        where_from=where_from,
        scopes=found.scopes,
    )
    if wait := _wait(found.service_id):
        raise TooOften(system, wait)
    return system


def _number(found: ServiceViewer) -> str:
    return f"system-{found.service_id}"


def _user(found: ServiceViewer) -> int:
    """Under whom its looks are logged; made when it first asks."""
    known = Known.objects.filter(pk=found.service_id).values_list("user_id", flat=True).first()
    if known is None:
        with transaction.atomic():
            made = {"display_name": found.name, "is_active": False, "password": "!"}
            user, _ = User.objects.get_or_create(staff_id=_number(found), defaults=made)
            start = {"user": user, "remaining": standard().requests_at_once.value, "at": timezone.now()}
            known = Known.objects.get_or_create(pk=found.service_id, defaults=start)[0].user_id
    return int(known)


def _wait(service: int) -> int:
    """Takes one request from what the account has left; for how many seconds it must wait where nothing is."""
    limits = standard()
    rate = limits.requests_a_minute.value / 60
    given = {"most": limits.requests_at_once.value, "rate": rate, "now": timezone.now(), "service": service}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, given)
        if cursor.rowcount:
            return 0
        cursor.execute(_SHORT, given)
        (short,) = cursor.fetchone()
    return max(1, math.ceil(float(short) / rate))
