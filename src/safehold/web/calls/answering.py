"""Who goes to a call and what else is known of it: its units, the other callers, a dropped line, what a specialist advises."""

import time

import msgspec
from django.utils.translation import gettext as _

from safehold.access.staff import staff_names
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event
from safehold.practice.response.calls import Followed
from safehold.practice.response.grading import standard as grading
from safehold.practice.response.holding import Sending, sent_to
from safehold.practice.response.joining import Joined, joined_to
from safehold.practice.response.models import Call
from safehold.practice.response.typed import REASONS
from safehold.practice.response.units import Unit, units
from safehold.practice.training.listed import training_of
from safehold.web import words
from safehold.web.calls.crews import in_a_line
from safehold.web.calls.presenters import CHANNELS
from safehold.web.calls.unread import gone_in, unread


class Sent(msgspec.Struct, frozen=True):
    """`says` how it stands with the briefing, `wants` whether that has to be seen to; `done` since when it is free of this call and by
    whose word, and empty where it is on it."""

    callsign: str
    officers: str
    since: int
    says: str
    wants: bool
    asked: bool
    there: int | None
    done: str


class Caller(msgspec.Struct, frozen=True):
    """One call of several: when, by what line, who it was to her, and what they said. `key` parts it from this incident."""

    at: int
    line: str
    words: str
    key: str = ""


class Answering(msgspec.Struct, frozen=True):
    """`sent` are the units on the call, `gone` those that are done with it, `unread` what must be seen of the briefing; `free` are those
    that can be sent, `busy` those on other calls, each with whoever is on it; `first` is the one offered, and none once one is sent, since
    a key pressed again would send the next; `known` is what is known of a call whose line dropped; `decided` whether she is called back,
    and by whom."""

    sent: list[Sent]
    gone: list[Sent]
    unread: list[str]
    free: list[tuple[str, str]]
    busy: list[tuple[str, str]]
    first: str
    callers: list[Caller]
    asked_unit: str
    asked_why: str
    asked_by: str
    asked_at: int | None
    own_request: bool
    dropped_at: int | None
    known: list[str]
    decided: str
    decided_safe: bool
    called_back_at: int | None
    advice: str
    advice_agrees: bool
    advice_at: int | None
    missing: list[str]


def answering(viewer: Viewer, call: Call, history: Followed) -> Answering:
    known = units(viewer) if viewer.may("record_calls") or viewer.may("supervise_calls") else []
    now = time.time_ns() // 1000
    of_call = sent_to(viewer, call)
    mine = [each.callsign for each in of_call if each.done is None]
    officers = {each.callsign: ", ".join(each.officers) for each in known}
    trained = training_of(viewer, {one.staff_id for each in known for one in each.crew}, now)
    free = [each for each in known if not each.jobs and each.officers and each.callsign not in mine]
    busy = [each for each in known if each.jobs and each.callsign not in mine]
    decided, second = history.last("call.call_back_decided"), history.last("call.second_checked")
    reasoned = history.last("call.reasoned")
    return Answering(
        sent=[_sent(each, call, officers) for each in of_call if each.done is None],
        gone=[_sent(each, call, officers) for each in of_call if each.done is not None],
        unread=[*unread(call, of_call, now), *gone_in(call, of_call)] if call.closed_at is None else [],
        free=[(each.callsign, in_a_line(each.crew, trained)) for each in free],
        busy=[(each.callsign, _busy(each)) for each in busy],
        first=free[0].callsign if free and not mine else "",
        callers=_callers(history.call, joined_to(call, history.thread)) if call.joined else [],
        asked_unit=call.divert_unit,
        asked_why=call.divert_reason,
        asked_by=staff_names([call.divert_by]).get(call.divert_by, call.divert_by),
        asked_at=call.divert_asked_at,
        own_request=call.divert_by == viewer.staff_id,
        dropped_at=call.cut_off_at,
        known=_known(history.call) if call.cut_off_at is not None else [],
        decided=_decided(decided) if decided is not None else "",
        decided_safe=decided is not None and decided.data.get("safe") == "yes",
        called_back_at=call.called_back_at,
        advice=_advice(second, call.agency) if second is not None else "",
        advice_agrees=second is not None and second.data.get("agrees") is True,
        advice_at=call.second_at,
        missing=[name for name in REASONS if reasoned is None or not reasoned.data.get(name)],
    )


def _sent(each: Sending, call: Call, officers: dict[str, str]) -> Sent:
    if each.there is not None and each.arrived_unread:
        says = _("has read the briefing, after it went in") if each.heard else _("went in without having read the briefing")
    elif each.read:
        says = _("has read the briefing")
    else:
        says = _("has the history, by radio") if each.heard else _("has not read the briefing")
    done = ""
    if each.done is not None:
        by = _("its crew") if each.done.by_unit else _("the control room")
        done = _("done at %(time)s, said by %(who)s") % {"time": words.clock(each.done.at), "who": by}
    asked = each.callsign == call.divert_unit and call.divert_asked_at is not None
    return Sent(each.callsign, officers.get(each.callsign, ""), each.sent, says, each.unread, asked, each.there, done)


def _busy(unit: Unit) -> str:
    jobs = (_("%(call)s since %(time)s") % {"call": each.said, "time": words.clock(each.since)} for each in unit.held)
    return _("on %(calls)s") % {"calls": ", ".join(jobs)}


def _callers(call: Event, joined: list[Joined]) -> list[Caller]:
    return [_caller(call), *(_caller(each.call, each.key) for each in joined)]


def _caller(call: Event, key: str = "") -> Caller:
    relation = str(call.data.get("caller_relation", ""))
    other = bool(call.mentions("caller")) or relation
    who = (words.spoken(relation) if relation else _("somebody else")) if other else _("herself")
    line = str(CHANNELS.get(str(call.data.get("channel", "")), ""))
    return Caller(call.occurred_at.earliest, ", ".join(part for part in (line, who) if part), str(call.data.get("words", "")), key)


def _known(call: Event) -> list[str]:
    """What help can go by when nobody can be asked any more."""
    data = call.data
    address = ", ".join(str(data[name]) for name in ("address_given", "postcode_given") if data.get(name))
    phone = next((each.phone for role in ("caller", "victim") for each in call.mentions(role) if each.phone), "")
    return [
        _("where: %(address)s") % {"address": address} if address else _("where: not said; ask for the position of the phone"),
        _("line: %(phone)s") % {"phone": phone} if phone else _("line: no number"),
        *([_("the caller could not talk")] if data.get("silent") else []),
    ]


def _decided(event: Event) -> str:
    if event.data.get("safe") == "yes":
        return _("%(who)s calls back") % {"who": event.data.get("who", "")}
    return _("not safe: nobody calls") if event.data.get("safe") == "no" else _("not known whether it is safe: nobody calls")


def _advice(event: Event, force: str) -> str:
    grade = grading().titles(force).get(str(event.data.get("grade", "")), "")
    said = str(event.data.get("advice", ""))
    return ". ".join(part for part in (grade, said) if part) or (_("agrees") if event.data.get("agrees") else "")
