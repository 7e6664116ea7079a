"""Protective orders: notices, orders of the courts, their service, register, breaches and end."""

from safehold.synthetic import assessment
from safehold.synthetic.clock import DAY, HOUR, MINUTE, day_of
from safehold.synthetic.incidents import Incident
from safehold.synthetic.pairs import Pair
from safehold.synthetic.rates import rates
from safehold.synthetic.sources import COURTS, NORTHSHIRE
from safehold.synthetic.story import Story
from safehold.synthetic.truth import EventRef

_CONDITIONS = (
    "not to use or threaten violence",
    "not to contact her, directly or through others",
    "not to come within 100 metres of her home",
)


def seek_notice(story: Story, incident: Incident) -> None:
    """A superintendent's notice, served at once, heard within two days."""
    pair, records = incident.pair, incident.force.records
    newer = story.chance(0.25)
    data: dict[str, object] = {"order": "dapn" if newer else "dvpn", "by": incident.force.police}
    considered = ("child_welfare_considered", "victim_opinion_considered", "representations_considered", "occupants_considered")
    data.update({name: True for name in considered if story.chance(0.93)})
    by = "superintendent" if story.chance(0.9) else "duty_inspector"
    sought = story.tell(records, "order.sought", pair, who="vs", about=incident.arrest, by=by, data=data)
    story.after(40 * MINUTE, serve_notice, pair, sought, newer)


def serve_notice(story: Story, pair: Pair, sought: EventRef, newer: bool) -> None:
    data = {"address_for_notice_asked": story.chance(0.9)}
    served = story.tell(NORTHSHIRE.records, "order.served", pair, who="s", about=sought, by="first_responder", data=data)
    story.duty("order-heard", "northshire-courts", served, hear_notice, pair, served, newer)


def hear_notice(story: Story, pair: Pair, served: EventRef, newer: bool) -> None:
    granted = story.chance(rates()["protection_order_granted"])
    data = {"result": "order made" if granted else "refused"}
    heard = story.tell(COURTS, "order.heard", pair, who="vs", about=served, by="witness_care_officer", data=data)
    if granted:
        make(story, pair, "dapo" if newer else "dvpo", heard, (180 if newer else 28) * DAY)


def seek_by_victim(story: Story, pair: Pair, order: str, because: EventRef | None) -> None:
    """She applies to the court herself, or the police do for stalking."""
    police = order == "stalking_protection"
    data = {"order": order, "by": NORTHSHIRE.police if police else "northshire-idva"}
    source, by = (NORTHSHIRE.records, "order_officer") if police else ("idva-cases", "idva")
    sought = story.tell(source, "order.sought", pair, who="vs", about=because, by=by, data=data)
    if story.chance(0.85):
        story.after(story.rng.randrange(3, 15) * DAY, make, pair, order, sought, 365 * DAY)


def make(story: Story, pair: Pair, order: str, because: EventRef, length: int) -> None:
    until = story.now + length
    data = {"order": order, "until": day_of(until), "conditions": list(_CONDITIONS)}
    made = story.tell(COURTS, "order.made", pair, who="vs", about=because, by="witness_care_officer", data=data)
    pair.order = (made, order)
    story.duty("order-recorded", NORTHSHIRE.police, made, register, pair, made)
    if order not in ("restraining", "dvpo"):
        story.after(story.rng.randrange(4, 90) * HOUR, serve, pair, made)
    if order in ("dapo", "stalking_protection"):
        story.duty("order-subject-notified", NORTHSHIRE.police, made, notify, pair, made)
    if story.chance(0.15 + 0.3 * pair.danger):
        story.after(int(story.rng.expovariate(1 / (25 * DAY))) + DAY, breach, pair, made, order)
    story.at(until, end, pair, made, "run out")
    if order == "non_molestation" and story.chance(0.05):
        story.after(60 * DAY, end, pair, made, "discharged at her request")


def serve(story: Story, pair: Pair, made: EventRef) -> None:
    data = {"address_for_notice_asked": story.chance(0.9)}
    story.tell(NORTHSHIRE.records, "order.served", pair, who="s", about=made, by="first_responder", data=data)


def register(story: Story, pair: Pair, made: EventRef) -> None:
    data = {"register": "national computer and local marker"}
    story.tell(NORTHSHIRE.records, "order.recorded", pair, who="s", about=made, by="order_officer", data=data)


def notify(story: Story, pair: Pair, made: EventRef) -> None:
    story.tell(NORTHSHIRE.records, "subject.notified_address", pair, who="s", about=made, by="offender_manager")


def breach(story: Story, pair: Pair, made: EventRef, order: str) -> None:
    if pair.order is None or pair.order[0] != made or pair.in_custody:
        return
    data = {"order": order, "detail": story.rng.choice(("messages on a new account", "seen in her street", "flowers left at her work"))}
    reported = story.tell(NORTHSHIRE.records, "order.breach_reported", pair, who="vs", about=made, by="first_responder", data=data)
    pair.warnings.append(reported)
    assessment.renew(story, pair, reported)
    story.duty("order-breach-decided", NORTHSHIRE.police, reported, decide, pair, reported, made)


def decide(story: Story, pair: Pair, reported: EventRef, made: EventRef) -> None:
    arrest = story.chance(0.6)
    data = {"arrest": arrest, "reason": "breach proved" if arrest else "account cannot be tied to him yet"}
    story.tell(NORTHSHIRE.records, "order.breach_decided", pair, who="vs", about=reported, by="investigator", data=data)
    if arrest and not pair.in_custody:
        caught = {"offence": "breach of an order", "power": "breach_of_order"}
        taken = story.tell(NORTHSHIRE.custody, "arrest.made", pair, who="vs", about=[reported, made], by="first_responder", data=caught)
        story.after(16 * HOUR, before_court, pair, taken)


def before_court(story: Story, pair: Pair, taken: EventRef) -> None:
    story.tell(COURTS, "court.outcome", pair, who="vs", about=taken, by="witness_care_officer", data={"outcome": "bailed"})


def end(story: Story, pair: Pair, made: EventRef, reason: str) -> None:
    if pair.order is not None and pair.order[0] == made:
        pair.order = None
        ended = story.tell(COURTS, "order.ended", pair, who="vs", about=made, by="witness_care_officer", data={"reason": reason})
        assessment.renew(story, pair, ended)
