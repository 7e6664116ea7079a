"""What is asked before certain things are recorded by somebody here: that nobody takes away what keeps her safe without what has to come
first. What another system recorded is taken as it happened; the rulebook judges it.

A guard is named by kind in config/stages.py and called by identity/actions.py, from whichever page it comes.
"""

import time

from django.utils.translation import gettext as _

from safehold.chronology.envelope import Refused
from safehold.chronology.times import DAY
from safehold.identity.actions import Asked, cases_of
from safehold.identity.chronicle import chronicle
from safehold.practice.safeguarding.alone import alone_with
from safehold.practice.safeguarding.models import Standing
from safehold.practice.safeguarding.planning.plan import Plan, plan_of
from safehold.rulebook.model import Rule
from safehold.rulebook.state import rulebook


class NotYet(Refused):
    """Something has to come first; the message says what."""


def alarm_off(asked: Asked) -> None:
    rule = _newest("alarm-kept")
    within = rule.met_by.within if rule is not None and rule.met_by is not None else None
    days = within.amount if within is not None and within.unit == "days" else 0
    since = time.time_ns() // 1000 - days * DAY
    for case in cases_of(asked):
        for entry in chronicle(case.id, case.victim_id, case.suspect_id):
            event = entry.event
            if entry.struck is None and event.kind == "risk.specialist_reviewed" and event.occurred_at.latest >= since:
                return
    raise NotYet(
        _("The alarm stays until a specialist has looked at the risk again: no review of the last %(days)s days is on record.")
        % {"days": days}
    )


def escort_decided(asked: Asked) -> None:
    data = asked.data
    decided = data.get("decided_by") or asked.by.actor
    if decided.get("role") not in supervisors():
        raise NotYet(_("A supervisor decides on an escort. Put it to one, before she travels."))
    if data.get("granted") is not True and not (data.get("reason") and data.get("alternative")):
        raise NotYet(_("To say no, give the reason, and what is done instead so that she travels safely."))


def supervisors() -> tuple[str, ...]:
    """Who may decide on an escort, as the rule has it."""
    rule = _newest("escort-decided")
    asked = rule.met_by.where if rule is not None and rule.met_by is not None else ()
    return next((tuple(each.value) for each in asked if each.field == "decided_by.role"), ())


def action_cancelled(asked: Asked) -> None:
    if not asked.data.get("reason"):
        raise NotYet(_("Say why it is no longer needed: whoever relied on it reads it."))
    for plan in _high(asked):
        others = [each for each in plan.actions if each.owned and each.plan != "marac" and each.id not in asked.about]
        if plan.owned and not others:
            raise NotYet(_("It is the only action that anybody owns, and the risk is high. Agree on another first."))


def support_ended(asked: Asked) -> None:
    if any(not plan.owned for plan in _high(asked)):
        raise NotYet(_("The risk is high and nobody owns an action of a safety plan. Make the plan first: the case is not closed before."))


def _high(asked: Asked) -> list[Plan]:
    """The plans of her cases in which the risk is high; nobody else grades her or takes an action away meanwhile."""
    cases = cases_of(asked)
    alone_with(*cases)
    graded = Standing.objects.for_viewer(asked.by).filter(case_id__in=[each.id for each in cases], grade="high")
    high = set(graded.values_list("case_id", flat=True))
    return [plan_of(chronicle(each.id, each.victim_id, each.suspect_id)) for each in cases if each.id in high]


def _newest(rule: str) -> Rule | None:
    known = rulebook().by_id.get(rule, [])
    return known[-1] if known else None
