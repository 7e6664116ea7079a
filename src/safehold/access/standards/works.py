"""Who works where, as the recorder reads it, for what is kept from whom."""

from datetime import date
from typing import Any

from safehold.access import roles
from safehold.access.standards.seeing import Post, Works

_POSTS = """
SELECT u.staff_id, lower(u.display_name), coalesce(p.agency_id, ''), coalesce(p.role, ''), coalesce(p.unit, ''), coalesce(p.supervisor, ''),
       coalesce(u.is_active AND p.first_day <= %s AND (p.last_day IS NULL OR p.last_day >= %s), false)
  FROM access_user u LEFT JOIN access_posting p ON p.user_id = u.id
"""


def works(cursor: Any, today: date) -> Works:
    """Postings of other days too: whoever was of the unit may know them still."""
    cursor.execute(_POSTS, [today, today])
    known = roles.standard().roles
    watch = frozenset(name for name, role in known.items() if role.may & {"judge_looks", "restrict_records"})
    answer = frozenset(name for name, role in known.items() if "check_history" in role.may)
    return Works((Post(*row) for row in cursor.fetchall()), watch, answer)
