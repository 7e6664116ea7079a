"""A fact or a part of a case as another system gives it: what it says, and whether it can be shared so."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Literal

from django.utils import timezone
from ninja import Schema
from pydantic import Field, StringConstraints

from safehold.api.problems import Unacceptable
from safehold.api.v1.words import PLAIN, CaseId, Said, Source
from safehold.chronology.envelope import EventId
from safehold.sharing.actions import Terms
from safehold.sharing.bases import standard as bases
from safehold.sharing.passable import Passable
from safehold.sharing.subjects import standard as subjects

Words = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=PLAIN, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[a-z0-9-]+$")]


class EventName(Schema):
    source: Source
    id: Source


class Giving(Schema):
    """`agency` is whom it is shared with. `decided_by` is who in one's agency decided it, as one's own records name them. A fact is a
    sentence in `words`, or one event; a part is of `subjects`, or of the events that are named."""

    case: CaseId
    agency: Slug
    decided_by: Source
    extent: Literal["fact", "part"]
    words: Said = ""
    subjects: list[Said] = Field([], max_length=20)
    events: list[EventName] = Field([], max_length=200)
    named: list[Literal["victim", "suspect"]] = Field(["victim", "suspect"], max_length=2)
    may: Literal["view", "work"] = "view"
    until: date | None = None
    gateways: list[Said] = Field(min_length=1, max_length=20)
    necessity: Words
    proportionality: Words
    consent: Literal["given", "not_asked_unsafe", "not_asked", "refused", "withdrawn"]
    consent_reason: Said = ""


def terms(given: Giving, found: Passable) -> Terms:
    """Raises Unacceptable. Only what may be passed on in a part is in `found`."""
    wrong = [*_unlawful(given), *_unknown(given, found)]
    if wrong:
        raise Unacceptable(HTTPStatus.UNPROCESSABLE_ENTITY, "It cannot be shared so.", wrong)
    fact = given.extent == "fact"
    events = [EventId(each.source, each.id) for each in given.events] or [event.id for event in found.of(given.subjects) if not fact]
    titles = ", ".join(subjects().subjects[name].title for name in given.subjects)
    return Terms(
        extent=given.extent,
        what="one fact" if fact else titles or "chosen records",
        words=given.words if fact else "",
        until=given.until.isoformat() if given.until else "",
        may=given.may,
        necessity=given.necessity,
        proportionality=given.proportionality,
        consent=given.consent,
        consent_reason=given.consent_reason,
        subjects=() if fact else tuple(given.subjects),
        events=tuple(map(str, events)),
        named=tuple(dict.fromkeys(given.named)),
        gateways=tuple(given.gateways),
    )


def _unlawful(given: Giving) -> list[tuple[str, str]]:
    law = bases()
    wrong = [("gateways", "is no law that is known here") for name in given.gateways if name not in law.bases][:1]
    if law.consent[given.consent].why and not given.consent_reason.strip():
        wrong.append(("consent_reason", "say why it is shared without her agreement"))
    if given.until is not None and given.until < timezone.localdate():
        wrong.append(("until", "that day is past"))
    return wrong


def _unknown(given: Giving, found: Passable) -> list[tuple[str, str]]:
    wrong = [("subjects", "is no subject that is known here") for name in given.subjects if name not in subjects().subjects][:1]
    may = {event.id for event in found.events}
    if any(EventId(each.source, each.id) not in may for each in given.events):
        wrong.append(("events", "something named here is not for your agency to pass on in a part"))
    if given.extent == "fact" and bool(given.words.strip()) is bool(given.events) or (given.extent == "fact" and len(given.events) > 1):
        wrong.append(("words", "a fact is one sentence, or one event"))
    if given.extent == "part" and not (given.events or found.of(given.subjects)):
        wrong.append(("subjects", "a part shows at least one record: say of what"))
    return wrong
