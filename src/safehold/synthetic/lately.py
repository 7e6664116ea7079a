"""The last hours of the period: families whose stories are in the middle, so that each worklist has something due now."""

from safehold.synthetic import bail, control_room, telling
from safehold.synthetic.clock import DAY, HOUR, MINUTE, day_of
from safehold.synthetic.pairs import Pair
from safehold.synthetic.sources import COURTS, PROBATION
from safehold.synthetic.story import Story


def stage(story: Story, pair: Pair, number: int) -> None:
    """Earlier calls, then one of several things within the last day; the numbers go round."""
    rng, until = story.rng, story.until
    pair.danger = max(pair.danger, 0.3 + 0.1 * (number % 5))
    for _ in range(rng.randrange(1, 5)):
        story.at(max(story.start, until - rng.randrange(2 * DAY, 80 * DAY)), control_room.take_call, pair)
    scene = number % 8
    if scene in (0, 1):
        pair.fate["downgrade"] = scene == 0
        story.at(until - rng.randrange(70, 240) * MINUTE, wait, pair)
    elif scene in (2, 3):
        pair.fate.update(crime=True, arrest=True, charge=scene == 3, bail=True, breach=True)
        story.at(max(story.start, until - 18 * DAY), control_room.take_call, pair)
        for _ in range(2):
            story.at(until - rng.randrange(3, 26) * HOUR, break_bail, pair)
    elif scene == 4:
        story.at(max(story.start, until - 95 * DAY), go_to_prison, pair)
        story.at(until - rng.randrange(20, 60) * HOUR, announce_release, pair)
    elif scene == 5:
        story.at(until - rng.randrange(2, 14) * MINUTE, control_room.take_call, pair)
    else:
        story.at(until - rng.randrange(2, 22) * HOUR, control_room.take_call, pair)


def wait(story: Story, pair: Pair) -> None:
    """A call that nobody has gone to yet."""
    pair.fate["waits"] = True
    control_room.take_call(story, pair)


def break_bail(story: Story, pair: Pair) -> None:
    if pair.bail is not None:
        bail.breach(story, pair.bail.incident, pair.bail)


def go_to_prison(story: Story, pair: Pair) -> None:
    pair.in_custody = True
    data = {"outcome": "sentenced", "sentence": "26 weeks' imprisonment"}
    story.tell(COURTS, "court.outcome", pair, who="vs", by="witness_care_officer", data=data)


def announce_release(story: Story, pair: Pair) -> None:
    data = {"from": "prison", "at": day_of(story.until + DAY), "conditions": list(bail.CONDITIONS[:2])}
    planned = story.tell(PROBATION, "release.planned", pair, who="vs", by="offender_manager", data=data)
    if story.chance(0.3):
        telling.must_tell(story, pair, "release", planned, "victim-told-of-release", "northshire-probation")
