"""What people do about the rules: one proposes a change, it is tried on past cases, and another agrees. It holds from a day to come, so
that nothing that was due before becomes otherwise."""

import time
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.session import recorder
from safehold.chronology.times import london, start_of_day
from safehold.rulebook.adopting import Change, adopted, read_one, without
from safehold.rulebook.current import CURRENT
from safehold.rulebook.model import Length, Rule
from safehold.rulebook.models import Agreed, Proposal, Trial
from safehold.rulebook.reading import BadRules
from safehold.rulebook.windows import shifted

PROPOSE, APPROVE = "propose_rules", "approve_rules"
TRIED_OVER = 12  # months
MOST = 100


def listed() -> list[Proposal]:
    return list(Proposal.objects.select_related("by", "answer").order_by("-pk")[:MOST])


def numbered(number: int) -> Proposal | None:
    found: Proposal | None = Proposal.objects.select_related("by", "answer__by").filter(pk=number).first()
    return found


def trials_of(proposal: Proposal) -> list[Trial]:
    return list(proposal.trials.select_related("by", "tried", "under_way").order_by("-pk"))


def last_trial(rule: str, version: str) -> Trial | None:
    """Of a rule that ships as proposed."""
    of = Trial.objects.filter(rule=rule, version=version, proposal=None)
    found: Trial | None = of.select_related("by", "tried", "under_way").order_by("-pk").first()
    return found


def propose(*, by: Viewer, text: str, why: str) -> Proposal:
    """A new version of a rule, or a new rule. Declined, with the line and the reason, where it cannot be read."""
    by.must(PROPOSE)
    rule = _readable(text)
    return _store(by, rule.id, rule.version, text, rule.in_force_from, why)


def propose_end(*, by: Viewer, rule: str, version: str, last: date, why: str) -> Proposal:
    by.must(PROPOSE)
    starts = start_of_day(last + timedelta(days=1))
    found = list(CURRENT.rules.rules)
    if starts <= _tomorrow():
        raise Declined(_("Choose a last day to come: what was due until now stays as it was."))
    if without(found, Change(0, rule, version, "", starts)) == found:
        raise Declined(_("No version of this name is in force on that day."))
    return _store(by, rule, version, "", starts, why)


def try_again(*, by: Viewer, proposal: Proposal) -> Trial:
    by.must(PROPOSE)
    if not proposal.text:
        raise Declined(_("The end of a rule cannot be tried: look at how often it is met."))
    return _trial(by, proposal.rule, proposal.version, proposal)


def try_out(*, by: Viewer, rule: Rule) -> Trial:
    """Of a rule that ships as proposed, such as one that somebody has called for in public."""
    by.must(PROPOSE)
    if rule.status != "proposed":
        raise Declined(_("This rule is in force: how often it is met is on its page."))
    return _trial(by, rule.id, rule.version, None)


def answer(*, by: Viewer, proposal: Proposal, agrees: bool, why: str) -> Agreed:
    """By another person; whoever proposed it may take it back."""
    own = proposal.by_id == by.user_id
    by.must(PROPOSE if own and not agrees else APPROVE)
    if agrees and own:
        raise Declined(_("Another person than whoever proposed it has to agree."))
    if Agreed.objects.filter(proposal=proposal).exists():
        raise Declined(_("It has been answered already."))
    if not why.strip():
        raise Declined(_("Say why: whoever reads the rule later will ask."))
    if agrees:
        _may_hold(proposal)
    with transaction.atomic(), recorder():
        given: Agreed = Agreed.objects.create(
            proposal=proposal, at=_now(), agrees=agrees, why=why.strip(), agency=by.agency, by_id=by.user_id, role=by.role
        )
    CURRENT.soon()
    return given


def _may_hold(proposal: Proposal) -> None:
    if proposal.starts < _tomorrow():
        raise Declined(_("The day from which it was to hold has come: propose it again with a later one."))
    if proposal.text:
        if not proposal.trials.filter(tried__refused="").exists():
            raise Declined(_("It has not been tried on past cases yet. The trial goes on by itself."))
        _readable(proposal.text)


def _readable(text: str) -> Rule:
    try:
        rule = read_one(text, _("the proposal"), CURRENT.rules)
        adopted(CURRENT.rules, [Change(0, rule.id, rule.version, text, rule.in_force_from)])
    except BadRules as error:
        raise Declined(str(error)) from error
    if rule.status == "proposed":
        raise Declined(_("Say from which day it is to hold, as in_force: {from: 2027-01-01}."))
    if rule.in_force_from < _tomorrow():
        raise Declined(_("It is to hold from a day to come: what was due until now stays as it was."))
    if any(each.version == rule.version for each in CURRENT.rules.by_id.get(rule.id, ())):
        raise Declined(_("There is a version of this name already. Give it another."))
    return rule


def _store(by: Viewer, rule: str, version: str, text: str, starts: int, why: str) -> Proposal:
    if not why.strip():
        raise Declined(_("Say why the rule should change."))
    with transaction.atomic(), recorder():
        made: Proposal = Proposal.objects.create(
            at=_now(),
            rule=rule,
            version=version,
            text=text,
            starts=starts,
            why=why.strip(),
            agency=by.agency,
            by_id=by.user_id,
            role=by.role,
        )
    if text:
        _trial(by, rule, version, made)
    return made


def _trial(by: Viewer, rule: str, version: str, proposal: Proposal | None) -> Trial:
    now = _now()
    since = shifted(now, Length("months", TRIED_OVER), back=True)
    with transaction.atomic(), recorder():
        made: Trial = Trial.objects.create(
            at=now, rule=rule, version=version, proposal=proposal, since=since, until=now, agency=by.agency, by_id=by.user_id, role=by.role
        )
    return made


def _tomorrow() -> int:
    return start_of_day(london(_now()).date() + timedelta(days=1))


def _now() -> int:
    return time.time_ns() // 1000
