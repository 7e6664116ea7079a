"""Who goes to a call and what else is known of it: its units, the other callers, a dropped line, what a specialist advises."""

import msgspec
from django.utils.translation import gettext as _

from safehold.access.staff import staff_names
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event
from safehold.practice.response.calls import Followed
from safehold.practice.response.grading import standard as grading
from safehold.practice.response.joining import Joined, joined_to
from safehold.practice.response.models import Call
from safehold.practice.response.typed import REASONS
from safehold.practice.response.units import Unit, units
from safehold.web import words
from safehold.web.calls.presenters import CHANNELS


class Sent(msgspec.Struct, frozen=True):
    callsign: str
    officers: str
    read: bool
    asked: bool


class Caller(msgspec.Struct, frozen=True):
    """One call of several: when, by what line, who it was to her, and what they said. `key` parts it from this incident."""

    at: int
    line: str
    words: str
    key: str = ""


class Answering(msgspec.Struct, frozen=True):
    """`free` are the units that can be sent, `busy` those on other calls, each with whoever is on it; `first` is the one offered, and
    none once one is sent, since a key pressed again would send the next; `known` is what is known of a call whose line dropped; `decided`
    whether she is called back, and by whom."""

    sent: list[Sent]
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
    mine = list(call.units or ())
    officers = {each.callsign: ", ".join(each.officers) for each in known}
    free = [each for each in known if not each.jobs and each.officers and each.callsign not in mine]
    busy = [each for each in known if each.jobs and each.callsign not in mine]
    decided, second = history.last("call.call_back_decided"), history.last("call.second_checked")
    reasoned = history.last("call.reasoned")
    return Answering(
        sent=[Sent(each, officers.get(each, ""), each in (call.read_units or ()), each == call.divert_unit) for each in mine],
        free=[(each.callsign, officers[each.callsign]) for each in free],
        busy=[(each.callsign, _busy(each)) for each in busy],
        first=free[0].callsign if free and not mine else "",
        callers=_callers(history.call, joined_to(call)) if call.joined else [],
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


def _busy(unit: Unit) -> str:
    return _("on %(call)s") % {"call": ", ".join(unit.jobs)}


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
