"""Custody: arrest, interview, bail and release."""

from safehold.synthetic.clock import DAY, MINUTE, day_of
from safehold.synthetic.incidents import Incident
from safehold.synthetic.rates import rates
from safehold.synthetic.story import Story

_CUSTODY = "northshire-custody"
_CONDITIONS = (
    "not to contact the victim, directly or through others",
    "not to enter the street where she lives",
    "to live and sleep at an address given",
)


def arrest(story: Story, incident: Incident) -> None:
    if incident.pair.in_custody:
        return
    incident.pair.in_custody = True
    about = [ref for ref in (incident.crime, incident.call) if ref]
    incident.arrest = story.tell(
        _CUSTODY,
        "arrest.made",
        incident.pair,
        who="vs",
        about=about,
        by="first_responder",
        data={"offence": incident.offence, "power": "offence"},
    )
    story.after(story.rng.randrange(240 * MINUTE, 900 * MINUTE), interview, incident)


def interview(story: Story, incident: Incident) -> None:
    story.tell(_CUSTODY, "suspect.interviewed", incident.pair, who="s", about=incident.arrest, by="investigator")
    story.after(story.rng.randrange(60 * MINUTE, 240 * MINUTE), release, incident)


def release(story: Story, incident: Incident) -> None:
    pair = incident.pair
    pair.in_custody = False
    if story.chance(rates()["bail_at_release"]):
        until = story.now + 84 * DAY
        data = {"stage": "pre_charge", "conditions": list(_CONDITIONS[:2]), "until": day_of(until), "force": "northshire-police"}
        pair.bail = story.tell(_CUSTODY, "bail.set", pair, who="vs", about=incident.arrest, by="custody_officer", data=data)
        pair.bail_until = until
        status = "bail"
    else:
        status = "under_investigation"
    data = {"status": status, "protective_order_considered": story.chance(0.8)}
    story.tell(_CUSTODY, "suspect.released", pair, who="vs", about=incident.arrest, by="custody_officer", data=data)
