"""What an officer typed at the door, put on record. A press of the button that is sent twice is taken once; a later one corrects what an
earlier one said, and says what is new."""

import re
import time

from django.db import connection, transaction

from safehold.access.staff import role_of
from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import Event, EventId
from safehold.chronology.record import record
from safehold.chronology.times import MINUTE
from safehold.chronology.writing import SOURCE, Writing
from safehold.identity.emergency import of_event
from safehold.practice.response.attending import sheets
from safehold.practice.response.attending.saying import Officer, Said, said
from safehold.practice.response.calls import Followed, followed_to_record
from safehold.practice.response.in_hand import as_recorded
from safehold.practice.response.models import Call

MOST_SENT = 40
TAKEN_BACK = "taken back at the door by the officer who had recorded it"
_PRESS = re.compile(r"[0-9a-f][0-9a-f-]{7,63}")


@transaction.atomic
def put_on_record(
    viewer: Viewer, call: Call, given: dict[str, str], *, press: str, pressed: int = 0, turn: int = 0, base: int = 0, writer: str = ""
) -> int:
    """Keeps and records what is typed. Returns how many events are new. `press` is made by the page for each press of the button; `pressed`
    is when that was, by the page's clock, and is believed between the call and now."""
    viewer.must("record_events")
    if not _PRESS.fullmatch(press):
        raise Declined("The page does not say which of its sendings this is. Open the job again; what you typed is kept.")
    now = _current(call)
    history = followed_to_record(now)
    sheet, kept = sheets.keep(viewer, history.first.id, given, turn=turn, base=base, writer=writer)
    if press in sheet.sent:
        return 0
    at = _when(pressed, now.received_at)
    kept.pressed = kept.pressed or at
    officer = Officer(viewer.staff_id, viewer.agency, _roles(kept.typed, viewer.agency), sheets.sent_with(viewer, now))
    writing = Writing(viewer, emergency=of_event(viewer, now.event_id))
    now_said = said(kept.typed, officer, ref=f"{SOURCE}-door-{sheet.pk}", pressed=kept.pressed)
    for each in now_said:
        before = kept.recorded.get(each.name)
        if before is None or before[1] != each.content:
            corrects = EventId(*before[0].split("/", 1)) if before else None
            happened = each.at if each.at is not None else before[2] if before else at
            number = writing.add(
                each.kind, each.data, about=_about(each, history), people=each.people, note=each.note, corrects=corrects, at=happened,
                key=f"{press}-{each.name}",
            )  # fmt: skip
            kept.recorded[each.name] = (str(number), each.content, happened)
    if now_said:
        for name in kept.recorded.keys() - {each.name for each in now_said}:
            # Ticked by mistake, or said otherwise now: both stay to be read, and only one counts.
            writing.add("event.voided", {"reason": TAKEN_BACK}, about=[EventId(*kept.recorded.pop(name)[0].split("/", 1))])
    if writing.raws:
        record(writing.raws)
    sheet.sent, sheet.unsaved = [*sheet.sent[1 - MOST_SENT :], press], False
    sheets.write(sheet, kept, turn=sheet.turn, writer=sheet.writer, at=sheet.updated_at)
    return len(writing.raws)


@transaction.atomic
def looked_for(viewer: Viewer, call: Call, *, result: str, arrested: bool = False, press: str) -> None:
    """He was looked for again, and found or not."""
    viewer.must("record_events")
    if not _PRESS.fullmatch(press):
        raise Declined("The page does not say which of its sendings this is. Open the job again.")
    if not (result.strip() or arrested):
        raise Declined("Say where he was looked for, and what was found.")
    now = _current(call)
    history = followed_to_record(now)
    wanted = history.last("suspect.wanted")
    if wanted is None:
        raise Declined("Nobody is wanted for this job.")
    if any(event.id == EventId(SOURCE, f"{press}-looked") for event in history.after):
        return
    writing = Writing(viewer, emergency=of_event(viewer, now.event_id))
    kind, data = ("arrest.made", {"offence": wanted.data.get("for", "")}) if arrested else ("arrest.attempted", {"result": result.strip()})
    note = result.strip() if arrested else ""
    writing.add(kind, data, about=[history.call.id, wanted.id], note=note, key=f"{press}-looked")
    record(writing.raws)


def _current(call: Call) -> Call:
    """The call as it stands, held until the transaction ends, by the lock that every action on a call takes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 11))", [f"call:{call.event_id}"])
    found = as_recorded(call.event_id)
    if found is None:
        raise Declined("Somebody has changed this call meanwhile. Open it again; what you typed is kept.")
    return found


def _about(each: Said, history: Followed) -> list[EventId]:
    events: list[Event] = [history.call]
    if each.kind == "history.briefed":
        events += history.all("history.checked")
    return [event.id for event in events]


def _when(pressed: int, received: int) -> int:
    now = time.time_ns() // 1000
    return pressed if received <= pressed <= now + MINUTE else now


def _roles(given: dict[str, str], agency: str) -> dict[str, str]:
    numbers = {given.get(name, "").strip() for name in ("supervisor", "order_by")} - {""}
    return {number: role for number in numbers if (role := role_of(number, agency))}
