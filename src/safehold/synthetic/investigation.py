"""Investigation: the crime recorded, arrest or a reason why not, the suspect sought, the outcome."""

from safehold.synthetic import custody, support, telling
from safehold.synthetic.clock import DAY, HOUR, MINUTE
from safehold.synthetic.incidents import Incident
from safehold.synthetic.rates import rates
from safehold.synthetic.story import Story
from safehold.synthetic.truth import EventRef, Oddity


def record_crime(story: Story, incident: Incident) -> None:
    pair, records, rng = incident.pair, incident.force.records, story.rng
    grounds = story.befalls(pair, "arrest", 0.84)
    data = {"offence": incident.offence, "offence_code": incident.spoken["code"], "grounds_to_arrest": grounds}
    # Some are recorded as another offence first, and put right by an event that corrects the first.
    mistaken = {**data, "offence": "common assault", "offence_code": "105A"} if story.chance(0.02) else data
    crime = story.tell(records, "crime.recorded", pair, who="vs", about=incident.call, by="investigator", data=mistaken)
    if mistaken is not data:
        story.after(rng.randrange(6, 90) * HOUR, _correct, incident, crime, data)
    incident.crime = crime
    pair.warnings.append(crime)
    if story.chance(0.01):
        twice = story.tell(records, "crime.recorded", pair, who="vs", about=incident.call, by="investigator", data=data)
        story.after(DAY, void, incident, twice)
    for evidence in ("photographs", "neighbour's statement", "messages from her phone", "999 recording"):
        if story.chance(0.12):
            story.after(rng.randrange(1, 60) * HOUR, secure, incident, evidence)
    story.duty("support-offered", incident.force.police, crime, support.offer, pair, crime, incident.force)
    if story.chance(0.012):
        story.after(rng.randrange(2, 30) * HOUR, screen_out, incident)
        return
    if grounds and story.befalls(pair, "arrest", rates()["arrest_at_crime"] / 0.75):
        if incident.suspect_present or story.chance(0.55):
            story.after(rng.randrange(5 * MINUTE, 240 * MINUTE), custody.arrest, incident, "offence")
        else:
            story.after(rng.randrange(1, 6) * HOUR, want, incident)
    else:
        if grounds:
            story.duty("arrest-or-reason", incident.force.police, crime, explain_no_arrest, incident)
        story.after(rng.randrange(9, 50) * DAY, finish, incident, True)


def _correct(story: Story, incident: Incident, first: EventRef, data: dict[str, object]) -> None:
    who, about = "vs", incident.call
    note = "offence put right on review"
    records = incident.force.records
    story.tell(records, "crime.recorded", incident.pair, who=who, about=about, by="crime_registrar", data=data, corrects=first, note=note)


def void(story: Story, incident: Incident, event: EventRef) -> None:
    data = {"reason": "entered twice"}
    story.tell(incident.force.records, "event.voided", incident.pair, about=event, by="records_manager", data=data)


def secure(story: Story, incident: Incident, kind: str) -> None:
    story.tell(incident.force.records, "evidence.secured", incident.pair, about=incident.crime, by="investigator", data={"kind": kind})


def screen_out(story: Story, incident: Incident) -> None:
    records, pair = incident.force.records, incident.pair
    if story.chance(0.6):
        wrong = story.tell(
            records, "crime.screened_out", pair, who="v", about=incident.crime, by="investigator", data={"reason": "no lines of enquiry"}
        )
        story.truth.oddities.append(Oddity("domestic crime screened out", wrong))
        telling.must_tell(story, pair, "no_investigation", wrong, "victim-told-of-decision", incident.force.police)
        return
    by = "crime_registrar" if story.chance(0.8) else "investigator"
    decided = {"id": story.staff(incident.force.police, by), "role": by}
    data = {"decided_by": decided, "additional_verifiable_information": story.chance(0.8)}
    story.tell(records, "crime.cancelled", pair, about=incident.crime, by=by, data=data)


