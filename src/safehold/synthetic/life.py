"""What goes on between the calls: separations and returns, moves, what others see and report, what she tells and whom."""

from safehold.synthetic import assessment, orders, safety, sharing, telling
from safehold.synthetic.clock import DAY, HOUR, MINUTE, in_office_hours, written
from safehold.synthetic.incidents import Incident
from safehold.synthetic.pairs import Pair
from safehold.synthetic.people import draw_home
from safehold.synthetic.rates import rates
from safehold.synthetic.sources import CHILDREN, HEALTH, HOUSING, IDVA, NORTHSHIRE
from safehold.synthetic.story import Story
from safehold.synthetic.truth import EventRef

_CONCERNS = {
    NORTHSHIRE.records: ("neighbour", "screaming through the wall most nights"),
    HEALTH: ("midwife", "bruises that do not fit the account"),
    HOUSING: ("housing officer", "door broken again, she would not say how"),
    CHILDREN: ("teacher", "child says that daddy hurts mummy"),
    IDVA: ("mother of the victim", "has not heard from her for a week"),
}
_TOLD = ("coercive_control", "economic", "separation", "strangulation", "pregnancy", "sexual", "suicidal", "threats_to_kill", "stalking")


def follows(story: Story, incident: Incident) -> None:
    """What may come of an incident in the weeks after it."""
    rng, pair = story.rng, incident.pair
    if story.chance(rates()["third_party_report"]):
        story.after(rng.randrange(1, 30) * DAY + rng.randrange(DAY), third_party, pair)
    if story.chance(0.04):
        story.after(rng.randrange(1, 30) * DAY + 9 * HOUR, disclose, pair)
    if pair.together and story.chance(0.14):
        story.after(rng.randrange(1, 25) * DAY, part, pair)
    elif pair.intimate and not pair.together and story.chance(0.05):
        story.after(rng.randrange(10, 60) * DAY, come_back, pair)
    if pair.intimate and not pair.together and pair.danger > 0.25 and pair.order is None and story.chance(0.14):
        order = "stalking_protection" if pair.stalks and story.chance(0.3) else "occupation" if story.chance(0.12) else "non_molestation"
        story.after(
            rng.randrange(2, 25) * DAY, orders.seek_by_victim, pair, order, incident.call if order == "stalking_protection" else None
        )
    if pair.honour and story.chance(0.3):
        story.after(5 * DAY, orders.seek_by_victim, pair, "forced_marriage", None)
    if pair.children and not pair.together and story.chance(0.05):
        story.after(rng.randrange(3, 30) * DAY, list_contact, pair)
    if story.chance(0.03):
        story.after(rng.randrange(2, 60) * MINUTE, ask, pair, incident)
    if story.chance(0.03):
        story.after(rng.randrange(2, 30) * DAY, sharing.share if rng.random() < 0.7 else share, pair)
    if story.chance(0.008):
        story.after(rng.randrange(5, 40) * DAY, complain, pair, incident)


def third_party(story: Story, pair: Pair) -> None:
    source = story.rng.choice(list(_CONCERNS))
    relation, concern = _CONCERNS[source]
    if relation == "teacher" and not pair.children:
        relation, concern = "friend", "messages at all hours and she has stopped coming out"
    reported = story.tell(
        source, "third_party.reported", pair, who="vs", by="agency_representative", data={"relation": relation, "concern": concern}
    )
    pair.warnings.append(reported)
    story.duty("third-party-followed-up", NORTHSHIRE.police, reported, _look_in, pair, reported)


def _look_in(story: Story, pair: Pair, reported: EventRef) -> None:
    telling.attempt(story, pair, NORTHSHIRE.records, reached=story.chance(0.9), about=reported)


def disclose(story: Story, pair: Pair) -> None:
    """She tells somebody who is not the police."""
    source = story.rng.choice((HEALTH, HEALTH, HOUSING, IDVA, CHILDREN))
    what = story.rng.choice(_TOLD)
    told = story.tell(
        source, "victim.disclosed", pair, who="vs" if story.chance(0.6) else "v", by="agency_representative", data={"what": what}
    )
    pair.warnings.append(told)
    if what in ("separation", "strangulation", "threats_to_kill"):
        assessment.renew(story, pair, told)
    if what == "separation":
        part(story, pair)


def part(story: Story, pair: Pair) -> None:
    if not pair.together:
        return
    pair.separate()
    pair.danger = min(1.0, pair.danger * 1.35 + 0.03)
    pair.suspect.home = draw_home(story.rng)
    to = "divorcing" if pair.relation == "ex_spouse" and story.chance(0.3) else "separated"
    changed = story.tell(NORTHSHIRE.records, "relationship.changed", pair, who="vs", by="investigator", data={"to": to, "on": story.today})
    pair.warnings.append(changed)
    assessment.renew(story, pair, changed)
    if story.chance(0.15):
        pair.victim.family_name = pair.victim.birth_family_name
    if story.chance(0.2):
        story.after(story.rng.randrange(2, 30) * DAY, safety.plan_move, pair)


def come_back(story: Story, pair: Pair) -> None:
    if pair.together or pair.refuge or pair.in_custody or pair.bail is not None:
        return
    pair.reunite()
    pair.suspect.home = pair.victim.home
    story.tell(NORTHSHIRE.records, "relationship.changed", pair, who="vs", by="investigator", data={"to": "together", "on": story.today})


def list_contact(story: Story, pair: Pair) -> None:
    when = in_office_hours(story.now + story.rng.randrange(5, 40) * DAY)
    data = {"at": written(when), "supervised": "yes" if story.chance(0.4) else "no"}
    story.tell(
        CHILDREN,
        "child_contact.listed",
        pair,
        who="vs",
        people=[(child, "child") for child in pair.children],
        by="agency_representative",
        data=data,
    )


def ask(story: Story, pair: Pair, incident: Incident) -> None:
    request = story.rng.choice(("information", "refuge", "arrest", "later_contact", "no_contact", "refuge"))
    data = {"request": request, "fear_for_life": incident.afraid > 2}
    story.tell(incident.force.records, "victim.requested", pair, who="v", about=incident.call, by="first_responder", data=data)
    if request == "refuge" and story.chance(0.6):
        story.after(6 * HOUR, safety.plan_move, pair)


def share(story: Story, pair: Pair) -> None:
    data = {
        "with": "northshire-housing",
        "what": "risk grade and safe contact",
        "basis": "prevention of serious harm",
        "necessity": "to decide on a managed move",
    }
    shared = story.tell(NORTHSHIRE.records, "information.shared", pair, who="v", by="da_specialist", data=data)
    if story.chance(0.4):
        story.after(30 * DAY, unshare, pair, shared)


def unshare(story: Story, pair: Pair, shared: EventRef) -> None:
    data = {"from": "northshire-housing", "reason": "move complete"}
    story.tell(NORTHSHIRE.records, "information.withdrawn", pair, who="v", about=shared, by="da_specialist", data=data)


def complain(story: Story, pair: Pair, incident: Incident) -> None:
    made = story.tell(
        incident.force.records,
        "complaint.made",
        pair,
        who="v",
        about=incident.call,
        by="professional_standards",
        data={"about": "nobody came"},
    )
    story.after(25 * DAY, answer_complaint, pair, made, incident)


def answer_complaint(story: Story, pair: Pair, made: EventRef, incident: Incident) -> None:
    data = {"outcome": "upheld, apology and a visit by the inspector"}
    story.tell(incident.force.records, "complaint.answered", pair, who="v", about=made, by="professional_standards", data=data)
