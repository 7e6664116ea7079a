"""Whose job it is, and what they type of it, kept at every pause."""

import time

from django.db import transaction

from safehold.access.models import Posting
from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import EventId
from safehold.chronology.times import DAY
from safehold.practice.response.attending.models import Sheet
from safehold.practice.response.attending.sealed import Held, seal, unseal
from safehold.practice.response.attending.typed import both, typed
from safehold.practice.response.left_behind import untouched_since
from safehold.practice.response.models import Call
from safehold.practice.response.units import on

# What is on record is not kept twice for longer than somebody may want to add to it.
KEPT = 7 * DAY
MOST_OTHERS, MOST_MINE = 5, 50
# Of these roles, anybody is on a job by saying so. Whoever is on the unit that was sent is on it already; anybody else says what for.
SENT = frozenset(("first_responder",))
SUPERVISE = ("supervise_calls", "waive_duties")


def may_attend(viewer: Viewer, call: Call) -> bool:
    """Whether they could be on this job at all: of the agency that took the call."""
    return viewer.may("record_events") and viewer.does.calls == "agency" and call.agency == viewer.agency


def sheet_of(viewer: Viewer, call: EventId) -> Sheet | None:
    return Sheet.objects.filter(user_id=viewer.user_id, posting_id=viewer.posting_id, call=str(call)).first()


def mine(viewer: Viewer) -> list[Sheet]:
    """The jobs that the viewer is on, the latest first."""
    return list(Sheet.objects.filter(user_id=viewer.user_id, posting_id=viewer.posting_id).order_by("-joined_at")[:MOST_MINE])


def sent_with(viewer: Viewer, call: Call) -> str:
    """The viewer's own unit, where it was sent to this call; else nothing."""
    mine = on(viewer)
    return mine.callsign if mine is not None and mine.callsign in (call.units or ()) else ""


@transaction.atomic
def join(viewer: Viewer, call: EventId, *, why: str, unit: str = "") -> Sheet:
    """They are on this job; `unit` is theirs where that was sent to it. Raises Declined where a role that is not sent to jobs, on no unit
    that was, does not say what for."""
    viewer.must("record_events")
    if viewer.role not in SENT and not unit and not why.strip():
        raise Declined("Say in a line what brings you to this job.")
    now = _now()
    Sheet.objects.filter(user_id=viewer.user_id, unsaved=False, updated_at__lt=now - KEPT).delete()
    made = {"posting_id": viewer.posting_id, "joined_at": now, "updated_at": now}
    sheet, _ = Sheet.objects.get_or_create(user_id=viewer.user_id, call=str(call), defaults=made)
    if sheet.posting_id != viewer.posting_id:  # the same officer, in another posting now
        sheet.posting_id = viewer.posting_id
        sheet.save(update_fields=["posting_id"])
    return sheet


def left_behind(viewer: Viewer) -> list[Sheet]:
    """What colleagues have typed, not put on record and not touched for a while, the longest first: for whoever supervises them, who is
    told whose it is and of which job, and not what it says."""
    if not any(viewer.may(each) for each in SUPERVISE):
        return []
    postings = Posting.objects.filter(agency_id=viewer.agency).values("pk")
    found = Sheet.objects.filter(posting_id__in=postings, unsaved=True, updated_at__lt=untouched_since(_now()))
    return list(found.exclude(user_id=viewer.user_id).select_related("user").order_by("updated_at")[:MOST_MINE])


def held(sheet: Sheet) -> Held:
    """Raises NoKey and Tampered."""
    return unseal(sheet.call, sheet.fields)


@transaction.atomic
def keep(viewer: Viewer, call: EventId, given: dict[str, str], *, turn: int = 0, base: int = 0, writer: str = "") -> tuple[Sheet, Held]:
    """Keeps what is typed. `base` is the turn of what it was typed upon: where somebody's other page has saved since, both are kept. A save
    of the same page that comes after a later one, or twice, changes nothing."""
    sheet = Sheet.objects.select_for_update().filter(user_id=viewer.user_id, posting_id=viewer.posting_id, call=str(call)).first()
    if sheet is None:
        raise Declined("You are not on this job. What you typed is kept on your phone; open the job and say that you attend.")
    now, kept, given = _now(), held(sheet), typed(given)
    same = bool(writer) and writer == sheet.writer
    if same and 0 < turn <= sheet.turn:
        return sheet, kept
    if not same and sheet.turn > base:
        given, differs = both(given, kept.typed)
        if differs:
            kept.others = [*kept.others[1 - MOST_OTHERS :], (sheet.updated_at, differs)]
    if given != kept.typed or turn:
        sheet.unsaved = sheet.unsaved or given != kept.typed
        kept.typed = given
        write(sheet, kept, turn=max(turn, sheet.turn + 1), writer=writer, at=now)
    return sheet, kept


def write(sheet: Sheet, kept: Held, *, turn: int, writer: str, at: int) -> None:
    sheet.fields, sheet.turn, sheet.writer, sheet.updated_at = seal(sheet.call, kept), turn, writer[:40], at
    sheet.save(update_fields=["fields", "turn", "writer", "updated_at", "unsaved", "sent"])


@transaction.atomic
def set_aside(viewer: Viewer, call: EventId) -> None:
    """What was typed elsewhere has been read, and is not wanted."""
    sheet = Sheet.objects.select_for_update().filter(user_id=viewer.user_id, posting_id=viewer.posting_id, call=str(call)).first()
    if sheet is not None:
        kept = held(sheet)
        kept.others = []
        write(sheet, kept, turn=sheet.turn, writer=sheet.writer, at=sheet.updated_at)


def _now() -> int:
    return time.time_ns() // 1000
