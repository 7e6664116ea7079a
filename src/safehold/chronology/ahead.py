"""Events that have not happened yet, by our clock and a few minutes: clock.yaml says how many."""

from importlib import resources

import yaml

from safehold.chronology.envelope import Event
from safehold.chronology.times import MINUTE

AHEAD: int = (
    MINUTE
    * yaml.load(resources.files("safehold.chronology").joinpath("clock.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)[
        "ahead-minutes"
    ]["value"]
)


def to_come(event: Event, now: int) -> str:
    """What is wrong with when it happened or was recorded; nothing where it may be so. `now` is an instant."""
    latest = now + AHEAD
    if event.occurred_at.earliest > latest:
        return "occurred_at is still to come: what is planned stands in a field of the event, and is recorded when it is planned"
    if event.recorded_at > latest and event.recorded_at != event.occurred_at.latest:
        return "recorded_at is still to come"
    return ""
