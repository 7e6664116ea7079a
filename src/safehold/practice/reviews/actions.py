"""What a panel does. Each is one transaction, kept sealed in the review; and what the agencies are told is recorded in the chronology.

`review` is one on whose panel the viewer has been found to sit.
"""

import time
from collections.abc import Mapping
from typing import Any

import msgspec
from django.db import transaction

from safehold.access.looks import Look
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import EventId
from safehold.chronology.session import recorder
from safehold.identity.actions import pair, record_of
from safehold.identity.models import Case
from safehold.practice.reviews import entries, sealing, seats
from safehold.practice.reviews.kinds import standard
from safehold.practice.reviews.material import case_of
from safehold.practice.reviews.models import Entry, Review

# What a look at a file of a review says it was for.
FILE = "review {review.number}, paper {paper}"


class CannotDo(ValueError):
    """What may not be said or done in a review, or not yet; the message says why."""


class Opening(msgspec.Struct, frozen=True):
    """What is decided when a review is opened, or is not. `scope_from` and `scope_to` are days, or empty."""

    kind: str
    hold: bool
    reason: str
    directed: bool = False
    scope_from: str = ""
    scope_to: str = ""
    agencies: tuple[str, ...] = ()
    terms: str = ""


@transaction.atomic
def open_review(*, by: Viewer, case: Case, opening: Opening) -> Review:
    """Decides whether a review is held of a case that the viewer has been found to see, or to decide on. Of a death the chronology is told
    of the decision, and of the review where there is one; and every record is held from deletion. Whoever opens it sits on its panel."""
    by.must(seats.HOLD, persons=pair(case).values(), case_ids=[case.id])
    kind = standard().kinds.get(opening.kind)
    if kind is None:
        raise CannotDo("Say what the review is of.")
    if not opening.reason.strip():
        raise CannotDo("Say why a review is held, or is not.")
    with recorder():
        review: Review = Review.objects.create(
            at=_now(),
            agency=by.agency,
            case_id=case.id,
            persons=sorted(pair(case).values()),
            kind=opening.kind,
            by_id=by.user_id,
            role=by.role,
        )
        seats.add_seat(review, by=by.user_id, user_id=by.user_id, agency=by.agency, chair=True)
    decided = {"hold": opening.hold, "reason": opening.reason, "directed_by_secretary_of_state": opening.directed}
    event = _tell(by, case, "review.decided", decided) if kind.death else None
    _add(review, by, "decided", decided | _named(event))
    if opening.hold:
        scope = {"from": opening.scope_from, "to": opening.scope_to, "agencies": list(opening.agencies), "terms": opening.terms}
        said = {"scope_from": opening.scope_from, "scope_to": opening.scope_to, "agencies": list(opening.agencies)}
        event = _tell(by, case, "review.opened", said) if kind.death else None
        _add(review, by, "scope", scope | _named(event))
        reason = f"Review {review.number} is held."
        held = _tell(by, case, "legal_hold.placed", {"reason": reason})
        _add(review, by, "hold", {"reason": reason} | _named(held))
    else:
        seats.end(review, by=by.user_id)
    return review


@transaction.atomic
def say(review: Review, *, by: Viewer, what: str, body: Mapping[str, Any], subject: int | None = None) -> Entry:
    """Keeps something that was said, and tells the chronology what the agencies must know of it."""
    if entries.KINDS.get(what) == "chair" and not seats.panel(review).chairs(by):
        raise CannotDo("The chair of the review does this.")
    stands = seats.stands(review)
    if not stands.held and what not in ("decided", "step"):
        raise CannotDo("It was decided that no review is held.")
    told = _TOLD.get(what, _nothing)(review, by, dict(body), stands, subject)
    made = _add(review, by, what, dict(body) | _named(told), subject)
    if what in ("decided", "step"):
        seats.end(review, by=by.user_id)
    return made


def _nothing(*_: object) -> None:
    return None


def _recommended(review: Review, by: Viewer, body: dict[str, Any], _stands: object, _subject: object) -> EventId | None:
    """An action that another agency answers for. Of learning, the chronology has no action of a review of a death."""
    if not standard().kinds[review.kind].death:
        return None
    said = {
        "recommendation": body.get("text", ""), "action": body.get("action") or body.get("text", ""), "owner_agency": body.get("owner", ""),
        "due": body.get("due", ""), "outcome_sought": body.get("outcome", ""),
    }  # fmt: skip
    return _tell(by, case_of(review), "review.action_agreed", said)


