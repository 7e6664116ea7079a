"""The buttons of a call's page, by name: what each does with what was typed. Whatever else it does, a button first saves the call."""

from collections.abc import Callable, Mapping

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safehold.access import askings
from safehold.access.across import contact_at
from safehold.access.looks import look
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import EventId
from safehold.practice.response import actions, drafts
from safehold.practice.response.models import Call
from safehold.practice.response.refusals import Declined
from safehold.practice.response.taking import take
from safehold.practice.response.typed import Typed
from safehold.web.calls.panel import Panel

ASKED = gettext_lazy("A call is open about this person, who may be in danger.")


class Doing(msgspec.Struct, frozen=True):
    """One press of a button: by whom, on which call, and all that the page held. `call` is None until it is recorded; `editable` is
    whether what was typed is this viewer's to record."""

    viewer: Viewer
    key: EventId
    given: Typed
    panel: Panel | None
    call: Call | None
    opened_at: int
    editable: bool
    page: Mapping[str, str]

    def said(self, name: str) -> str:
        return self.page.get(name, "").strip()


def do(doing: Doing) -> tuple[Call | None, str]:
    """What the call is now, and what to tell the one who pressed. Raises Declined, or what recording raises."""
    name, __, argument = doing.page.get("do", "save").partition(":")
    if name == "find":
        return doing.call, ""
    if name not in BUTTONS:
        raise Declined(_("The page asked for something that is not done here. What you typed is kept."))
    call, told = BUTTONS[name](doing, argument)
    if name in STEPS:
        drafts.settle(drafts.started(doing.viewer, doing.key), doing.given.without(name))
    return call, told


def _saved(doing: Doing, links: Mapping[str, int] | None = None) -> Call:
    """The call with what was typed on record; as it is, for one who may not change it."""
    if doing.editable and doing.panel is not None:
        return take(doing.viewer, doing.key, doing.given, doing.panel.checked, links=links, opened_at=doing.opened_at)
    if doing.call is None:
        raise Declined(_("The call is not recorded yet."))
    return doing.call


def save(doing: Doing, _argument: str) -> tuple[Call, str]:
    return _saved(doing), _("Saved.")


def link(doing: Doing, argument: str) -> tuple[Call, str]:
    role, __, person = argument.partition(":")
    call = _saved(doing, {role: _number(person)})
    return call, _("The call is on their record. What the caller said is kept as it was said.")


def unlink(doing: Doing, argument: str) -> tuple[Call, str]:
    return _saved(doing, {argument: 0}), _("Taken back. The call is on nobody else’s record.")


def ask(doing: Doing, argument: str) -> tuple[Call, str]:
    """Asks another agency about somebody of whom this page tells nothing else."""
    role, __, agency = argument.partition(":")
    found = next((each for each in doing.panel.elsewhere if (each.role, each.agency) == (role, agency)), None) if doing.panel else None
    if found is None:
        raise Declined(_("Nobody is asked: what was typed since finds somebody else. What you typed is kept."))
    call = _saved(doing)
    why = doing.said(f"why:{argument}") or str(ASKED)
    task = f"call {doing.key}"
    question = askings.Question(_told(doing.given, role), why[:500], task, found.mentions)
    askings.ask(doing.viewer, contact_at(agency), question)
    look(doing.viewer, "check", persons=[found.person], why=why[:500], task=task)
    return call, _("Asked. It stands on their list of work; ring them if it cannot wait.")


def _told(given: Typed, role: str) -> str:
    """What the other agency needs to know whom it is asked about: the name and the birth, as they were typed."""
    parts = (given.given_name, given.family_name, given.born) if role == "victim" else (given.his_name, given.his_born)
    return ", ".join(part for part in (" ".join(parts[:-1]).strip(), parts[-1]) if part)[:300]


def grade(doing: Doing, argument: str) -> tuple[Call, str]:
    call = _saved(doing)
    suggestion = doing.panel.suggestion if doing.panel else None
    why = suggestion.because if suggestion else ""
    actions.grade(doing.viewer, call, grade=argument, suggested=suggestion.grade if suggestion else "", because=why)
    return call, _("Graded.")


