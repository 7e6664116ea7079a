"""The prosecutor and the courts: file, charge, hearings, outcome, sentence, release from prison."""

from safehold.synthetic import assessment, bail, custody, orders, telling
from safehold.synthetic.clock import DAY, HOUR, MINUTE, in_office_hours, written
from safehold.synthetic.incidents import Incident
from safehold.synthetic.pairs import Pair
from safehold.synthetic.rates import rates, table
from safehold.synthetic.sources import COURTS, IDVA, PROBATION, PROSECUTION
from safehold.synthetic.story import Story
from safehold.synthetic.truth import EventRef


def ask_for_charge(story: Story, incident: Incident) -> None:
    file = story.tell(
        incident.force.records, "cps.file_sent", incident.pair, who="vs", about=[incident.crime, incident.arrest], by="investigator"
    )
    story.after(story.rng.randrange(60, 300) * MINUTE, decide_charge, incident, file)


def decide_charge(story: Story, incident: Incident, file: EventRef) -> None:
    pair = incident.pair
    decision = story.rng.choices(("charge", "no_further_action", "more_evidence"), (80, 14, 6))[0]
    if pair.fate.get("charge"):
        decision = "charge"
    data = {"decision": decision}
    if decision != "charge":
        data["reason"] = (
            "not enough evidence without her account" if decision == "no_further_action" else "the recording of the call and photographs"
        )
    decided = story.tell(PROSECUTION, "cps.decided", pair, who="vs", about=file, by="prosecutor", data=data)
    if decision == "charge":
        data_of_charge = {"custody_requested": pair.danger > 0.5}
        authorised = story.tell(
            PROSECUTION, "cps.charge_authorised", pair, who="vs", about=[decided, file], by="prosecutor", data=data_of_charge
        )
        story.duty("charge-authority-used", incident.force.police, authorised, charge, incident, authorised)
        return
    if decision == "no_further_action":
        telling.must_tell(story, pair, "no_charge", decided, "victim-told-of-decision", "cps")
        bail.end(story, incident, "no charge")
        story.after(DAY, custody.close_uncharged, incident)
    if pair.in_custody:
        custody.release(story, incident, "under_investigation")


def charge(story: Story, incident: Incident, authorised: EventRef) -> None:
    pair = incident.pair
    pair.bail = None
    pair.prosecuted = True
    data = {"offence": incident.offence}
    charged = story.tell(
        incident.force.custody, "suspect.charged", pair, who="vs", about=[incident.arrest, authorised], by="custody_officer", data=data
    )
    story.tell(
        incident.force.records, "crime.outcome", pair, who="vs", about=incident.crime, by="investigator", data={"outcome": "charged"}
    )
    telling.must_tell(story, pair, "charge", charged, "victim-told-of-bail", incident.force.police)
    story.duty("special-measures-offered", incident.force.police, charged, offer_measures, incident, charged)
    if pair.in_custody and (pair.danger > 0.75 or story.chance(rates()["remanded_of_charged"])):
        first = in_office_hours(story.now + 18 * HOUR)
        story.at(first, remand, incident, charged)
    else:
        bail.set_after_charge(story, incident)
        custody.release(story, incident, "charged")
        story.after(story.rng.randrange(1, 4) * DAY, list_hearing, incident, charged, 24)
    if story.chance(rates()["withdrew"]):
        story.after(story.rng.randrange(3, 70) * DAY, withdraw, incident)


def offer_measures(story: Story, incident: Incident, charged: EventRef) -> None:
    data = {
        "measures": ["screens", "live link"],
        "answer": story.rng.choice(("screens wanted", "will decide later", "live link wanted", "declined")),
    }
    offered = story.tell(
        incident.force.records, "special_measures.offered", incident.pair, who="v", about=charged, by="witness_care_officer", data=data
    )
    if story.chance(0.3):
        telling.tell(story, incident.pair, "special_measures", offered, incident.force.police)


def remand(story: Story, incident: Incident, charged: EventRef) -> None:
    outcome = _outcome(story, incident.pair, charged, "remanded")
    telling.must_tell(story, incident.pair, "court_outcome", outcome, "victim-told-of-bail", "northshire-courts")
    list_hearing(story, incident, charged, 28)


def _outcome(story: Story, pair: Pair, about: EventRef, outcome: str, sentence: str = "") -> EventRef:
    data = {"outcome": outcome, **({"sentence": sentence} if sentence else {})}
    return story.tell(COURTS, "court.outcome", pair, who="vs", about=about, by="witness_care_officer", data=data)


def list_hearing(story: Story, incident: Incident, charged: EventRef, days: int, last: bool = False) -> None:
    when = in_office_hours(story.now + (days + story.rng.randrange(10)) * DAY)
    places = table("places.yaml")
    special = story.chance(0.6)
    data = {
        "court": story.rng.choice(places["specialist_courts"] if special else places["courts"]),
        "specialist_court": special,
        "at": written(when),
    }
    listed = story.tell(COURTS, "hearing.listed", incident.pair, who="vs", about=charged, by="witness_care_officer", data=data)
    telling.must_tell(story, incident.pair, "hearing", listed, "victim-told-of-hearing", "northshire-courts")
    story.at(when, hear, incident, charged, listed, last)


