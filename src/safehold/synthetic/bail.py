"""Bail: set, varied, extended, broken, answered or not, ended."""

from safehold.synthetic import assessment, custody, prosecution, telling
from safehold.synthetic.clock import DAY, HOUR, day_of
from safehold.synthetic.incidents import Incident
from safehold.synthetic.pairs import Bail, Pair
from safehold.synthetic.rates import rates
from safehold.synthetic.story import Story
from safehold.synthetic.truth import EventRef

CONDITIONS = (
    "not to contact the victim, directly or through others",
    "not to go to the street where she lives",
    "to live and sleep at the address given",
    "to report to the police station on Mondays",
)
_BREACHES = (
    "messages sent through his brother",
    "seen outside her work",
    "came to the door at night",
    "called eleven times",
    "not at his bail address",
)


def release_on_bail(story: Story, incident: Incident) -> None:
    data = _set(story, incident, "pre_charge", 84 * DAY)
    custody.release(story, incident, "bail")
    if story.chance(0.1):
        story.after(story.rng.randrange(5, 60) * DAY, vary, incident, data)
    story.duty("bail-not-lapsed", incident.force.police, data.event, extend_or_decide, incident, data)


def _set(story: Story, incident: Incident, stage: str, length: int) -> Bail:
    pair = incident.pair
    until = story.now + length
    data = {"stage": stage, "conditions": list(story.rng.sample(CONDITIONS, 3)), "until": day_of(until), "force": incident.force.police}
    source = incident.force.custody if stage == "pre_charge" else "courts-lists"
    by = "custody_officer" if stage == "pre_charge" else "witness_care_officer"
    event = story.tell(source, "bail.set", pair, who="vs", about=incident.arrest, by=by, data=data)
    pair.bail = Bail(event, until, stage == "post_charge", incident)
    telling.must_tell(story, pair, "bail", event, "victim-told-of-bail", incident.force.police)
    story.at(until, _run_out, pair, pair.bail)
    if story.befalls(pair, "breach", rates()["bail_breached"] + 0.25 * pair.danger):
        for _ in range(story.rng.choice((1, 1, 2, 3)) if "breach" not in pair.fate else 0):
            story.after(int(story.rng.expovariate(1 / (15 * DAY))) + HOUR, breach, incident, pair.bail)
    return pair.bail


def set_after_charge(story: Story, incident: Incident) -> None:
    _set(story, incident, "post_charge", 150 * DAY)


def _run_out(story: Story, pair: Pair, spell: Bail) -> None:
    """Bail lapses by itself when nobody has extended or ended it; no record says so."""
    if pair.bail is spell and spell.until <= story.now:
        pair.bail = None


def vary(story: Story, incident: Incident, spell: Bail) -> None:
    pair = incident.pair
    if pair.bail is not spell:
        return
    if story.chance(0.8):
        custody.seek_views(story, incident, "bail_change")
    data = {"conditions": [CONDITIONS[0], "may collect his tools once, with an officer"]}
    varied = story.tell(incident.force.custody, "bail.varied", pair, who="vs", about=spell.event, by="custody_officer", data=data)
    telling.must_tell(story, pair, "bail_change", varied, "victim-told-of-bail", incident.force.police)
    assessment.renew(story, pair, varied)


def extend_or_decide(story: Story, incident: Incident, spell: Bail) -> None:
    """Before the end somebody extends it, or decides the case."""
    pair = incident.pair
    if pair.bail is not spell:
        return
    if story.chance(0.3):
        spell.until += 91 * DAY
        role = "duty_inspector" if story.chance(0.9) else "custody_officer"
        data = {"until": day_of(spell.until), "authorised_by": {"id": story.staff(incident.force.police, role), "role": role}}
        story.tell(incident.force.custody, "bail.extended", pair, who="vs", about=spell.event, by=role, data=data)
        story.at(spell.until, _run_out, pair, spell)
    elif story.chance(0.45):
        prosecution.ask_for_charge(story, incident)
    else:
        end(story, incident, "no further action")
        custody.close_uncharged(story, incident)


def end(story: Story, incident: Incident, reason: str) -> None:
    pair = incident.pair
    if pair.bail is None:
        return
    source = "courts-lists" if pair.bail.after_charge else incident.force.custody
    ended = story.tell(source, "bail.ended", pair, who="vs", about=pair.bail.event, by="custody_officer", data={"reason": reason})
    pair.bail = None
    telling.must_tell(story, pair, "bail_ended", ended, "victim-told-of-bail", incident.force.police)
    assessment.renew(story, pair, ended)


def breach(story: Story, incident: Incident, spell: Bail) -> None:
    """Somebody reports that he has broken a condition."""
    pair, police = incident.pair, incident.force.police
    if pair.bail is not spell or pair.in_custody:
        return
    detail = {"detail": story.rng.choice(_BREACHES)}
    reported = story.tell(
        incident.force.records, "bail.breach_reported", pair, who="vs", about=spell.event, by="first_responder", data=detail
    )
    pair.warnings.append(reported)
    assessment.renew(story, pair, reported)
    if pair.fate.get("breach"):
        return
    story.duty("bail-breach-decided", police, reported, decide_breach, incident, spell, reported)
    if spell.after_charge:
        story.duty("prosecutor-told-of-breach", police, reported, tell_prosecutor, pair, reported)


def decide_breach(story: Story, incident: Incident, spell: Bail, reported: EventRef) -> None:
    pair = incident.pair
    arrest = story.chance(0.55)
    data = {
        "arrest": arrest,
        "reason": "contact proved by her phone"
        if arrest
        else story.rng.choice(("call came from a number that is not his", "met by chance in a shop", "she does not wish to add to it")),
    }
    story.tell(incident.force.records, "bail.breach_decided", pair, who="vs", about=reported, by="investigator", data=data)
    if not arrest or pair.in_custody:
        return
    made = {"offence": incident.offence, "power": "breach_of_bail"}
    caught = story.tell(
        incident.force.custody, "arrest.made", pair, who="vs", about=[reported, spell.event], by="first_responder", data=made
    )
    if spell.after_charge:
        pair.in_custody = True
        story.duty("court-after-breach", "northshire-courts", caught, prosecution.court_after_breach, incident, caught)
    else:
        story.after(5 * HOUR, _let_go_again, incident, caught)


def _let_go_again(story: Story, incident: Incident, caught: EventRef) -> None:
    data = {"status": "bail", "protective_order_considered": True}
    released = story.tell(
        incident.force.custody, "suspect.released", incident.pair, who="vs", about=caught, by="custody_officer", data=data
    )
    telling.must_tell(story, incident.pair, "release", released, "victim-told-of-release", incident.force.police)


def tell_prosecutor(story: Story, pair: Pair, reported: EventRef) -> None:
    told = story.tell("northshire-records", "cps.told_of_breach", pair, who="s", about=reported, by="investigator")
    story.duty("bail-withdrawal-decided", "cps", reported, prosecution.decide_bail, pair, told, reported)
