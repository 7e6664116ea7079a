"""What must now happen because of one call, whoever of the agency has to do it: on the call's page all of them can be seen."""

import time

import msgspec
from django.db import models

from safehold.practice.response.calls import Followed
from safehold.rulebook.models import OPEN, Obligation
from safehold.rulebook.state import rulebook


class Duty(msgspec.Struct, frozen=True):
    rule: str
    title: str
    who: str
    due: int | None
    overdue: bool
    why: str


def of_call(history: Followed, agency: str) -> list[Duty]:
    """Whoever calls this has found the call among those that the viewer may see."""
    now, events = time.time_ns() // 1000, list(history.thread)
    found = Obligation.everything.filter(OPEN, trigger_event__in=events, agency=agency, answerable=True, triggered_earliest__lte=now)
    return [_duty(each, now) for each in found.order_by(models.F("due_latest").asc(nulls_first=True), "rule")]


def _duty(each: Obligation, now: int) -> Duty:
    rule = rulebook().version(each.rule, each.version)
    overdue = each.due_latest is not None and each.due_latest < now
    return Duty(each.rule, rule.title if rule else each.says, each.who, each.due_latest, overdue, each.says)
