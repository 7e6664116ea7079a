"""How fast one person may open cases and people. Whoever opens more than anybody reads waits, and professional standards are told at once.
What is done about an open call is not counted and never waits."""

from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from django.utils import timezone

from safehold.access import asked
from safehold.access.looking.measures import standard
from safehold.access.looking.models import Unusual
from safehold.access.looks import Look
from safehold.access.viewer import Viewer

# Pages that are about somebody who was chosen, and searches: no list of work, no board, no call.
CHOSEN = r"^/(cases|people|links|retention|duties|documents)/."
SIGN = "slowed"
log = structlog.get_logger("safehold.security")


class Slowed(NamedTuple):
    """Until when somebody waits before they open another, and the looks for which."""

    until: datetime
    looks: list[int]
    since: datetime


def slowed(viewer: Viewer) -> Slowed | None:
    """None where they need not wait. The look that would come next is not logged yet."""
    numbers = standard().numbers
    length, most = timedelta(minutes=numbers.pace_minutes.value), numbers.pace_people.value
    looks = asked.rows(_CHOSEN, [viewer.user_id, timezone.now() - length, "search", CHOSEN, most])
    if len(looks) < most:
        return None
    return Slowed(looks[-1][0] + length, [number for _at, number in looks], looks[-1][0])


_CHOSEN = """
SELECT at, id FROM access_look WHERE user_id = %s AND at > %s AND NOT refused AND (kind = %s OR page ~ %s)
 ORDER BY at DESC, id DESC LIMIT %s
"""


def tell(viewer: Viewer, slowed: Slowed) -> None:
    """Once a day: it stands before professional standards with the looks behind it."""
    looks, first, now = slowed.looks, slowed.since, timezone.now()
    seen = Look.objects.filter(pk__in=looks).values_list("persons", "case_ids")
    persons = sorted({person for each, _ in seen for person in each})
    Unusual.objects.bulk_create(
        [
            Unusual(
                key=f"{SIGN} {viewer.user_id} {timezone.localdate().isoformat()}", user_id=viewer.user_id, agency=viewer.agency,
                role=viewer.role, sign=SIGN, severity=standard().unusual[SIGN].severity, looks=sorted(looks), persons=persons,
                case_ids=sorted({case for _, each in seen for case in each}), first_at=first, last_at=now,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    log.warning("security", what="slowed", agency=viewer.agency, role=viewer.role, user=viewer.user_id)
