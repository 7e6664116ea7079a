"""Duties that have come to a role because nobody answered them: worked out when read, as all that time alone does."""

from collections.abc import Callable

from django.db.models import Q

from safehold.rulebook.models import Obligation
from safehold.rulebook.rulebook import Rulebook

UNMET = ("breached", "uncertain")


def escalated_to(role: str, rules: Rulebook, now: int) -> list[Q]:
    """Those that have come to a role by now, in parts that the index of lists of work answers one by one."""
    own = [rule for rule in rules.rules if rule.escalates]
    found = []
    for rule in own:
        after = [step.after for step in rule.escalates if step.to == role]
        if after:
            found.append(Q(rule=rule.id, version=rule.version, timed=True, due_latest__lte=now - min(after)))
    by_area = Q()
    for rule in own:
        by_area &= ~Q(rule=rule.id, version=rule.version)
    for who in sorted(_who(rules, now)):
        after = [step.after for step in rules.escalates(None, who, now) if step.to == role]
        if after:
            found.append(Q(who=who, timed=True, due_latest__lte=now - min(after)) & by_area)
    return found


def _who(rules: Rulebook, now: int) -> frozenset[str]:
    return frozenset(who for each in rules.escalation if each.since <= now for who in each.next)


def with_also(duty: Obligation, rules: Rulebook, now: int, *, lacking: Callable[[str], bool]) -> tuple[str, int] | None:
    """The last role to which an overdue duty has come, and since when. `lacking` says of which roles nobody is there."""
    if not duty.answerable or not duty.timed or duty.due_latest is None or getattr(duty, "state_now", duty.state) not in UNMET:
        return None
    reached = None
    for step in rules.escalates(rules.version(duty.rule, duty.version), duty.who, now):
        if duty.due_latest + step.after <= now and not lacking(step.to):
            reached = (step.to, duty.due_latest + step.after)
    return reached
