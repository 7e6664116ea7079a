"""Recording an assessment of risk and what follows from it: each checks who may, and records in one transaction.

A grade is a person's and comes with its reasons. It is never lowered by whoever set it, by anybody but a specialist, or by a machine: here
is the one place where Safehold records one, and it asks risk/lowering.py each time, alone with her danger (alone.py): of two at the same
instant the second is judged by what the first has recorded. `case` is one that the viewer has been found to see.
"""

import time
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import Event, EventId
from safehold.chronology.times import MINUTE
from safehold.identity.actions import record_in_case
from safehold.identity.chronicle import chronicle
from safehold.identity.models import Case
from safehold.practice.safeguarding.alone import alone_with
from safehold.practice.safeguarding.assessing import drafts
from safehold.practice.safeguarding.assessing.refusals import NotLowered
from safehold.practice.safeguarding.assessing.supervising import must_supervise
from safehold.risk import wording
from safehold.risk.filled import Filled, held, opened, stated
from safehold.risk.instrument import GRADES, Instrument
from safehold.risk.loading import standard
from safehold.risk.lowering import Given, Why, lower, standing, why_not
from safehold.risk.scoring import score
from safehold.rulebook.state import rulebook

AGAIN = 5 * MINUTE
SUICIDE = ("victim", "suspect", "child")


class Recorded(msgspec.Struct, frozen=True):
    """`stands` is the grade that is kept where a lower one was thought right and could not be given."""

    event: EventId
    grade: str
    stands: str = ""


def events_of(case: Case) -> list[Event]:
    """What stands on record of the case, in its order, of what the viewer may read."""
    entries = chronicle(case.id, case.victim_id, case.suspect_id)
    return [entry.event for entry in reversed(entries) if entry.struck is None]


def threshold() -> int:
    return int(str(rulebook().settings["visible-high-risk-score"]))


def wordings() -> dict[str, wording.Wording]:
    """Raises BadWording."""
    return wording.load(settings.SAFEHOLD_INSTRUMENT_WORDING, standard())


@transaction.atomic
def assess(
    *,
    by: Viewer,
    case: Case,
    instrument: Instrument,
    given: Filled,
    about: Iterable[EventId] = (),
    beside: Mapping[str, Filled] | None = None,
    suicide: Iterable[str] = (),
    suicide_detail: str = "",
) -> Recorded:
    """Records what was answered, with a grade or without. `beside`: what was answered of other instruments that this one led to."""
    by.must("record_risk", case_ids=[case.id])
    if not (given.answers or given.remarks or given.grade):
        raise Declined(_("Nothing is answered yet, so there is nothing to record."))
    alone_with(case)
    events = events_of(case)
    stands = standing(events)
    grade, would = _grade_given(by, given.grade, stands)
    if grade and not given.rationale.strip():
        raise Declined(_("Say why you grade it so: whoever acts on it reads that first. Without a grade it can be recorded as it is."))
    if held(instrument, msgspec.structs.replace(given, grade=grade), threshold()) and not given.held.strip():
        raise Declined(
            _("%(n)d or more answers are yes, which is visible high risk. Grade it high, or say why it is lower: a supervisor reads it.")
            % {"n": threshold()}
        )
    targets = list(about)
    data = _data(instrument, given) | {"grade": grade, "would_grade": would, "rationale": given.rationale, "held_reason": given.held}
    data = _said(data)
    twice = _sent_twice(events, by, data)
    if twice is not None:
        drafts.forget(by, case, instrument.name)
        return Recorded(twice, grade, stands.grade if would else "")
    event = record_in_case(by=by, case=case, kind="risk.assessed", data=data, about=targets)
    for module in opened(instrument, given.answers):
        more = (beside or {}).get(module.instrument) if module.instrument else None
        if more is not None and more.answers:
            other = standard()[module.instrument]
            record_in_case(by=by, case=case, kind="risk.assessed", data=_said(_data(other, more)), about=[event, *targets])
    for person in suicide:
        if person in SUICIDE:
            identified = _said({"person": person, "detail": suicide_detail})
            record_in_case(by=by, case=case, kind="suicide_risk.identified", data=identified, about=[event])
    drafts.forget(by, case, instrument.name)
    return Recorded(event, grade, stands.grade if would else "")


def _sent_twice(events: list[Event], by: Viewer, data: Mapping[str, Any]) -> EventId | None:
    """The same form from the same hand within minutes is one assessment: somebody pressed again."""
    for event in reversed(events):
        if event.occurred_at.latest < now() - AGAIN:
            return None
        if event.kind == "risk.assessed" and event.actor and event.actor.id == by.staff_id and event.agency == by.agency:
            whole = {"grade", "would_grade", "rationale", "instrument", "answers", "held_reason"}
            return event.id if all(event.data.get(name) == data.get(name) for name in whole) else None
    return None


def _grade_given(by: Viewer, wanted: str, stands: Given) -> tuple[str, str]:
    """The grade to be recorded, and the lower one that whoever assesses would give but may not. Their answers are recorded all the same."""
    if why_not(wanted, stands, by=by.staff_id, role=by.role):
        return stands.grade, wanted
    return wanted, ""


def _data(instrument: Instrument, given: Filled) -> dict[str, Any]:
    worded = wordings().get(instrument.name)
    return {
        "instrument": instrument.name,
        "version": instrument.version,
        "answers": stated(instrument, given),
        "said_by": dict(given.said_by),
        "remarks": dict(given.remarks),
        "from_record": dict(given.record),
        "conditions": list(given.so),
        "score": score(instrument, given.answers).value,
        "wording": worded.name if worded else "",
    }


