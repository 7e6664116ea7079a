"""One case as rules read it: events by kind within each scope, and which came before which."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate, chain
from typing import Any, NamedTuple

from safehold.chronology.envelope import Event, EventId, Mention
from safehold.chronology.history import by_kind
from safehold.identity.cases import CaseRecord, asking, victims_of
from safehold.rulebook.hanging import Hanging
from safehold.rulebook.truth import NO, UNSURE, YES, Truth

Index = Mapping[str, list[Event]]
Matched = tuple[Event, Truth]
"""An event that meets conditions, and how surely."""


class Passed(NamedTuple):
    """Events by when they were over at the latest; up to each place the last of them in order; from each on, how early any began; by id."""

    events: list[Event]
    over: list[int]
    last: list[Event]
    begun: list[int]
    by_id: dict[EventId, Event]


def _later(one: Event, other: Event) -> Event:
    return other if other.order > one.order else one


class View(Hanging):
    """A case, indexed once and then read by every rule. `settings` holds the numbers that have no national value."""

    def __init__(self, record: CaseRecord) -> None:
        super().__init__(record.history)
        self.record = record
        self.pair: Index = by_kind(record.events)
        self.scopes: Mapping[str, Index] = self._find_scopes(record)
        every = (record.events, record.victim_events, record.suspect_events, record.agency_events)
        self.began = min([events[0].occurred_at.earliest for events in every if events], default=0)
        self._about: dict[tuple[EventId, tuple[str, ...]], list[Event]] = {}
        self._leaders = self._find_leaders()
        self.remembered: dict[Any, Any] = {}
        self.matched: dict[tuple[int, int], list[Matched]] = {}
        self.answers: defaultdict[int, dict[EventId, Truth]] = defaultdict(dict)
        self._subjects: dict[str, dict[EventId, str]] = {"victim": {}, "suspect": {}}
        self._victims: dict[EventId, frozenset[int]] = {}
        self.who = asking(record.persons)

    def kinds(self, scope: str) -> Index:
        """Events by kind, in order: those of the case, of either person in any case, or of the agencies."""
        return self.scopes[scope]

    def _find_scopes(self, record: CaseRecord) -> dict[str, Index]:
        pair, agency = self.pair, self.history.shared(record.agency_events)
        both = {kind: pair[kind] + agency[kind] for kind in pair.keys() & agency.keys()}
        return {
            "pair": pair,
            "incident": pair,
            "victim": pair if record.victim_events == record.events else by_kind(record.victim_events),
            "suspect": pair if record.suspect_events == record.events else by_kind(record.suspect_events),
            "agency": agency,
            "staff": {**pair, **agency, **both} if agency else pair,
        }

    def about_kinds(self, event: Event, kinds: tuple[str, ...]) -> list[Event]:
        """What an event is about, itself included, that is of one of the kinds, earliest first."""
        key = (event.id, kinds)
        found = self._about.get(key)
        if found is None:
            by_id = self.history.by_id
            found = [other for one in self.ancestors(event) if (other := by_id[one]).kind in kinds]
            if len(found) > 1:
                found.sort(key=lambda other: self.history.place[other.id])
            self._about[key] = found
        return found

    def force(self, event: Event) -> str:
        """The police force of the case as of an event: whose event it is, or the last to have recorded anything by then, or the first."""
        if "police" in event.agency:
            return event.agency
        forces = [other for other in self.record.events if "police" in other.agency]
        earlier = [other for other in forces if other.order < event.order]
        return earlier[-1].agency if earlier else forces[0].agency if forces else event.agency

    def person(self, event: Event, mention: Mention) -> int | None:
        """Who a mention is."""
        return self.who((event.id, mention.ref))

    def victims(self, event: Event) -> frozenset[int]:
        """Those whom an event itself treats as victim, where it is known who they are."""
        found = self._victims.get(event.id)
        if found is None:
            key, who = event.id, self.who
            known = [person for mention in victims_of(event) if (person := who((key, mention.ref))) is not None]
            found = self._victims[key] = frozenset(known)
        return found

    @property
    def joins(self) -> bool:
        """Whether any call is joined to another."""
        return bool(self._leaders)

    def leads(self, call: Event) -> bool:
        """Whether a call leads its incident, rather than being joined to another."""
        return not self._leaders or call.id not in self._leaders

    def before(self, event: Event, trigger: Event) -> Truth:
        """Whether an event came before a trigger, or at the same instant; what a trigger is about came before it."""
        if event is trigger or event.id == trigger.id:
            return NO
        at, then = event.occurred_at, trigger.occurred_at
        if at.latest <= then.earliest or event.id in self.ancestors(trigger):
            return YES
        if at.earliest > then.latest or trigger.id in self.ancestors(event):
            return NO
        return UNSURE

    def passed(self, name: str, events: Callable[[], Iterable[Event]]) -> Passed:
        """Events that are asked again and again whether they came before another, sorted out once under a name."""
        found: Passed | None = self.remembered.get(name)
        if found is None:
            listed = sorted(events(), key=lambda event: event.occurred_at.latest)
            last = list(accumulate(listed, _later))
            begun = list(accumulate((event.occurred_at.earliest for event in reversed(listed)), min))[::-1]
            by_id = {event.id: event for event in listed}
            found = self.remembered[name] = Passed(listed, [event.occurred_at.latest for event in listed], last, begun, by_id)
        return found

    def by_then(self, passed: Passed, trigger: Event) -> tuple[Event | None, list[Event]]:
        """Of these the last that surely came before a trigger, or is it; and those that may have come before it."""
        then, above = trigger.occurred_at, self.ancestors(trigger)
        sure = bisect_right(passed.over, then.earliest)
        last, unsure = passed.last[sure - 1] if sure else None, []
        by_id = passed.by_id
        for each in above:
            if each in by_id:
                last = by_id[each] if last is None else _later(last, by_id[each])
        for place in range(sure, len(passed.events)):
            if passed.begun[place] > then.latest:
                break
            event = passed.events[place]
            if event.id not in above and event.occurred_at.earliest <= then.latest and trigger.id not in self.ancestors(event):
                unsure.append(event)
        return last, unsure

    def subjects(self, role: str) -> Mapping[EventId, str]:
        """What `subject` has found for a role."""
        return self._subjects[role]

    def subject(self, event: Event, role: str) -> str:
        """The first mention of the victim or the suspect in the event, or in what it is about, or in the case: "source/id/ref".

        Of the victim where the case has no suspect; the event itself, where neither it nor the case names one.
        """
        known = self._subjects[role]
        found = known.get(event.id)
        if found is None:
            victim, suspect = self.record.key
            if role == "suspect" and suspect is not None:
                found = self._find_mention(event, suspect, "suspect")
            else:
                found = self._find_mention(event, victim, "victim")
            found = known[event.id] = found or str(event.id)
        return found

    def _find_mention(self, event: Event, person: int, role: str) -> str:
        key, who = event.id, self.who
        for mention in event.people:
            if who((key, mention.ref)) == person:
                return f"{key.source}/{key.id}/{mention.ref}"
        for other in [self.history.by_id[key] for key in sorted(self.ancestors(event) - {event.id})]:
            for mention in other.people:
                if self.person(other, mention) == person:
                    return f"{other.id}/{mention.ref}"
        for other in self.record.victim_events if role == "victim" else self.record.suspect_events:
            for mention in victims_of(other) if role == "victim" else other.mentions("suspect"):
                if self.person(other, mention) == person:
                    return f"{other.id}/{mention.ref}"
        return ""

    def _find_leaders(self) -> dict[EventId, Event]:
        leaders: dict[EventId, Event] = {}
        for kind, field in (("call.joined", "into"), ("call.closed", "duplicate_of")):
            for event in self.pair.get(kind, ()):
                leader = self.named(event, event.data.get(field))
                # Closing a call as told twice takes nobody's people to the other, as joining does: one of other people leads nothing here.
                if leader is None or (kind == "call.closed" and not self._is_theirs(leader)):
                    continue
                for call in self.history.about(event):
                    if call.id != leader.id:
                        leaders[call.id] = leader
        return leaders

    def _is_theirs(self, event: Event) -> bool:
        record = self.record
        return any(other.id == event.id for other in chain(record.events, record.victim_events, record.suspect_events))

    def named(self, event: Event, given: Any) -> Event | None:
        """The standing event that a field of an event names: an id of the same source, "source/id", or {source, id}."""
        if isinstance(given, dict):
            return self.history.resolve(EventId(str(given.get("source") or event.id.source), str(given.get("id"))))
        if not isinstance(given, str):
            return None
        found = self.history.resolve(EventId(event.id.source, given))
        if found is None and "/" in given:
            source, _, rest = given.partition("/")
            found = self.history.resolve(EventId(source, rest))
        return found