def hear(story: Story, incident: Incident, charged: EventRef, listed: EventRef, last: bool) -> None:
    pair = incident.pair
    draw = story.rng.random()
    if not last and draw < 0.55:
        if not pair.in_custody:
            _outcome(story, pair, listed, "bailed")
        story.after(DAY, list_hearing, incident, charged, 60, True)
        return
    convicted = rates()["convicted_of_prosecuted"]
    if story.rng.random() < convicted:
        outcome = _outcome(story, pair, listed, "convicted")
        story.after(0 if story.chance(0.4) else 24 * DAY, sentence, incident, outcome)
    else:
        ended = "discontinued" if not last or story.chance(0.5) else "acquitted"
        outcome = _outcome(story, pair, listed, ended)
        let_go(story, incident, "prosecution ended")
    telling.must_tell(story, pair, "court_outcome", outcome, "victim-told-of-hearing", "northshire-courts")
    assessment.renew(story, pair, outcome)


def let_go(story: Story, incident: Incident, reason: str) -> None:
    bail.end(story, incident, reason)
    if incident.pair.in_custody:
        custody.release(story, incident, "custody_ended")


def sentence(story: Story, incident: Incident, convicted: EventRef) -> None:
    pair, rng = incident.pair, story.rng
    prison = pair.in_custody or story.chance(0.12)
    if prison:
        weeks = rng.choice((8, 12, 16, 26, 40))
        passed = _outcome(story, pair, convicted, "sentenced", f"{weeks} weeks' imprisonment")
        pair.bail, pair.in_custody = None, True
        freed = in_office_hours(story.now + weeks * 7 * DAY // 2)
        story.at(max(story.now + HOUR, freed - rng.randrange(3, 21) * DAY), custody.plan_release, incident, PROBATION, freed, "prison")
        story.at(freed, leave_prison, incident)
    else:
        mild = story.chance(0.25)
        passed = _outcome(
            story,
            pair,
            convicted,
            "conditional_discharge" if mild else "sentenced",
            "" if mild else "community order, 18 months, programme",
        )
        pair.bail = None
        if not mild:
            story.after(rng.randrange(3, 12) * DAY, go_on_programme, pair, passed)
    if story.chance(0.5):
        orders.make(story, pair, "restraining", passed, 730 * DAY)


def leave_prison(story: Story, incident: Incident) -> None:
    pair = incident.pair
    pair.in_custody = False
    data = {"status": "prison_release"}
    released = story.tell(PROBATION, "suspect.released", pair, who="vs", about=incident.arrest, by="offender_manager", data=data)
    pair.warnings.append(released)
    assessment.renew(story, pair, released)


def go_on_programme(story: Story, pair: Pair, passed: EventRef) -> None:
    data = {"programme": "Northshire changing course", "accredited": True}
    referred = story.tell(PROBATION, "programme.referred", pair, who="s", about=passed, by="offender_manager", data=data)
    if story.chance(0.75):
        story.after(20 * DAY, start_programme, pair, referred)


def start_programme(story: Story, pair: Pair, referred: EventRef) -> None:
    story.tell(PROBATION, "programme.started", pair, who="s", about=referred, by="offender_manager")
    story.after(story.rng.randrange(60, 150) * DAY, complete_programme, pair, referred)


def complete_programme(story: Story, pair: Pair, referred: EventRef) -> None:
    story.tell(
        PROBATION, "programme.completed", pair, who="s", about=referred, by="offender_manager", data={"completed": story.chance(0.6)}
    )


def withdraw(story: Story, incident: Incident) -> None:
    pair = incident.pair
    data = {
        "from": "prosecution",
        "reason": story.rng.choice(("wants to move on", "his family have asked her to", "children miss him")),
        "pressured": story.rng.choice(("no", "unknown", "yes")),
    }
    source = IDVA if pair.idva == "engaged" else incident.force.records
    withdrew = story.tell(source, "victim.withdrew", pair, who="v", about=incident.crime, by="investigator", data=data)
    pair.warnings.append(withdrew)
    assessment.renew(story, pair, withdrew)


def court_after_breach(story: Story, incident: Incident, caught: EventRef) -> None:
    pair = incident.pair
    kept_in = story.chance(0.35)
    _outcome(story, pair, caught, "remanded" if kept_in else "bailed")
    if kept_in:
        pair.bail = None
    else:
        pair.in_custody = False


def decide_bail(story: Story, pair: Pair, told: EventRef, reported: EventRef) -> None:
    apply = story.chance(0.5)
    data = {"apply_to_withdraw": apply, "reason": "second breach in a month" if apply else "conditions can be tightened instead"}
    story.tell(PROSECUTION, "cps.bail_decided", pair, who="vs", about=[reported, told], by="prosecutor", data=data)
