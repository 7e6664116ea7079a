"""First responders: sent, arrived, what they did there, and the children whom they found."""

from safehold.synthetic import assessment, investigation, telling, waiting
from safehold.synthetic.clock import DAY, HOUR, MINUTE, age
from safehold.synthetic.incidents import Incident
from safehold.synthetic.people import Person
from safehold.synthetic.rates import table
from safehold.synthetic.story import Story
from safehold.synthetic.truth import EventRef, Oddity

_WHY_NOT = {
    "parties_separated": "one had left before we came",
    "victim_interviewed_alone": "a friend stayed at her wish",
    "suspect_removed": "no power to remove, gone to his mother's by his own choice",
    "children_seen": "asleep, seen from the door",
    "non_physical_abuse_asked": "too distressed, to be asked tomorrow",
}


def send(story: Story, incident: Incident) -> None:
    """A unit is sent as the grade asks; in the busy last hours some wait."""
    duty = {"immediate": "attend-immediate", "priority": "attend-priority"}.get(incident.grade, "attend-scheduled")
    assert incident.call is not None
    if incident.pair.fate.get("waits"):
        return
    kept = story.duty(duty, incident.force.police, incident.call, arrive, incident)
    if kept.after is None:
        story.after(story.rng.randrange(2, 5) * DAY, waiting.close, incident)
    elif story.chance(0.96):
        story.after(int(kept.after * 0.4), dispatch, incident)


def dispatch(story: Story, incident: Incident) -> None:
    data = {"area": "urban" if incident.urban else "rural"}
    story.tell(incident.force.calls, "unit.dispatched", incident.pair, about=incident.call, by="dispatcher", data=data)


def arrive(story: Story, incident: Incident, seen_before: bool = False) -> None:
    incident.attended = True
    seen = seen_before or story.chance(0.92)
    video = incident.grade == "scheduled" and story.chance(0.08)
    data = {"victim_seen": seen, "by": "video" if video else "attendance"}
    arrived = story.tell(incident.force.calls, "unit.arrived", incident.pair, about=incident.call, by="dispatcher", data=data)
    if seen:
        story.after(story.rng.randrange(25 * MINUTE, 110 * MINUTE), record, incident)
    else:
        story.duty("victim-seen", incident.force.police, arrived, see_later, incident, arrived)
        story.after(2 * DAY, waiting.close, incident)


def see_later(story: Story, incident: Incident, arrived: EventRef) -> None:
    if story.chance(0.5):
        telling.attempt(story, incident.pair, incident.force.records, reached=True, about=arrived)
    arrive(story, incident, True)


def record(story: Story, incident: Incident) -> None:
    call, pair = incident.call, incident.pair
    assert call is not None
    done = {
        "parties_separated": incident.suspect_present,
        "victim_interviewed_alone": True,
        "suspect_removed": incident.suspect_present,
        "non_physical_abuse_asked": True,
    }
    data: dict[str, object] = {
        name: ("yes" if story.chance(0.9) else "no") if applies else "not_applicable" for name, applies in done.items()
    }
    there = len(incident.children)
    seen = there if story.chance(0.86) else 0
    data.update(
        suspect_present="yes" if incident.suspect_present else "no",
        children_present=there,
        children_seen=seen,
        body_worn_video="yes" if story.chance(0.93) else "no",
        call_audio_kept="yes" if story.chance(0.88) else "no",
        photographs=("yes" if story.chance(0.85) else "no") if incident.injuries else "not_applicable",
        first_account="yes" if story.chance(0.9) else "no",
        independent_witnesses=int(story.chance(0.2)),
        officers=[story.staff(incident.force.police, "first_responder") for _ in range(2)],
    )
    if not pair.victim.culture.english and story.chance(0.3):
        data["interpreter"] = "professional" if story.chance(0.7) else "relative"
    why_not = {name: reason for name, reason in _WHY_NOT.items() if data.get(name) == "no" and story.chance(0.6)}
    if seen < there and story.chance(0.6):
        why_not["children_seen"] = _WHY_NOT["children_seen"]
    if why_not:
        data["reasons"] = why_not
    if story.chance(0.2):
        data["barriers"] = story.rng.choice(
            ("nowhere to go", "his name is on the tenancy", "afraid that the children are taken", "no money of her own")
        )
    odd = story.chance(0.002)
    if odd:
        data["children_seen"] = "two"
    people = [(child, "child") for child in incident.children]
    people += [(person, "witness" if role == "caller" else role) for person, role in pair.near if story.chance(0.4)]
    attended = story.tell(
        incident.force.records, "attendance.recorded", pair, who="vs", people=people, about=call, by="first_responder", data=data
    )
    if odd:
        story.truth.oddities.append(Oddity("field of the wrong type", attended))
    if story.chance(0.01):
        data["children_seen"] = there
        story.tell(
            incident.force.records,
            "attendance.recorded",
            pair,
            who="vs",
            people=people,
            about=call,
            corrects=attended,
            by="first_responder",
            data=data,
        )
    story.duty("risk-assessed", incident.force.police, call, assessment.assess, incident, slack=0.4)
    for child in incident.children:
        if age(child.born, story.now) < 18:
            story.after(story.rng.randrange(5, 90) * MINUTE, identify_child, incident, child)
    if incident.is_crime:
        story.duty("crime-recorded-in-time", incident.force.police, call, investigation.record_crime, incident, slack=0.3)
    story.after(story.rng.randrange(1, 20) * HOUR, waiting.close, incident)


def identify_child(story: Story, incident: Incident, child: Person) -> None:
    years = age(child.born, story.now)
    in_school = years >= 4
    data: dict[str, object] = {"age": years, "lives_with_victim": True, "in_education": "yes" if in_school else "no"}
    if in_school and story.chance(0.85):
        schools = table("places.yaml")["schools"]
        data["school"] = schools[child.household % len(schools)]
    police, records = incident.force.police, incident.force.records
    found = story.tell(
        records, "child.identified", incident.pair, who="v", people=[(child, "child")], about=incident.call, by="first_responder", data=data
    )
    if in_school:
        story.duty("school-notified", police, found, notify_school, incident, child, found)
    story.duty("child-referred", police, found, refer_child, incident, child, found)


def notify_school(story: Story, incident: Incident, child: Person, found: EventRef) -> None:
    data = {"acknowledged_by": "designated safeguarding lead"} if story.chance(0.8) else None
    story.tell(
        incident.force.records, "school.notified", incident.pair, people=[(child, "child")], about=found, by="mash_officer", data=data
    )


def refer_child(story: Story, incident: Incident, child: Person, found: EventRef) -> None:
    people = [(child, "child")]
    data = {"to": "northshire-childrens-services"}
    story.tell(
        incident.force.records, "child.referred", incident.pair, who="v", people=people, about=found, by="first_responder", data=data
    )
