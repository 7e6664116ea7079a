"""Where a record stands at an instant: its group, its clock, what holds it, and whether somebody has to look at it. Pure."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from safehold.chronology.envelope import Event, EventId
from safehold.chronology.history import History
from safehold.chronology.times import BadTime, read_when
from safehold.retention.holds import Hold, holds
from safehold.retention.schedule import UNTIL_AGE, Clock, Group, Schedule
from safehold.retention.years import months_after, years_after


class Stands(StrEnum):
    HELD = "held"
    APPROVED = "approved"
    REVIEW = "review"
    KEPT = "kept"
    RESTARTED = "restarted"
    RUNNING = "running"


class Decided(msgspec.Struct, frozen=True):
    """What a person decided of a record, and when: to keep it until a review, or that its content goes; `whenever` though its time has not
    passed, as a court may order."""

    keep: bool
    at: int
    next_review: int = 0
    whenever: bool = False

    def removes(self, may_go: int) -> bool:
        """Whether its content goes by it. One of whose record another contact is known by now lapses for good."""
        return not self.keep and (self.whenever or may_go <= self.at)


class OnFile(msgspec.Struct, frozen=True):
    """What one agency holds of one case, or of somebody in no case. `own` are the agency's events; `around` those of the case's people
    whose contacts and groups count, whoever recorded them, the own among them. `births` are dates of birth by role, the best known."""

    agency: str
    agency_kind: str
    subject: str
    own: tuple[Event, ...]
    around: tuple[Event, ...]
    births: dict[str, str]
    children: tuple[str, ...] = ()
    over_all: tuple[Event, ...] = ()


class Standing(msgspec.Struct, frozen=True):
    """Instants all. `due` is when it is to be looked at next, `may_go` from when its content may be disposed of at all."""

    group: Group
    clock: Clock
    stands: Stands
    first: int
    last_contact: int
    due: int
    may_go: int
    holds: tuple[Hold, ...]
    why: str


def stand(record: OnFile, schedule: Schedule, decided: Sequence[Decided], now: int) -> Standing:
    history = History([*record.around, *record.over_all])
    standing = [event for event in history.events if event.kind not in schedule.no_contact] or list(history.events) or list(record.around)
    group = schedule.group_of(record.agency_kind, history.events)
    clock = group.clock(now)
    own = [event for event in standing if clock.any_contact or event.agency == record.agency] or list(record.own) or standing
    first = min(event.occurred_at.earliest for event in record.own or standing)
    last = max(event.occurred_at.latest for event in own)
    may_go, why = _may_go(record, schedule, clock, first, last, standing)
    kept = max((each.next_review for each in decided if each.keep), default=0)
    review = kept or years_after(first, clock.review) if clock.kind == UNTIL_AGE else max(kept, may_go)
    due = min(review, max(may_go, kept)) if clock.kind == UNTIL_AGE else review
    held = tuple(holds(history, schedule.holds, now))
    goes = any(each.removes(may_go) for each in decided)
    if held:
        stands = Stands.HELD
    elif goes:
        stands = Stands.APPROVED
    elif due <= now:
        stands = Stands.REVIEW
    elif kept > now:
        stands = Stands.KEPT
    else:
        restarted = clock.kind != UNTIL_AGE and years_after(first, clock.years) <= now
        stands = Stands.RESTARTED if restarted else Stands.RUNNING
    return Standing(group, clock, stands, first, last, due, may_go, held, why)


def _may_go(record: OnFile, schedule: Schedule, clock: Clock, first: int, last: int, standing: Iterable[Event]) -> tuple[int, str]:
    """From when content may go at all, and which of the reasons decides."""
    reasons = [(_clock_ends(record, schedule, clock, first, last), "")]
    for floor in schedule.floors:
        reasons += [(months_after(event.occurred_at.latest, floor.months), floor.why) for event in standing if floor.when.holds(event)]
    youngest = max((born for text in record.children if (born := _born(text)) is not None), default=None)
    if youngest is not None:
        reasons.append((years_after(youngest, schedule.child_until_age), f"kept until the youngest child is {schedule.child_until_age}"))
    return max(reasons)


def _clock_ends(record: OnFile, schedule: Schedule, clock: Clock, first: int, last: int) -> int:
    if clock.kind != UNTIL_AGE:
        return years_after(last, clock.years)
    role = "suspect" if "suspect" in record.births else "victim"
    born = _born(record.births.get(role, ""))
    return years_after(born, clock.years) if born is not None else years_after(first, clock.years - schedule.age_where_unknown)


def _born(text: str) -> int | None:
    """The latest that somebody may have been born, so that nothing goes too early."""
    try:
        return read_when(text).latest if text else None
    except BadTime:
        return None


def corrected_together(events: Iterable[Event]) -> dict[EventId, frozenset[EventId]]:
    """For each event that corrects or is corrected, all that go only together with it: what one marks as confidential hides it in all."""
    together: dict[EventId, set[EventId]] = {}
    for event in events:
        if event.corrects is not None:
            group = together.get(event.id, {event.id}) | together.get(event.corrects, {event.corrects})
            together.update(dict.fromkeys(group, group))
    return {key: frozenset(group) for key, group in together.items()}
