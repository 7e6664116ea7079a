"""The page of a job, from what is typed and what is on record."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from safehold.access.staff import agency_names, staff_names
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event
from safehold.practice.response.attending.looking import Sought, sought
from safehold.practice.response.attending.questions import SECTIONS, Question, Section, by_name
from safehold.practice.response.attending.sealed import Held
from safehold.practice.response.attending.typed import missing, told
from safehold.practice.response.calls import Followed
from safehold.web import words
from safehold.web.naming import who_did

SHOWN = ("attendance.recorded", "arrest.made", "arrest.not_made", "arrest.attempted", "suspect.wanted", "order.sought", "unit.arrived")


class Field(msgspec.Struct, frozen=True):
    """`off`: it does not apply as things stand, and a page with script does not show it."""

    question: Question
    value: str
    off: bool

    @property
    def told(self) -> str:
        return told(self.question)


class Form(msgspec.Struct, frozen=True):
    sections: Sequence[tuple[Section, Sequence[Field]]]
    missing: Sequence[tuple[str, str]]


class Elsewhere(msgspec.Struct, frozen=True):
    """What was typed on another page or phone at the same time, and differs."""

    at: int
    fields: Sequence[tuple[str, str, str]]


class Recorded(msgspec.Struct, frozen=True):
    at: int
    by: str
    mine: bool
    lines: Sequence[str]


def form(given: Mapping[str, str]) -> Form:
    sections = [
        (section, [Field(each, given.get(each.name, ""), not each.applies(given)) for each in section.questions]) for section in SECTIONS
    ]
    return Form(sections, [(each.name, told(each)) for each in missing(given)])


def empty() -> Form:
    return form({})


def elsewhere(held: Held) -> list[Elsewhere]:
    return [
        Elsewhere(at, [(name, str(by_name()[name].label), _value(name, value)) for name, value in fields.items() if name in by_name()])
        for at, fields in held.others
    ]


def recorded(viewer: Viewer, history: Followed) -> list[Recorded]:
    """What officers have put on record of the job, each their own: where two differ, both stand."""
    shown = [event for event in history.after if event.kind in SHOWN]
    officers = [str(each) for event in shown for each in event.data.get("officers", ())]
    names = staff_names([*officers, *(event.actor.id for event in shown if event.actor is not None)])
    agencies = agency_names()
    return [
        Recorded(
            event.occurred_at.earliest,
            who_did(event, viewer.agency, names, agencies),
            event.actor is not None and event.actor.id == viewer.staff_id,
            _lines(event, names),
        )
        for event in shown
    ]


def wanted(history: Followed) -> Sought | None:
    return sought(history)


def _lines(event: Event, names: Mapping[str, str]) -> list[str]:
    data = event.data
    match event.kind:
        case "unit.arrived":
            seen = data.get("victim_seen")
            told = _("she was seen") if seen is True else _("she was not seen") if seen is False else ""
            return [", ".join(part for part in (_("Arrived"), told) if part)]
        case "arrest.made":
            return [_("Arrested: %(what)s") % {"what": data.get("offence") or _("not said for what")}]
        case "suspect.wanted":
            return [_("Gone, and wanted: %(what)s") % {"what": data.get("for") or _("not said for what")}]
        case "arrest.attempted":
            return [_("Looked for: %(what)s") % {"what": data.get("result") or _("not said where")}]
        case "arrest.not_made":
            return [_("Not arrested: %(why)s") % {"why": data.get("reason") or _("no reason given")}]
        case "order.sought":
            return [_("Notice asked for: %(what)s") % {"what": str(data.get("order", "")).upper()}]
    officers = [_("By %(who)s") % {"who": ", ".join(names.get(str(each), str(each)) for each in data.get("officers", ()))}]
    answers = [f"{_label(name)}: {_value(name, str(value))}" for name, value in data.items() if name in by_name() and name != "officers"]
    return [_("Attendance"), *officers, *answers]


def _label(name: str) -> str:
    return str(by_name()[name].label).rstrip("?")


def _value(name: str, value: str) -> str:
    question = by_name()[name]
    if question.kind == "tick":
        return _("yes")
    return str(question.options[value]) if value in question.options else value


def job(history: Followed) -> dict[str, Any]:
    """What the head of the page says: enough to know that it is the right job, and no more, since it is kept on the phone."""
    data = history.call.data
    return {
        "received": history.first.occurred_at.earliest,
        "clock": words.clock(history.first.occurred_at.earliest),
        "category": str(data.get("category", "")),
    }
