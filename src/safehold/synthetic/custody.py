"""Custody: arrest, interview, and what he is released to."""

from safehold.synthetic import assessment, bail, investigation, orders, prosecution, telling
from safehold.synthetic.clock import DAY, MINUTE, day_of
from safehold.synthetic.incidents import Incident
from safehold.synthetic.rates import rates
from safehold.synthetic.story import Story
from safehold.synthetic.truth import EventRef


def arrest(story: Story, incident: Incident, power: str, because: EventRef | None = None) -> None:
    pair = incident.pair
    if pair.in_custody:
        return
    pair.in_custody = True
    about = [incident.crime or incident.call, because]
    data = {"offence": incident.offence, "power": power}
    incident.arrest = story.tell(incident.force.custody, "arrest.made", pair, who="vs", about=about, by="first_responder", data=data)
    if story.chance(0.6):
        telling.must_tell(story, pair, "arrest", incident.arrest, "victim-told-of-release", incident.force.police)
    assessment.renew(story, pair, incident.arrest)
    story.after(story.rng.randrange(240, 840) * MINUTE, interview, incident)


def interview(story: Story, incident: Incident) -> None:
    story.tell(incident.force.custody, "suspect.interviewed", incident.pair, who="s", about=incident.arrest, by="investigator")
    story.after(story.rng.randrange(60, 240) * MINUTE, decide, incident)


def decide(story: Story, incident: Incident) -> None:
    """Charge, bail, release under investigation, or no further action."""
    pair = incident.pair
    if story.befalls(pair, "charge", rates()["charged_at_arrest"]):
        prosecution.ask_for_charge(story, incident)
    elif story.befalls(pair, "bail", rates()["bail_at_release"]):
        assert incident.arrest is not None
        story.duty("views-before-bail", incident.force.police, incident.arrest, seek_views, incident, "bail")
        if story.chance(0.2):
            plan_release(story, incident, incident.force.custody, story.now + 70 * MINUTE, "custody")
        story.after(70 * MINUTE, bail.release_on_bail, incident)
    else:
        no_further = story.chance(0.5)
        release(story, incident, "no_further_action" if no_further else "under_investigation")
        if story.befalls(pair, "notice", rates()["protection_notice"] * 2):
            orders.seek_notice(story, incident)
        story.after(story.rng.randrange(2, 50) * DAY, close_uncharged, incident)


def seek_views(story: Story, incident: Incident, about: str) -> None:
    data: dict[str, object] = {"about": about}
    if story.chance(0.15):
        data["impracticable_because"] = "no answer on her safe number, sergeant told"
    else:
        data["views"] = story.rng.choice(
            ("wants him kept away from the street", "wants no contact at all", "wants him to see the children through his mother")
        )
    story.tell(incident.force.records, "victim.views_sought", incident.pair, who="v", about=incident.arrest, by="investigator", data=data)


def release(story: Story, incident: Incident, status: str) -> EventRef:
    pair = incident.pair
    pair.in_custody = False
    data: dict[str, object] = {"status": status}
    if status == "under_investigation":
        if story.chance(0.82):
            data["rationale"] = "no conditions needed: he lives elsewhere and has agreed to stay away"
        data["protective_order_considered"] = story.chance(0.75)
    released = story.tell(
        incident.force.custody, "suspect.released", pair, who="vs", about=incident.arrest, by="custody_officer", data=data
    )
    pair.warnings.append(released)
    telling.must_tell(story, pair, "release", released, "victim-told-of-release", incident.force.police)
    assessment.renew(story, pair, released)
    return released


def plan_release(story: Story, incident: Incident, source: str, when: int, where: str) -> None:
    data = {"from": where, "at": day_of(when), "conditions": list(bail.CONDITIONS[:2])}
    planned = story.tell(source, "release.planned", incident.pair, who="vs", about=incident.arrest, by="custody_officer", data=data)
    if where == "prison":
        telling.must_tell(story, incident.pair, "release", planned, "victim-told-of-release", "northshire-probation")


def close_uncharged(story: Story, incident: Incident) -> None:
    investigation.finish(story, incident, True)
