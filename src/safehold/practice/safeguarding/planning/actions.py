"""Making a safety plan and keeping it: each is one or several events in one transaction, or nothing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from safehold.access.viewer import Viewer
from safehold.chronology.envelope import EventId, Refused
from safehold.identity.actions import record_in_case
from safehold.identity.around import household
from safehold.identity.models import Case
from safehold.practice.safeguarding.planning.library import Library
from safehold.practice.safeguarding.planning.plan import Action, Escort


class NotPlanned(Refused):
    """What was asked for is no plan; the message says what is missing."""


class Agreed(msgspec.Struct, frozen=True):
    """An action as somebody agrees on it. `person` is the child or other member of the household that it is for, by number; none: her.
    `owner` is a colleague's staff number, or else `owner_named` whoever does it elsewhere."""

    what: str
    owner_agency: str
    due: date | None
    item: str = ""
    section: str = ""
    plan: str = "safety"
    person: int | None = None
    owner: str = ""
    owner_named: str = ""


def make(*, by: Viewer, case: Case, wishes: str, words: str, summary: str) -> EventId:
    """Makes the plan, or makes it anew. What she wants comes first: without it there is no plan of hers."""
    if not wishes.strip():
        raise NotPlanned(_("Begin with what she wants. Where she could not be asked, say so and why."))
    return record_in_case(by=by, case=case, kind="plan.made", data={"wishes": wishes, "words": words, "summary": summary})


@transaction.atomic
def agree(*, by: Viewer, case: Case, action: Agreed) -> EventId:
    if not action.what.strip():
        raise NotPlanned(_("Say what will be done."))
    if not action.owner_agency:
        raise NotPlanned(_("Say which agency does it: what nobody owns does not happen."))
    if action.due is None:
        raise NotPlanned(_("Say by which day it is done."))
    also: dict[str, int] = {}
    if action.person is not None:
        roles = {person.id: role for role, person in household(case)}
        if action.person not in roles:
            raise NotPlanned(_("Choose somebody of the household."))
        also = {roles[action.person]: action.person}
    data = {
        "action": action.what, "owner_agency": action.owner_agency, "due": action.due.isoformat(), "item": action.item,
        "section": action.section, "plan": action.plan, "owner": {"id": action.owner} if action.owner else None,
        "owner_named": "" if action.owner else action.owner_named,
    }  # fmt: skip
    return record_in_case(by=by, case=case, kind="plan.action_agreed", data=data, also=also)


def done(*, by: Viewer, case: Case, action: Action, evidence: str) -> EventId:
    _still_open(action)
    if not evidence.strip():
        raise NotPlanned(_("Say how it is known to be done: who saw it, and when."))
    kind = "marac.action_done" if action.plan == "marac" else "plan.action_done"
    return record_in_case(by=by, case=case, kind=kind, data={"evidence": evidence}, about=[action.id])


def cancel(*, by: Viewer, case: Case, action: Action, reason: str) -> EventId:
    _still_open(action)
    return record_in_case(by=by, case=case, kind="plan.action_cancelled", data={"reason": reason}, about=[action.id])


def review(*, by: Viewer, case: Case, unchanged: bool, because: str, words: str) -> EventId:
    if not because.strip():
        raise NotPlanned(_("Say what had changed, or why you looked at it again."))
    return record_in_case(by=by, case=case, kind="plan.reviewed", data={"unchanged": unchanged, "because": because, "words": words})


def decide_escort(*, by: Viewer, case: Case, asked: Escort, granted: bool, stay: bool | None, reason: str, alternative: str) -> EventId:
    """Who may, and what a refusal takes, is held by guarding.py."""
    if asked.decided is not None:
        raise NotPlanned(_("It is decided already."))
    data: dict[str, Any] = {"granted": granted, "stay": stay, "reason": reason, "alternative": alternative, "decided_by": by.actor}
    return record_in_case(by=by, case=case, kind="escort.decided", data=data, about=[asked.id])


@transaction.atomic
def plan_move(
    *, by: Viewer, case: Case, to: str, on: date | None, destination: str, how: str, items: Mapping[str, str], library: Library
) -> EventId:
    """A plan of its own: the move, and what has to be done for it. `items` are actions of the library with the agency that does each. Where
    to is never asked for; where it is said it stands apart, for those who see what is confidential."""
    if destination.strip():
        by.must("see_confidential", case_ids=[case.id])
    data = {"to": to, "on": on.isoformat() if on else "", "confidential": True, "destination": destination, "how": how}
    made = record_in_case(by=by, case=case, kind="move.planned", data=data)
    for key, agency in items.items():
        item = library.actions[key]
        agree(
            by=by, case=case,
            action=Agreed(what=item.what, owner_agency=agency, due=on, item=key, section=library.sections[item.section], plan="move"),
        )  # fmt: skip
    return made


def copied(*, by: Viewer, case: Case, kept: str, agencies_named: bool, actions: int) -> EventId:
    """That she was given a copy, and where she said that it will be kept; what stands in it is not kept."""
    data = {"kept": kept, "asked": True, "agencies_named": agencies_named, "actions": actions}
    return record_in_case(by=by, case=case, kind="plan.copied", data=data)


def _still_open(action: Action) -> None:
    if not action.open:
        raise NotPlanned(_("It is done, or no longer needed, already."))
