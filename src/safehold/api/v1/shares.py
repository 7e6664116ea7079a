"""What agencies share, for their own systems: what is shared with one's agency and by it, what a share shows, and sharing a fact or a part
that somebody there has decided to share. Whole cases, and taking back, are for people, on pages."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Literal

from ninja import Path, Schema
from ninja.params.functions import Query

from safehold.access.involvement import lasting
from safehold.access.looks import look
from safehold.access.systems.viewer import ROLE
from safehold.access.viewer import Refused, Viewer
from safehold.api.problems import Problem, Unacceptable
from safehold.api.v1.giving import Giving, terms
from safehold.api.v1.interface import ALWAYS, interface, most
from safehold.api.v1.words import written
from safehold.identity.cases_stored import people_of
from safehold.identity.chronicle import chronicle
from safehold.identity.models import Case
from safehold.identity.shares import FOREVER
from safehold.sharing import actions, listed
from safehold.sharing.extracting import Told
from safehold.sharing.models import Share
from safehold.sharing.passable import passable, receivers

Number = Path[int]


class Shared(Schema):
    """`case` is told of one's own agency's shares. `until` is nothing where it has no end. `extent`: fact, part, as_it_stands, whole."""

    number: int
    of_agency: str
    with_agency: str
    extent: str
    may: Literal["view", "work"]
    gateways: list[str]
    consent: str
    shared_at: str | None
    until: str | None
    ended_at: str | None
    acknowledged_at: str | None
    lasts: bool
    case: str | None


class Shares(Schema):
    shares: list[Shared]
    next: int | None


class Someone(Schema):
    role: str
    given_name: str
    family_name: str
    date_of_birth: str


class Record(Schema):
    """What of one event is shown. Never where anybody lives, a note, or what is held in confidence."""

    kind: str
    occurred_from: str | None
    occurred_to: str | None
    agency: str
    data: dict[str, Any]
    people: list[Someone]


class Shows(Schema):
    share: Shared
    said: dict[str, Any]
    people: list[Someone]
    records: list[Record]


class Given(Schema):
    number: int
    outcome: Literal["new", "duplicate"]


@interface.get("/shares", response=ALWAYS | {200: Shares, 422: Problem}, summary="What is shared with one's agency, and by it")
def read_shares(
    request: Any,
    whose: Literal["with", "of"] = Query("with"),
    cursor: int = Query(0, ge=0, le=2**62),
    limit: int = Query(most("page"), ge=1, le=most("most_page")),
) -> dict[str, Any]:
    """Page by page, the oldest first: with one's agency, or of it. What has ended is among them, and shows nothing any more."""
    viewer: Viewer = request.viewer
    viewer.must("read_shares")
    side = {"with_agency": viewer.agency} if whose == "with" else {"of_agency": viewer.agency}
    page = list(Share.objects.for_viewer(viewer).filter(event_id__gt=cursor, **side).order_by("event_id", "case_id")[: limit + 1])
    more, page = len(page) > limit, page[:limit]
    _look(viewer, page, "shares of their agency")
    return {"shares": [_shared(viewer, each) for each in page], "next": page[-1].event_id if more else None}


@interface.get("/shares/{number}", response=ALWAYS | {200: Shows, 404: Problem, 422: Problem}, summary="What a share shows")
def read_share(request: Any, number: Number) -> dict[str, Any]:
    """Of a share with one's agency that lasts, or of one's agency. One that has ended, another's and none are answered alike."""
    viewer: Viewer = request.viewer
    viewer.must("read_shares")
    shares = listed.numbered(viewer, number) if 0 < number < FOREVER else []
    found = [each for each in shares if each.lasts and viewer.agency in (each.of_agency, each.with_agency)]
    if not found:
        look(viewer, "page", refused=True, why="no share that they may read has this number")
        raise Unacceptable(HTTPStatus.NOT_FOUND, "There is no such share that your agency may read.")
    _look(viewer, found, f"share {number}")
    shown = listed.what(viewer, found[0])
    return {
        "share": _shared(viewer, found[0]),
        "said": shown.frame.data if shown.frame else {},
        "people": _people(shown.frame) if shown.frame else [],
        "records": [_record(each) for each in shown.shown],
    }


