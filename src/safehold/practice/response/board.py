"""What a control room supervisor watches: the calls that nobody has reached yet, and by when somebody had to.

A call leaves only by attendance, by being closed or joined by somebody with a name, or by an answer to what was asked.
"""

from typing import NamedTuple

import msgspec
from django.db.models import Q

from safehold.access.reading import matching
from safehold.access.viewer import Viewer
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.chronology.times import DAY, HOUR, MINUTE
from safehold.database.engine import plans
from safehold.practice.response.grading import standard
from safehold.practice.response.models import Call
from safehold.rulebook.models import Obligation

ATTEND, MARKED = "attend-in-time", "domestic-flag"
MOST_COUNTED = 100  # calls that nobody marked: a supervisor has the newest in front of them, and of very many the number says nothing


class Waiting(NamedTuple):
    """A call that waits, in as much as tells which wait first: of a year there are hundreds."""

    number: int
    case_id: str
    victim_id: int | None
    suspect_id: int | None
    dangers: list[str]
    received_at: int
    grade: str
    area: str
    arrived_at: int | None
    asked_grade: str
    cut_off_at: int | None
    reassessed_at: int | None
    divert_asked_at: int | None
    heard_at: list[int] | None

    @property
    def cut_off(self) -> bool:
        """Whether the line dropped and no supervisor has looked at it since."""
        return self.cut_off_at is not None and (self.reassessed_at is None or self.reassessed_at < self.cut_off_at)

    @property
    def gone_in(self) -> bool:
        """Whether somebody is there, and one of its units has not said that it has the briefing."""
        return self.arrived_at is not None and 0 in (self.heard_at or ())


def watched(viewer: Viewer) -> tuple[list[Waiting], dict[int, int]]:
    """The agency's calls that wait for a unit, those for which something is asked and those at which a unit is without its briefing; and,
    where a time is set for its grade, when a unit has to be at each."""
    viewer.must("supervise_calls")
    of_agency = Call.objects.for_viewer(viewer).filter(agency=viewer.agency, closed_at=None)
    waiting = of_agency.filter(Q(arrived_at=None) | ~Q(asked_grade="") | ~Q(divert_asked_at=None) | Q(heard_at__contains=[0])).order_by(
        "received_at"
    )
    calls = [Waiting(*each) for each in waiting.values_list("event_id", *Waiting._fields[1:])]
    by_grade = {call.number: target for call in calls if (target := _by_grade(call, viewer.agency)) is not None}
    return calls, by_grade | _due(viewer, calls)


class Alarm(NamedTuple):
    """An alarm that went off: the event, whose it is, and when."""

    event: int
    person: int
    at: int


def alarms(viewer: Viewer, now: int) -> list[Alarm]:
    """Alarms of the last day for which the agency has no call about the same person, taken within the hour before or since: those that
    another system recorded and nobody has picked up. The first first."""
    viewer.must("supervise_calls")
    with session() as cursor:
        found = rows(cursor, _ALARMS, [viewer.agency, now - DAY, now, HOUR])
    return [Alarm(*each) for each in found]


class Unmarked(msgspec.Struct, frozen=True):
    """The newest are listed, each with the duty to mark it. `all` is how many there are, counted as far as MOST_COUNTED and one more."""

    listed: list[tuple[Call, Obligation]]
    all: int


def unmarked(viewer: Viewer, now: int, most: int | None = None) -> Unmarked:
    """Calls that nobody marked domestic though the people in them are known to be connected, or may be those of an earlier call."""
    duties = Obligation.objects.owed_by(viewer).filter(rule=MARKED).to_answer()
    newest = duties.order_by("-trigger_event").values_list("trigger_event", flat=True)[: MOST_COUNTED + 1 if most is not None else None]
    with plans.anew():  # few of very many are open
        triggers = list(newest)
    calls = Call.objects.for_viewer(viewer).filter(event_id__in=triggers)
    numbers = list(calls.order_by("-received_at").values_list("event_id", flat=True))
    shown = calls.in_bulk(numbers[:most])
    by_call = {duty.trigger_event: duty for duty in duties.filter(trigger_event__in=shown).at(now)}
    listed = [(shown[number], by_call[number]) for number in numbers[:most] if number in by_call]
    more = most is not None and len(triggers) > MOST_COUNTED  # of what comes after these nobody asked
    return Unmarked(listed, MOST_COUNTED + 1 if more else len(numbers))


def _by_grade(call: Waiting, force: str) -> int | None:
    minutes = standard().minutes(call.grade, call.area, force=force, at=call.received_at) if call.grade else None
    return call.received_at + minutes * MINUTE if minutes else None


def _due(viewer: Viewer, calls: list[Waiting]) -> dict[int, int]:
    """By the duty to attend, which its grade starts: the grade is an event about the call."""
    if not calls:
        return {}
    with matching(), session() as cursor:  # which events are about calls that the viewer sees; of the duties only those that they see
        numbers = [call.number for call in calls]
        call_of = dict(rows(cursor, _ABOUT, [numbers, numbers]))
    duties = Obligation.objects.for_viewer(viewer).filter(rule=ATTEND, trigger_event__in=call_of).exclude(due_latest=None)
    return {call_of[trigger]: due for trigger, due in duties.order_by("triggered_latest").values_list("trigger_event", "due_latest")}


# Its own victim, or that of the record that the alarm was put in.
_ALARMS = """
SELECT e.seq, min(i.person_id), e.earliest FROM chronology_event e JOIN identity_involvement i ON i.event_id = e.seq AND i.role = 'victim'
 WHERE e.kind = 'alarm.activated' AND e.agency = %s AND e.earliest BETWEEN %s AND %s
   AND NOT EXISTS (SELECT FROM chronology_about a JOIN chronology_event c ON c.source = a.source AND c.source_id = a.source_id
                    WHERE a.event_id = e.seq AND c.kind = 'call.received')
   AND NOT EXISTS (SELECT FROM identity_involvement o JOIN response_call c ON c.victim_id = o.person_id
                    WHERE o.event_id = e.seq AND c.received_at >= e.earliest - %s)
 GROUP BY e.seq, e.earliest ORDER BY e.earliest
"""
_ABOUT = """
SELECT a.event_id, c.seq FROM chronology_event c JOIN chronology_about a ON a.source = c.source AND a.source_id = c.source_id
 WHERE c.seq = ANY(%s::bigint[])
UNION SELECT seq, seq FROM unnest(%s::bigint[]) AS own(seq)
"""
