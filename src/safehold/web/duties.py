"""A duty as a list shows it: in the words of its rule, whose it is, by when, why it is there, and what can be done about it."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from urllib.parse import urlencode

import msgspec
from django.utils.translation import gettext as _

from safehold.access.standing_in import standing_in
from safehold.access.viewer import Viewer
from safehold.chronology.times import london
from safehold.identity.to_decide import to_decide
from safehold.rulebook.actions import may_waive
from safehold.rulebook.escalated import with_also
from safehold.rulebook.models import Obligation
from safehold.rulebook.sentences import MAYBE
from safehold.rulebook.state import rulebook
from safehold.rulebook.unheld import answers, nobody_there
from safehold.web import words
from safehold.web.addresses import address_of
from safehold.web.naming import a_role, role_title
from safehold.web.rules.sure import unsure_of

SHARED = "information.shared"


class Row(msgspec.Struct, frozen=True):
    """`mine` is whether this viewer may act on it; `each` is for which agency or value it is owed apart; `key` marks it on a page;
    `from_at` is when it started, where the day is known. `unheld` says that it is nobody's, and what can be done then; `ours` is whether
    it is the viewer's agency's own, and `answerable` whether what they record could answer it: some things only the agency itself can
    give. `maybe`: it is owed only if the people are those of an earlier call; `decide` is where the viewer can say whether they are;
    `share` is what was shared, of a duty that sharing it started; `rule` the page of its rule; `escalated` says to whom it has come
    as well; `unsure` where nobody has checked that rule against its source."""

    key: str
    address: str
    title: str
    from_at: int | None
    due_at: int | None
    overdue: bool
    state: str
    owner: str
    agency: str
    each: str
    says: str
    source: str
    version: str
    rule: str
    unsure: str
    escalated: str
    awaiting: str
    help: str
    mine: bool
    unheld: str
    ours: bool
    answerable: bool
    waivable: bool
    case: str
    maybe: bool
    decide: str
    share: str = ""


def token(duty: Obligation) -> str:
    """What tells duties of one rule and one trigger apart, short and the same after every rebuild."""
    key = "\x1f".join((duty.trigger, duty.subject, duty.each)).encode()
    return urlsafe_b64encode(hashlib.blake2b(key, digest_size=6).digest()).decode()


def address(duty: Obligation, do: str = "") -> str:
    name, more = ("duty-do", [do]) if do else ("duty", [])
    return address_of(name, duty.trigger_event, duty.rule, token(duty), *more)


def maybe(duty: Obligation) -> bool:
    """Whether it is owed only if the people are those of an earlier domestic call, and nobody has said whether they are."""
    return bool(duty.state_now == "uncertain" and duty.outcome == MAYBE)


def decided_at(viewer: Viewer, case: str, found: Iterable[Obligation]) -> str:
    """Where the viewer can say who they are, of duties of one case that rest on it; nothing where there are none, or it is for others."""
    waiting = [duty.triggered_latest for duty in found if maybe(duty)]
    pair = to_decide(viewer, case, max(waiting)) if waiting and case and viewer.may("judge_links") else None
    return address_of("link-pair", *pair) if pair else ""


def row(duty: Obligation, viewer: Viewer, agencies: dict[str, str], now: int, case: str = "", decide: str = "") -> Row:
    rule = rulebook().version(duty.rule, duty.version)
    mine = answers(viewer, duty)
    overdue = duty.state_now in ("breached", "uncertain") or (duty.state_now == "unknown" and duty.due_latest is not None)
    return Row(
        key=f"duty-{duty.trigger_event}-{duty.rule}-{token(duty)}",
        address=address(duty),
        title=title(duty),
        from_at=duty.triggered_earliest if london(duty.triggered_earliest).date() == london(duty.triggered_latest).date() else None,
        due_at=duty.due_latest,
        overdue=overdue,
        state=_state(duty),
        owner=words.sentence(role_title(duty.who)),
        agency=agencies.get(duty.agency, duty.agency),
        each=agencies.get(duty.each, words.spoken(duty.each)) if duty.each != duty.agency else "",
        says=words.sentence(duty.says).rstrip(".") + ".",
        source=rule.source if rule else "",
        version=duty.version,
        rule=f"{address_of('rule', duty.rule)}?{urlencode({'version': duty.version})}" if rule else "",
        unsure=unsure_of(rule),
        escalated=_escalated(viewer, duty, now),
        awaiting=duty.awaiting,
        help=_help(duty, now),
        mine=mine,
        unheld=_unheld(duty, viewer, agencies) if mine else "",
        ours=duty.agency == viewer.agency,
        answerable=duty.agency == viewer.agency or duty.each != duty.agency,
        waivable=may_waive(viewer, duty, now),
        case=case,
        maybe=maybe(duty),
        decide=decide if maybe(duty) else "",
        share=address_of("share", duty.trigger_event) if rule and all(each.kinds == (SHARED,) for each in rule.triggers) else "",
    )


def title(duty: Obligation) -> str:
    rule = rulebook().version(duty.rule, duty.version)
    return rule.title if rule else words.sentence(words.spoken(duty.rule))


def _unheld(duty: Obligation, viewer: Viewer, agencies: dict[str, str]) -> str:
    if not nobody_there(viewer, duty):
        return ""
    said = {"agency": agencies.get(duty.agency, duty.agency), "role": a_role(duty.who)}
    if duty.agency == viewer.agency:
        return _("Nobody at %(agency)s is %(role)s: hand it over or do it.") % said
    if duty.each == duty.agency:
        return _("Nobody at %(agency)s signs in here: ask them for it.") % said
    return _("Nobody at %(agency)s signs in here: ask them, hand it over or do it.") % said


def _state(duty: Obligation) -> str:
    if duty.state_now == "unknown" and duty.state != "unknown":
        return _("the records we hold do not reach that far")
    if maybe(duty):
        return _("these may be the people of an earlier domestic call, and nobody has said whether they are")
    return {"uncertain": _("the dates are too coarse to be sure"), "unknown": _("the record does not say enough")}.get(duty.state_now, "")


def _escalated(viewer: Viewer, duty: Obligation, now: int) -> str:
    lacks = standing_in(viewer).lacks if duty.agency == viewer.agency else (lambda _role: False)
    reached = with_also(duty, rulebook(), now, lacking=lacks)
    if reached is None:
        return ""
    role, since = reached
    return _("Nobody has answered it: with the %(role)s too, since %(time)s") % {"role": role_title(role), "time": words.stamp(since, now)}


def _help(duty: Obligation, now: int) -> str:
    if not duty.help_role:
        return ""
    asked = _("Help asked of the %(role)s") % {"role": role_title(duty.help_role)}
    when = f" {words.ago(duty.help_at, now)}" if duty.help_at else ""
    return f"{asked}{when}: {duty.help_why}"
