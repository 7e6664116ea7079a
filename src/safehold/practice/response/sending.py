"""Units: sent, there, done, asked for elsewhere, and the briefing that reaches them. To take a unit from a domestic call is to lower the
response to it: a supervisor who is not the one who asks answers for it, by name and with a reason."""

import time

from django.db import transaction

from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import Event
from safehold.chronology.record import record
from safehold.chronology.writing import Writing
from safehold.identity.emergency import of_event
from safehold.practice.response.calls import followed_to_record, unsafe_to_call
from safehold.practice.response.holding import Sending, began, held, sent_to
from safehold.practice.response.models import Call, Cleared
from safehold.practice.response.onto import current, ids, still_open, write, write_about
from safehold.practice.response.places import callsign
from safehold.practice.response.refusals import OwnRequest
from safehold.practice.response.units import held_by, on


@transaction.atomic
def dispatch(viewer: Viewer, call: Call, *, unit: str = "") -> None:
    """Sends a unit; whoever is signed on to it has the briefing at once."""
    viewer.must("record_calls")
    now, sent = still_open(call), callsign(unit)
    here = held(viewer, now)
    if sent in here:
        raise Declined(f"{sent} is on this call already.")
    if not sent and here:
        raise Declined("Say which other unit goes: one is sent.")
    if sent and (elsewhere := held_by(viewer, sent)) is not None:
        # Sent here it would be gone from there, and nobody would have answered for that.
        if not elsewhere:
            # Of a call that they do not see it is not said that there is one: it may be theirs, or of their line.
            raise Declined(f"{sent} cannot be sent from here now. Send another unit, or ask by radio.")
        raise Declined(f"{sent} is on the domestic call of {elsewhere}. Ask for it there, and a supervisor answers; or send another unit.")
    write(viewer, now, "unit.dispatched", {"area": now.area, "unit": sent})


@transaction.atomic
def arrived(viewer: Viewer, call: Call, *, victim_seen: bool | None = None, unit: str = "") -> None:
    viewer.must("record_calls")
    now = still_open(call)
    sent = held(viewer, now)
    there = callsign(unit) or (sent[0] if len(sent) == 1 else "")  # of several, nobody has said which
    write(viewer, now, "unit.arrived", {"victim_seen": victim_seen, "by": "attendance", "unit": there})


@transaction.atomic
def there(viewer: Viewer, call: Call) -> None:
    """Somebody of the unit says that it is there."""
    now = still_open(call)
    mine = _own(viewer, now)
    if mine.there is None:
        write(viewer, now, "unit.arrived", {"by": "attendance", "unit": mine.callsign})


@transaction.atomic
def clear(viewer: Viewer, call: Call, *, unit: str = "") -> str:
    """The unit is done with this call and free for another: said by its crew, or by the control room of a `unit`. One that is not there yet
    is not cleared from a domestic call: that would be to take it away, and a supervisor answers for that."""
    now = still_open(call)
    by_unit = not viewer.may("record_calls")
    if by_unit:
        found = _own(viewer, now)
    else:
        name = callsign(unit)
        listed = {each.callsign: each for each in sent_to(viewer, now) if each.done is None}
        if name not in listed:
            raise Declined(f"{name or 'That unit'} is not on this call.")
        found = listed[name]
    if now.divert_asked_at is not None and now.divert_unit in ("", found.callsign):
        raise Declined(f"{found.callsign} is asked for elsewhere. A supervisor answers that first.")
    if now.domestic is not False and found.there is None and not found.there_unsaid:
        if by_unit:
            raise Declined("It is not on record that you are there. Say so first; if you are needed elsewhere, the control room asks.")
        raise Declined(f"It is not on record that {found.callsign} is there. Say that it is, or ask a supervisor to take it away.")
    done = {"agency": now.agency, "callsign": found.callsign, "call": began(now), "by_id": viewer.user_id, "by_unit": by_unit}
    Cleared.everything.create(at=max(_now(), found.sent), **done)
    return found.callsign


def _own(viewer: Viewer, call: Call) -> Sending:
    viewer.must("attend_calls")
    mine = on(viewer)
    found = next((each for each in sent_to(viewer, call) if mine is not None and each.callsign == mine.callsign), None)
    if found is None or found.done is not None:
        raise Declined("Your unit is not on this job any more.")
    return found


@transaction.atomic
def read_briefing(viewer: Viewer, call: Call) -> None:
    """Somebody of the unit says that they have read it. That answers every check of the history that was made for this call."""
    viewer.must("attend_calls")
    now = still_open(call)
    mine = _own(viewer, now)
    if mine.read:
        return
    history = followed_to_record(now)
    data = {"acknowledged": True, "unit": mine.callsign}
    write_about(viewer, now, "history.briefed", data, ids(history.call, *history.all("history.checked")))


@transaction.atomic
def ask_diversion(viewer: Viewer, call: Call, *, unit: str, reason: str, to: str = "") -> None:
    """Asks a supervisor whether a unit may go elsewhere. It stays on the call until someone answers."""
    viewer.must("record_calls")
    now, taken = still_open(call), callsign(unit)
    if taken not in held(viewer, now) and (taken or now.dispatched_at is None):
        raise Declined("That unit is not on this call.")
    if now.divert_asked_at is not None:
        raise Declined("It is asked for already. A supervisor answers that first.")
    if not reason.strip():
        raise Declined("Say why the unit is needed elsewhere, so that the supervisor can answer.")
    if now.domestic is False:
        # Of what is not domestic the room decides as ever; a supervisor sees it on the call.
        write(viewer, now, "unit.diverted", {"unit": taken, "reason": reason})
        return
    write(viewer, now, "unit.diversion_asked", {"unit": taken, "reason": reason, "to": to})


@transaction.atomic
def answer_diversion(viewer: Viewer, call: Call, *, agreed: bool, why: str, victim_recontacted: bool = False) -> None:
    """Agreed, the unit goes in the asker's name, by the supervisor's leave, and the call waits for another."""
    viewer.must("supervise_calls")
    now = current(call)
    if now.divert_asked_at is None:
        raise Declined("No unit is asked for, or somebody has answered already.")
    if now.divert_by == viewer.staff_id:
        raise OwnRequest("You asked for this unit yourself. Another supervisor has to answer it.")
    if not why.strip():
        raise Declined("Say why, in a line: it is the answer that a review will read.")
    if agreed and not victim_recontacted and not unsafe_to_call(now.victim_id, now):
        raise Declined("Reach her safely before the unit is taken away, or put on record that it is not safe to call her.")
    history = followed_to_record(now)
    asked = history.last("unit.diversion_asked")
    writing = Writing(viewer, emergency=of_event(viewer, now.event_id))
    answered = writing.add("unit.diversion_answered", {"agreed": agreed, "why": why}, about=ids(history.call, asked))
    if agreed:
        data = {"unit": now.divert_unit, "reason": now.divert_reason, "authorised_by": viewer.actor}
        writing.add("unit.diverted", data, about=(history.call.id, answered), actor=_asker(asked, now))
    record(writing.raws)


def _asker(asked: Event | None, call: Call) -> dict[str, str]:
    role = asked.actor.role if asked is not None and asked.actor is not None else "dispatcher"
    return {"id": call.divert_by, "role": role}


def _now() -> int:
    return time.time_ns() // 1000
