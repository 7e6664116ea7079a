"""MARAC: referred, screened, listed for a fortnightly meeting, researched, heard, and its actions done or not."""

from datetime import date

from safehold.synthetic import support, telling
from safehold.synthetic.clock import DAY, HOUR, at_midnight, day_of, in_office_hours, working_time
from safehold.synthetic.pairs import Pair
from safehold.synthetic.rates import rates
from safehold.synthetic.sources import MARAC, NORTHSHIRE, OF_AGENCY
from safehold.synthetic.story import Story
from safehold.synthetic.truth import EventRef

_CORE = (
    "northshire-police",
    "northshire-idva",
    "northshire-housing",
    "northshire-childrens-services",
    "northshire-health",
    "northshire-probation",
)
_FIRST_MEETING = at_midnight(date(2000, 1, 5))  # a Wednesday; one every fortnight since
_ACTIONS = (
    ("northshire-police", "visit him at home, unannounced"),
    ("northshire-police", "apply for a stalking protection order"),
    ("northshire-idva", "see her before the hearing"),
    ("northshire-housing", "sanctuary work at the address"),
    ("northshire-housing", "move her up the list"),
    ("northshire-childrens-services", "strategy discussion about the children"),
    ("northshire-health", "mental health team to review him"),
    ("northshire-probation", "recall to be considered"),
)


def must_refer(story: Story, pair: Pair, trigger: EventRef, criteria: list[str], agency: str = NORTHSHIRE.police) -> None:
    if pair.marac_at is not None and story.now - pair.marac_at < 10 * DAY:
        return
    if pair.marac_at is not None and "repeat" not in criteria:
        criteria = [*criteria, "repeat"]
    story.duty("marac-referral", agency, trigger, refer, pair, trigger, criteria, agency)


def consider(story: Story, pair: Pair, trigger: EventRef) -> None:
    """Three incidents in a year: refer, or a specialist says why not."""
    if story.chance(0.25):
        must_refer(story, pair, trigger, ["escalation"])
        return
    by = {"id": story.staff(NORTHSHIRE.police, "da_specialist"), "role": "da_specialist"}
    data = {"refer": False, "reason": "three calls about contact times, no sign that it is getting worse", "by": by}
    story.tell(NORTHSHIRE.records, "marac.considered", pair, who="vs", about=trigger, by="da_specialist", data=data)


def refer(story: Story, pair: Pair, trigger: EventRef, criteria: list[str], agency: str) -> None:
    consent = story.chance(0.72)
    data: dict[str, object] = {"criteria": criteria, "consent": consent}
    if not consent and story.chance(0.92):
        data["basis"] = "to prevent serious harm; proportionate, recorded by the referrer"
    if "professional_judgement" in criteria:
        data["reason"] = "isolated, strangled before, and he knows where she works"
    by = "idva" if agency == "northshire-idva" else "da_specialist"
    referred = story.tell(OF_AGENCY[agency], "marac.referred", pair, who="vs", about=trigger, by=by, data=data)
    pair.marac_at = story.now
    support.must_refer_idva(story, pair, referred)
    story.at(in_office_hours(working_time(story.now, 1)), screen, pair, referred)


def screen(story: Story, pair: Pair, referred: EventRef) -> None:
    accepted = story.chance(0.96)
    data: dict[str, object] = {"accepted": accepted}
    if not accepted:
        data["reason"] = "sent twice"
    screened = story.tell(MARAC, "marac.screened", pair, who="vs", about=referred, by="marac_coordinator", data=data)
    if not accepted:
        return
    meeting = _FIRST_MEETING + ((working_time(story.now, 8) - _FIRST_MEETING) // (14 * DAY) + 1) * 14 * DAY
    story.at(max(story.now + HOUR, meeting - 9 * DAY + 10 * HOUR), list_case, pair, screened, meeting)


def list_case(story: Story, pair: Pair, screened: EventRef, meeting: int) -> None:
    agencies = list(_CORE) if pair.children else [agency for agency in _CORE if "children" not in agency]
    name = f"MARAC-{day_of(meeting + 12 * HOUR)}"
    data = {"meeting": name, "closing": day_of(meeting - DAY + 12 * HOUR), "agencies": agencies}
    listed = story.tell(MARAC, "marac.listed", pair, who="vs", about=screened, by="marac_coordinator", data=data)
    attending = []
    for agency in agencies:
        kept = story.duty("marac-research", agency, listed, research, pair, listed, agency, name)
        if kept.after is not None or story.chance(0.6):
            attending.append(agency)
    heard = in_office_hours(meeting + 10 * HOUR)
    if story.chance(rates()["marac_heard_of_listed"]):
        story.at(heard, hear, pair, listed, name, attending)


def research(story: Story, pair: Pair, listed: EventRef, agency: str, meeting: str) -> None:
    data = {"meeting": meeting, "nil_return": story.chance(0.25)}
    story.tell(OF_AGENCY[agency], "marac.research_returned", pair, who="vs", about=listed, by="agency_representative", data=data)


def hear(story: Story, pair: Pair, listed: EventRef, meeting: str, attending: list[str]) -> None:
    rng = story.rng
    data = {
        "meeting": meeting,
        "attended": attending,
        "victim_represented_by": "her advocate" if "northshire-idva" in attending else "nobody",
    }
    heard = story.tell(MARAC, "marac.heard", pair, who="vs", about=listed, by="marac_chair", data=data)
    if story.chance(0.9):
        expires = {"marker": "marac", "expires": day_of(story.now + 365 * DAY)}
        pair.markers.add("marac")
        story.tell(NORTHSHIRE.records, "marker.set", pair, who="vs", about=heard, by="da_specialist", data=expires)
    for agency, action in rng.sample(_ACTIONS, rng.choice((1, 2, 2, 3))):
        due = story.now + rng.choice((7, 10, 14, 21)) * DAY
        wanted = {"action": action, "owner_agency": agency, "due": day_of(due)}
        agreed = story.tell(MARAC, "marac.action_agreed", pair, who="vs", about=heard, by="marac_chair", data=wanted)
        story.duty("marac-action-done", agency, agreed, act, pair, agreed, agency, slack=(due - story.now) / (10 * DAY))
    if story.chance(0.7):
        story.at(in_office_hours(story.now + DAY), telling.tell, pair, "plan", heard, "northshire-idva")
    if story.chance(0.06):
        story.after(20 * DAY, transfer, pair, heard)


def act(story: Story, pair: Pair, agreed: EventRef, agency: str) -> None:
    data = {"evidence": story.rng.choice(("done, coordinator told", "visit made and noted", "application lodged", "letter on file"))}
    story.tell(OF_AGENCY[agency], "marac.action_done", pair, about=agreed, by="agency_representative", data=data)


def transfer(story: Story, pair: Pair, heard: EventRef) -> None:
    story.tell(MARAC, "marac.transferred", pair, who="v", about=heard, by="marac_coordinator", data={"to_area": "southmere"})
