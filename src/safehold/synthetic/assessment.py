"""Risk: the form at the scene, the sergeant who reads it, the specialist, and what a high grade sets in motion."""

from safehold.synthetic import forms, marac, safety, support
from safehold.synthetic.clock import DAY, HOUR, day_of
from safehold.synthetic.incidents import Incident
from safehold.synthetic.pairs import Pair
from safehold.synthetic.sources import NORTHSHIRE, Force
from safehold.synthetic.story import Story
from safehold.synthetic.truth import EventRef, Oddity

_SPECIALIST_MARKERS = ("strangulation", "stalking", "threat_to_kill", "honour_based")


def assess(story: Story, incident: Incident) -> None:
    """The first responder's form; most use one instrument, some teams try the newer."""
    pair, rng = incident.pair, story.rng
    newer = story.chance(0.12)
    answers, score = forms.dara(rng, incident) if newer else forms.dash(rng, incident)
    pair.grade = _graded(story, incident, score, newer)
    data: dict[str, object] = {
        "instrument": "dara" if newer else "dash",
        "version": "2022" if newer else "2009",
        "answers": answers,
        "grade": pair.grade,
    }
    if not newer:
        data["score"] = score
    if story.chance(0.85):
        data["rationale"] = forms.rationale(rng, incident)
    records, call = incident.force.records, incident.call
    incident.assessment = story.tell(records, "risk.assessed", pair, who="vs", about=call, by="first_responder", data=data)
    if pair.grade == "high":
        pair.warnings.append(incident.assessment)
    story.duty("risk-supervised", incident.force.police, incident.assessment, supervise, incident)
    mark(story, incident)
    if pair.grade == "high" or pair.markers.intersection(_SPECIALIST_MARKERS):
        follow_high(story, pair, incident.assessment, incident.force)
    if not newer and score >= 14:
        marac.must_refer(story, pair, incident.assessment, ["visible_high_risk"])
    elif pair.grade == "high" and story.chance(0.5):
        marac.must_refer(story, pair, incident.assessment, ["professional_judgement"])
    elif pair.marac_at is not None and story.now - pair.marac_at < 365 * DAY:
        marac.must_refer(story, pair, incident.assessment, ["repeat"])
    elif pair.calls_within(story.now, 365) >= 3 and "marac" not in pair.markers and story.chance(0.85):
        marac.consider(story, pair, incident.assessment)
    if answers.get("5") == "yes" and story.chance(0.18):
        support.suicide_risk(story, pair, incident.assessment, incident.force)


def _graded(story: Story, incident: Incident, score: int, newer: bool) -> str:
    """Structured judgement, not the score alone: strangulation and threats to kill count for more."""
    danger = incident.strangulation or (incident.threat_to_kill and incident.afraid > 2)
    if (score >= (10 if newer else 14)) or (danger and story.chance(0.5)):
        return "high" if story.chance(0.95) else "medium"
    return "medium" if score >= 7 or danger or story.chance(0.08) else "standard"


def supervise(story: Story, incident: Incident) -> None:
    pair, records = incident.pair, incident.force.records
    agrees = story.chance(0.94)
    grade = pair.grade if agrees or pair.grade == "high" else {"standard": "medium", "medium": "high"}[pair.grade]
    raised = grade != pair.grade
    pair.grade = grade
    data = {"agrees": not raised, "grade": grade}
    supervised = story.tell(records, "risk.supervised", pair, about=incident.assessment, by="shift_sergeant", data=data)
    if raised and grade == "high":
        follow_high(story, pair, supervised, incident.force)
    elif pair.grade == "high" and story.chance(0.03) or pair.grade == "medium" and story.chance(0.03):
        story.after(story.rng.randrange(2, 20) * HOUR, lower, incident)


