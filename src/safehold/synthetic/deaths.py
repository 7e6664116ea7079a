"""Rarely, a death: what is owed then, and the review that asks what was known."""

from safehold.synthetic.clock import DAY, HOUR, day_of, in_office_hours
from safehold.synthetic.pairs import Pair
from safehold.synthetic.sources import NORTHSHIRE, REVIEWS
from safehold.synthetic.story import Story
from safehold.synthetic.truth import EventRef, Harm

_POLICE = NORTHSHIRE.police
_SCOPE = ("northshire-police", "northshire-idva", "northshire-health", "northshire-housing")


def die(story: Story, pair: Pair, cause: str) -> None:
    """Nothing else of this family's story happens after it."""
    story.cut_short()
    data = {"apparent_cause": cause, "domestic_abuse_suspected": "yes", "prior_police_contact": "yes" if pair.calls else "no"}
    people = [(pair.victim, "deceased"), (pair.suspect, "suspect")]
    found = story.tell(NORTHSHIRE.records, "death.reported", pair, people=people, by="duty_inspector", data=data)
    story.truth.harms.append(Harm(cause, found, pair.victim.number, pair.suspect.number, tuple(pair.warnings)))
    story.duty("records-held", _POLICE, found, hold, pair, found)
    if pair.calls:
        story.duty("watchdog-referred", _POLICE, found, refer, pair, found)
    story.duty("review-notified", _POLICE, found, notify, pair, found)
    if cause == "homicide" and not pair.in_custody:
        story.after(5 * HOUR, arrest, pair, found)


def arrest(story: Story, pair: Pair, found: EventRef) -> None:
    pair.in_custody = True
    data = {"offence": "murder", "power": "offence"}
    story.tell(NORTHSHIRE.custody, "arrest.made", pair, who="vs", about=found, by="investigator", data=data)
    story.after(30 * HOUR, charge, pair, found)


def charge(story: Story, pair: Pair, found: EventRef) -> None:
    story.tell(NORTHSHIRE.custody, "suspect.charged", pair, who="vs", about=found, by="custody_officer", data={"offence": "murder"})


def hold(story: Story, pair: Pair, found: EventRef) -> None:
    data = {"reason": "death that may have come of domestic abuse"}
    held = story.tell(NORTHSHIRE.records, "legal_hold.placed", pair, who="vs", about=found, by="records_manager", data=data)
    story.after(200 * DAY, lift, pair, held)


def lift(story: Story, pair: Pair, held: EventRef) -> None:
    data = {"reason": "review and inquest are over"}
    story.tell(NORTHSHIRE.records, "legal_hold.lifted", pair, about=held, by="records_manager", data=data)


def refer(story: Story, pair: Pair, found: EventRef) -> None:
    data = {"body": "police watchdog"}
    story.tell(NORTHSHIRE.records, "watchdog.referred", pair, about=found, by="professional_standards", data=data)


def notify(story: Story, pair: Pair, found: EventRef) -> None:
    told = story.tell(NORTHSHIRE.records, "review.notified", pair, about=found, by="duty_inspector", data={"to": "northshire-csp"})
    story.duty("review-decided", "northshire-csp", told, decide, pair, told)


def decide(story: Story, pair: Pair, told: EventRef) -> None:
    data = {"hold": True, "reason": "the death appears to have come of abuse by a partner or relative"}
    decided = story.tell(REVIEWS, "review.decided", pair, about=told, by="csp_chair", data=data)
    story.at(in_office_hours(story.now + 5 * DAY), open_review, pair, decided)


def open_review(story: Story, pair: Pair, decided: EventRef) -> None:
    data = {"scope_from": day_of(story.now - 900 * DAY), "scope_to": story.today, "agencies": list(_SCOPE)}
    opened = story.tell(REVIEWS, "review.opened", pair, about=decided, by="review_chair", data=data)
    for agency in _SCOPE:
        story.at(in_office_hours(story.now + story.rng.randrange(20, 70) * DAY), report, pair, opened, agency)
    story.at(in_office_hours(story.now + 150 * DAY), complete, pair, opened)


def report(story: Story, pair: Pair, opened: EventRef, agency: str) -> None:
    story.tell(REVIEWS, "review.management_report_received", pair, about=opened, by="review_chair", data={"from": agency})


def complete(story: Story, pair: Pair, opened: EventRef) -> None:
    completed = story.tell(REVIEWS, "review.completed", pair, about=opened, by="review_chair")
    for agency, action in (
        ("northshire-police", "link calls by address and phone as well as name"),
        ("northshire-health", "ask on every visit alone"),
    ):
        due = story.now + 30 * DAY
        data = {
            "recommendation": "Calls about the same people must be seen together.",
            "action": action,
            "owner_agency": agency,
            "due": day_of(due),
        }
        agreed = story.tell(REVIEWS, "review.action_agreed", pair, about=completed, by="csp_chair", data=data)
        if story.chance(0.7):
            story.after(20 * DAY, act, pair, agreed)
    story.after(3 * DAY, send, pair, completed)
    story.after(40 * DAY, publish, pair, completed)


def act(story: Story, pair: Pair, agreed: EventRef) -> None:
    data = {"evidence": "policy changed and dip-sampled"}
    story.tell(REVIEWS, "review.action_done", pair, about=agreed, by="agency_representative", data=data)


def send(story: Story, pair: Pair, completed: EventRef) -> None:
    story.tell(REVIEWS, "review.sent", pair, about=completed, by="csp_chair", data={"to": "Domestic Abuse Commissioner"})


def publish(story: Story, pair: Pair, completed: EventRef) -> None:
    story.tell(REVIEWS, "review.published", pair, about=completed, by="csp_chair")
