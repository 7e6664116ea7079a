"""What a control room does about a call that has been taken. Each action checks who may, says plainly what cannot be, and records what was
done in one transaction, or nothing. `call` is one that the viewer has been found to see, or has just taken. Taking a call is in taking.py.
"""

from collections.abc import Mapping

from django.db import transaction

from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import Event
from safehold.chronology.record import record
from safehold.chronology.writing import Writing, named
from safehold.identity.emergency import of_event
from safehold.practice.response.calls import followed_to_record, key_of, unsafe_to_call, why_unsafe
from safehold.practice.response.grading import standard
from safehold.practice.response.models import Call
from safehold.practice.response.onto import current, ids, still_open, write, write_about
from safehold.practice.response.refusals import NotAReason, OwnRequest
from safehold.practice.response.typed import REASONS

ENDINGS = ("crime", "non_crime", "duplicate", "no_further_action")


@transaction.atomic
def grade(viewer: Viewer, call: Call, *, grade: str, reason: str = "", why: str = "", suggested: str = "", because: str = "") -> None:
    """Grades a call, or raises its grade. Lower than suggested takes a permitted reason; lower than it is graded, `ask_downgrade`.

    `because` says on what the suggestion rests, and is recorded with a grade that follows it.
    """
    viewer.must("record_calls")
    now = current(call)
    grading = standard()
    if grade not in grading.grades:
        raise Declined("Choose one of the grades.")
    if not now.grade:
        lower = grading.lower(grade, suggested or (grading.domestic if now.domestic is not False else grading.other).grade)
        text = lowered_because(reason, why) if lower else (f"{reason}: {why}".strip(": ") or because)
        write(viewer, now, "call.graded", {"grade": grade, "reason": text})
    elif grading.lower(grade, now.grade):
        raise Declined("A grade that has been given is lowered by a supervisor. Ask for it, with the reason.")
    elif grade != now.grade:
        write(viewer, now, "call.regraded", {"from": now.grade, "to": grade, "reason": reason or "new_information"}, note=why)


@transaction.atomic
def ask_downgrade(viewer: Viewer, call: Call, *, to: str, reason: str, why: str) -> None:
    """Asks a supervisor for a lower grade. The call keeps its grade until someone answers."""
    viewer.must("record_calls")
    now = current(call)
    if to not in standard().grades or not now.grade or not standard().lower(to, now.grade):
        raise Declined(f"Choose a grade lower than {now.grade or 'the one given'}.")
    lowered_because(reason, why)
    if not why.strip():
        raise Declined("Say in a line on what this rests, so that the supervisor can answer.")
    write(viewer, now, "call.downgrade_asked", {"to": to, "reason": reason, "why": why})


@transaction.atomic
def answer_downgrade(viewer: Viewer, call: Call, *, agreed: bool, why: str, victim_recontacted: bool = False) -> None:
    """A supervisor's answer to a request for a lower grade. Agreed, the grade is lowered in the asker's name, by the supervisor's leave."""
    viewer.must("supervise_calls")
    now = current(call)
    if not now.asked_grade:
        raise Declined("No lower grade is asked for, or somebody has answered already.")
    if now.asked_by == viewer.staff_id:
        raise OwnRequest("You asked for this lower grade yourself. Another supervisor has to answer it.")
    if not why.strip():
        raise Declined("Say why, in a line: it is the answer that a review will read.")
    if agreed and not victim_recontacted and not unsafe_to_call(now.victim_id, now):
        raise Declined("Reach her safely before the response is lowered, or put on record that it is not safe to call her.")
    history = followed_to_record(now)
    asked = history.last("call.downgrade_asked")
    writing = Writing(viewer, emergency=of_event(viewer, now.event_id))
    answered = writing.add("call.downgrade_answered", {"agreed": agreed, "why": why}, about=ids(history.call, asked))
    if agreed:
        # The asker changes the grade and the supervisor authorises it: two people, as the rule wants.
        writing.add(
            "call.regraded",
            {
                "from": now.grade,
                "to": now.asked_grade,
                "reason": now.asked_reason,
                "authorised_by": viewer.actor,
                "victim_recontacted": victim_recontacted,
            },
            about=(history.call.id, answered),
            actor=_actor(asked, now),
        )
    record(writing.raws)