def lower(doing: Doing, _argument: str) -> tuple[Call, str]:
    """Lower than suggested at first; lower than it is graded is asked of a supervisor."""
    call = _saved(doing)
    to, reason, why = doing.said("lower_to"), doing.said("lower_reason"), doing.said("lower_why")
    if call.grade:
        actions.ask_downgrade(doing.viewer, call, to=to, reason=reason, why=why)
        return call, _("Asked. The call keeps its grade until a supervisor answers.")
    suggested = doing.panel.suggestion.grade if doing.panel else ""
    actions.grade(doing.viewer, call, grade=to, reason=reason, why=why, suggested=suggested)
    return call, _("Graded.")


def answer(doing: Doing, argument: str) -> tuple[Call, str]:
    call = _saved(doing)
    recontacted = doing.said("answer_recontacted") == "yes"
    actions.answer_downgrade(doing.viewer, call, agreed=argument == "yes", why=doing.said("answer_why"), victim_recontacted=recontacted)
    return call, _("Answered.")


def brief(doing: Doing, _argument: str) -> tuple[Call, str]:
    call = _saved(doing)
    actions.brief(doing.viewer, call, acknowledged=False)
    return call, _("The briefing is sent to the unit.")


def dispatch(doing: Doing, _argument: str) -> tuple[Call, str]:
    call = _saved(doing)
    actions.dispatch(doing.viewer, call)
    return call, _("A unit is on its way.")


def arrived(doing: Doing, argument: str) -> tuple[Call, str]:
    call = _saved(doing)
    actions.arrived(doing.viewer, call, victim_seen=argument == "seen" if argument else None)
    return call, _("The unit is there.")


def cut_off(doing: Doing, _argument: str) -> tuple[Call, str]:
    call = _saved(doing)
    actions.cut_off(doing.viewer, call)
    return call, _("The line dropped: the grade has to be looked at again now.")


def told(doing: Doing, argument: str) -> tuple[Call, str]:
    call = _saved(doing)
    actions.told_of_delay(doing.viewer, call, method=doing.said("told_method") or "phone", reached=argument == "reached")
    return call, _("Recorded.")


def reassess(doing: Doing, _argument: str) -> tuple[Call, str]:
    call = _saved(doing)
    recontacted = doing.said("reassess_recontacted") == "yes"
    actions.reassess(doing.viewer, call, plan=doing.said("reassess_plan"), victim_recontacted=recontacted)
    return call, _("Reassessed.")


def join(doing: Doing, argument: str) -> tuple[Call, str]:
    """Onto the incident that is open already; from then on that one is the call."""
    into = Call.objects.for_viewer(doing.viewer).filter(pk=_number(argument)).first()
    if into is None:
        raise Declined(_("That incident is no longer open. What you typed is kept."))
    call = _saved(doing)
    actions.join(doing.viewer, call, into=into, why=_("the same people, while the first call is open"))
    return Call.objects.for_viewer(doing.viewer).get(pk=into.pk), _("Joined: this is the incident that was open.")


def close(doing: Doing, _argument: str) -> tuple[Call, str]:
    call = _saved(doing)
    actions.close(doing.viewer, call, rationale=doing.said("close_rationale"), ending=doing.said("close_as"))
    return call, _("Closed.")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


# Those with fields of their own.
STEPS = frozenset(("lower", "answer", "reassess", "close"))
BUTTONS: dict[str, Callable[[Doing, str], tuple[Call, str]]] = {
    "save": save,
    "fresh": save,
    "link": link,
    "unlink": unlink,
    "ask": ask,
    "grade": grade,
    "lower": lower,
    "answer": answer,
    "brief": brief,
    "dispatch": dispatch,
    "arrived": arrived,
    "cut_off": cut_off,
    "told": told,
    "reassess": reassess,
    "join": join,
    "close": close,
}
