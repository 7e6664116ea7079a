"""What the page of a call shows beside the panel: where the call stands, what is due, and what has been done."""

import time
from collections.abc import Mapping
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safehold.access.roles import standard as roles
from safehold.access.staff import agency_names, staff_names
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event
from safehold.chronology.times import MINUTE
from safehold.practice.response import duties
from safehold.practice.response.actions import ENDINGS
from safehold.practice.response.calls import Followed, unsafe_to_call
from safehold.practice.response.grading import standard as grading
from safehold.practice.response.models import Call
from safehold.practice.response.typed import FOR_THE_UNIT, Typed
from safehold.web import words
from safehold.web.calls.named import RELATIONS
from safehold.web.naming import who_did

TICKS = {
    "suspect_present": gettext_lazy("he is here"),
    "weapon": gettext_lazy("weapon"),
    "children_present": gettext_lazy("children"),
    "injuries": gettext_lazy("hurt"),
    "strangulation": gettext_lazy("strangled"),
    "threat_to_kill": gettext_lazy("threat to kill"),
}
CHANNELS = {
    "999": gettext_lazy("999"),
    "101": gettext_lazy("101"),
    "online": gettext_lazy("online"),
    "front_counter": gettext_lazy("front counter"),
    "alarm": gettext_lazy("alarm"),
    "third_party": gettext_lazy("through somebody else"),
    "agency": gettext_lazy("another agency"),
}
# The six heads of a grade, and what each asks.
REASONS = {
    "threat": gettext_lazy("Threat: what could happen next, and who would do it"),
    "harm": gettext_lazy("Harm: what was done, to whom"),
    "risk": gettext_lazy("Risk: how likely it is, and how soon"),
    "investigation": gettext_lazy("Investigation: what would be lost by waiting"),
    "vulnerability": gettext_lazy("Vulnerability: who could not protect themselves"),
    "engagement": gettext_lazy("Engagement: what she wants, and how she is reached"),
}
METHODS = {
    "phone": gettext_lazy("phone"),
    "text": gettext_lazy("text"),
    "somebody_else": gettext_lazy("somebody safe"),
    "visit": gettext_lazy("visit"),
}
CLOSED_AS = {
    "crime": gettext_lazy("crime"),
    "non_crime": gettext_lazy("not a crime"),
    "duplicate": gettext_lazy("the same as another call"),
    "no_further_action": gettext_lazy("no further action"),
}
DONE = {
    "call.received": gettext_lazy("Call received"),
    "call.cut_off": gettext_lazy("Line dropped"),
    "call.call_back_decided": gettext_lazy("Whether to call back"),
    "call.reasoned": gettext_lazy("Reasons for the grade"),
    "call.second_checked": gettext_lazy("Second check by a specialist"),
    "alarm.activated": gettext_lazy("Alarm pressed"),
    "call.joined": gettext_lazy("Another call joined"),
    "call.reclassified": gettext_lazy("Call reclassified"),
    "call.graded": gettext_lazy("Graded"),
    "call.regraded": gettext_lazy("Grade changed"),
    "call.downgrade_asked": gettext_lazy("Lower grade asked for"),
    "call.downgrade_answered": gettext_lazy("Lower grade answered"),
    "call.closed": gettext_lazy("Call closed"),
    "history.checked": gettext_lazy("History checked"),
    "history.briefed": gettext_lazy("Unit briefed"),
    "unit.dispatched": gettext_lazy("Unit sent"),
    "unit.diversion_asked": gettext_lazy("Unit asked for elsewhere"),
    "unit.diversion_answered": gettext_lazy("Request for the unit answered"),
    "unit.diverted": gettext_lazy("Unit diverted"),
    "unit.arrived": gettext_lazy("Unit arrived"),
    "supervisor.reassessed": gettext_lazy("Reassessed by a supervisor"),
    "victim.contact_attempted": gettext_lazy("Tried to reach her"),
    "contact.unsafe": gettext_lazy("Not safe to call back"),
    "third_party.reported": gettext_lazy("Reported by somebody else"),
    "identity.judged": gettext_lazy("Person recognised"),
    "identity.undone": gettext_lazy("Choice of person taken back"),
}


