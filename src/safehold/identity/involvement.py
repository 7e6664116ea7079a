"""Who is concerned by what, and which cases that makes: worked out afresh for every person whom new events touch.

Nothing is folded in by order of arrival. All events of the touched persons are read again in their total order, so a late or a
disordered record ends in the same state.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from safehold.chronology.apart.lapsed import Kept, as_told
from safehold.chronology.derived import Table, Wanted
from safehold.chronology.envelope import Event, EventId
from safehold.chronology.history import History
from safehold.chronology.recording import Derivation, rows
from safehold.chronology.store import load
from safehold.identity import cases_stored, persons_stored
from safehold.identity.cases import CaseKey, CaseRecord, Involved, MentionId, asking, form_cases, involved
from safehold.identity.hiding_marked import hide_marked
from safehold.identity.near import near
from safehold.identity.threads import above, held_thread

INVOLVEMENT = Table("identity_involvement", ("event_id", "person_id", "role"), ("inherited",))


Cases = dict[CaseKey, CaseRecord]


class Touched:
    """What later stages read. `records` are the cases in which a touched person takes part, each complete; `around` are these and
    those of their partners, which share events with them; `gone` are ids of cases that exist no more, `changed` cases whose first domestic
    call is another than it was. `persons` are the touched
    persons, `events_of` all that concerns each of them, in order.
    """

    def __init__(
        self, pool: "Pool", persons: frozenset[int], records: Cases, around: Cases, gone: frozenset[str], changed: frozenset[CaseKey]
    ) -> None:
        self.history = pool.history
        self.seqs = pool.seqs
        self.mentions = pool.mentions
        self.concern = pool.concern
        self.persons = persons
        self.records = records
        self.around = around
        self.gone = gone
        self.changed = changed
        self.thread = pool.thread
        self.events_of: dict[int, list[Event]] = defaultdict(list)
        for event in pool.history.events:
            for person in everyone(event, pool.concern[event.id], pool.mentions):
                if person in persons:
                    self.events_of[person].append(event)

    def seq(self, event: Event) -> int:
        return self.seqs[event.id]


class Pool:
    """The events of some persons and what these are about, with whom each mention is. `kept` is what is to be lacking of
    what stands apart of them, where that matters (hiding_marked.py)."""

    def __init__(self, cursor: Any, seqs: Iterable[int], thread: frozenset[int], kept: Kept | None = None) -> None:
        events = load(cursor, sorted(set(seqs) | thread))
        events |= load(cursor, above(cursor, events.values()))  # a call may name others than the records that are about it
        if kept is not None:
            events = as_told(cursor, events, kept)
        self.thread = thread
        self.seqs: dict[EventId, int] = {event.id: seq for seq, event in events.items()}
        self.history = History(events.values())
        self.mentions: dict[MentionId, int] = {}
        for seq, ref, person in rows(
            cursor,
            "SELECT event_id, ref, person_id FROM identity_mention WHERE event_id = ANY(%s::bigint[]) ORDER BY id DESC",
            [sorted(events)],
        ):
            self.mentions[MentionId(events[seq].id, ref)] = person
        self.concern = involved(self.history, self.mentions)


def apply(derivation: Derivation) -> None:
    cursor = derivation.cursor
    threads = derivation.covered = frozenset(held_thread(cursor, derivation.seqs))
    persons = _concerned(cursor, threads)
    while True:
        partners = _locked_with_partners(cursor, persons)
        beyond = _partners(cursor, list(partners - persons))
        pool = Pool(cursor, _events_of(cursor, persons | partners | beyond), threads)
        concerned = _involvement(pool)
        more = {person for found in concerned.values() for person, _ in found} - persons
        if not more:
            break
        persons |= more
    if (otherwise := hide_marked(cursor, pool, persons, threads)) is not None:
        pool = Pool(cursor, _events_of(cursor, persons | partners | beyond), threads, otherwise.kept)
        derivation.marked |= otherwise.bears_on - threads
    rows_wanted = {(seq, person, role): (inherited,) for seq, found in concerned.items() for (person, role), inherited in found.items()}
    derivation.wanted.append(Wanted(INVOLVEMENT, "event_id", sorted(threads), rows_wanted))
    around = _records(pool, persons | partners)
    records = {key: record for key, record in around.items() if key.victim in persons or key.suspect in persons}
    gone, changed = cases_stored.write(derivation, records, persons, pool.seqs)
    touched = Touched(pool, persons, records, around, gone, changed)
    persons_stored.write(derivation, persons, touched.events_of, pool.mentions, records, pool.seqs)
    derivation.put(touched)


def pool_of(cursor: Any, persons: Iterable[int]) -> Pool:
    """All that concerns these persons and those with whom they share a case, as it stands. For reading: nobody is locked."""
    wanted = frozenset(persons)
    return Pool(cursor, _events_of(cursor, wanted | _partners(cursor, list(wanted))), frozenset())


def everyone(event: Event, concern: Involved, mentions: Mapping[MentionId, int]) -> set[int]:
    """Every person whom an event concerns, in whatever role, named or inherited."""
    ask = asking(mentions)
    own = {found for person in event.people if (found := ask((event.id, person.ref))) is not None}
    return own | concern.victims | concern.suspects


def _concerned(cursor: Any, seqs: Iterable[int]) -> frozenset[int]:
    """All whom these events concerned before, and all whom they name now."""
    wanted = list(seqs)
    found = rows(
        cursor,
        "SELECT person_id FROM identity_involvement WHERE event_id = ANY(%s::bigint[]) UNION"
        " SELECT person_id FROM identity_mention WHERE event_id = ANY(%s::bigint[])",
        [wanted, wanted],
    )
    return frozenset(person for (person,) in found)


def _locked_with_partners(cursor: Any, persons: Iterable[int]) -> frozenset[int]:
    """Those who share a case with these persons. All of them, and whoever may be one with one of them, are locked, in ascending order,
    before anything of theirs is read."""
    wanted = list(persons)
    partners = _partners(cursor, wanted)
    while True:
        held = partners | set(wanted)
        held |= near(cursor, held)
        rows(cursor, "SELECT id FROM identity_person WHERE id = ANY(%s::bigint[]) ORDER BY id FOR UPDATE", [sorted(held)])
        now = _partners(cursor, wanted)
        if now <= partners:
            return partners
        partners |= now


def _partners(cursor: Any, persons: list[int]) -> frozenset[int]:
    if not persons:
        return frozenset()
    pairs = rows(
        cursor,
        "SELECT victim_id, suspect_id FROM identity_case WHERE victim_id = ANY(%s::bigint[]) OR suspect_id = ANY(%s::bigint[])",
        [persons, persons],
    )
    return frozenset(partner for pair in pairs for partner in pair if partner is not None)


def _events_of(cursor: Any, persons: Iterable[int]) -> list[int]:
    found = rows(cursor, "SELECT DISTINCT event_id FROM identity_involvement WHERE person_id = ANY(%s::bigint[])", [list(persons)])
    return [seq for (seq,) in found]


def _involvement(pool: Pool) -> dict[int, dict[tuple[int, str], bool]]:
    """For each event of the thread: the persons whom it concerns and in which role, and whether that is inherited.

    Events that correct or void one another share their persons, standing or not: whoever reads one of them must read them all.
    """
    found: dict[int, dict[tuple[int, str], bool]] = {}
    events = pool.history.by_id
    for key, event in events.items():
        seq = pool.seqs[key]
        if seq not in pool.thread:
            continue
        mine = found.setdefault(seq, {})
        for person in event.people:
            number = pool.mentions.get(MentionId(key, person.ref))
            if number is not None:
                mine[number, person.role] = False
        concern = pool.concern.get(key)
        if concern is not None:
            own = {number for number, _ in mine}
            for role, numbers in (("victim", concern.victims), ("suspect", concern.suspects)):
                for number in numbers - own:
                    mine[number, role] = True
    _share_corrections(pool, found)
    return found


def _share_corrections(pool: Pool, found: dict[int, dict[tuple[int, str], bool]]) -> None:
    events = pool.history.by_id
    together: dict[EventId, set[EventId]] = {}
    for key, event in events.items():
        others = [event.corrects] if event.corrects is not None else []
        if event.kind == "event.voided":
            others += event.about
        for other in others:
            if other in events:
                group = together.setdefault(key, {key}) | together.setdefault(other, {other})
                for member in group:
                    together[member] = group
    for key, group in together.items():
        seq = pool.seqs[key]
        if seq not in found:
            continue
        own = {number for number, _ in found[seq]}
        for member in group - {key}:
            for number, _ in found.get(pool.seqs[member], {}):
                if number not in own:
                    found[seq][number, "correction"] = True


def _records(pool: Pool, persons: frozenset[int]) -> Cases:
    """The cases in which these persons take part. Those of their partners with others are not complete here and are left out."""
    by_victim: dict[int, list[Event]] = defaultdict(list)
    by_suspect: dict[int, list[Event]] = defaultdict(list)
    for event in pool.history.events:
        concern = pool.concern[event.id]
        for person in concern.victims:
            by_victim[person].append(event)
        for person in concern.suspects:
            by_suspect[person].append(event)
    return {
        key: CaseRecord(
            key=key,
            events=events,
            victim_events=tuple(by_victim[key.victim]),
            suspect_events=tuple(by_suspect[key.suspect]) if key.suspect is not None else (),
            agency_events=(),
            persons=pool.mentions,
            history=pool.history,
        )
        for key, events in form_cases(pool.history, pool.concern).items()
        if key.victim in persons or key.suspect in persons
    }