def _said(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in (None, "", [], {})}


@transaction.atomic
def supervise(*, by: Viewer, case: Case, of: EventId, agrees: bool, grade: str = "", reason: str = "") -> None:
    """A supervisor has looked at an assessment. One who thinks it lower says so, and a specialist decides."""
    must_supervise(by, case.id)
    alone_with(case)
    events = events_of(case)
    assessed = next((event for event in events if event.id == of and event.kind == "risk.assessed"), None)
    if assessed is None:
        raise Declined(_("That assessment is not on record any more. Look at the list again."))
    if assessed.actor is not None and assessed.actor.id == by.staff_id:
        raise Declined(_("You made this assessment: another supervisor looks at it."))
    if not agrees and not reason.strip():
        raise Declined(_("Say why you do not agree: whoever assessed it reads that."))
    stands, data = standing(events), {"agrees": agrees, "reason": reason}
    if agrees:
        agreed = str(assessed.data.get("grade") or "")
        data["grade"] = agreed if agreed == stands.grade else ""
    elif grade in GRADES:
        given, would = _grade_given(by, grade, stands)
        data |= {"would_grade": would} if would else {"grade": given}
    record_in_case(by=by, case=case, kind="risk.supervised", data=_said(data), about=[of])


@transaction.atomic
def review_as_specialist(*, by: Viewer, case: Case, grade: str, reason: str, about: Iterable[EventId] = ()) -> None:
    """The secondary grade. Where it is another than the one that stands, the change is recorded with both names."""
    by.must("review_risk", case_ids=[case.id])
    if grade not in GRADES:
        raise Declined(_("Choose a grade."))
    if not reason.strip():
        raise Declined(_("Say why: whoever acts on the grade reads that first."))
    alone_with(case)
    events = events_of(case)
    stands = standing(events)
    _may_give(by, grade, stands)
    targets = list(about)
    if not targets and stands.event is not None:
        targets = [stands.event.id]
    data = {"grade": grade, "reason": reason}
    if stands.grade and grade != stands.grade:
        _record_change(by, case, stands, grade, reason, targets)
    record_in_case(by=by, case=case, kind="risk.specialist_reviewed", data=data, about=targets)


@transaction.atomic
def regrade(*, by: Viewer, case: Case, to: str, reason: str) -> None:
    """Anybody who assesses may raise a grade; lowering it is a specialist's who did not set it."""
    by.must("record_risk", case_ids=[case.id])
    if to not in GRADES:
        raise Declined(_("Choose a grade."))
    if not reason.strip():
        raise Declined(_("Say why: whoever acts on the grade reads that first."))
    alone_with(case)
    stands = standing(events_of(case))
    if not stands.grade:
        raise Declined(_("Nobody has graded this case yet: assess it."))
    if to == stands.grade:
        raise Declined(_("That is the grade already. To say that you have looked again, record that."))
    _may_give(by, to, stands)
    _record_change(by, case, stands, to, reason, [stands.event.id] if stands.event else [])


def _record_change(by: Viewer, case: Case, stands: Given, to: str, reason: str, about: list[EventId]) -> None:
    author = {"id": stands.by, "role": stands.role} if stands.by else None
    data = {"from": stands.grade, "to": to, "reason": reason, "reviewer": by.actor, "author": author}
    record_in_case(by=by, case=case, kind="risk.regraded", data=_said(data), about=about)


@transaction.atomic
def look_again(*, by: Viewer, case: Case, unchanged: bool, reason: str, about: Iterable[EventId] = ()) -> None:
    """Somebody has looked at the risk again after something changed. It gives no grade."""
    by.must("record_risk", case_ids=[case.id])
    if not reason.strip():
        raise Declined(_("Say what you looked at, and what you found."))
    record_in_case(by=by, case=case, kind="risk.reviewed", data={"unchanged": unchanged, "reason": reason}, about=about)


@transaction.atomic
def identify_suicide(*, by: Viewer, case: Case, person: str, detail: str, about: Iterable[EventId] = ()) -> None:
    by.must("record_risk", case_ids=[case.id])
    if person not in SUICIDE:
        raise Declined(_("Say whose life is at risk."))
    record_in_case(by=by, case=case, kind="suicide_risk.identified", data=_said({"person": person, "detail": detail}), about=about)


def _may_give(by: Viewer, grade: str, stands: Given) -> None:
    why = why_not(grade, stands, by=by.staff_id, role=by.role)
    if why:
        raise NotLowered(told(why))


def told(why: Why) -> str:
    return {
        "set_it": _("You set this grade, so it is not yours to lower. Ask another specialist; you can say what you think and why."),
        "not_specialist": _("Only a domestic abuse specialist who did not set it lowers a grade. You can say what you think and why."),
        "nobody": _("Only a person lowers a grade, by name."),
    }.get(why, "")


def may_lower(by: Viewer, stands: Given) -> Why:
    """Why this viewer could not lower the grade that stands; nothing where they could, or there is nothing to lower."""
    lowest = GRADES[0]
    return why_not(lowest, stands, by=by.staff_id, role=by.role) if lower(lowest, stands.grade) else ""


def now() -> int:
    return time.time_ns() // 1000