class Due(msgspec.Struct, frozen=True):
    what: str
    who: str
    at: int | None
    overdue: bool


class Stage(msgspec.Struct, frozen=True):
    """Where a recorded call stands, in one line, and what may be done next."""

    grade: str
    grade_title: str
    graded_at: int | None
    target: int | None
    late: bool
    asked: str
    asked_at: int | None
    asked_why: str
    asked_by: str
    own_request: bool
    unsafe: str
    steps: tuple[tuple[str, int], ...]
    open: bool
    closed_as: str
    closed_at: int | None
    joined: int


def stage(viewer: Viewer, call: Call, history: Followed) -> Stage:
    now = time.time_ns() // 1000
    minutes = grading().minutes(call.grade, call.area, force=call.agency, at=call.received_at) if call.grade else None
    target = call.received_at + minutes * MINUTE if minutes is not None else None
    asked = history.last("call.downgrade_asked") if call.asked_grade else None
    steps = (
        (_("unit sent"), call.dispatched_at),
        (_("unit briefed"), call.briefed_at if call.read_at is None else None),
        (_("briefing read"), call.read_at),
        (_("unit arrived"), call.arrived_at),
        (_("line dropped"), call.cut_off_at),
        (_("told of the delay"), call.told_delay_at),
        (_("reassessed"), call.reassessed_at),
    )
    return Stage(
        grade=call.grade,
        grade_title=grading().titles(call.agency).get(call.grade, call.grade),
        graded_at=call.graded_at,
        target=target,
        late=target is not None and call.arrived_at is None and call.closed_at is None and target < now,
        asked=call.asked_grade,
        asked_at=call.asked_at,
        asked_why=": ".join(part for part in (_lowering(call.asked_reason), asked.data.get("why", "") if asked else "") if part),
        asked_by=call.asked_by,
        own_request=call.asked_by == viewer.staff_id,
        unsafe=unsafe_to_call(call.victim_id, call),
        steps=tuple(sorted(((name, at) for name, at in steps if at is not None), key=lambda step: step[1])),
        open=call.closed_at is None,
        closed_as=str(CLOSED_AS.get(call.closed_as, "")),
        closed_at=call.closed_at,
        joined=call.joined,
    )


def due_of(history: Followed, viewer: Viewer) -> list[Due]:
    """What is due because of the call, the same thing once, by when the first of it is due."""
    listed: dict[tuple[str, str], Due] = {}
    for duty in duties.of_call(history, viewer.agency):
        role = roles().roles.get(duty.who)
        who = "" if duty.who == viewer.role or role is None else role.title
        listed.setdefault((duty.title, who), Due(duty.title, who, duty.due, duty.overdue))
    return list(listed.values())


def done(viewer: Viewer, history: Followed) -> list[dict[str, Any]]:
    """What followed from the call, newest first, and what was first typed under what corrected it."""
    after = [event for event in reversed(history.after) if event.kind in DONE]
    events = [*after, *history.corrected, history.call]
    named = [each["id"] for event in events if isinstance(each := event.data.get("authorised_by"), dict) and each.get("id")]
    names = staff_names([*named, *(event.actor.id for event in events if event.actor is not None)])
    agencies = agency_names()
    told = [{**_happened(event, names), "agency": who_did(event, viewer.agency, names, agencies)} for event in events]
    return [*told[: len(after)], {**told[-1], "corrected": told[len(after) : -1]}]


def choices(given: Typed, call: Call | None, force: str) -> dict[str, Any]:
    """What the selects of the page offer."""
    table = grading()
    titles = table.titles(call.agency if call else force)
    highest = (call.grade if call else "") or next(iter(table.grades))
    return {
        "ticks": TICKS,
        "relations": {name: RELATIONS[name] for name in _RELATIONS},
        "channels": CHANNELS,
        "methods": METHODS,
        "endings": {name: CLOSED_AS[name] for name in ENDINGS},
        "grades": titles,
        "lower": {name: title for name, title in titles.items() if table.lower(name, highest)},
        "reasons": REASONS,
        "lowering": table.lowering,
        "more_open": given.caller == "other"
        or given.channel != "999"
        or given.area != "urban"
        or bool(given.category or given.historic or any(getattr(given, name) for name in FOR_THE_UNIT)),
    }


