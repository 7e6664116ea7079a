"""Advocates, the refuge and other support: referred, reached, engaged, closed."""

from safehold.synthetic import forms, marac, safety, telling
from safehold.synthetic.clock import DAY, HOUR, by_day, in_office_hours
from safehold.synthetic.pairs import Pair
from safehold.synthetic.rates import rates
from safehold.synthetic.sources import HEALTH, IDVA, NORTHSHIRE, REFUGE, Force
from safehold.synthetic.story import Story
from safehold.synthetic.truth import EventRef

_IDVA = "northshire-idva"


def must_refer_idva(story: Story, pair: Pair, trigger: EventRef) -> None:
    if pair.idva in ("", "closed"):
        pair.idva = "referred"
        story.duty("idva-referral", NORTHSHIRE.police, trigger, refer_idva, pair, trigger)


def refer_idva(story: Story, pair: Pair, trigger: EventRef) -> None:
    consent = story.chance(0.8)
    data: dict[str, object] = {"consent": consent, "to": _IDVA}
    if not consent and story.chance(0.9):
        data["basis"] = "necessary to protect life; told to her afterwards"
    referred = story.tell(NORTHSHIRE.records, "idva.referred", pair, who="v", about=trigger, by="da_specialist", data=data)
    story.duty("idva-contact", _IDVA, referred, contact, pair, referred)


def contact(story: Story, pair: Pair, referred: EventRef) -> None:
    rng = story.rng
    for attempt in range(rng.choice((0, 0, 1, 2))):
        story.at(by_day(story.now + attempt * 3 * HOUR + 60), _try_in_vain, pair, referred)
    if story.chance(rates()["idva_engages"] + 0.15):
        story.at(by_day(story.now + rng.randrange(6, 12) * HOUR), reach, pair, referred)
    elif story.chance(0.6):
        pair.idva = "closed"
        story.after(3 * DAY, close, pair, "could not be reached; referrer told")


def _try_in_vain(story: Story, pair: Pair, referred: EventRef) -> None:
    telling.attempt(story, pair, IDVA, reached=False, about=referred)


def reach(story: Story, pair: Pair, referred: EventRef) -> None:
    rng = story.rng
    telling.attempt(story, pair, IDVA, reached=True, about=referred)
    if not story.chance(rates()["idva_engages"] / 0.77):
        pair.idva = "closed"
        story.after(2 * DAY, close, pair, "does not want support now; knows how to come back")
        return
    pair.idva = "engaged"
    story.after(rng.randrange(1, 4) * DAY, engage, pair, referred)


def engage(story: Story, pair: Pair, referred: EventRef) -> None:
    rng = story.rng
    story.tell(IDVA, "idva.engaged", pair, who="v", about=referred, by="idva")
    if story.chance(0.6):
        telling.set_safe_contact(story, pair, IDVA)
    if story.chance(0.7):
        story.after(2 * HOUR, assess, pair)
    for _ in range(rng.randrange(1, 5)):
        story.at(in_office_hours(story.now + rng.randrange(3, 60) * DAY), keep_in_touch, pair)
    story.at(in_office_hours(story.now + rng.randrange(60, 150) * DAY), finish, pair)


def assess(story: Story, pair: Pair) -> None:
    """The advocate's own form, which often finds more."""
    answers, score = forms.ric(story.rng, pair)
    grade = "high" if score >= 14 else pair.grade or "medium"
    data = {"instrument": "safelives_ric", "version": "2014", "answers": answers, "score": score, "grade": grade}
    assessed = story.tell(IDVA, "risk.assessed", pair, who="vs", by="idva", data=data)
    pair.grade = grade
    if score >= 14:
        marac.must_refer(story, pair, assessed, ["visible_high_risk"], _IDVA)
        if pair.plan is None:
            story.duty("safety-plan", _IDVA, assessed, safety.plan, pair, assessed)
    if story.chance(0.25):
        what = story.rng.choice(("coercive_control", "sexual", "economic", "threats_to_kill", "strangulation", "separation", "pregnancy"))
        told = story.tell(IDVA, "victim.disclosed", pair, who="v", by="idva", data={"what": what})
        pair.warnings.append(told)


def keep_in_touch(story: Story, pair: Pair) -> None:
    if pair.idva == "engaged":
        telling.attempt(story, pair, IDVA, reached=story.chance(0.75))


def finish(story: Story, pair: Pair) -> None:
    close(story, pair, story.rng.choice(("needs met", "needs met", "moved out of the area", "asked to stop")))
    if story.chance(0.2):
        words = story.rng.choice(
            ("I was believed from the start", "nobody rang me when he was let out", "the same officer came back, that helped")
        )
        believed = "no" if words.startswith("nobody") else "yes"
        story.tell(IDVA, "victim.feedback", pair, who="v", by="idva", data={"believed": believed, "words": words})


def close(story: Story, pair: Pair, reason: str) -> None:
    pair.idva = "closed"
    story.tell(IDVA, "idva.closed", pair, who="v", by="idva", data={"reason": reason})


def offer(story: Story, pair: Pair, crime: EventRef, force: Force) -> None:
    """Every victim of a crime is offered support."""
    data = {"service": "Northshire victim care", "opted_out": story.chance(0.15)}
    story.tell(force.records, "support.referred", pair, who="v", about=crime, by="investigator", data=data)


def at_refuge(story: Story, pair: Pair) -> None:
    story.tell(REFUGE, "support.referred", pair, who="v", people=[(child, "child") for child in pair.children], by="agency_representative",
               data={"service": "Westbrook refuge", "opted_out": False})  # fmt: skip


def suicide_risk(story: Story, pair: Pair, trigger: EventRef, force: Force) -> None:
    data = {"person": "victim" if story.chance(0.7) else "suspect", "detail": "said that there is no way out"}
    found = story.tell(force.records, "suicide_risk.identified", pair, who="vs", about=trigger, by="first_responder", data=data)
    pair.warnings.append(found)
    story.duty("suicide-risk-answered", force.police, found, answer_suicide_risk, pair, found, force)


def answer_suicide_risk(story: Story, pair: Pair, found: EventRef, force: Force) -> None:
    data = {"grade": pair.grade or "medium"}
    story.tell(force.records, "risk.specialist_reviewed", pair, who="vs", about=found, by="da_specialist", data=data)
    helped = {"service": "Northshire crisis team", "opted_out": False}
    story.tell(
        HEALTH if story.chance(0.5) else force.records, "support.referred", pair, who="v", about=found, by="da_specialist", data=helped
    )
