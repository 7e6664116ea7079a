"""First responders: sent, arrived, what they did there, the crime and the risk that they recorded."""

from safehold.synthetic import custody
from safehold.synthetic.clock import DAY, MINUTE
from safehold.synthetic.incidents import OFFENCES, Incident
from safehold.synthetic.rates import rates
from safehold.synthetic.story import Story

_CAD, _RECORDS, _POLICE = "northshire-cad", "northshire-records", "northshire-police"


def send(story: Story, incident: Incident) -> None:
    """A unit is sent as the grade asks; in the busy last day some wait."""
    duty = {"immediate": "attend-immediate", "priority": "attend-priority"}.get(incident.grade, "attend-scheduled")
    assert incident.call is not None
    slack = 1.6 if story.until - story.now < DAY else 1.0
    kept = story.duty(duty, _POLICE, incident.call, arrive, incident, slack=slack)
    if kept.after is not None:
        story.after(int(kept.after * slack * 0.4), dispatch, incident)


def dispatch(story: Story, incident: Incident) -> None:
    story.tell(
        _CAD,
        "unit.dispatched",
        about=incident.call,
        by="dispatcher",
        data={"area": "urban" if incident.urban else "rural"},
        pair=incident.pair,
    )


def arrive(story: Story, incident: Incident) -> None:
    incident.attended = True
    seen = story.chance(0.9)
    story.tell(_CAD, "unit.arrived", incident.pair, about=incident.call, by="dispatcher", data={"victim_seen": seen, "by": "attendance"})
    story.after(story.rng.randrange(25 * MINUTE, 110 * MINUTE), record_attendance, incident)


def record_attendance(story: Story, incident: Incident) -> None:
    assert incident.call is not None
    pair = incident.pair
    present = "yes" if incident.suspect_present else "no"
    good = 0.9

    def yes() -> str:
        return "yes" if story.chance(good) else "no"

    data = {
        "suspect_present": present,
        "parties_separated": yes() if incident.suspect_present else "not_applicable",
        "victim_interviewed_alone": yes(),
        "suspect_removed": yes() if incident.suspect_present else "not_applicable",
        "children_present": len(incident.children),
        "children_seen": len(incident.children) if story.chance(0.85) else 0,
        "body_worn_video": yes(),
        "call_audio_kept": yes(),
        "first_account": yes(),
        "non_physical_abuse_asked": yes(),
        "officers": [story.staff(_POLICE, "first_responder") for _ in range(2)],
    }
    people = [(child, "child") for child in incident.children]
    story.tell(_RECORDS, "attendance.recorded", pair, who="vs", people=people, about=incident.call, by="first_responder", data=data)
    story.duty("risk-assessed", _POLICE, incident.call, assess, incident, slack=0.4)
    if incident.is_crime:
        story.duty("crime-recorded-in-time", _POLICE, incident.call, record_crime, incident, slack=0.3)


def assess(story: Story, incident: Incident) -> None:
    pair, rng = incident.pair, story.rng
    answers = {}
    for item in range(1, 28):
        answers[str(item)] = "yes" if rng.random() < 0.08 + 0.6 * pair.danger else "no"
    score = sum(answer == "yes" for answer in answers.values())
    pair.grade = "high" if score >= 14 else "medium" if score >= 8 else "standard"
    data = {"instrument": "dash", "version": "2009", "answers": answers, "score": score, "grade": pair.grade}
    incident.assessment = story.tell(_RECORDS, "risk.assessed", pair, who="vs", about=incident.call, by="first_responder", data=data)
    story.duty("risk-supervised", _POLICE, incident.assessment, supervise, incident)


def supervise(story: Story, incident: Incident) -> None:
    data = {"agrees": True, "grade": incident.pair.grade}
    story.tell(_RECORDS, "risk.supervised", incident.pair, about=incident.assessment, by="shift_sergeant", data=data)


def record_crime(story: Story, incident: Incident) -> None:
    offence, code = OFFENCES[incident.sort]
    data = {"offence": offence, "offence_code": code, "grounds_to_arrest": True}
    incident.crime = story.tell(_RECORDS, "crime.recorded", incident.pair, who="vs", about=incident.call, by="investigator", data=data)
    incident.pair.crimes += 1
    if story.chance(rates()["arrest_at_crime"]):
        story.after(story.rng.randrange(10 * MINUTE, 600 * MINUTE), custody.arrest, incident)
