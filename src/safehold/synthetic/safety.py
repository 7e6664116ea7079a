"""Safety plans and their actions, alarms, moves and escorts."""

from safehold.synthetic import support, telling
from safehold.synthetic.clock import DAY, HOUR, day_of, in_office_hours
from safehold.synthetic.pairs import Pair
from safehold.synthetic.people import draw_home
from safehold.synthetic.sources import HOUSING, IDVA, NORTHSHIRE, OF_AGENCY, REFUGE
from safehold.synthetic.story import Story
from safehold.synthetic.truth import EventRef

_ACTIONS = (
    ("northshire-housing", "change the locks and fit a door chain"),
    ("northshire-housing", "consider a managed move"),
    ("northshire-police", "treat-as-urgent marker on the address"),
    ("northshire-police", "fit an alarm"),
    ("northshire-idva", "apply for a non-molestation order with her"),
    ("northshire-idva", "go through safe routes and a code word"),
    ("northshire-childrens-services", "visit and see the children apart"),
    ("northshire-health", "flag the records at the surgery"),
)


def plan(story: Story, pair: Pair, trigger: EventRef) -> None:
    rng = story.rng
    data = {"summary": rng.choice(("stay at home, made safer", "stay with her family for now", "leave for refuge when a place is free"))}
    pair.plan = story.tell(NORTHSHIRE.records, "plan.made", pair, who="v", about=trigger, by="da_specialist", data=data)
    for agency, action in rng.sample(_ACTIONS, rng.choice((1, 2, 2, 3))):
        due = story.now + rng.choice((3, 7, 7, 14)) * DAY
        wanted = {"action": action, "owner_agency": agency, "due": day_of(due)}
        agreed = story.tell(NORTHSHIRE.records, "plan.action_agreed", pair, who="v", about=pair.plan, by="da_specialist", data=wanted)
        if story.chance(0.04):
            story.after(2 * DAY, cancel_action, pair, agreed)
        else:
            story.duty("plan-action-done", agency, agreed, done, pair, agreed, agency, slack=(due - story.now) / (6 * DAY))
        if action == "fit an alarm" and story.chance(0.8):
            story.after(rng.randrange(1, 6) * DAY, alarm, pair, agreed)
    if story.chance(0.45):
        story.after(rng.randrange(1, 40) * HOUR, telling.set_safe_contact, pair, NORTHSHIRE.records)
    if pair.together and story.chance(0.3) or story.chance(0.08):
        story.after(rng.randrange(1, 12) * DAY, plan_move, pair)


def done(story: Story, pair: Pair, agreed: EventRef, agency: str) -> None:
    data = {"evidence": story.rng.choice(("done and confirmed with her", "letter from the landlord", "visit made", "form completed"))}
    story.tell(
        OF_AGENCY[agency],
        "plan.action_done",
        pair,
        who="v" if story.chance(0.7) else "",
        about=agreed,
        by="agency_representative",
        data=data,
    )


def cancel_action(story: Story, pair: Pair, agreed: EventRef) -> None:
    story.tell(NORTHSHIRE.records, "plan.action_cancelled", pair, about=agreed, by="da_specialist", data={"reason": "she has moved"})


def alarm(story: Story, pair: Pair, agreed: EventRef) -> None:
    data = {} if pair.victim.home.confidential else {"address": pair.victim.home.address}
    fitted = story.tell(NORTHSHIRE.records, "alarm.installed", pair, who="v", about=agreed, by="da_specialist", data=data)
    if story.chance(0.35):
        story.after(story.rng.randrange(3, 60) * DAY, set_off, pair, fitted)
    if story.chance(0.25):
        story.after(story.rng.randrange(60, 150) * DAY, disable, pair, fitted)


def set_off(story: Story, pair: Pair, fitted: EventRef) -> None:
    rung = story.tell(NORTHSHIRE.calls, "alarm.activated", pair, about=fitted, by="call_handler")
    pair.warnings.append(rung)


def disable(story: Story, pair: Pair, fitted: EventRef) -> None:
    if story.chance(0.75):
        data = {"grade": pair.grade or "medium"}
        story.tell(NORTHSHIRE.records, "risk.specialist_reviewed", pair, who="v", by="da_specialist", data=data)
    story.after(3 * DAY, _take_out, pair, fitted)


def _take_out(story: Story, pair: Pair, fitted: EventRef) -> None:
    story.tell(NORTHSHIRE.records, "alarm.disabled", pair, who="v", about=fitted, by="da_specialist", data={"reason": "loan has ended"})


def plan_move(story: Story, pair: Pair) -> None:
    rng = story.rng
    to = rng.choices(("refuge", "family", "new_address", "other_area"), (40, 30, 20, 10))[0]
    when = in_office_hours(story.now + rng.randrange(1, 8) * DAY)
    known = [story.tell(NORTHSHIRE.records, "move.planned", pair, who="v", by="da_specialist", data={"to": to, "on": day_of(when)})]
    if story.chance(0.4):
        data = {"request": "escort", "fear_for_life": story.chance(0.4), "when": day_of(when)}
        known.append(story.tell(NORTHSHIRE.records, "victim.requested", pair, who="v", about=known, by="investigator", data=data))
    story.duty("escort-decided", NORTHSHIRE.police, known[-1], decide_escort, pair, known)
    if story.chance(0.85):
        story.at(when, move, pair, to)


def decide_escort(story: Story, pair: Pair, known: list[EventRef]) -> None:
    granted = story.chance(0.7)
    data: dict[str, object] = {"granted": granted, "stay": granted and story.chance(0.8)}
    if not granted and story.chance(0.75):
        data.update(reason="he is in custody until noon", alternative="refuge worker to meet her, unit near by")
    data["decided_by"] = {"id": story.staff(NORTHSHIRE.police, "shift_sergeant"), "role": "shift_sergeant"}
    story.tell(NORTHSHIRE.records, "escort.decided", pair, who="v", about=known, by="shift_sergeant", data=data)


def move(story: Story, pair: Pair, to: str) -> None:
    """She moves, with her children. A refuge or a hidden address is told to few."""
    hidden = to == "refuge" or story.chance(0.3)
    home = draw_home(story.rng)
    home.confidential = hidden
    pair.separate()
    pair.victim.home = home
    for child in pair.children:
        child.home = home
    source = REFUGE if to == "refuge" else story.rng.choice((NORTHSHIRE.records, HOUSING, IDVA))
    moved = story.tell(source, "victim.moved", pair, who="v", by="agency_representative", data={"to": to, "confidential": hidden})
    if hidden:
        pair.markers.add("confidential_address")
        data = {"marker": "confidential_address"}
        story.tell(NORTHSHIRE.records, "marker.set", pair, who="v", about=moved, by="da_specialist", data=data)
    if to == "refuge":
        pair.refuge = True
        story.after(story.rng.randrange(1, 5) * DAY, support.at_refuge, pair)
