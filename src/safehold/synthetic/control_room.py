"""The control room: a call is taken, checked against history, graded, sent to or left waiting, and closed."""

from safehold.synthetic import attendance, life, waiting
from safehold.synthetic.incidents import Incident
from safehold.synthetic.pairs import Pair
from safehold.synthetic.people import Person
from safehold.synthetic.rates import rates, table
from safehold.synthetic.story import Story
from safehold.synthetic.truth import EventRef, Harm, Oddity

_LESS = ("suspect has left and caller is safe with family", "no immediate threat, caller asks for later", "reported after the event")


def take_call(story: Story, pair: Pair) -> None:
    """A call comes in about two people."""
    rng = story.rng
    incident = Incident(rng, pair, story.now, f"I{story.ledger.incident_number()}")
    who = "vs" if story.chance(0.88) else "v"
    others = [(child, "child") for child in incident.children if story.chance(0.25)]
    others += [(person, role) for person, role in pair.near if story.chance(0.3)]
    call = _write_call(story, incident, who, others)
    if not incident.flagged:
        story.truth.oddities.append(Oddity("domestic call not flagged", call))
        if story.chance(0.35):
            story.after(rng.randrange(600, 20_000), reclassify, incident)
    if incident.grave:
        story.truth.harms.append(Harm("grave assault", call, pair.victim.number, pair.suspect.number, tuple(pair.warnings)))
    pair.calls.append(story.now)
    pair.warnings.append(call)
    if story.chance(rates()["call_cut_off"]):
        story.after(rng.randrange(20, 100), waiting.cut_off, incident)
    if story.chance(rates()["call_repeated_within_the_hour"]):
        story.after(rng.randrange(300, 3000), call_again, incident)
    story.duty("history-check", incident.force.police, call, check_history, incident)
    story.after(rng.randrange(40, 200), grade, incident)
    life.follows(story, incident)


def _write_call(story: Story, incident: Incident, who: str, others: list[tuple[Person, str]]) -> EventRef:
    pair, rng = incident.pair, story.rng
    emergency = story.chance(0.9 if incident.urgent else rates()["calls_to_999"] * 0.6)
    data: dict[str, object] = {
        "channel": "999" if emergency else rng.choice(("101", "101", "101", "online", "front_counter", "third_party")),
        "domestic": incident.flagged,
        "category": incident.spoken["category"] if incident.flagged else rng.choice(table("incidents.yaml")["misfiled"]),
        "incident": incident.label,
        "area": "urban" if incident.urban else "rural",
    }
    asked = {
        "suspect_present": (incident.suspect_present, 0.92),
        "weapon": (incident.weapon, 0.8),
        "children_present": (bool(incident.children), 0.82),
        "injuries": (incident.injuries, 0.85),
        "threat_to_kill": (incident.threat_to_kill, 0.8),
        "strangulation": (incident.strangulation, 0.75),
        "historic": (incident.historic, 0.6),
        "fear_expressed": (incident.afraid - 1, 0.6),
        "words": (incident.words, 0.85),
        "address_given": ("" if pair.victim.home.confidential else pair.victim.home.address, 0.8),
    }
    data.update({name: value for name, (value, share) in asked.items() if story.chance(share) and value != ""})
    incident.call = story.tell(
        incident.force.calls, "call.received", pair, who=who, people=others, by="call_handler", data=data, incident=incident.label
    )
    return incident.call


def call_again(story: Story, incident: Incident) -> None:
    """A second call about the same incident, joined to the first; sometimes nobody notices."""
    if incident.attended or incident.call is None:
        return
    again = incident.call
    data = {
        "channel": "999",
        "domestic": True,
        "category": incident.spoken["category"],
        "suspect_present": True,
        "words": "Nobody has come yet",
    }
    second = story.tell(
        incident.force.calls, "call.received", incident.pair, who="v", by="call_handler", data=data, incident=f"{incident.label}b"
    )
    if story.chance(0.85):
        story.after(240, join, incident, second, again)
    else:
        story.truth.oddities.append(Oddity("second call not joined to the first", second))


def join(story: Story, incident: Incident, second: EventRef, first: EventRef) -> None:
    data = {"into": first.id, "why": "same address, same people, still waiting"}
    story.tell(incident.force.calls, "call.joined", about=second, by="call_handler", data=data, pair=incident.pair)


def reclassify(story: Story, incident: Incident) -> None:
    data = {"domestic": True, "category": incident.spoken["category"], "why": "the parties are partners or relatives"}
    story.tell(incident.force.calls, "call.reclassified", incident.pair, about=incident.call, by="control_room_supervisor", data=data)


def check_history(story: Story, incident: Incident) -> None:
    pair, rng = incident.pair, story.rng
    earlier = len(pair.calls) - 1
    # Some checks look for one name alone, or miss what stands under another spelling.
    found = earlier if story.chance(0.82) else 0
    keys = ["victim", "suspect", "address", "phone"] if story.chance(0.7) else rng.sample(["victim", "suspect", "address"], 2)
    data: dict[str, object] = {"keys": keys, "found": found, "high_risk_marker": "high_risk" in pair.markers and found > 0}
    if story.chance(0.8):
        data.update(firearms="firearms" in pair.markers, orders_in_force=int(pair.order is not None))
    check = story.tell(incident.force.calls, "history.checked", pair, about=incident.call, by="call_handler", data=data)
    if earlier and not found:
        story.truth.oddities.append(Oddity("earlier calls not found", check))
    if found and not incident.attended:
        story.duty("history-briefed", incident.force.police, check, brief, incident, check)


def brief(story: Story, incident: Incident, check: EventRef) -> None:
    if not incident.attended:
        data = {"acknowledged": story.chance(0.9)}
        story.tell(incident.force.calls, "history.briefed", incident.pair, about=check, by="dispatcher", data=data)


def grade(story: Story, incident: Incident) -> None:
    rng = story.rng
    if incident.urgent or incident.pair.fate.get("waits"):
        incident.grade = "immediate" if story.chance(0.85) else "priority"
    else:
        incident.grade = rng.choices(("immediate", "priority", "scheduled", "appointment"), (18, 50, 27, 5))[0]
    data = {"grade": incident.grade}
    if incident.grade != "immediate" and story.chance(0.85):
        data["reason"] = rng.choice(_LESS)
    story.tell(incident.force.calls, "call.graded", incident.pair, about=incident.call, by="call_handler", data=data)
    if incident.grade == "appointment":
        story.after(300, waiting.offer_appointment, incident)
    attendance.send(story, incident)
    waiting.may_wait(story, incident)
