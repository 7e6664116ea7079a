"""Work is given to nobody who must not have it: asked of every event that names staff to do something, before it is recorded. What is told
gives nothing away to whoever may not know that there is anything to tell."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from safehold.access.standards.posts import posts
from safehold.chronology.envelope import Refused
from safehold.identity.staff.conflicts import concerned, conflicts

# Fields by which an event gives somebody something to do, or lets them see it. Who did a thing, or attended, is recorded as it was.
# A plan's and a conference's actions name agencies; where they name a member of staff, it is their owner.
GIVES = ("to", "owner", "of")


class NotAssigned(Refused):
    """Somebody who is named must not be given this; the message says whom to name instead and not why."""


def refuse(cases: Iterable[str], kind: str, data: Mapping[str, Any]) -> None:
    """Raises NotAssigned."""
    listed = list(cases)
    staff, roles = _named(data)
    if not listed or not (staff or roles):
        return
    who = posts()
    for staff_id in sorted(staff):
        if kind == "record.restricted" and staff_id not in who.by_staff:
            raise NotAssigned(_("Nobody here has the number %(number)s.") % {"number": staff_id})
        if conflicts(staff_id, listed):
            raise NotAssigned(
                _("%(number)s cannot be given this. Name somebody else, of another unit, or ask professional standards.")
                % {"number": staff_id}
            )
    for never in concerned(listed).values() if roles else ():
        for role, agency in roles:
            holders = who.holding(frozenset((role,)), [agency])
            if holders and holders <= never:
                raise NotAssigned(
                    _("Nobody there can be given this. Choose another role or another agency, or ask professional standards.")
                )


def _named(data: Mapping[str, Any]) -> tuple[set[str], set[tuple[str, str]]]:
    """Staff by number, and roles at agencies."""
    staff: set[str] = set()
    roles: set[tuple[str, str]] = set()
    for name in GIVES:
        given = data.get(name)
        if isinstance(given, list):
            staff |= {each for each in given if isinstance(each, str)}
        elif isinstance(given, dict) and given.get("id"):
            staff.add(str(given["id"]))
        elif isinstance(given, dict) and given.get("role") and given.get("agency"):
            roles.add((str(given["role"]), str(given["agency"])))
    return staff, roles
