"""The buttons of a call's page, by name: what each does with what was typed. Whatever else it does, a button first saves the call."""

from collections.abc import Callable, Mapping

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safehold.access import askings
from safehold.access.across import contact_at
from safehold.access.looks import look
from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import EventId
from safehold.practice.response import actions, calling_back, drafts, joining, sending
from safehold.practice.response.calls import Followed, leader_of, number_of
from safehold.practice.response.models import Call, Draft
from safehold.practice.response.taking import take
from safehold.practice.response.typed import Typed
from safehold.web.calls.panel import Panel

ASKED = gettext_lazy("A call is open about this person, who may be in danger.")


class Doing(msgspec.Struct, frozen=True):
    """One press of a button: by whom, on which call, and all that the page held. `call` is None until it is recorded, and `history` then;
    `editable` is whether what was typed is this viewer's to record, and `draft` holds it then until the press is done."""

    viewer: Viewer
    key: EventId
    given: Typed
    panel: Panel | None
    call: Call | None
    opened_at: int
    editable: bool
    page: Mapping[str, str]
    draft: Draft | None = None
    history: Followed | None = None

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
        drafts.settle(doing.draft or drafts.started(doing.viewer, doing.key), doing.given.without(name))
    return call, told


def _saved(doing: Doing, links: Mapping[str, int] | None = None) -> Call:
    """The call with what was typed on record; as it is, for one who may not change it."""
    if doing.editable and doing.panel is not None:
        return take(
            doing.viewer,
            doing.key,
            doing.given,
            doing.panel.checked,
            links=links,
            opened_at=doing.opened_at,
            draft=doing.draft,
            history=doing.history,
        )
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
    if doing.given.reasons:
        actions.reason(doing.viewer, call, doing.given.reasons)
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


def brief(doing: Doing, argument: str) -> tuple[Call, str]:
    call, heard = _saved(doing), argument == "heard"
    actions.brief(doing.viewer, call, acknowledged=heard)
    if heard:
        return call, _("It is on record that the unit was told the history, and has it.")
    return call, _("It is on record that the unit was told the history. That they have it is not said yet.")


def dispatch(doing: Doing, _argument: str) -> tuple[Call, str]:
    call, unit = _saved(doing), doing.said("unit")
    sending.dispatch(doing.viewer, call, unit=unit)
    if unit:
        return call, _("%(unit)s is sent, and has the briefing.") % {"unit": unit.upper()}
    return call, _("A unit is on its way. It was not said which: tell it the history by radio.")


def divert(doing: Doing, argument: str) -> tuple[Call, str]:
    """A unit that is needed elsewhere. A domestic call keeps it until a supervisor answers."""
    call = _saved(doing)
    sending.ask_diversion(doing.viewer, call, unit=argument, reason=doing.said("divert_why"))
    if call.domestic is False:
        return call, _("The unit is free for other work.")
    return call, _("Asked. The unit stays on this call until a supervisor answers.")


def diverted(doing: Doing, argument: str) -> tuple[Call, str]:
    call = _saved(doing)
    recontacted, why = doing.said("divert_recontacted") == "yes", doing.said("divert_answer")
    sending.answer_diversion(doing.viewer, call, agreed=argument == "yes", why=why, victim_recontacted=recontacted)
    return call, _("Answered.")


def clear(doing: Doing, argument: str) -> tuple[Call, str]:
    """The unit is done with this call, which stays open."""
    call = _saved(doing)
    unit = sending.clear(doing.viewer, call, unit=argument)
    return call, _("%(unit)s is free for another call.") % {"unit": unit}


def reason(doing: Doing, _argument: str) -> tuple[Call, str]:
    """Why the grade is what it is, in the six heads of it."""
    call = _saved(doing)
    if not doing.given.reasons:
        raise Declined(_("Say in a line what speaks for the grade. What you typed is kept."))
    actions.reason(doing.viewer, call, doing.given.reasons)
    return call, _("The reasons are on record.")


def back(doing: Doing, _argument: str) -> tuple[Call, str]:
    """Whether she is called back after the line dropped, and by whom."""
    call = _saved(doing)
    safe, who = doing.said("back_safe"), doing.said("back_who")
    calling_back.decide_call_back(doing.viewer, call, safe=safe, who=who, how=doing.said("back_how"))
    if safe == "yes":
        return call, _("%(who)s calls back.") % {"who": who}
    return call, _("Nobody calls back. The response goes on.")


def backed(doing: Doing, argument: str) -> tuple[Call, str]:
    call = _saved(doing)
    calling_back.called_back(doing.viewer, call, reached=argument == "reached")
    return call, _("Recorded.")


def part(doing: Doing, argument: str) -> tuple[Call, str]:
    """A call that was joined here by mistake is an incident of its own again."""
    call = _saved(doing)
    other = joining.part(doing.viewer, call, key=argument, why=doing.said("part_why"))
    number = leader_of(number_of(other.id) or 0)
    apart = Call.objects.for_viewer(doing.viewer).filter(pk=number).first()
    told = _("Parted. The other call is an incident of its own again")
    return call, f"{told}: {apart.said}." if apart is not None else f"{told}."


def arrived(doing: Doing, argument: str) -> tuple[Call, str]:
    call = _saved(doing)
    sending.arrived(doing.viewer, call, victim_seen=argument == "seen" if argument else None)
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
STEPS = frozenset(("lower", "answer", "reassess", "close", "reason", "divert", "back", "part"))
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
    "clear": clear,
    "divert": divert,
    "diverted": diverted,
    "reason": reason,
    "back": back,
    "backed": backed,
    "part": part,
    "cut_off": cut_off,
    "told": told,
    "reassess": reassess,
    "join": join,
    "close": close,
}