@transaction.atomic
def reassess(viewer: Viewer, call: Call, *, plan: str, victim_recontacted: bool) -> None:
    """A supervisor looks again at a call that waits or was cut off."""
    viewer.must("supervise_calls")
    if not plan.strip():
        raise Declined("Say what happens now: who goes, when, and how she is kept safe until then.")
    now = current(call)
    history = followed_to_record(now)
    about = ids(history.call, history.last("call.cut_off"))
    write_about(viewer, now, "supervisor.reassessed", {"plan": plan, "victim_recontacted": victim_recontacted}, about)


@transaction.atomic
def told_of_delay(viewer: Viewer, call: Call, *, method: str, reached: bool, safe: bool = True) -> None:
    """Somebody tried to tell her that help is late, and how to keep safe until it comes."""
    _may_work(viewer)
    now = current(call)
    if method == "phone" and unsafe_to_call(now.victim_id, now):
        why = why_unsafe(now.victim_id, now)
        raise Declined(f"It is not safe to call her{f': {why}' if why else ''}. Reach her another way; the response goes on.")
    write(viewer, now, "victim.contact_attempted", {"method": method, "safe": safe, "reached": reached})


@transaction.atomic
def reason(viewer: Viewer, call: Call, given: Mapping[str, str]) -> None:
    """Why the grade is what it is: what threatens, what harm there was, and the rest, each in a line; what is not said is left out."""
    viewer.must("record_calls")
    now = still_open(call)
    said = {name: given[name].strip() for name in REASONS if given.get(name, "").strip()}
    last = followed_to_record(now).last("call.reasoned")
    if said and (last is None or said != {name: last.data[name] for name in REASONS if last.data.get(name)}):
        write(viewer, now, "call.reasoned", said)


@transaction.atomic
def brief(viewer: Viewer, call: Call, *, acknowledged: bool = False) -> None:
    """The unit is told the history; it answers every check of it that was made for this call."""
    viewer.must("record_calls")
    now = current(call)
    history = followed_to_record(now)
    about = ids(history.call, *history.all("history.checked"))
    write_about(viewer, now, "history.briefed", {"acknowledged": acknowledged}, about)


@transaction.atomic
def cut_off(viewer: Viewer, call: Call) -> None:
    """The line dropped. That lowers nothing: it starts the clock for a reassessment."""
    viewer.must("record_calls")
    write(viewer, still_open(call), "call.cut_off", {})


@transaction.atomic
def join(viewer: Viewer, call: Call, *, into: Call, why: str) -> None:
    """The call belongs to an incident that another call opened."""
    viewer.must("record_calls")
    now = still_open(call)
    if into.event_id == call.event_id:
        raise Declined("A call cannot be joined to itself.")
    if into.closed_at is not None:
        raise Declined("That incident is closed. Leave this call open, so that it is answered.")
    write(viewer, now, "call.joined", {"into": named(key_of(into.event_id)), "why": why})


@transaction.atomic
def close(viewer: Viewer, call: Call, *, rationale: str, ending: str, category: str = "") -> None:
    """Closes a call. Only here is a reason asked for; until it is given the call stays open and nothing typed is lost."""
    viewer.must("record_calls")
    now = still_open(call)
    if ending not in ENDINGS:
        raise Declined("Say how the call ended.")
    if not rationale.strip():
        raise Declined("Say why the call can be closed: what was found, what was done, and that she is safe.")
    if not now.grade:
        raise Declined("Grade the call before it is closed.")
    if now.asked_grade:
        raise Declined("A lower grade is asked for. A supervisor has to answer that before the call is closed.")
    write(viewer, now, "call.closed", {"rationale": rationale, "as": ending, "category": category or now.category})


def lowered_because(reason: str, why: str) -> str:
    """A permitted reason for a lower grade, in words to be recorded. Raises NotAReason."""
    found = standard().lowering.get(reason)
    if found is None:
        raise NotAReason("A lower grade needs one of the reasons that are allowed. What you typed is kept.")
    if not found.permitted:
        raise NotAReason(found.refused)
    return f"{found.says}: {why.strip()}" if why.strip() else found.says


def _may_work(viewer: Viewer) -> None:
    """Whoever takes calls or watches over them."""
    viewer.must("record_calls" if viewer.may("record_calls") else "supervise_calls")


def _actor(asked: Event | None, call: Call) -> dict[str, str]:
    role = asked.actor.role if asked is not None and asked.actor is not None else "call_handler"
    return {"id": call.asked_by, "role": role}
