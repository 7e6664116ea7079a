"""Finding what starts a duty: single events, the first of a scope, or so many within a time; and joining those that come together."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from itertools import count as counting

import msgspec

from safehold.chronology.envelope import Event, EventId
from safehold.chronology.times import When
from safehold.rulebook.conditions import compiled, possible, sifting
from safehold.rulebook.model import Condition, Count, Rule, Trigger
from safehold.rulebook.truth import NO, UNSURE, YES, Truth
from safehold.rulebook.view import Index, Matched, View
from safehold.rulebook.windows import Shift, shifted, shifter


class Started(msgspec.Struct, frozen=True, gc=False):
    """A duty has been started: by these events, the last of which is `event`, at a time, with how surely it arose."""

    name: str
    event: Event
    events: tuple[Event, ...]
    ids: tuple[EventId, ...]
    at: When
    truth: Truth


Starter = Callable[[View], list[Started]]
Matching = Callable[[Index, View], list[Matched]]
_ASKED: dict[tuple[tuple[str, ...], bool, tuple[Condition, ...]], int] = {}  # what triggers ask, each by a number
_NUMBERS = counting()


def starter(rule: Rule) -> Starter:
    """Finds every start of a rule's duty in a case, one for each event, in order. What concerns nobody may answer for staff, and starts
    nothing: it would start the same in every case."""
    scope, together = ("pair" if rule.scope == "staff" else rule.scope), rule.together
    finders = [(frozenset(trigger.kinds).isdisjoint, _finder(trigger)) for trigger in rule.triggers]
    only = rule.triggers[0] if len(rule.triggers) == 1 else None
    if only is not None and only.count is None and together is None:
        find_only = finders[0][1]  # finds each event once, in order
        return lambda view: find_only(view.scopes[scope], view)

    def start(view: View) -> list[Started]:
        index = view.scopes[scope]
        lists = [each for absent, find in finders if not absent(index) and (each := find(index, view))]
        found = _surest(lists, view) if len(lists) > 1 else lists[0] if lists else []
        return found if together is None else list(_together(found, shifter(together)))

    return start


def _surest(lists: Iterable[list[Started]], view: View) -> list[Started]:
    """One for each event, in order: the surest, or the first that is as sure."""
    best: dict[EventId, Started] = {}
    for each in chain.from_iterable(lists):
        other = best.get(each.event.id)
        if other is None or other.truth < each.truth:
            best[each.event.id] = each
    place = view.history.place
    return sorted(best.values(), key=lambda each: place[each.event.id])


def _finder(trigger: Trigger) -> Callable[[Index, View], list[Started]]:
    name, first_of, count = trigger.name, trigger.first_of, trigger.count
    matching = _first_that_matches(trigger) if first_of not in (None, "incident") else _matching(trigger)

    def find(index: Index, view: View) -> list[Started]:
        matched = matching(index, view)
        if first_of == "incident":
            matched = _first_of_each(matched, view)
        if count is not None:
            return list(_counted(name, count, matched, view))
        return [Started(name, event, (event,), (event.id,), event.occurred_at, truth) for event, truth in matched]

    return find


def _events(trigger: Trigger) -> Callable[[Index, View], list[Event]]:
    """What of a case is of the kinds of a trigger, in order; where only calls that lead start a duty, those."""
    kinds, leading = tuple(dict.fromkeys(trigger.kinds)), trigger.leading
    if len(kinds) == 1 and not leading:
        kind = kinds[0]
        return lambda index, _view: index.get(kind, [])

    def events(index: Index, view: View) -> list[Event]:
        lists = [index[kind] for kind in kinds if kind in index]
        found = _in_order(lists, view) if lists else []
        return [event for event in found if view.leads(event)] if leading and view.joins else found

    return events


def _matching(trigger: Trigger) -> Matching:
    """All that meets the conditions of a trigger: found once in a case for all triggers that ask the same of the same kinds."""
    events, sift, could = _events(trigger), sifting(trigger.where), possible(trigger.where)
    number = _ASKED.setdefault((trigger.kinds, trigger.leading, trigger.where), next(_NUMBERS))

    def matching(index: Index, view: View) -> list[Matched]:
        found = view.matched.get((id(index), number))
        if found is None:
            found = view.matched[id(index), number] = sift(view, events(index, view)) if could is None or could(view) else []
        return found

    return matching


def _first_that_matches(trigger: Trigger) -> Matching:
    """The first of its scope: no more is asked than until it is found."""
    events, holds = _events(trigger), compiled(trigger.where)

    def matching(index: Index, view: View) -> list[Matched]:
        found = ((event, truth) for event in events(index, view) if (truth := holds(view, event, event)) != NO)
        return list(islice(found, 1))

    return matching


def _in_order(lists: list[list[Event]], view: View) -> list[Event]:
    if len(lists) == 1:
        return lists[0]
    place = view.history.place
    return sorted([event for each in lists for event in each], key=lambda event: place[event.id])


def _first_of_each(matched: Iterable[Matched], view: View) -> list[Matched]:
    """The first of each incident."""
    kept: list[Matched] = []
    reached: set[EventId] = set()
    for event, truth in matched:
        if reached.isdisjoint(own := view.ancestors(event)):
            kept.append((event, truth))
            reached |= own
    return kept


def _apart(event: Event, others: Iterable[Matched], view: View) -> bool:
    """Whether an event is of another incident than each of the others."""
    reached = view.ancestors(event)
    return all(reached.isdisjoint(view.ancestors(other)) for other, _ in others)


def _counted(name: str, count: Count, matched: Iterable[Matched], view: View) -> Iterable[Started]:
    pool: list[Matched] = []
    doubtful: Started | None = None
    for event, truth in matched:
        pool = _without_repeats([*pool, (event, truth)], count, view)
        last = pool[-count.at_least :]
        if len(last) < count.at_least:
            continue
        sure = min([_near(last, count), *(each for _, each in last)])
        if sure == NO:
            continue
        at = When(max(each.occurred_at.earliest for each, _ in last), max(each.occurred_at.latest for each, _ in last))
        found = Started(name, last[-1][0], tuple(each for each, _ in last), tuple(each.id for each, _ in last), at, sure)
        if sure != YES:
            doubtful = doubtful or found
            continue
        yield found
        if count.fires == "once":
            return
        doubtful = None
        if count.fires == "afresh":
            pool = []
    if doubtful is not None:
        yield doubtful


def _near(events: Sequence[Matched], count: Count) -> Truth:
    """Whether so many events surely, or possibly, fell within the stretch of time of each other."""
    if count.within is None:
        return YES
    times = [event.occurred_at for event, _ in events]
    if max(at.latest for at in times) <= shifted(min(at.earliest for at in times), count.within):
        return YES
    if max(at.earliest for at in times) <= shifted(min(at.latest for at in times), count.within):
        return UNSURE
    return NO


def _without_repeats(pool: list[Matched], count: Count, view: View) -> list[Matched]:
    """The pool with the newest event of each victim, or the first of each incident."""
    event, _ = pool[-1]
    if count.distinct == "incident":
        return pool if _apart(event, pool[:-1], view) else pool[:-1]
    if count.distinct == "victim":
        these = view.victims(event)
        if not these:
            return pool[:-1]
        return [each for each in pool[:-1] if these.isdisjoint(view.victims(each[0]))] + pool[-1:]
    return pool


def _together(found: list[Started], later: Shift) -> Iterable[Started]:
    """Starts that surely came so little later than the first are one, which runs from the last."""
    group: list[Started] = []
    for each in found:
        joins = group and each.truth == YES == group[0].truth and each.at.latest <= later(group[0].at.earliest)
        if group and not joins:
            yield _joined(group)
            group = []
        group.append(each)
    if group:
        yield _joined(group)


def _joined(group: list[Started]) -> Started:
    last, events = group[-1], [event for each in group for event in each.events]
    ids, truth = tuple([event.id for event in events]), min([each.truth for each in group])
    return Started(last.name, last.event, tuple(events), ids, last.at, truth)
