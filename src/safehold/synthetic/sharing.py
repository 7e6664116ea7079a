"""What one agency shares with another of a couple: all of it, a part or one fact, acknowledged or not, changed and ended."""

from typing import Any

from safehold.synthetic.clock import DAY, HOUR, by_day, day_of
from safehold.synthetic.pairs import Pair
from safehold.synthetic.sources import CHILDREN, HEALTH, HOUSING, NORTHSHIRE
from safehold.synthetic.story import Story
from safehold.synthetic.truth import EventRef

# Agency, its own system, why it is told, on what law.
RECEIVERS = (
    ("northshire-housing", HOUSING, "to decide on a managed move", "safeguarding"),
    ("northshire-health", HEALTH, "to ask her safely at her next visit", "vital-interests"),
    ("northshire-childrens-services", CHILDREN, "to plan contact with the children", "children-act"),
)
CONSENTS = ("given", "given", "not_asked_unsafe", "refused")


def share(story: Story, pair: Pair) -> None:
    agency, source, necessity, gateway = story.rng.choice(RECEIVERS)
    data: dict[str, Any] = _how_much(story, pair) | {"with": agency, "necessity": necessity, "gateways": [gateway]}
    data |= {"proportionality": "only what that decision needs", "may": story.rng.choice(("view", "view", "work"))}
    data["consent"] = story.rng.choice(CONSENTS)
    if data["consent"] != "given":
        data["consent_reason"] = "she is at risk of serious harm, and asking could be overheard"
    if story.chance(0.6):
        data["until"] = day_of(story.now + story.rng.randrange(10, 90) * DAY)
    shared = story.tell(NORTHSHIRE.records, "information.shared", pair, who="vs", by="da_specialist", data=data)
    if story.chance(0.75):
        story.at(by_day(story.now + story.rng.randrange(1, 40) * HOUR), _acknowledge, source, shared)
    if story.chance(0.3):
        story.after(story.rng.randrange(8, 40) * DAY, _take_back, pair, shared, agency)
    elif story.chance(0.5):
        story.after(story.rng.randrange(5, 30) * DAY, _look_again, pair, shared)


def _how_much(story: Story, pair: Pair) -> dict[str, Any]:
    known = [str(ref) for ref in dict.fromkeys(pair.warnings[-6:])]
    draw = story.rng.random()
    if draw < 0.2:
        return {"extent": "whole", "what": "the whole case"}
    if draw < 0.5 or not known:
        order = pair.order[1].replace("_", " ") if pair.order is not None else ""
        words = f"There is a {order} order against him." if order else "Please do not give anybody her appointments over the telephone."
        return {"extent": "fact", "what": "one fact", "words": words}
    return {"extent": "part", "what": "Risk and warnings", "subjects": ["risk"], "events": known}


def _acknowledge(story: Story, source: str, shared: EventRef) -> None:
    data = {"words": story.rng.choice(("read at this morning's meeting", "passed to the officer for the house", "flagged on her record"))}
    story.tell(source, "information.acknowledged", None, about=shared, by="agency_representative", data=data)


def _look_again(story: Story, pair: Pair, shared: EventRef) -> None:
    """It is shared for longer; or she has been asked by now."""
    if story.chance(0.5):
        changed: dict[str, Any] = {"until": day_of(story.now + 60 * DAY), "reason": "the decision takes longer"}
        story.tell(NORTHSHIRE.records, "information.share_changed", pair, who="vs", about=shared, by="da_specialist", data=changed)
    else:
        said = {"consent": story.rng.choice(("given", "withdrawn")), "reason": "asked when she was alone"}
        story.tell(NORTHSHIRE.records, "consent.changed", pair, who="vs", about=shared, by="da_specialist", data=said)


def _take_back(story: Story, pair: Pair, shared: EventRef, agency: str) -> None:
    data = {"from": agency, "reason": "no longer needed: the decision is made"}
    story.tell(NORTHSHIRE.records, "information.withdrawn", pair, who="vs", about=shared, by="da_specialist", data=data)
