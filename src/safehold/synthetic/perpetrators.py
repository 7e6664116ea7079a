"""Those who harm one after another, and those who work for the agencies."""

from safehold.synthetic import disclosure
from safehold.synthetic.clock import DAY, HOUR
from safehold.synthetic.pairs import Pair
from safehold.synthetic.rates import rates
from safehold.synthetic.sources import NORTHSHIRE, PROBATION
from safehold.synthetic.story import Story
from safehold.synthetic.truth import EventRef, Oddity


def expect(story: Story, pairs: list[Pair], order: int, times: list[int], first_called: int) -> None:
    """Puts in the queue what follows from who the suspect is, once he has come to notice in this pair."""
    pair, first = pairs[order], pairs[0]
    known = times[0] + DAY
    if order and pair.suspect is first.suspect:
        story.at(max(known, first_called + DAY), second_victim, pair, first)
    if pair.suspect.staff_of:
        story.at(known, of_staff, pair)
    if pair.intimate and story.chance(rates()["disclosure_asked"] * 3):
        story.at(known + story.rng.randrange(40) * DAY, disclosure.ask, pair, "right_to_ask")


def second_victim(story: Story, pair: Pair, first: Pair) -> None:
    """A suspect is found again with somebody else: he is managed, and she has a right to know."""
    if not pair.calls or not first.calls:
        return
    because = pair.warnings[-1]
    if story.chance(0.7):
        data = {"marker": "serial_perpetrator"}
        story.tell(NORTHSHIRE.records, "marker.set", pair, who="s", about=because, by="offender_manager", data=data)
    story.duty("serial-suspect-managed", NORTHSHIRE.police, because, manage, pair)
    story.duty("right-to-know-considered", NORTHSHIRE.police, because, disclosure.ask, pair, "right_to_know", because)


def manage(story: Story, pair: Pair) -> None:
    source = PROBATION if story.chance(0.3) else NORTHSHIRE.records
    by = "northshire-probation" if source == PROBATION else NORTHSHIRE.police
    tactic = story.rng.choice(("prevent", "divert", "disrupt", "enforce", "prosecute"))
    story.tell(source, "perpetrator.managed", pair, who="s", by="offender_manager", data={"by": by, "tactic": tactic})


def of_staff(story: Story, pair: Pair) -> None:
    """The suspect works for an agency: the record is closed to most, and professional standards are told."""
    if not pair.warnings:
        return
    because = pair.warnings[-1]
    data = {"agency": pair.suspect.staff_of}
    found = story.tell(NORTHSHIRE.records, "staff.suspected", pair, who="vs", about=because, by="shift_sergeant", data=data)
    story.duty("staff-suspect-isolated", NORTHSHIRE.police, found, isolate, pair, found)


def isolate(story: Story, pair: Pair, found: EventRef) -> None:
    few = [story.staff(NORTHSHIRE.police, "professional_standards"), story.staff(NORTHSHIRE.police, "da_specialist")]
    standards = NORTHSHIRE.records
    if story.chance(0.85):
        data = {"to": few, "reason": "suspect has access to these systems"}
        closed = story.tell(standards, "record.restricted", pair, who="vs", about=found, by="professional_standards", data=data)
        story.tell(
            NORTHSHIRE.records, "marker.set", pair, who="s", about=found, by="professional_standards", data={"marker": "staff_suspect"}
        )
        story.after(120 * DAY, open_again, pair, closed)
    else:
        story.truth.oddities.append(Oddity("staff suspect not restricted", found))
    story.after(HOUR, notify, pair, found)


def notify(story: Story, pair: Pair, found: EventRef) -> None:
    story.tell(NORTHSHIRE.records, "standards.notified", pair, who="s", about=found, by="professional_standards")


def open_again(story: Story, pair: Pair, closed: EventRef) -> None:
    story.tell(
        NORTHSHIRE.records, "record.unrestricted", pair, about=closed, by="professional_standards", data={"reason": "has left the service"}
    )
