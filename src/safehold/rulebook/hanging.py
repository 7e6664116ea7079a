"""What hangs together in a case: what each event is about, however far, and which of many may be about the same as another."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from safehold.chronology.envelope import Event, EventId
from safehold.chronology.history import History
from safehold.chronology.times import END_OF_TIME
from safehold.rulebook.model import Answers

Near = Callable[[Sequence[Event], int], Sequence[Event]]
"""Of some events those that may answer others and were not surely over before an instant; more may be given, never fewer."""
BEGINNING = -END_OF_TIME
FEW = 12  # events of a kind: so many are gone through sooner than it is looked up which of them matter
LONGEST_LINE = 50  # of events each about the next, gone up at once


class Branches(NamedTuple):
    """Events of one kind, in order, under what they go back to; and whether there are others, that are about nothing."""

    roots: dict[EventId, list[Event]]
    loose: bool


class Hanging:
    """What events of a history are about, each found once. `_leaders` names the call that a joined call is led by.

    Nothing that is kept here may point back to this: a case would stay in memory until it is looked through.
    """

    def __init__(self, history: History) -> None:
        self.history = history
        self.reach: dict[EventId, frozenset[EventId]] = {}  # what `ancestors` has found
        self._roots: dict[EventId, tuple[EventId, ...]] = {}
        self._branches: dict[int, Branches] = {}
        self._over: dict[int, list[int]] = {}
        self._leaders: Mapping[EventId, Event] = {}

    def ancestors(self, event: Event) -> frozenset[EventId]:
        """The event and all that it is about, however far; a call joined to another counts as about the one that leads."""
        return self.reach.get(event.id) or self._follow(event)

    def roots(self, event: Event) -> tuple[EventId, ...]:
        """What an event goes back to in the end: of all that it is about what is about nothing, and of those in a circle that are about
        nothing else the first. Two events that have anything above them in common have one of these in common too."""
        reached, found = self.ancestors(event), self._roots.get(event.id)
        if found is None:
            by_id, ends, accounted = self.history.by_id, [], set[EventId]()
            above = {one: self.ancestors(by_id[one]) for one in reached}
            # What is about another that it is in no circle with has more above it than that other.
            for one in sorted(above, key=lambda one: (len(above[one]), one)):
                if accounted.isdisjoint(above[one]):
                    ends.append(one)
                    accounted |= above[one]
            found = self._roots[event.id] = tuple(ends)
        return found

    def _follow(self, event: Event) -> frozenset[EventId]:
        """What an event is about, found from event to event as long as each is about one other: that has all that they have above them but
        themselves, and goes back to the same. Up to one that is known, and not round a circle for ever."""
        above = self._directly(event)
        found = self.reach.get(above[0].id) if len(above) == 1 else None
        if found is not None:  # as of most, which are asked in their order
            key, roots = event.id, self._roots.get(above[0].id)
            if roots is not None:
                self._roots[key] = roots
            found = self.reach[key] = found.union((key,))
            return found
        line: list[EventId] = []
        while found is None:
            above = self._directly(event)
            if len(above) != 1 or len(line) == LONGEST_LINE:
                found = self._search(event, above)
            else:
                line.append(event.id)
                event = above[0]
                found = self.reach.get(event.id)
        roots = self._roots.get(event.id)
        for key in reversed(line):
            found = self.reach[key] = found.union((key,))
            if roots is not None:
                self._roots[key] = roots
        return found

    def _directly(self, event: Event) -> tuple[Event, ...]:
        about = self.history.about(event) if event.about else ()
        if not self._leaders:
            return about
        leader = self._leaders.get(event.id)
        return about if leader is None else (*about, leader)

    def _search(self, event: Event, above: tuple[Event, ...]) -> frozenset[EventId]:
        if not above:
            self._roots[event.id] = own = (event.id,)
            found = self.reach[event.id] = frozenset(own)
            return found
        reached, queue = {event.id}, [event]
        while queue:
            for other in self._directly(queue.pop()):
                if other.id not in reached:
                    known = self.reach.get(other.id)
                    if known is None:
                        reached.add(other.id)
                        queue.append(other)
                    else:
                        reached |= known
        found = self.reach[event.id] = frozenset(reached)
        return found

    def near(self, events: list[Event], event: Event) -> Sequence[Event]:
        """Of a list of events of a scope those that may hang together with another."""
        if len(events) <= FEW:
            return events
        under, roots = self._under_roots(events), self._roots.get(event.id) or self.roots(event)
        if len(roots) == 1 and not under.loose:
            return under.roots.get(roots[0], ())
        return _hanging(events, under, roots, BEGINNING)

    def nearby(self, events: list[Event], mode: Answers, floor: Callable[[int], int] | None = None) -> Near:
        """Asks of a list of events of a scope, in its order, which may answer others: what is about any of these, or about what they are
        about, or about nothing, unless that is ruled out; or, of a whole scope, all. In a case of many years that is little of it. It is
        asked with when the others began; from that `floor` has since when something may answer, otherwise it is since then."""
        if len(events) <= FEW:
            return lambda _others, _began: events
        if mode == "scope":
            over = self._overs(events)
            return lambda _others, began: events[bisect_left(over, began if floor is None else floor(began)) :]
        under, known = self._under_roots(events), self._roots
        if mode != "about" and under.loose:
            under = Branches(under.roots, False)
        by_root, loosely = under

        def near(others: Sequence[Event], began: int) -> Sequence[Event]:
            roots = known.get(others[0].id) or self.roots(others[0])
            if len(others) > 1:
                roots = tuple({root for other in others for root in known.get(other.id) or self.roots(other)})
            if len(roots) == 1 and not loosely:
                return by_root.get(roots[0], ())
            return _hanging(events, under, roots, began if floor is None else floor(began))

        return near

    def _overs(self, events: list[Event]) -> list[int]:
        """Up to each of some events, when all were over at the latest."""
        over = self._over.get(id(events))
        if over is None:
            over = self._over[id(events)] = list(accumulate((event.occurred_at.latest for event in events), max))
        return over

    def _under_roots(self, events: list[Event]) -> Branches:
        found = self._branches.get(id(events))
        if found is None:
            hanging = [event for event in events if event.about]
            found = self._branches[id(events)] = Branches(defaultdict(list), len(hanging) < len(events))
            for event in hanging:
                for root in self._roots.get(event.id) or self.roots(event):
                    found.roots[root].append(event)
        return found


def _hanging(events: Iterable[Event], under: Branches, roots: Iterable[EventId], since: int) -> list[Event]:
    """Of these events those under some roots, and those about nothing if such matter, that were not over before an instant."""
    found, loose = {event.id for root in roots for event in under.roots.get(root, ())}, under.loose
    return [event for event in events if event.occurred_at.latest >= since and (event.id in found or (loose and not event.about))]
