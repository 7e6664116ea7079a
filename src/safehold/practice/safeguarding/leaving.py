"""Somebody leaves an agency: in one step all that lets them in ends, and what only they stood for goes to somebody who is named.

What is owed by their role stays with others who hold it. Where nobody else does, each duty is handed over, by an event that whoever takes
it can read; so is each case on which theirs is the name. Whoever does this is told of no case, and of duties only what they are called.
"""

import msgspec
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from safehold.access.involvement import CaseRestriction
from safehold.access.models import Posting, User
from safehold.access.signing_in import acts, leaving
from safehold.access.signing_in.homes import NotYours, must_be_of
from safehold.access.signing_in.models import SignedIn
from safehold.access.staff import working
from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.session import recorder
from safehold.identity.actions import pair, record_of
from safehold.identity.models import Case
from safehold.identity.staff.assigning import NotAssigned, refuse
from safehold.practice.safeguarding.models import Standing
from safehold.rulebook import actions
from safehold.rulebook.models import OPEN, Obligation
from safehold.rulebook.state import rulebook


class Leaves(msgspec.Struct, frozen=True):
    """`duties` are handed over, each by its title; `stay` are those that others who hold the role go on with, by role. `cases` are handed
    over. `alone` are cases restricted to them and nobody else, which somebody who may restrict records must see to."""

    duties: list[str]
    stay: dict[str, int]
    cases: int
    alone: int

    @property
    def needs_somebody(self) -> bool:
        return bool(self.duties or self.cases)


@transaction.atomic
def would_leave(by: Viewer, user: User) -> Leaves:
    """What leaving would hand over, if it were now. Raises NotYours, Refused."""
    _may(by, user)
    duties, stay = _duties(by, user)
    with recorder():
        alone = CaseRestriction.objects.filter(staff_ids=[user.staff_id]).count()
    return Leaves(_titles(duties), stay, len(_cases(by, user)), alone)


def takers(by: Viewer, user: User) -> list[Posting]:
    """To whom the work may go: whoever works at the agency today and answers duties. First those of the same role, and of each those who
    signed in last; whoever has never signed in comes last."""
    here = working().filter(agency_id=by.agency)
    roles = set(here.filter(user=user).values_list("role", flat=True))
    found = here.exclude(user=user).select_related("user").order_by("user__display_name", "role")
    seen = dict(SignedIn.objects.filter(user__in=found.values("user")).values_list("user").annotate(Max("used")))
    able = [posting for posting in found if actions.takes_duties(posting.role)]
    return sorted(able, key=lambda each: (each.role not in roles, -seen[each.user_id].timestamp() if each.user_id in seen else 0))


@transaction.atomic
def leave(*, by: Viewer, user: User, to: int | None, why: str) -> Leaves:
    """`to` is the number of a posting of `takers`. Raises Declined, NotYours, Refused."""
    found = would_leave(by, user)
    taker = next((posting for posting in takers(by, user) if posting.pk == to), None)
    if found.needs_somebody and taker is None:
        raise Declined(_("Choose who takes over their work."))
    reason = why.strip()[:500] or _("They have left.")
    if taker is not None:
        named = {"id": taker.user.staff_id, "role": taker.role, "agency": by.agency}
        data = {"from": user.staff_id, "to": named, "reason": reason}
        try:
            actions.hand_over_of(by=by, duties=_duties(by, user)[0], to=named, reason=reason)
            for case in _cases(by, user):
                refuse([case.id], "case.handed_over", data)
                record_of(by=by, kind="case.handed_over", data=data, persons=pair(case), relation=case.relation)
        except NotAssigned as refusal:
            raise Declined(str(refusal)) from refusal
    leaving.leave(user.staff_id)
    acts.by(by, "left", user, f"{user.staff_id}, {by.agency_name}")
    return found


def _may(by: Viewer, user: User) -> None:
    by.must("administer")
    must_be_of(by, user)
    if user.pk == by.user_id:
        raise NotYours(_("Ask another administrator to do this for you."))


def _duties(by: Viewer, user: User) -> tuple[list[Obligation], dict[str, int]]:
    owned, stay = [], {}
    here = working().filter(agency_id=by.agency)
    for role in here.filter(user=user).values_list("role", flat=True).distinct().order_by("role"):
        open_ = Obligation.everything.filter(OPEN, agency=by.agency, who=role, answerable=True)
        others = here.filter(role=role).exclude(user=user).exists()
        with recorder():  # what is to be recorded of, and not shown
            if others:
                stay[role] = open_.count()
            else:
                owned += list(open_.order_by("due_latest", "id"))
    return owned, {role: number for role, number in stay.items() if number}


def _cases(by: Viewer, user: User) -> list[Case]:
    owned = Standing.everything.filter(owner=user.staff_id, owner_agency=by.agency).values("case_id")
    with recorder():
        return list(Case.everything.filter(id__in=owned).order_by("id"))


def _titles(duties: list[Obligation]) -> list[str]:
    rules = rulebook()
    found = [(rules.version(duty.rule, duty.version), duty.rule) for duty in duties]
    return [rule.title if rule is not None else name for rule, name in found]
