"""What a panel reads: the events of the cases of its review, whoever recorded them, and nothing beyond. The one door through which a
review sees what its members' own agencies do not.

The review has been found among those on whose panels the viewer sits (seats.py). A case that is restricted to others, or is kept from the
viewer because of who they are, is kept from them here as everywhere; what was told in confidence is in none of this.
"""

from typing import Any

import msgspec

from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event, EventId
from safehold.chronology.history import History, as_known
from safehold.chronology.recording import rows
from safehold.chronology.session import recorder, session
from safehold.chronology.writing import SOURCE
from safehold.identity.cases import CaseKey, MentionId
from safehold.identity.chronicle import Entry, now_called
from safehold.identity.cluster import Pair
from safehold.identity.models import Case
from safehold.identity.shares import OF_A_REVIEW
from safehold.practice.reviews.models import Review
from safehold.practice.reviews.people import Somebody, everybody
from safehold.practice.reviews.stored import stored


class Kept(Exception):
    """The case of the review is kept from this viewer."""


class Material(msgspec.Struct, frozen=True):
    """`events` is all that the duties of these cases may rest on; `own` names those of the cases themselves, which alone are shown.
    `others` are of other cases alone, and `withheld` those of them that are of a case that is kept from the viewer.
    `partial`: a case of hers is kept from them."""

    case: Case
    cases: list[Case]
    people: dict[int, Somebody]
    events: list[Event]
    own: frozenset[EventId]
    others: frozenset[EventId]
    withheld: frozenset[EventId]
    persons: dict[MentionId, int]
    possible: frozenset[Pair]
    partial: bool = False

    @property
    def keys(self) -> list[CaseKey]:
        return [CaseKey(each.victim_id, each.suspect_id) for each in self.cases]

    @property
    def shown(self) -> list[Event]:
        """Of these cases, but for what the panel itself has had recorded."""
        return [event for event in self.events if event.id in self.own and not _of_the_review(event)]


def material(viewer: Viewer, review: Review) -> Material:
    """All that is on record of whom the review is about, in every case of theirs. Raises Kept."""
    viewer.trace.read.add("Material")
    current = now_called(review.case_id) or review.case_id
    kept = kept_from_viewer()
    if current in kept:
        raise Kept
    with recorder() as cursor:
        found = stored(cursor, current)
        if found is None:
            raise Kept
        hers = list(Case.everything.filter(victim_id=found.key.victim).order_by("id"))
        cases = [each for each in hers if each.id not in kept]
        own = _named(cursor, [each.id for each in cases])
        concerned = sorted(set(found.persons.values()))
        others = _of_others(cursor, concerned, [each.id for each in cases])
    own |= _earlier(found.events, own)
    elsewhere = frozenset(event for event, _ in others) - own
    withheld = frozenset(event for event, case in others if case in kept) - own
    people = everybody((event for event in found.events if event.id in own), found.persons)
    case = next(each for each in cases if each.id == current)
    return Material(
        case, cases, people, found.events, frozenset(own), elsewhere, withheld, found.persons, found.possible, len(cases) < len(hers)
    )  # fmt: skip


def case_of(review: Review) -> Case:
    """For what is recorded of the review. As the recorder reads it."""
    current = now_called(review.case_id) or review.case_id
    with recorder():
        found: Case = Case.everything.get(id=current)
    return found


def told(found: Material, known_at: int | None = None) -> list[Entry]:
    """The integrated chronology, the earliest first, with what each entry said before it was corrected."""
    events = found.events if known_at is None else as_known(found.events, known_at)
    history = History(events)
    return [
        Entry(0, event, _before(event, history))
        for event in history.events
        if event.id in found.own and event.kind not in NOT_TOLD and not _of_the_review(event)
    ]


# Of the review itself and of the record: not what anybody did for these people.
NOT_TOLD = frozenset(("event.voided", "identity.judged", "identity.undone", "coverage.declared"))


def _of_the_review(event: Event) -> bool:
    """What the panel itself has had recorded."""
    return event.id.source == SOURCE and event.kind.startswith(OF_A_REVIEW)


def moments(found: Material) -> list[int]:
    """When something became known: each day on which a source recorded anything, by its last record, the earliest first."""
    by_day: dict[int, int] = {}
    for event in found.shown:
        day = event.recorded_at // DAY
        by_day[day] = max(event.recorded_at, by_day.get(day, 0))
    return sorted(by_day.values())


DAY = 24 * 3600 * 1_000_000


def kept_from_viewer() -> frozenset[str]:
    """Restricted to others, or of whom the viewer has declared a conflict. As the viewer themselves, who is named to the database."""
    with session() as cursor:
        ((kept,),) = rows(cursor, "SELECT access.kept_cases() || access.conflicted_cases()")
    return frozenset(kept)


def _named(cursor: Any, cases: list[str]) -> set[EventId]:
    found = rows(cursor, _OWN, [cases])
    return {EventId(source, key) for source, key in found}


_OWN = """
SELECT e.source, e.source_id FROM identity_case_event ce JOIN chronology_event e ON e.seq = ce.event_id WHERE ce.case_id = ANY(%s)
"""


def _of_others(cursor: Any, people: list[int], but: list[str]) -> set[tuple[EventId, str]]:
    """What is of other cases of these people, with the case."""
    found = rows(cursor, _OTHERS, [people, people, but])
    return {(EventId(source, key), case) for source, key, case in found}


_OTHERS = """
SELECT e.source, e.source_id, c.id FROM identity_case c JOIN identity_case_event ce ON ce.case_id = c.id
  JOIN chronology_event e ON e.seq = ce.event_id WHERE (c.victim_id = ANY(%s) OR c.suspect_id = ANY(%s)) AND NOT c.id = ANY(%s)
"""


def _earlier(events: list[Event], own: set[EventId]) -> set[EventId]:
    """The former wordings of these."""
    by_id = {event.id: event for event in events}
    found: set[EventId] = set()
    for each in own:
        event = by_id.get(each)
        while event is not None and event.corrects is not None and event.corrects not in found:
            found.add(event.corrects)
            event = by_id.get(event.corrects)
    return found


def _before(event: Event, history: History) -> tuple[Event, ...]:
    found: dict[EventId, Event] = {}
    while event.corrects is not None and event.corrects in history.by_id and event.corrects not in found:
        event = history.by_id[event.corrects]
        found[event.id] = event
    return tuple(found.values())
