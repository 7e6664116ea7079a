"""Who judged, in words."""

from collections.abc import Mapping

from safehold.access.staff import staff_names
from safehold.identity.decided import Act
from safehold.web.naming import role_title


def by_whom(act: Act, agencies: Mapping[str, str]) -> str:
    name = staff_names([act.staff_id]).get(act.staff_id, act.staff_id)
    role = role_title(act.role) if act.role else ""
    return ", ".join(part for part in (name, role, agencies.get(act.agency, act.agency)) if part)
