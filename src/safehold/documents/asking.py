"""Requests for what is held of somebody, as casework: received, checked, answered or refused, each with who and when."""

import time
from collections.abc import Mapping, Sequence

import msgspec
from django.db import transaction

from safehold.access.viewer import Viewer
from safehold.chronology.session import recorder
from safehold.chronology.times import DAY, end_of_day
from safehold.documents import sealing
from safehold.documents.clock import Terms, months_after, waiting
from safehold.documents.clock import due as due_by
from safehold.documents.known import Held
from safehold.documents.making import MAKE
from safehold.documents.models import Request, Step
from safehold.documents.rules import standard

STEPS = ("identity_asked", "identity", "more_asked", "more_told", "extended", "refused", "answered", "withdrawn")
FOUND = "case"
ENDS = frozenset(("refused", "answered", "withdrawn"))
FOREVER = 2**63 - 1


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
        if _extended(request):
            raise CannotAsk("It was extended once already.")
        first = _due(request, extended=False)
        if first < _now():
            raise CannotAsk("It can be extended within its first month alone, and that has passed. Answer it now, and say why it is late.")
        due = _due(request, extended=True)
    if what == "more_told" and waiting(_did(request)) != "more":
        raise CannotAsk("They were not asked what they mean.")
    with transaction.atomic(), recorder():
        return _add(request, what, note, by=by, due=due)


def find(request: Request, held: Held, note: str, *, by: Viewer) -> None:
    """A request that came before anybody found a case is of one from now on, for good, and seen by those who see the case."""
    by.must(MAKE, case_ids=[held.case.id])
    if request.agency != by.agency or request.case_id or ended(request):
        raise CannotAsk("It is of a case already, or was answered, refused or withdrawn.")
    if not note.strip():
        raise CannotAsk("Say how you know that it is about this case.")
    persons = held.whose(standard().recipients[request.asks].of)
    with transaction.atomic(), recorder() as cursor:
        cursor.execute("SELECT documents_case_found(%s, %s, %s, %s)", [request.pk, held.case.id, persons, sorted(held.events)])
        if not cursor.fetchone()[0]:
            raise CannotAsk("Somebody else has found its case meanwhile.")
        _add(request, FOUND, note, by=by)


def _add(request: Request, what: str, note: str, *, by: Viewer, due: int | None = None) -> Step:
    sealed = sealing.seal(by.agency, note.strip().encode())
    made: Step = Step.objects.create(request=request, at=_now(), what=what, due=due, by_id=by.user_id, role=by.role, sealed=sealed)
    return made


def asked(request: Request) -> Asked | None:
    """Nothing once its content has gone."""
    return msgspec.json.decode(sealing.unseal(request.agency, request.sealed), type=Asked) if request.sealed else None


def note(given: Step) -> str:
    return sealing.unseal(given.request.agency, given.sealed).decode() if given.sealed else ""


def due(request: Request) -> int:
    return _due(request, extended=_extended(request))


def waits_for_them(request: Request) -> str:
    """What whoever asks still has to say, so that the clock stands: identity, more, or nothing."""
    return waiting(_did(request))


def _due(request: Request, *, extended: bool) -> int:
    leaving = standard()
    pauses = end_of_day(leaving.numbers["pauses"].since) - DAY if leaving.number("pauses") else FOREVER
    terms = Terms(leaving.number("answer_months"), leaving.number("extend_months"), pauses)
    return due_by(int(request.received), _did(request), terms, _now(), extended=extended)


def _did(request: Request) -> list[tuple[str, int]]:
    return sorted(((each.what, int(each.at)) for each in request.steps.all()), key=lambda pair: pair[1])


def _extended(request: Request) -> bool:
    return any(each.what == "extended" for each in request.steps.all())


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
