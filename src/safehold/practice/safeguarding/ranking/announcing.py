"""The runner's part: that somebody graded high is below the line of today and not seen to is announced to the roles of below.yaml, once a
day for each person and role. A row holds a digest of whom and names nobody; the list itself is worked out when it is read (listing.py)."""

import hashlib
import time
from collections.abc import Iterable, Iterator

from safehold.access.roles import standard
from safehold.access.staff import working
from safehold.chronology.session import again_if_overtaken, recorder
from safehold.chronology.times import HOUR, london, start_of_day
from safehold.practice.safeguarding.ranking.listing import PERMISSION, Left, left_of, unit_of_role
from safehold.practice.safeguarding.ranking.models import Notice
from safehold.risk.ranking.below import Step, below

ALL = 1_000_000


def announce() -> int:
    now = time.time_ns() // 1000
    rules = below(london(now).date())
    if rules is None:
        return 0
    return sum(_of_unit(agency, unit, rules.told[unit], rules.from_hour, now) for agency, unit in _units() if unit in rules.told)


def _units() -> set[tuple[str, str]]:
    """Of agencies at which somebody sees to the list."""
    may = [name for name, role in standard().roles.items() if PERMISSION in role.may]
    return {(agency, unit_of_role(role)) for agency, role in working().filter(role__in=may).values_list("agency_id", "role").distinct()}


def _of_unit(agency: str, unit: str, steps: tuple[Step, ...], from_hour: int, now: int) -> int:
    begins = start_of_day(london(now).date()) + from_hour * HOUR
    due = [each.case for each in left_of(agency, unit, now, ALL) if now >= begins or _at_once(each)]
    if not due:
        return 0
    return again_if_overtaken(lambda: _tell(agency, unit, steps, due, now))


def _at_once(left: Left) -> bool:
    return not left.owner or left.last_contact_at is None


def _tell(agency: str, unit: str, steps: tuple[Step, ...], cases: Iterable[str], now: int) -> int:
    day = london(now).date()
    with recorder():
        told = {bytes(key): at for key, at in Notice.objects.filter(agency=agency, day=day).values_list("key", "at")}
        new = [
            Notice(key=key, agency=agency, unit=unit, role=role, day=day, at=now)
            for case in cases
            for role, key in _turn(agency, unit, steps, case, told, now)
        ]
        Notice.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _turn(agency: str, unit: str, steps: tuple[Step, ...], case: str, told: dict[bytes, int], now: int) -> Iterator[tuple[str, bytes]]:
    day = london(now).date().isoformat()
    keys = [hashlib.sha256("\x1f".join((agency, unit, case, day, each.to)).encode()).digest() for each in steps]
    first = told.get(keys[0], now) if keys else now
    for step, key in zip(steps, keys, strict=True):
        if key not in told and first + step.after <= now:
            yield step.to, key
