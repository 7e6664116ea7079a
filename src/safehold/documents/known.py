"""What is known of a case, read for one viewer: its events, who in them is whom, and all that the guards weigh."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from safehold.access.models import Agency
from safehold.access.viewer import Viewer
from safehold.chronology.apart.compared import in_whole
from safehold.chronology.envelope import Event
from safehold.chronology.envelope import Mention as Said
from safehold.chronology.session import session
from safehold.chronology.store import load
from safehold.chronology.times import london
from safehold.documents.guards import Around, Lived, Somebody
from safehold.documents.people import merged, somebody
from safehold.documents.rules import Leaving
from safehold.identity.chronicle import chronicle
from safehold.identity.models import Case, CaseEvent, Mention
from safehold.practice.custody_and_court.models import Bail, Order
from safehold.practice.safeguarding.models import Standing

MOST_OTHER_CASES = 30
LETTERS = ("letter", "post", "mail")


class Held(NamedTuple):
    """The events of a case that stand, the oldest first, by number; and the person of each mention, by event and ref."""

    case: Case
    events: Mapping[int, Event]
    persons: Mapping[tuple[int, str], int]

    def whose(self, role: str) -> list[int]:
        """The persons of this role, those of the case itself first."""
        if role == "victim":
            return [self.case.victim_id]
        if role == "suspect":
            return [self.case.suspect_id] if self.case.suspect_id is not None else []
        return list(dict.fromkeys(person for seq, said, person in self.mentions() if said.role == role))

    @property
    def confidential(self) -> bool:
        """Whether anything in it was told in confidence."""
        return any(event.kind == "safe_contact.set" or any(said.confidential for said in event.people) for event in self.events.values())

    def mentions(self) -> list[tuple[int, Said, int]]:
        return [
            (seq, said, self.persons[seq, said.ref])
            for seq, event in self.events.items()
            for said in event.people
            if (seq, said.ref) in self.persons
        ]


def held(viewer: Viewer, case: Case) -> Held:
    """Whoever calls this has found the case among those that the viewer may see."""
    standing = [entry for entry in chronicle(case.id, case.victim_id, case.suspect_id) if entry.struck is None]
    events = {entry.seq: entry.event for entry in reversed(standing)}
    viewer.trace.read.add("Case")
    return Held(case, events, _persons(events))


def around(viewer: Viewer, found: Held, asked: int | None, leaving: Leaving, now: int) -> Around:
    """With every other case of its two people that the viewer sees: who was harmed before is not to be found either."""
    other = _others(viewer, found)
    # What is held in confidence is weighed by the guards, and goes no further.
    events = in_whole({**other, **found.events})
    persons = {**_persons(other), **found.persons}
    own = {found.case.victim_id: "victim", found.case.suspect_id: "suspect"}
    by_person: dict[int, list[tuple[Event, Said]]] = {}
    for seq, event in events.items():
        for said in event.people:
            if (seq, said.ref) in persons:
                by_person.setdefault(persons[seq, said.ref], []).append((event, said))
    # Whoever may not see what is confidential is told of nothing that rests on it: a guard would confirm what they typed.
    blind = not viewer.may("see_confidential")
    people = [somebody(own.get(person), said, asked=person == asked, blind=blind) for person, said in by_person.items()]
    people += _beside(events.values())
    victim = found.case.victim_id
    standing = Standing.objects.for_viewer(viewer).filter(case_id=found.case.id).first()
    return Around(
        people=tuple(people),
        now=now,
        today=london(now).date(),
        by_post=_by_post(events, {seq for (seq, _ref), person in persons.items() if person == victim}),
        call_unsafe=bool(standing and standing.call_unsafe),
        kept_away=_kept_away(viewer, found.case, now),
        telling_names=tuple(Agency.objects.filter(kind__in=leaving.agencies_that_tell).values_list("name", flat=True)),
        merged=asked is not None and merged(said for _, said in by_person.get(asked, ())),
    )


def _persons(events: Iterable[int]) -> dict[tuple[int, str], int]:
    rows = Mention.objects.filter(event_id__in=list(events)).values_list("event_id", "ref", "person_id")
    return {(event, ref): person for event, ref, person in rows}


def _others(viewer: Viewer, found: Held) -> dict[int, Event]:
    pair = [found.case.victim_id, *([found.case.suspect_id] if found.case.suspect_id is not None else [])]
    seen = Case.objects.for_viewer(viewer)
    cases = {*seen.filter(victim_id__in=pair).values_list("id", flat=True), *seen.filter(suspect_id__in=pair).values_list("id", flat=True)}
    listed = sorted(cases - {found.case.id})[:MOST_OTHER_CASES]
    seqs = set(CaseEvent.objects.filter(case_id__in=listed).values_list("event_id", flat=True)) - found.events.keys()
    with session() as cursor:
        return load(cursor, seqs)


def _beside(events: Iterable[Event]) -> list[Somebody]:
    """Where an incident was, an alarm is: hers, since no record says whose door it is."""
    found = []
    for event in events:
        address = str(event.data.get("address_given") or event.data.get("address") or "")
        postcode = str(event.data.get("postcode_given") or "")
        if address or postcode:
            found.append(Somebody("victim", lived=(Lived(address, postcode, event.occurred_at.latest),)))
    return found


def _by_post(events: Mapping[int, Event], hers: set[int]) -> bool | None:
    """As the latest record of how she is safely reached says, where this viewer reads that: whether a letter is among the ways."""
    said = [event for number, event in events.items() if event.kind == "safe_contact.set" and number in hers]
    if not said:
        return None
    latest = max(said, key=lambda event: event.order).data
    ways, never = str(latest.get("methods", "")).casefold(), str(latest.get("never", "")).casefold()
    if any(word in never for word in LETTERS):
        return False
    return any(word in ways for word in LETTERS) if ways else None


def _kept_away(viewer: Viewer, case: Case, now: int) -> bool:
    if case.suspect_id is None:
        return False
    found = [
        *Bail.objects.for_viewer(viewer).filter(suspect_id=case.suspect_id, ended_at=None),
        *Order.objects.for_viewer(viewer).filter(suspect_id=case.suspect_id, ended_at=None),
    ]
    return any(each.until_at is None or each.until_at >= now for each in found)
