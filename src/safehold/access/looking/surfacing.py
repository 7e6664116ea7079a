"""Brings what is unusual among the latest looks before somebody: read from the log, worked out by unusual.py, kept until it is answered."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone

from safehold.access.looking import unusual as pure
from safehold.access.looking.measures import standard
from safehold.access.looking.models import Unusual
from safehold.access.looks import Look
from safehold.access.models import User

LONDON = ZoneInfo("Europe/London")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STREET = re.compile(r"^(?:flat\s+\w+\s*,?\s*)?\d+\s*[a-z]?\b[\s,]*", re.IGNORECASE)
# The persons looked at, and staff who are on record themselves. identity owns the table; access stands below it, and only reads.
_PERSONS = """
SELECT id, lower(given_name), lower(family_name), lower(address), upper(replace(postcode, ' ', '')), staff_of FROM identity_person
 WHERE id = ANY(%s::bigint[]) OR staff_of <> ''
"""
_RARE = "SELECT lower(family_name) FROM identity_person WHERE lower(family_name) = ANY(%s::text[]) GROUP BY 1 HAVING count(*) <= %s"


def surface_unusual() -> int:
    """Goes through the latest days again, and says how much it found that was not known. Nothing answered is touched."""
    numbers = standard().numbers
    since = timezone.now() - timedelta(days=numbers.unusual_days.value)
    looks = [_look(each) for each in Look.objects.filter(at__gte=since, refused=False).order_by("pk").iterator()]
    found = pure.unusual(looks, _known(looks, numbers.rare_name.value), standard())
    return sum(_keep(each) for each in found)


@transaction.atomic
def _keep(found: pure.Found) -> bool:
    """Whether it is new, or more than was known. What was answered stands; what comes to it later on the same day is told anew."""
    rows = list(Unusual.objects.select_for_update().filter(key__startswith=found.key).order_by("pk"))
    known = {look for row in rows for look in row.looks}
    more = sorted(set(found.looks) - known)
    if rows and not more:
        return False
    standing = next((row for row in rows if not row.outcome), None)
    if standing is not None:
        standing.looks, standing.last_at = [*standing.looks, *more], _at(found.last)
        standing.persons = sorted({*standing.persons, *found.persons})
        standing.case_ids = sorted({*standing.case_ids, *found.case_ids})
        standing.save(update_fields=["looks", "last_at", "persons", "case_ids"])
        return True
    Unusual.objects.create(
        key=found.key if not rows else f"{found.key} {len(rows) + 1}", user_id=found.user, agency=found.agency, role=found.role,
        sign=found.sign, severity=standard().unusual[found.sign].severity, persons=list(found.persons), case_ids=list(found.case_ids),
        looks=more, first_at=_at(found.first), last_at=_at(found.last),
    )  # fmt: skip
    return True


def _look(each: Look) -> pure.Look:
    at = (each.at - EPOCH) // timedelta(microseconds=1)
    day = each.at.astimezone(LONDON).date()
    return pure.Look(
        each.pk, at, day, each.user_id, each.agency, each.role, each.kind, tuple(each.persons), tuple(each.case_ids), each.task, each.page
    )


def _known(looks: list[pure.Look], few: int) -> pure.Known:
    users = {look.user for look in looks}
    staff = {user: _names(name) for user, name in User.objects.filter(pk__in=users).values_list("pk", "display_name")}
    wanted = sorted({person for look in looks for person in pure.subjects(look)})
    with connection.cursor() as cursor:
        cursor.execute(_PERSONS, [wanted])
        persons = {row[0]: _about(*row[1:]) for row in cursor.fetchall()}
        cursor.execute(_RARE, [sorted({family for _, family in staff.values() if family}), few])
        rare = {family for (family,) in cursor.fetchall()}
    return pure.Known(staff, persons, rare)


def _about(given: str, family: str, address: str, postcode: str, staff_of: str) -> pure.About:
    street = _STREET.sub("", address).split(",")[0].strip()
    plain = re.sub(r"[^a-z0-9]+", " ", address).strip()
    return pure.About(
        given, family, f"{plain} {postcode}".strip() if plain else "", f"{street} {postcode}".strip() if street else "", staff_of
    )


def _names(display: str) -> tuple[str, str]:
    """Given and family name of a member of staff, as far as they can be told apart."""
    words = display.lower().split()
    return (words[0], words[-1]) if len(words) > 1 else ("", "")


def _at(instant: int) -> datetime:
    return EPOCH + timedelta(microseconds=instant)
