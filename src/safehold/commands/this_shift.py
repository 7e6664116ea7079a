"""The hours just before a demonstration was made, from what its area holds (synthetic/this_shift.py)."""

import time
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from safehold.commands.made import Made

if TYPE_CHECKING:
    from safehold.synthetic.this_shift import Picked

MINUTE, HOUR, DAY = 60_000_000, 60 * 60_000_000, 24 * 60 * 60_000_000
POLICE, RECORDS, WRITER, CHIEF = "northshire-police", "northshire-records", "nidv-i-104", "npol-ss-104"
SAYS = {"name": "M", "who": "Hana", "number": "01632 960114"}


def stage(how: Made) -> None:
    """What happened is told once; who is on which unit is said anew when nobody is, so that the next day too a shift is on duty."""
    from django.db import transaction

    from safehold.chronology.models import StoredEvent
    from safehold.chronology.record import record
    from safehold.synthetic import this_shift

    _crews()
    if how.filled or StoredEvent.objects.filter(source=this_shift.SOURCE, source_id__startswith="this-shift-").exists():
        return
    with transaction.atomic():  # all of it, or none where it is cut off
        picked, cases = _picked(how.until * 1_000_000)
        record([*this_shift.events(how.until, picked), *this_shift.safe_contact(how.until, picked.high[:2])])
        _done(how.until * 1_000_000)
        _messages(cases[:2])


def _crews() -> None:
    """Of these only the demonstration's own can sign in."""
    from safehold.access.models import Posting, User
    from safehold.practice.response.crews import earliest
    from safehold.practice.response.models import SignedOn
    from safehold.synthetic.this_shift import CREWS

    if SignedOn.everything.filter(until=None, since__gte=earliest()).exists():
        return
    now = time.time_ns() // 1000
    SignedOn.everything.filter(until=None).update(until=now)
    for staff_id, name, team, callsign, minutes in CREWS:
        user, _ = User.objects.get_or_create(staff_id=staff_id, defaults={"display_name": name, "password": "!"})
        of = {"user": user, "agency_id": POLICE, "role": "first_responder", "first_day": date(2020, 1, 1)}
        posting, _ = Posting.objects.get_or_create(**of, defaults={"unit": team, "supervisor": CHIEF})
        since = now - minutes * MINUTE
        SignedOn.everything.create(user=user, posting_id=posting.pk, agency=POLICE, callsign=callsign, since=since)


def _picked(until: int) -> "tuple[Picked, Sequence[str]]":
    """And the cases graded high, as the others of `Picked` stand in it."""
    from django.db.models import F, Q

    from safehold.chronology.envelope import EventId
    from safehold.chronology.models import StoredEvent
    from safehold.identity.models import CaseEvent
    from safehold.practice.response.calls import key_of
    from safehold.practice.response.models import Call
    from safehold.practice.safeguarding.models import Standing
    from safehold.synthetic.this_shift import PLANS, Picked

    ours = StoredEvent.objects.filter(agency=POLICE)
    calls = Call.everything.filter(agency=POLICE, closed_at=None, domestic=True, received_at__gte=until - DAY, units=None)
    calls = calls.order_by("-received_at")
    unread = Q(read_at=None) | Q(read_at__lt=until - 2 * HOUR)
    # Of which nobody was told, or else only somebody before a unit is sent: what was told then that unit does not have.
    untold = calls.filter(Q(read_at=None) | Q(read_at__lt=until - 15 * MINUTE), arrived_at=None).order_by(
        F("read_at").asc(nulls_first=True), "-received_at"
    )
    high: dict[str, EventId] = {}
    graded = Standing.everything.filter(grade="high").exclude(idva_at=None).order_by("-graded_at")
    for case in graded.values_list("case_id", flat=True)[:12]:
        of_case = ours.filter(seq__in=list(CaseEvent.objects.filter(case_id=case).values_list("event_id", flat=True)), source=RECORDS)
        found = of_case.filter(kind="risk.assessed").order_by("-earliest").values_list("source", "source_id").first()
        if found is not None and len(high) < len(PLANS):
            high[case] = EventId(*found)
    recorded = ours.filter(kind="crime.recorded", source=RECORDS).order_by("-earliest")
    of_high = recorded.filter(seq__in=CaseEvent.objects.filter(case_id__in=list(high)).values("event_id"))
    crimes = list(dict.fromkeys(of_high.values_list("source", "source_id"))) or list(recorded.values_list("source", "source_id")[:3])
    picked = Picked(
        waiting=[key_of(number) for number in untold.values_list("event_id", flat=True)[:2]],
        attended=[key_of(number) for number in calls.filter(unread).exclude(arrived_at=None).values_list("event_id", flat=True)[:2]],
        high=list(high.values()),
        crimes=[EventId(*each) for each in crimes[:3]],
    )
    return picked, list(high)


def _done(until: int) -> None:
    """A unit that was there and has said that it is free."""
    from safehold.practice.response.holding import began
    from safehold.practice.response.models import Call, Cleared, SignedOn
    from safehold.synthetic.this_shift import DONE

    by = SignedOn.everything.filter(until=None, callsign=DONE).first()
    for call in Call.everything.filter(agency=POLICE, closed_at=None, units__contains=[DONE]):
        if by is not None:
            at = {"at": until - 20 * MINUTE, "agency": POLICE, "callsign": DONE, "call": began(call)}
            Cleared.everything.create(**at, by_id=by.user_id, by_unit=True)


def _messages(cases: Sequence[str]) -> None:
    """Written by an advocate as on the page, who also says how many more she can help, and sent by the runner to the outbox."""
    from django.db import transaction

    from safehold.access import context
    from safehold.access.at_command_line import reader
    from safehold.chronology.envelope import Refused
    from safehold.identity.chronicle import chronicle
    from safehold.identity.models import Case
    from safehold.practice.safeguarding.contact import actions, reading
    from safehold.practice.safeguarding.planning import capacity

    viewer = reader(WRITER, permission="reach_victims", page="demonstration")
    with transaction.atomic():
        context.enter(viewer)
        capacity.say(by=viewer, free=6, takes=["children", "men", "no_public_funds"])
    for number in cases:
        with transaction.atomic():
            context.enter(viewer)
            case = Case.objects.for_viewer(viewer).filter(pk=number).first()
            if case is None:
                continue
            means = reading.means(viewer, case, chronicle(case.id, case.victim_id, case.suspect_id))
            try:
                actions.write(by=viewer, case=case, means=means, channel="text", template="ring-me", given=SAYS)
            except Refused:
                continue  # of this woman another record says that it is not safe: as it would be on the page
