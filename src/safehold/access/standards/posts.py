"""Who works where, for whom a page asks."""

from django.utils import timezone

from safehold.access import roles
from safehold.access.models import User
from safehold.access.standards.seeing import Post, Works


def posts(permission: str = "judge_looks") -> Works:
    """Postings of any day. `watch` are the roles with this permission."""
    on = timezone.localdate()
    named = ("staff_id", "display_name", "is_active", "postings__agency_id", "postings__role", "postings__unit", "postings__supervisor")
    found = User.objects.values_list(*named, "postings__first_day", "postings__last_day")
    listed = [
        Post(
            staff_id, name.lower(), agency or "", role or "", unit or "", supervisor or "",
            bool(active and first and first <= on and (last is None or last >= on)),
        )
        for staff_id, name, active, agency, role, unit, supervisor, first, last in found
    ]  # fmt: skip
    watch = frozenset(name for name, role in roles.standard().roles.items() if permission in role.may)
    return Works(listed, watch, frozenset())