@interface.post(
    "/shares", response=ALWAYS | {200: Given, 400: Problem, 404: Problem, 422: Problem}, summary="Share a fact or a part of a case"
)
def share_records(request: Any, given: Giving) -> dict[str, Any]:
    """On what law, why it is necessary, why so much, and whether she agreed, are asked for. A share of just the same that lasts is not made
    twice. One's agency must have recorded something of the case itself."""
    viewer: Viewer = request.viewer
    viewer.must("share_records", case_ids=[given.case])
    case = Case.objects.for_viewer(viewer).filter(pk=given.case).first()
    if case is None:
        look(viewer, "page", case_ids=[given.case], refused=True, why="no case that they may share has this number")
        raise Unacceptable(HTTPStatus.NOT_FOUND, "There is no such case that your agency may share.")
    if not lasting(viewer.agency, case_id=case.id, own=True).exists():
        raise Refused("case: it was shared with your agency, which does not pass it on.", case_ids=[case.id])
    if given.agency not in receivers(viewer):
        raise Unacceptable(HTTPStatus.UNPROCESSABLE_ENTITY, "It cannot be shared so.", [("agency", "no other agency here is called so")])
    look(viewer, "page", persons=people_of(case.id), case_ids=[case.id], task="sharing")
    wanted = terms(given, passable(viewer, chronicle(case.id, case.victim_id, case.suspect_id)))
    if same := _the_same(viewer, case, given.agency, wanted):
        return {"number": same.event_id, "outcome": "duplicate"}
    by = {"id": given.decided_by, "role": ROLE}
    (made,) = actions.share(by=viewer, case=case, to=[given.agency], terms=wanted, right="share_records", decided_by=by)
    found = Share.objects.for_viewer(viewer).filter(source=made.source, source_id=made.id).latest("event_id")
    return {"number": found.event_id, "outcome": "new"}


def _the_same(viewer: Viewer, case: Case, agency: str, wanted: actions.Terms) -> Share | None:
    said = actions.said(wanted, agency)
    between = [each for each in listed.of_case(viewer, case.id) if (each.of_agency, each.with_agency) == (viewer.agency, agency)]
    return next((each for each in between if each.lasts and _but_who(listed.event_of(each).data) == said), None)


def _but_who(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != "decided_by"}


def _look(viewer: Viewer, shares: list[Share], task: str) -> None:
    cases = {each.case_id for each in shares}
    look(viewer, "page", persons={number for case in cases for number in people_of(case)}, case_ids=cases, task=task)


def _shared(viewer: Viewer, each: Share) -> dict[str, Any]:
    return {
        "number": each.event_id,
        "of_agency": each.of_agency,
        "with_agency": each.with_agency,
        "extent": each.extent or "whole",
        "may": "work" if each.work else "view",
        "gateways": each.gateways,
        "consent": each.consent,
        "shared_at": written(each.shared_at),
        "until": written(each.until) if each.until != FOREVER else None,
        "ended_at": written(each.ended_at),
        "acknowledged_at": written(each.acknowledged_at),
        "lasts": each.lasts,
        "case": each.case_id if each.of_agency == viewer.agency else None,
    }


def _record(told: Told) -> dict[str, Any]:
    return {
        "kind": told.kind,
        "occurred_from": written(told.occurred_at[0]),
        "occurred_to": written(told.occurred_at[1]),
        "agency": told.agency,
        "data": told.data,
        "people": _people(told),
    }


def _people(told: Told) -> list[dict[str, str]]:
    return [
        {"role": each.role, "given_name": each.given_name, "family_name": each.family_name, "date_of_birth": each.date_of_birth}
        for each in told.people
    ]
