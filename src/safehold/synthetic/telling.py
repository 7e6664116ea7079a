"""Contact with the victim: telling her what happened, asking what she thinks, and where contact is not safe."""

from safehold.synthetic.pairs import Pair
from safehold.synthetic.sources import IDVA, NORTHSHIRE, OF_AGENCY
from safehold.synthetic.story import Story
from safehold.synthetic.truth import EventRef

_METHODS = ("telephone, safe number", "in person", "through her advocate", "telephone, safe number")


def must_tell(story: Story, pair: Pair, topic: str, trigger: EventRef, duty: str, agency: str = NORTHSHIRE.police) -> None:
    """Somebody owes the victim word of something, and gives it, late, or not."""
    story.duty(duty, agency, trigger, tell, pair, topic, trigger, agency, daytime=True)


def tell(story: Story, pair: Pair, topic: str, trigger: EventRef, agency: str) -> None:
    source = OF_AGENCY[agency]
    if story.chance(0.12):
        attempt(story, pair, source, reached=False, about=trigger)
    by = {"cps": "prosecutor", "northshire-probation": "offender_manager", "northshire-courts": "witness_care_officer"}.get(
        agency, "investigator"
    )
    data = {"topic": topic, "method": story.rng.choice(_METHODS)}
    story.tell(source, "victim.told", pair, who="v", about=trigger, by=by, data=data)


def attempt(story: Story, pair: Pair, source: str, *, reached: bool, about: EventRef | None = None) -> EventRef:
    by = "idva" if source == IDVA else "investigator"
    data = {"method": story.rng.choice(("telephone", "text message", "visit")), "safe": story.chance(0.94), "reached": reached}
    return story.tell(source, "victim.contact_attempted", pair, who="v", about=about, by=by, data=data)


def set_safe_contact(story: Story, pair: Pair, source: str) -> None:
    rng = story.rng
    data = {
        "methods": rng.sample(["telephone", "text message", "through her sister", "at work", "in person"], 2),
        "times": rng.choice(("weekdays 10 to 14", "after 20:00", "any time before school ends", "Tuesdays and Thursdays")),
        "who_may_answer": rng.choice(("only herself", "herself or her mother", "only herself")),
        "never": rng.choice(("letters to the house", "voicemail", "calls from a number that shows")),
        "verified_on": story.today,
    }
    if story.chance(0.3):
        data["codeword"] = rng.choice(("bluebell", "the blue folder", "library card", "the Tuesday class", "marzipan"))
    story.tell(source, "safe_contact.set", pair, who="v", by="idva" if source == IDVA else "da_specialist", data=data)
    if story.chance(0.12):
        data = {"why": "he looks through her phone", "instead": "attend, or through her advocate"}
        story.tell(source, "contact.unsafe", pair, who="v", by="idva" if source == IDVA else "da_specialist", data=data)
