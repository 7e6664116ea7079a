"""Finding what starts a duty: single events, the first of a scope, or so many within a time; and joining those that come together."""

from collections.abc import Iterable, Sequence

import msgspec

from safehold.chronology.envelope import Event
from safehold.chronology.times import When
from safehold.identity.cases import MentionId, victims_of
from safehold.rulebook.conditions import hold
from safehold.rulebook.model import Count, Rule, Scope, Trigger
from safehold.rulebook.truth import NO, UNSURE, YES, Truth
from safehold.rulebook.view import View
from safehold.rulebook.windows import shifted


class Started(msgspec.Struct, frozen=True):
    """A duty has been started: by these events, the last of which is `event`, at a time, with how surely it arose."""

    name: str
    events: tuple[Event, ...]
    at: When
    truth: Truth

    @property
    def event(self) -> Event:
        return self.events[-1]


def started(rule: Rule, view: View) -> list[Started]:
    """Every start of a rule's duty in a case, one for each event, in order."""
    best: dict[tuple[str, str], Started] = {}
    for trigger in rule.triggers:
        for found in _found(trigger, rule, view):
            key = found.event.id
            if key not in best or best[key].truth < found.truth:
                best[key] = found
    ordered = sorted(best.values(), key=lambda found: found.event.order)
    return ordered if rule.together is None else list(_together(ordered, rule))


def _found(trigger: Trigger, rule: Rule, view: View) -> list[Started]:
    index = view.kinds(rule.scope)
    matched: list[tuple[Event, Truth]] = []
    for kind in trigger.kinds:
        for event in index.get(kind, ()):
            if trigger.leading and not view.leads(event):
                continue
            truth = hold(trigger.where, view, event, event)
            if truth != NO:
                matched.append((event, truth))
    if len(trigger.kinds) > 1:
        matched.sort(key=lambda pair: pair[0].order)
    if trigger.first_of is not None:
        matched = _first(matched, trigger.first_of, view)
    if trigger.count is not None:
        return list(_counted(trigger.name, trigger.count, matched, view))
    return [Started(trigger.name, (event,), event.occurred_at, truth) for event, truth in matched]


def _first(matched: Iterable[tuple[Event, Truth]], scope: Scope, view: View) -> list[tuple[Event, Truth]]:
    """The first of each incident, or the first of all."""
    kept: list[tuple[Event, Truth]] = []
    for event, truth in matched:
        if not kept or (scope == "incident" and not any(view.ancestors(event) & view.ancestors(other) for other, _ in kept)):
            kept.append((event, truth))
    return kept


def _counted(name: str, count: Count, matched: Iterable[tuple[Event, Truth]], view: View) -> Iterable[Started]:
    pool: list[tuple[Event, Truth]] = []
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
        found = Started(name, tuple(each for each, _ in last), at, sure)
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


def _near(events: Sequence[tuple[Event, Truth]], count: Count) -> Truth:
    """Whether so many events surely, or possibly, fell within the stretch of time of each other."""
    if count.within is None:
        return YES
    times = [event.occurred_at for event, _ in events]
    if max(at.latest for at in times) <= shifted(min(at.earliest for at in times), count.within):
        return YES
    if max(at.earliest for at in times) <= shifted(min(at.latest for at in times), count.within):
        return UNSURE
    return NO


def _without_repeats(pool: list[tuple[Event, Truth]], count: Count, view: View) -> list[tuple[Event, Truth]]:
    """The pool with the newest event of each victim, or the first of each incident."""
    event, _ = pool[-1]
    if count.distinct == "incident":
        again = any(view.ancestors(event) & view.ancestors(other) for other, _ in pool[:-1])
        return pool[:-1] if again else pool
    if count.distinct == "victim":
        these = _victims(event, view)
        if not these:
            return pool[:-1]
        return [each for each in pool[:-1] if not these & _victims(each[0], view)] + pool[-1:]
    return pool


def _victims(event: Event, view: View) -> set[int]:
    persons = (view.record.persons.get(MentionId(event.id, mention.ref)) for mention in victims_of(event))
    return {person for person in persons if person is not None}


def _together(found: list[Started], rule: Rule) -> Iterable[Started]:
    """Starts that surely came within the rule's time of the first are one, which runs from the last."""
    assert rule.together is not None
    group: list[Started] = []
    for each in found:
        joins = group and each.truth == YES == group[0].truth and each.at.latest <= shifted(group[0].at.earliest, rule.together)
        if group and not joins:
            yield _joined(group)
            group = []
        group.append(each)
    if group:
        yield _joined(group)


def _joined(group: list[Started]) -> Started:
    last = group[-1]
    return Started(last.name, tuple(event for each in group for event in each.events), last.at, min(each.truth for each in group))
