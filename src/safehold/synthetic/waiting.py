"""Calls that wait: cut off, regraded with and without leave, units sent elsewhere, a supervisor who looks again or does not."""

from safehold.synthetic.clock import DAY, HOUR, MINUTE, in_office_hours, written
from safehold.synthetic.incidents import Incident
from safehold.synthetic.story import Story
from safehold.synthetic.truth import EventRef, Oddity

_ALLOWED = ("new_information", "victim_request", "historic_no_access")
_NOT_ALLOWED = ("no_resources", "demeanour", "repeat_caller", "no_history")
_NO_CRIME = (
    "no offence disclosed, risk form done and advice given",
    "words only, both spoken to apart",
    "caller does not wish to say more, marker set",
)
_LOWER = {"immediate": "priority", "priority": "scheduled", "scheduled": "appointment"}
_TARGET = {"immediate": 15 * MINUTE, "priority": 60 * MINUTE, "scheduled": 24 * HOUR, "appointment": 48 * HOUR}


def cut_off(story: Story, incident: Incident) -> None:
    if incident.attended:
        return
    cut = story.tell(incident.force.calls, "call.cut_off", incident.pair, about=incident.call, by="call_handler")
    incident.pair.warnings.append(cut)
    story.duty("cut-off-reassessed", incident.force.police, cut, reassess, incident, [cut, incident.call])


def may_wait(story: Story, incident: Incident) -> None:
    """What can befall a call between its grade and somebody's arrival."""
    rng = story.rng
    if incident.grade in ("immediate", "priority"):
        story.after(_TARGET[incident.grade] + rng.randrange(60, 600), past_target, incident)
    draw = rng.random()
    if incident.pair.fate.get("downgrade"):
        story.after(rng.randrange(15, 35) * MINUTE, ask_downgrade, incident, False)
    elif draw < 0.05:
        story.after(rng.randrange(3, 9) * MINUTE, ask_downgrade, incident, True)
    elif draw < 0.07:
        story.after(rng.randrange(3, 9) * MINUTE, upgrade, incident)
    elif draw < 0.08:
        story.after(rng.randrange(4, 9) * MINUTE, divert, incident)


def ask_downgrade(story: Story, incident: Incident, answered: bool) -> None:
    """A handler asks for a lower grade: a supervisor agrees or not; some lower it without asking."""
    lower = _LOWER.get(incident.grade)
    if incident.attended or lower is None:
        return
    reason = story.rng.choice(_ALLOWED if story.chance(0.6) else _NOT_ALLOWED)
    if answered and story.chance(0.25):
        regrade(story, incident, lower, reason, None)
        return
    data = {
        "to": lower,
        "reason": reason,
        "why": "more urgent calls are waiting" if reason in _NOT_ALLOWED else "caller is with her sister and he is in custody",
    }
    asked = story.tell(incident.force.calls, "call.downgrade_asked", incident.pair, about=incident.call, by="dispatcher", data=data)
    if answered:
        story.after(story.rng.randrange(60, 600), answer_downgrade, incident, asked, lower, reason)


def answer_downgrade(story: Story, incident: Incident, asked: EventRef, lower: str, reason: str) -> None:
    if incident.attended:
        return
    agreed = reason in _ALLOWED or story.chance(0.3)
    data = {"agreed": agreed, "why": "the reason is one that the policy allows" if agreed else "send the next unit"}
    story.tell(
        incident.force.calls,
        "call.downgrade_answered",
        incident.pair,
        about=[incident.call, asked],
        by="control_room_supervisor",
        data=data,
    )
    if agreed:
        regrade(story, incident, lower, reason, "control_room_supervisor")


def regrade(story: Story, incident: Incident, to: str, reason: str, leave: str | None) -> None:
    data: dict[str, object] = {"from": incident.grade, "to": to, "reason": reason, "victim_recontacted": story.chance(0.75)}
    if leave:
        data["authorised_by"] = {"id": story.staff(incident.force.police, leave), "role": leave}
    incident.grade = to
    changed = story.tell(incident.force.calls, "call.regraded", incident.pair, about=incident.call, by="dispatcher", data=data)
    if reason in _NOT_ALLOWED or not leave and reason != "new_information":
        story.truth.oddities.append(Oddity("lowered without good reason or leave", changed))


def upgrade(story: Story, incident: Incident) -> None:
    if not incident.attended and incident.grade != "immediate":
        data = {"from": incident.grade, "to": "immediate", "reason": "new_information", "victim_recontacted": True}
        incident.grade = "immediate"
        story.tell(incident.force.calls, "call.regraded", incident.pair, about=incident.call, by="dispatcher", data=data)


def divert(story: Story, incident: Incident) -> None:
    if incident.attended:
        return
    data: dict[str, object] = {"reason": story.rng.choice(("road collision", "officer needs help", "disorder in the town centre"))}
    if story.chance(0.6):
        data["authorised_by"] = {"id": story.staff(incident.force.police, "control_room_supervisor"), "role": "control_room_supervisor"}
    story.tell(incident.force.calls, "unit.diverted", incident.pair, about=incident.call, by="dispatcher", data=data)


def past_target(story: Story, incident: Incident) -> None:
    """The target has gone by: a supervisor looks again, or nobody does."""
    if incident.attended or incident.call is None:
        return
    story.duty("unattended-reassessed", incident.force.police, incident.call, reassess, incident, [incident.call])
    if story.now - incident.at < DAY and story.chance(0.8):
        story.after(2 * HOUR, past_target, incident)


def reassess(story: Story, incident: Incident, about: list[EventRef]) -> None:
    if incident.attended:
        return
    plan = story.rng.choice(
        (
            "next unit from the north, caller rung on her safe number",
            "sergeant asked to send",
            "caller to go to her neighbour until we come",
        )
    )
    data = {"plan": plan, "victim_recontacted": story.chance(0.8)}
    story.tell(incident.force.calls, "supervisor.reassessed", incident.pair, about=about, by="control_room_supervisor", data=data)


def offer_appointment(story: Story, incident: Incident) -> None:
    when = in_office_hours(story.now + DAY)
    data = {"at": written(when), "victim_asked": story.chance(0.7)}
    story.tell(
        incident.force.calls,
        "call.appointment_offered",
        incident.pair,
        who="v",
        about=incident.call,
        by="call_handler",
        data=data,
        incident=incident.label,
    )


def close(story: Story, incident: Incident) -> None:
    if incident.closed:
        return
    incident.closed = True
    outcome = (
        "crime" if incident.crime or incident.is_crime else "non_crime" if incident.attended or story.chance(0.7) else "no_further_action"
    )
    data = {"category": incident.spoken["category"], "as": outcome}
    if story.chance(0.92):
        data["rationale"] = "see the crime record" if outcome == "crime" else story.rng.choice(_NO_CRIME)
    story.tell(incident.force.calls, "call.closed", incident.pair, about=incident.call, by="dispatcher", data=data)
