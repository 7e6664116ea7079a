"""Requests for what is held of somebody, as casework: received, checked, answered or refused, each with who and when."""

import time
from collections.abc import Mapping, Sequence

import msgspec
from django.db import transaction

from safehold.access.viewer import Viewer
from safehold.chronology.session import recorder
from safehold.documents import sealing
from safehold.documents.clock import months_after
from safehold.documents.known import Held
from safehold.documents.making import MAKE
from safehold.documents.models import Request, Step
from safehold.documents.rules import standard

STEPS = ("identity", "extended", "refused", "answered", "withdrawn")
ENDS = frozenset(("refused", "answered", "withdrawn"))


class CannotAsk(ValueError):
    """What may not be done to a request now; the message says why."""


class Asked(msgspec.Struct, frozen=True):
    """Who asks, on whose behalf, how an answer reaches them, what they ask for. Sealed."""

    name: str
    behalf: str = ""
    reach: str = ""
    words: str = ""


def receive(asked: Asked, *, by: Viewer, asks: str, received: int, held: Held | None) -> Request:
    by.must(MAKE, case_ids=[held.case.id] if held else [])
    leaving = standard()
    if asks not in leaving.recipients or "answer" not in leaving.recipients[asks].kinds:
        raise CannotAsk("Say who asks.")
    if received > _now():
        raise CannotAsk("It cannot have come in the future.")
    with transaction.atomic(), recorder():
        made: Request = Request.objects.create(
            at=_now(),
            agency=by.agency,
            case_id=held.case.id if held else "",
            persons=held.whose(leaving.recipients[asks].of) if held else [],
            events=sorted(held.events) if held else [],
            asks=asks,
            received=received,
            due=months_after(received, leaving.number("answer_months")),
            by_id=by.user_id,
            role=by.role,
            sealed=sealing.seal(by.agency, msgspec.json.encode(asked)),
        )
    return made


def step(request: Request, what: str, note: str, *, by: Viewer) -> Step:
    by.must(MAKE, case_ids=[request.case_id] if request.case_id else [])
    if request.agency != by.agency or ended(request):
        raise CannotAsk("It has been answered, refused or withdrawn already.")
    if what not in STEPS or not note.strip():
        raise CannotAsk("Say what was done, and how or why.")
    if what == "answered":
        if not identified(request):
            raise CannotAsk("First check that they are who they say, and say how.")
        if not any(document.copies.exists() for document in request.documents.all()) and request.case_id:
            raise CannotAsk("Nothing has left for this request yet.")
    due = None
    if what == "extended":
        if any(each.what == "extended" for each in request.steps.all()):
            raise CannotAsk("It was extended once already.")
        due = months_after(request.received, standard().number("answer_months") + standard().number("extend_months"))
    with transaction.atomic(), recorder():
        given: Step = Step.objects.create(
            request=request,
            at=_now(),
            what=what,
            due=due,
            by_id=by.user_id,
            role=by.role,
            sealed=sealing.seal(by.agency, note.strip().encode()),
        )
    return given


def asked(request: Request) -> Asked | None:
    """Nothing once its content has gone."""
    return msgspec.json.decode(sealing.unseal(request.agency, request.sealed), type=Asked) if request.sealed else None


def note(given: Step) -> str:
    return sealing.unseal(given.request.agency, given.sealed).decode() if given.sealed else ""


def due(request: Request) -> int:
    return max([int(request.due), *(int(each.due) for each in request.steps.all() if each.due is not None)])


def identified(request: Request) -> bool:
    return any(each.what == "identity" for each in request.steps.all())


def ended(request: Request) -> str:
    """What ended it, or nothing."""
    return next((each.what for each in request.steps.all() if each.what in ENDS), "")


def by_outcome(found: Sequence[Request]) -> Mapping[str, int]:
    counts = dict.fromkeys(("open", *sorted(ENDS)), 0)
    for each in found:
        counts[ended(each) or "open"] += 1
    return counts


def _now() -> int:
    return time.time_ns() // 1000
