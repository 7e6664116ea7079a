"""What agencies record of themselves: who was trained, and up to when their records are complete."""

from datetime import date

from safehold.synthetic.clock import DAY, HOUR, at_midnight, day_of, months_before, written
from safehold.synthetic.rates import table
from safehold.synthetic.sources import NORTHSHIRE
from safehold.synthetic.story import Story, staff_id

_TRAINED = 11  # of the dozen first responders


def keep(story: Story) -> None:
    for number in range(12):
        if number < _TRAINED:
            story.at(story.start + (number * 3 + 9) * HOUR, train, number)
    day = date.fromisoformat(day_of(story.until))
    months = 1
    while (month := at_midnight(months_before(day.replace(day=1), months - 1))) > story.start:
        if month < story.until - DAY:
            for source in table("sources.yaml"):
                story.at(month + 7 * HOUR, declare, source, month)
        months += 1
    for source, care in table("sources.yaml").items():
        # Every agency's feed runs to the end, but one that is weeks behind, so that some duties are unknown.
        story.at(story.until, declare, source, story.until - care.get("behind_days", 0) * DAY)


def train(story: Story, number: int) -> None:
    data = {
        "staff_id": staff_id(NORTHSHIRE.police, "first_responder", number),
        "course": "Domestic abuse matters",
        "specialist_led": number % 4 != 3,
    }
    story.tell(NORTHSHIRE.records, "training.completed", by="administrator", data=data)


def declare(story: Story, source: str, complete_through: int) -> None:
    data = {"feed": source, "complete_through": written(complete_through)}
    story.tell(source, "coverage.declared", by="administrator", data=data)