def _progressed(review: Review, by: Viewer, body: dict[str, Any], stands: entries.Standing, subject: int | None) -> EventId | None:
    of = next((each for each in stands.recommendations if each.said.number == subject), None)
    if of is None:
        raise CannotDo("There is no such recommendation in this review.")
    if of.done:
        raise CannotDo("It is done already.")
    agreed = of.said.text("event")
    if body.get("done") is not True or not agreed:
        return None
    about = EventId(*agreed.split("/", 1))
    return _tell(by, case_of(review), "review.action_done", {"evidence": body.get("text", "")}, about)


def _had(review: Review, by: Viewer, body: dict[str, Any], _stands: object, _subject: object) -> EventId | None:
    if not standard().kinds[review.kind].death:
        return None
    return _tell(by, case_of(review), "review.management_report_received", {"from": body.get("agency", "")})


def _stepped(review: Review, by: Viewer, body: dict[str, Any], stands: entries.Standing, _subject: object) -> EventId | None:
    known = standard()
    name = str(body.get("step", ""))
    step = known.steps.get(name)
    if step is None:
        raise CannotDo("There is no such step.")
    lacking = [known.steps[each].title for each in known.after.get(name, []) if each not in stands.steps]
    if lacking:
        raise CannotDo(f"First: {'; '.join(lacking)}.")
    if not step.event or not known_death(review):
        return None
    return _tell(by, case_of(review), step.event, {"to": step.to} if step.to else {})


def _lifted(review: Review, by: Viewer, body: dict[str, Any], stands: entries.Standing, subject: int | None) -> EventId | None:
    """Only once nothing of the review is still to be answered for."""
    held = next((each for each in stands.holds if each.number == subject), None)
    if held is None:
        raise CannotDo("It was lifted already.")
    if known_death(review) and stands.held and "published" not in stands.steps:
        raise CannotDo("The records are held until the review is published.")
    placed = held.text("event")
    about = EventId(*placed.split("/", 1)) if placed else None
    return _tell(by, case_of(review), "legal_hold.lifted", {"reason": body.get("reason", "")}, about)


def _agreed(review: Review, by: Viewer, body: dict[str, Any], stands: entries.Standing, subject: int | None) -> None:
    """Agrees that a document leaves, or says that it does not. What somebody typed may be where she is hidden, which the search of it
    cannot know: only whoever may see that can tell. Nobody agrees to their own."""
    made = review.papers.filter(pk=subject, what="made").exclude(sealed="").first()
    if made is None:
        raise CannotDo("There is no such document, or its content has gone.")
    if any(each.body.get("agrees") is not True for each in stands.agreed.get(made.pk, [])):
        raise CannotDo("It was said already that it does not leave. Make it again.")
    if body.get("agrees") is not True:
        return
    if made.by_id == by.user_id:
        raise CannotDo("Another person than whoever made it has to agree.")
    if not by.may(seats.SEE):
        raise CannotDo("Somebody who may see what is confidential has to agree: only they can tell that none of it is in here.")
    if made.pk not in opened_by(review, by):
        raise CannotDo("Open it and read it first: by the log of looks you have not opened it.")


def opened_by(review: Review, by: Viewer) -> frozenset[int]:
    """Which files of a review somebody was given, by the log of looks, which is written before the first byte leaves."""
    looks = Look.objects.filter(user_id=by.user_id, kind=Look.Kind.EXPORT, refused=False, case_ids__contains=[review.case_id])
    said = looks.filter(task__contains=FILE.format(review=review, paper="")).values_list("task", flat=True)
    numbers = (each.rpartition(" ")[2] for each in said)
    return frozenset(int(each) for each in numbers if each.isdigit())


def known_death(review: Review) -> bool:
    return standard().kinds[review.kind].death


_TOLD = {
    "recommendation": _recommended, "progress": _progressed, "report_had": _had, "step": _stepped, "hold_lifted": _lifted,
    "agreed": _agreed,
}  # fmt: skip


def _tell(by: Viewer, case: Case, kind: str, data: Mapping[str, Any], about: EventId | None = None) -> EventId:
    return record_of(by=by, kind=kind, data=data, persons=pair(case), relation=case.relation, about=[about] if about else [])


def _named(event: EventId | None) -> dict[str, str]:
    return {"event": str(event)} if event is not None else {}


def _add(review: Review, by: Viewer, what: str, body: Mapping[str, Any], subject: int | None = None) -> Entry:
    whose = sealing.OPEN if what in entries.OPEN else review.agency
    with recorder():
        made: Entry = Entry.objects.create(
            review=review, at=_now(), what=what, subject=subject, open=what in entries.OPEN, by_id=by.user_id, role=by.role,
            agency=by.agency, sealed=sealing.seal(whose, msgspec.json.encode(dict(body))),
        )  # fmt: skip
    return made


def _now() -> int:
    return time.time_ns() // 1000
