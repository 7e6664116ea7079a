"""The control room: a call is taken, graded, checked against history and sent to, or waits."""

from safehold.synthetic import attendance
from safehold.synthetic.clock import MINUTE
from safehold.synthetic.incidents import CATEGORIES, MISFILED, Incident
from safehold.synthetic.pairs import Pair
from safehold.synthetic.rates import rates
from safehold.synthetic.story import Story
from safehold.synthetic.truth import Oddity

_CAD, _POLICE = "northshire-cad", "northshire-police"
_ALLOWED = ("new_information", "victim_request", "duplicate", "historic_no_access")
_NOT_ALLOWED = ("no_resources", "demeanour", "repeat_caller", "no_history")


def take_call(story: Story, pair: Pair) -> None:
    """A call comes in about two people."""
    if pair.ended:
        return
    rng = story.rng
    incident = Incident(rng, pair, story.now)
    incident.label = f"I{story.ledger.incident_number()}"
    emergency = rng.random() < (0.9 if incident.urgent else rates()["calls_to_999"] * 0.6)
    data = {
        "channel": "999" if emergency else rng.choice(("101", "101", "101", "online", "front_counter", "third_party")),
        "domestic": incident.flagged,
        "category": CATEGORIES[incident.sort] if incident.flagged else rng.choice(MISFILED),
        "incident": incident.label,
        "area": "urban" if incident.urban else "rural",
    }
    for name, value, asked in (
        ("suspect_present", incident.suspect_present, 0.92),
        ("weapon", incident.weapon, 0.8),
        ("children_present", bool(incident.children), 0.82),
        ("injuries", incident.injuries, 0.85),
        ("threat_to_kill", incident.threat_to_kill, 0.8),
        ("strangulation", incident.strangulation, 0.75),
        ("historic", incident.historic, 0.6),
    ):
        if story.chance(asked):
            data[name] = value
    if story.chance(0.6):
        data["fear_expressed"] = incident.afraid - 1
    if story.chance(0.85):
        data["words"] = incident.words
    if story.chance(0.8) and not pair.victim.home.confidential:
        data["address_given"] = pair.victim.home.address
    who = "vs" if story.chance(0.88) else "v"
    others = [(child, "child") for child in incident.children if story.chance(0.25)]
    incident.call = story.tell(_CAD, "call.received", pair, who=who, people=others, by="call_handler", data=data, incident=incident.label)
    if not incident.flagged:
        story.truth.oddities.append(Oddity("domestic call not flagged", incident.call))
    pair.calls.append(story.now)
    pair.warnings.append(incident.call)
    story.duty("history-check", _POLICE, incident.call, check_history, incident)
    story.after(rng.randrange(40, 200), grade, incident)


def check_history(story: Story, incident: Incident) -> None:
    assert incident.call is not None
    pair, rng = incident.pair, story.rng
    earlier = len(pair.calls) - 1
    # Some checks look only for one name, or miss what stands under another spelling.
    found = earlier if story.chance(0.82) else 0
    keys = ["victim", "suspect", "address", "phone"] if story.chance(0.7) else rng.sample(["victim", "suspect", "address"], 2)
    data = {
        "keys": keys,
        "found": found,
        "high_risk_marker": "high_risk" in pair.markers and found > 0,
        "firearms": "firearms" in pair.markers,
    }
    if story.chance(0.8):
        data["orders_in_force"] = int(pair.order is not None)
    check = story.tell(_CAD, "history.checked", pair, about=incident.call, by="call_handler", data=data, incident=incident.label)
    if found == 0 and earlier:
        story.truth.oddities.append(Oddity("earlier calls not linked", check))
    if found and not incident.attended:
        story.duty("history-briefed", _POLICE, check, brief, incident, check)


def brief(story: Story, incident: Incident, check: object) -> None:
    if not incident.attended:
        story.tell(
            _CAD,
            "history.briefed",
            incident.pair,
            about=check,
            by="dispatcher",
            data={"acknowledged": story.chance(0.9)},
            incident=incident.label,
        )  # type: ignore[arg-type]


def grade(story: Story, incident: Incident) -> None:
    rng = story.rng
    if incident.urgent:
        incident.grade = "immediate" if story.chance(0.85) else "priority"
    else:
        incident.grade = rng.choices(("immediate", "priority", "scheduled", "appointment"), (18, 50, 27, 5))[0]
    data = {"grade": incident.grade}
    if incident.grade != "immediate" and story.chance(0.85):
        data["reason"] = rng.choice(
            ("suspect has left and caller is safe with family", "no immediate threat, caller asks for later", "reported after the event")
        )
    story.tell(_CAD, "call.graded", incident.pair, about=incident.call, by="call_handler", data=data, incident=incident.label)
    attendance.send(story, incident)


_ = MINUTE, _ALLOWED, _NOT_ALLOWED