def want(story: Story, incident: Incident) -> None:
    pair = incident.pair
    wanted = story.tell(
        incident.force.records, "suspect.wanted", pair, who="vs", about=incident.crime, by="investigator", data={"for": incident.offence}
    )
    kept = story.duty("suspect-found", incident.force.police, wanted, attempt_arrest, incident, wanted)
    found_after = (kept.after or 3 * DAY) + story.rng.randrange(1, 60) * HOUR
    if story.chance(0.9):
        story.after(found_after, custody.arrest, incident, "offence", wanted)


def attempt_arrest(story: Story, incident: Incident, wanted: EventRef) -> None:
    data = {"result": story.rng.choice(("no reply at his address", "not at work today", "mother says he is away"))}
    story.tell(incident.force.records, "arrest.attempted", incident.pair, who="s", about=wanted, by="first_responder", data=data)


def explain_no_arrest(story: Story, incident: Incident) -> None:
    asked = story.chance(0.04)
    data: dict[str, object] = {
        "reason": "she did not want him arrested"
        if asked
        else story.rng.choice(
            ("to come in by appointment with his solicitor", "gone before we came, no address yet", "counter-allegation to be looked into")
        ),
        "victim_asked_to_decide": asked,
    }
    if story.chance(0.85):
        data["alternative"] = story.rng.choice(
            ("she is staying with her sister", "marker on the address and an alarm", "he has gone to another town tonight")
        )
    if story.chance(0.85):
        data["supervisor"] = {"id": story.staff(incident.force.police, "shift_sergeant"), "role": "shift_sergeant"}
    story.tell(incident.force.records, "arrest.not_made", incident.pair, who="vs", about=incident.crime, by="first_responder", data=data)
    if story.chance(0.12):
        warning = story.rng.choice(("harassment", "words_of_advice", "caution"))
        story.tell(
            incident.force.records,
            "suspect.warned",
            incident.pair,
            who="s",
            about=incident.crime,
            by="first_responder",
            data={"warning": warning},
        )
    if story.chance(0.006):
        penalise(story, incident)


def penalise(story: Story, incident: Incident) -> None:
    """What must not happen: the one who reported is fined for it."""
    data = {"to_role": "victim", "penalty": "fixed penalty for wasting police time", "arises_from_report": True}
    given = story.tell(
        incident.force.records, "penalty.issued", incident.pair, who="v", about=incident.crime, by="first_responder", data=data
    )
    story.truth.oddities.append(Oddity("victim penalised", given))


def finish(story: Story, incident: Incident, unsupported: bool) -> None:
    """The crime is closed without charge. Most often the victim does not support it."""
    rng, pair = story.rng, incident.pair
    outcome = (
        "16"
        if unsupported and story.chance(rates()["victim_does_not_support"] / 0.75)
        else rng.choice(("15", "15", "15", "14", "no_further_action", "out_of_court"))
    )
    data: dict[str, object] = {"outcome": outcome}
    if outcome == "16":
        data.update(
            evidence_led_review=story.chance(0.85),
            victim_reasons=rng.choice(("does not want to go to court", "wants it to stop, not a conviction", "afraid of him")),
        )
        if story.chance(0.88):
            data["supervisor"] = {"id": story.staff(incident.force.police, "shift_sergeant"), "role": "shift_sergeant"}
    closed = story.tell(incident.force.records, "crime.outcome", pair, who="vs", about=incident.crime, by="investigator", data=data)
    telling.must_tell(story, pair, "no_charge", closed, "victim-told-of-decision", incident.force.police)
    if outcome == "out_of_court" and story.chance(0.6):
        story.tell("probation-cases", "programme.referred", pair, who="s", about=closed, by="offender_manager", data=programme())


def programme() -> dict[str, object]:
    return {"programme": "Northshire changing course", "accredited": True}