def lower(story: Story, incident: Incident) -> None:
    """A grade is lowered: by a specialist with reasons, or, wrongly, by the one who set it."""
    pair, police = incident.pair, incident.force.police
    if pair.grade not in ("high", "medium"):
        return
    to = {"high": "medium", "medium": "standard"}[pair.grade]
    proper = story.chance(0.6)
    role = "da_specialist" if proper else "first_responder"
    author = {"id": story.staff(police, "first_responder"), "role": "first_responder"}
    reviewer = {"id": story.staff(police, role), "role": role} if proper else author
    data = {
        "from": pair.grade,
        "to": to,
        "reason": "he is in custody and she has moved" if proper else "she seemed calm today",
        "reviewer": reviewer,
        "author": author,
    }
    changed = story.tell(incident.force.records, "risk.regraded", pair, who="v", about=incident.assessment, by=role, data=data)
    if pair.grade == "high" and "high_risk" in pair.markers:
        pair.markers.discard("high_risk")
        lifted = {"marker": "high_risk", "reason": "grade lowered"}
        story.tell(incident.force.records, "marker.lifted", pair, who="vs", about=changed, by=role, data=lifted)
    pair.grade = to
    if not proper:
        story.truth.oddities.append(Oddity("risk lowered by its author", changed))


def mark(story: Story, incident: Incident) -> None:
    """Warning markers that the form gives rise to, each once."""
    pair = incident.pair
    due = {
        "strangulation": incident.strangulation,
        "threat_to_kill": incident.threat_to_kill and incident.afraid > 2,
        "weapons": incident.weapon,
        "high_risk": pair.grade == "high",
        "honour_based": pair.honour,
        "repeat_victim": pair.calls_within(story.now, 365) >= 3,
        "stalking": incident.sort == "stalking" and pair.stalking_reports >= 1,
        "treat_as_urgent": pair.grade == "high" and story.chance(0.3),
        "firearms": incident.weapon and story.chance(0.06),
    }
    for marker, wanted in due.items():
        if wanted and marker not in pair.markers and story.chance(0.88):
            pair.markers.add(marker)
            data = {"marker": marker, "expires": day_of(story.now + 365 * DAY)}
            who = "s" if marker in ("weapons", "firearms") else "vs"
            story.tell(incident.force.records, "marker.set", pair, who=who, about=incident.assessment, by="da_specialist", data=data)
    if incident.sort in ("stalking", "harassment"):
        pair.stalking_reports += 1
        if pair.stalking_reports >= 2 or incident.afraid > 2:
            story.after(story.rng.randrange(1, 20) * HOUR, screen_stalking, incident)


def screen_stalking(story: Story, incident: Incident) -> None:
    if story.chance(0.75):
        answers, score = forms.stalking(story.rng, incident.pair)
        data = {
            "instrument": "stalking_screen",
            "version": "2009",
            "answers": answers,
            "score": score,
            "grade": incident.pair.grade or "medium",
        }
        story.tell(incident.force.records, "risk.assessed", incident.pair, who="vs", about=incident.call, by="investigator", data=data)


def follow_high(story: Story, pair: Pair, trigger: EventRef, force: Force) -> None:
    story.duty("specialist-review", force.police, trigger, specialist, pair, trigger, force)
    if pair.grade == "high":
        story.duty("safety-plan", NORTHSHIRE.police, trigger, safety.plan, pair, trigger)
        support.must_refer_idva(story, pair, trigger)


def specialist(story: Story, pair: Pair, trigger: EventRef, force: Force) -> None:
    story.tell(
        force.records, "risk.specialist_reviewed", pair, who="vs", about=trigger, by="da_specialist", data={"grade": pair.grade or "medium"}
    )


def renew(story: Story, pair: Pair, trigger: EventRef) -> None:
    """The danger has changed, and somebody must look at it again; one look serves all that happened before it."""
    if story.now < pair.review_due:
        return
    kept = story.duty("risk-renewed", NORTHSHIRE.police, trigger, review, pair, trigger)
    pair.review_due = story.now + (kept.after or 0)


def review(story: Story, pair: Pair, trigger: EventRef) -> None:
    unchanged = story.chance(0.85)
    data = {
        "unchanged": unchanged,
        "reason": "looked at again after what happened" if unchanged else "more danger since, form to be done again",
    }
    story.tell(NORTHSHIRE.records, "risk.reviewed", pair, who="v", about=trigger, by="investigator", data=data)
    if pair.plan is not None:
        looked = {"unchanged": unchanged, "because": data["reason"]}
        story.tell(NORTHSHIRE.records, "plan.reviewed", pair, who="v", about=trigger, by="da_specialist", data=looked)
