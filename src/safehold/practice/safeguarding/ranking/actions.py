"""What people do about the list: say that somebody stands wrong, whose a case is, and how many people there are today."""

from django.db import transaction
from django.utils.translation import gettext as _

from safehold.access.staff import working
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.chronology.record import record
from safehold.chronology.times import london
from safehold.chronology.writing import Writing
from safehold.identity.actions import record_in_case
from safehold.identity.models import Case
from safehold.practice.safeguarding.ranking.listing import PERMISSION, place, unit_of
from safehold.risk.ranking.facts import DISAGREED
from safehold.risk.ranking.weights import weights

OWNERS = ("da_specialist", "idva", "investigator", "offender_manager")
MOST_PEOPLE = 500


class NotTaken(NotRecorded):
    """What was sent cannot be recorded; the message says what is missing."""


def disagree(*, by: Viewer, case: Case, should_be: str, reason: str, now: int) -> None:
    """Recorded and remembered beside the row. "Higher" counts at once; "lower" moves nobody: to lower a danger is to grade it anew."""
    by.must(PERMISSION, case_ids=[case.id])
    if should_be not in ("higher", "lower"):
        raise NotTaken(_("Say whether it should stand higher or lower."))
    if not reason.strip():
        raise NotTaken(_("Say why: whoever reads the row next needs your reason."))
    here = place(by, case.id, now)
    data: dict[str, str | int] = {"should_be": should_be, "reason": reason.strip()[:1000], "version": weights().version}
    if here is not None:
        data |= {"place": here.number, "points": here.scored.points}
    record_in_case(by=by, case=case, kind=DISAGREED, data=data)


def name_owner(*, by: Viewer, case: Case, staff_id: str, why: str = "") -> None:
    """From now on theirs is the name on the case. They work at the viewer's agency today."""
    by.must(PERMISSION, case_ids=[case.id])
    posting = next((each for each in those_who_may(by) if each[0] == staff_id), None)
    if posting is None:
        raise NotTaken(_("Choose somebody who works here today."))
    named = {"id": staff_id, "role": posting[2], "agency": by.agency}
    record_in_case(by=by, case=case, kind="case.owner_named", data={"to": named, "why": why.strip()[:500]})


def those_who_may(by: Viewer) -> list[tuple[str, str, str]]:
    """Number, name and role of those at the viewer's agency who may have a case, whoever looks first."""
    found = working().filter(agency_id=by.agency, role__in=OWNERS).select_related("user").order_by("user__display_name")
    named = {each.user.staff_id: (each.user.staff_id, str(each.user), each.role) for each in found}
    return sorted(named.values(), key=lambda each: each[0] != by.staff_id)


@transaction.atomic
def say_people(*, by: Viewer, people: int, now: int) -> None:
    """How many of the viewer's unit there are today, from now on and for all of it."""
    by.must(PERMISSION)
    if not 0 <= people <= MOST_PEOPLE:
        raise NotTaken(_("Give a number of people from 0 to %(most)d.") % {"most": MOST_PEOPLE})
    writing = Writing(by)
    writing.add("capacity.declared", {"on": london(now).date().isoformat(), "role": unit_of(by), "people": people})
    record(writing.raws)
