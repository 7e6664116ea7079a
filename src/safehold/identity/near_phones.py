"""People whose phone number is one slip from the one that was said: a wrong digit, or two that changed places.

The numbers that the slip could have come from are all looked up, some hundred in one statement, instead of storing ten keys more for every
phone. So it costs only who asks, and is done only where the number itself finds nobody.
"""

from collections.abc import Iterable
from string import digits
from typing import Any

from safehold.chronology.recording import rows
from safehold.identity.keys import number

MOST_FOUND, MOST_OF_A_NUMBER = 60, 12
_COUNTRY = 3  # "+44": a slip in it makes another country, and not a number that anybody dials
_QUERY = (
    "SELECT DISTINCT c.profile_id FROM unnest(%s::bigint[]) AS k(key) CROSS JOIN LATERAL"  # nosec B608
    f" (SELECT profile_id FROM identity_key WHERE key = k.key LIMIT {MOST_OF_A_NUMBER}) c LIMIT {MOST_FOUND}"
)


def near_phones(cursor: Any, phones: Iterable[str]) -> list[int]:
    """The numbers of profiles."""
    wanted = {number(f"phone:{other}") for phone in phones for other in _a_slip_away(phone)}
    return [profile for (profile,) in rows(cursor, _QUERY, [sorted(wanted)])]


def _a_slip_away(phone: str) -> set[str]:
    start, rest = phone[:_COUNTRY], phone[_COUNTRY:]
    wrong = {rest[:at] + other + rest[at + 1 :] for at in range(len(rest)) for other in digits}
    turned = {rest[: at - 1] + rest[at] + rest[at - 1] + rest[at + 1 :] for at in range(1, len(rest))}
    return {start + other for other in wrong | turned} - {phone}
