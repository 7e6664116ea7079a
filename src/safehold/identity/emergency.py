"""What somebody records of a case that they see by breaking the glass alone. It is on record like all else, says so, and makes their agency
no part of the case; and who else may see the case is not theirs to settle meanwhile."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from safehold.access.looking.models import Opening
from safehold.access.looking.openings import glass_broken
from safehold.access.reading import matching
from safehold.access.viewer import Refused, Viewer
from safehold.chronology.envelope import OURS
from safehold.chronology.models import StoredEvent
from safehold.chronology.times import instant
from safehold.identity.models import CaseEvent

SETTLES = frozenset(("record.restricted", "record.unrestricted", "information.withdrawn"))


def in_emergency(by: Viewer, cases: Iterable[str]) -> bool:
    """Whether they have broken the glass of one of these."""
    return not {*cases}.isdisjoint(glass_broken(by))


def of_event(by: Viewer, seq: int) -> bool:
    """Whether they have broken the glass of a case of this event."""
    opened = glass_broken(by)
    return bool(opened) and CaseEvent.objects.filter(event_id=seq, case_id__in=opened).exists()


def recorded_meanwhile(opening: Opening) -> list[tuple[str, int]]:
    """What kinds of event the opener's agency recorded in the case while it stood open, and when: no word of them."""
    first, last = instant(opening.opened_at), instant(opening.ended_at or opening.until)
    with matching():
        of_case = CaseEvent.objects.filter(case_id=opening.case_id).values("event_id")
        found = StoredEvent.objects.filter(seq__in=of_case, source=OURS, agency=opening.agency, recorded__gte=first, recorded__lte=last)
        return list(found.order_by("recorded").values_list("kind", "recorded"))


def settles_nothing(by: Viewer, case_id: str, kind: str, data: Mapping[str, Any]) -> None:
    """Raises Refused."""
    if kind in SETTLES or (kind == "information.shared" and data.get("with") == by.agency):
        raise Refused(_("You see this case in an emergency. Who else sees it is for those to say whose case it is."), case_ids=[case_id])