_RELATIONS = ("partner", "ex_partner", "spouse", "ex_spouse", "parent", "child", "sibling", "other_family", "carer", "none")


def _happened(event: Event, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "when": event.occurred_at,
        "title": str(DONE.get(event.kind, event.kind)),
        "lines": _lines(event, names),
        **_said(event),
    }


def _said(event: Event) -> dict[str, Any]:
    return {"words": event.data["words"]} if event.kind == "call.received" and event.data.get("words") else {}


def _lines(event: Event, names: Mapping[str, str]) -> list[str]:
    data = event.data
    titles = grading().grades
    named = {name: titles[data[name]].title for name in ("grade", "from", "to") if data.get(name) in titles}
    if event.kind == "call.received":
        return [", ".join(str(word) for name, word in TICKS.items() if data.get(name) is True)] if any(map(data.get, TICKS)) else []
    if event.kind == "call.graded":
        return [f"{named.get('grade', '')}. {data.get('reason', '')}".strip()]
    if event.kind == "call.regraded":
        leave = _leave(data.get("authorised_by"), names)
        reached = _("She was reached first.") if data.get("victim_recontacted") else _("It is not on record that she was reached first.")
        change = _("From %(before)s to %(after)s") % {"before": named.get("from", ""), "after": named.get("to", "")}
        return [f"{change}: {_lowering(data.get('reason', ''))}. {leave} {reached}".strip(), *([event.note] if event.note else [])]
    if event.kind == "call.downgrade_asked":
        return [f"{named.get('to', '')}: {_lowering(data.get('reason', ''))}. {data.get('why', '')}"]
    if event.kind == "call.downgrade_answered":
        return [f"{_('Agreed') if data.get('agreed') else _('Not agreed')}. {data.get('why', '')}"]
    if event.kind == "history.checked":
        searched = ", ".join(words.spoken(key) for key in data.get("keys", []))
        return [_("Searched by %(keys)s; found %(n)s") % {"keys": searched, "n": data.get("found", 0)}]
    if event.kind == "call.reasoned":
        return [f"{str(says).partition(':')[0]}: {data[name]}" for name, says in REASONS.items() if data.get(name)]
    if event.kind == "call.second_checked":
        agrees = _("Agrees with the grade.") if data.get("agrees") else _("Does not agree.")
        return [" ".join(part for part in (agrees, named.get("grade", ""), str(data.get("advice", ""))) if part)]
    if event.kind == "call.call_back_decided":
        return [_back(data)]
    if event.kind == "unit.diversion_answered":
        return [f"{_('Agreed') if data.get('agreed') else _('Not agreed')}. {data.get('why', '')}"]
    if event.kind in ("unit.dispatched", "unit.diverted", "unit.diversion_asked", "unit.arrived", "history.briefed"):
        leave = _leave(data.get("authorised_by"), names)
        read = (_("read") if data.get("unit") else _("they have it, by radio")) if data.get("acknowledged") else ""
        line = ". ".join(str(part) for part in (data.get("unit", ""), read, data.get("reason", ""), leave) if part)
        return [line] if line else []
    if event.kind == "victim.contact_attempted":
        return [f"{data.get('method', '')}: {_('reached') if data.get('reached') else _('not reached')}".strip(": ")]
    return [str(data[name]) for name in ("why", "instead", "plan", "rationale", "reason", "relation", "method") if data.get(name)]


def _leave(by: Any, names: Mapping[str, str]) -> str:
    number = by.get("id", "") if isinstance(by, dict) else ""
    return _("Authorised by %(who)s.") % {"who": names.get(number, number)} if number else ""


def _back(data: Any) -> str:
    if data.get("safe") == "yes":
        how = f", {data['how']}" if data.get("how") else ""
        return _("Safe to call: %(who)s tries%(how)s") % {"who": data.get("who", ""), "how": how}
    return _("Not safe to call: nobody does") if data.get("safe") == "no" else _("Not known whether it is safe: nobody calls")


def _lowering(reason: str) -> str:
    found = grading().lowering.get(reason)
    return found.says if found else words.spoken(reason)
