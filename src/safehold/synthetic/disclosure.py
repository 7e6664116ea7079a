"""The right to ask and the right to know: applications, checks, the forum's decision, and how it is told."""

from safehold.synthetic.clock import DAY, HOUR, in_office_hours
from safehold.synthetic.pairs import Pair
from safehold.synthetic.rates import rates
from safehold.synthetic.sources import NORTHSHIRE
from safehold.synthetic.story import Story
from safehold.synthetic.truth import EventRef

_RECORDS, _POLICE = NORTHSHIRE.records, NORTHSHIRE.police


def ask(story: Story, pair: Pair, route: str, because: EventRef | None = None) -> None:
    applicant = "agency" if route == "right_to_know" else "person_at_risk" if story.chance(0.7) else "third_party"
    data = {"route": route, "applicant_is": applicant, "safe_contact": "text first, weekdays"}
    asked = story.tell(_RECORDS, "disclosure.requested", pair, who="vs", about=because, by="disclosure_officer", data=data)
    story.duty("disclosure-triaged", _POLICE, asked, triage, pair, asked)
    if route == "right_to_ask":
        story.duty("disclosure-met", _POLICE, asked, meet, pair, asked)
    story.duty("disclosure-closed", _POLICE, asked, decide, pair, asked, route)


def triage(story: Story, pair: Pair, asked: EventRef) -> None:
    data = {"immediate_risk": story.chance(0.05), "checks": ["local records", "national computer", "national database"]}
    story.tell(_RECORDS, "disclosure.triaged", pair, about=asked, by="disclosure_officer", data=data)


def meet(story: Story, pair: Pair, asked: EventRef) -> None:
    data = {"identity_verified": story.chance(0.93)}
    story.tell(_RECORDS, "disclosure.met", pair, who="v", about=asked, by="disclosure_officer", data=data)
    story.after(DAY, weigh, pair, asked)


def weigh(story: Story, pair: Pair, asked: EventRef) -> None:
    story.tell(_RECORDS, "disclosure.assessed", pair, about=asked, by="disclosure_officer", data={"concern": story.chance(0.55)})


def decide(story: Story, pair: Pair, asked: EventRef, route: str) -> None:
    disclose = story.chance(0.53 if route == "right_to_know" else rates()["disclosure_made"])
    data: dict[str, object] = {"disclose": disclose, "attendees": [_POLICE, "northshire-idva", "northshire-probation"]}
    if disclose:
        data.update(
            lawful="common law, to prevent crime",
            necessary="pressing need: two earlier victims",
            proportionate="convictions only",
            recipient="person_at_risk",
        )
    decided = story.tell(_RECORDS, "disclosure.decided", pair, about=asked, by="forum_chair", data=data)
    if disclose:
        story.at(in_office_hours(story.now + 20 * HOUR), deliver, pair, decided, asked)
    else:
        reason = story.rng.choice(("nothing held that gives concern", "applicant no longer in contact", "not proportionate"))
        story.tell(_RECORDS, "disclosure.not_made", pair, about=[asked, decided], by="disclosure_officer", data={"reason": reason})


def deliver(story: Story, pair: Pair, decided: EventRef, asked: EventRef) -> None:
    data = {
        "in_person": story.chance(0.95),
        "undertaking_signed": story.chance(0.9),
        "left_in_writing": story.chance(0.03),
        "words": "He has been convicted twice of violence to a former partner.",
        "safety_plan": story.chance(0.85),
    }
    told = story.tell(_RECORDS, "disclosure.delivered", pair, who="v", about=[asked, decided], by="disclosure_officer", data=data)
    if story.chance(0.6):
        told_of = {"topic": "disclosure_outcome", "method": "in person"}
        story.tell(_RECORDS, "victim.told", pair, who="v", about=told, by="disclosure_officer", data=told_of)
