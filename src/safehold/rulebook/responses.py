"""What meets a duty: the events that answer it, each or together, and how surely they came by its due time."""

from collections.abc import Callable
from typing import TypeVar

import msgspec

from safehold.chronology.envelope import EventId
from safehold.chronology.times import When, london
from safehold.rulebook.answering import Answering, answering
from safehold.rulebook.conditions import compiled, compiled_any
from safehold.rulebook.duty import Duty, by, in_time
from safehold.rulebook.hanging import Near
from safehold.rulebook.model import Response, Rule, Spread
from safehold.rulebook.truth import NO, UNSAID, UNSURE, YES, Truth, negated
from safehold.rulebook.view import Index, View


class Met(msgspec.Struct, frozen=True, gc=False):
    """How surely something was done by the due time, and ever; by which events, and when the last of them was."""

    by_due: Truth
    ever: Truth
    events: tuple[EventId, ...] = ()
    done: When | None = None


NOT_MET = Met(NO, NO)
Meets = Callable[[Duty], Met]
Meeting = Callable[[View, Index], Meets | None]
"""What meets the duties of a rule in one case, by the events of its scope; None where the case has nothing that could."""
Found = TypeVar("Found")


def meeting(rule: Rule) -> Meeting:
    """How surely a rule's duty was met; what was forbidden or had to come first was so at once or never."""
    if rule.kind == "forbidden":
        wrong = compiled_any(rule.forbidden_when)

        def was_right(duty: Duty) -> Met:
            truth = negated(wrong(duty.view, duty.start.event, duty.start.event))
            return Met(truth, truth)

        return lambda _view, _index: was_right
    assert rule.met_by is not None
    ever = responding(rule.met_by, rule)
    if rule.kind != "precedence":
        return ever

    def first(meets: Meets) -> Meets:
        def came_first(duty: Duty) -> Met:
            met = meets(duty)
            return Met(met.by_due, met.by_due, met.events, met.done)

        return came_first

    return _if_there(ever, first)


def _if_there(found: Callable[[View, Index], Found | None], by_it: Callable[[Found], Meets]) -> Meeting:
    """What meets by what is found in a case; where nothing is, nothing does."""

    def meeting(view: View, index: Index) -> Meets | None:
        there = found(view, index)
        return None if there is None else by_it(there)

    return meeting


def responding(response: Response, rule: Rule) -> Meeting:
    """How surely a duty was met by a response."""
    way, only_for = _any_way(response, rule), response.only_for
    if not only_for:
        return way
    return _if_there(way, lambda meets: lambda duty: meets(duty) if duty.start.name in only_for else NOT_MET)


def _any_way(response: Response, rule: Rule) -> Meeting:
    parts = [responding(part, rule) for part in response.parts]
    if response.join == "any_of":
        return _one_of(parts)
    if response.join == "all_of":
        return _all_of(parts)
    if response.of_trigger:
        return _of_trigger(response)
    if response.at_least == 1:
        return _best(answering(response, rule), in_order=len(response.kinds) == 1 and rule.scope != "staff")
    return _so_many(answering(response, rule), response.at_least, response.spread)


def _one_of(parts: list[Meeting]) -> Meeting:
    def one_of(view: View, index: Index) -> Meets | None:
        there = [part for each in parts if (part := each(view, index)) is not None]
        if len(there) < 2:
            return there[0] if there else None

        def meets(duty: Duty) -> Met:
            best = NOT_MET
            for part in there:
                met = part(duty)
                if met.ever != NO and (best.ever == NO or _goodness(met) > _goodness(best)):
                    best = met
            return best

        return meets

    return one_of


def _of_trigger(response: Response) -> Meeting:
    holds = compiled(response.where)

    def meets(duty: Duty) -> Met:
        event = duty.start.event
        truth = holds(duty.view, event, event)
        return Met(truth, truth, (event.id,), event.occurred_at) if truth != NO else NOT_MET

    return lambda _view, _index: meets


def _best(answering: Answering, *, in_order: bool) -> Meeting:
    """By the one event that meets it best, as `_goodness` has it. Of events in order, the first that surely does is the best."""
    weigh = answering.weigh

    def best_of(near: Near) -> Meets:
        def meets(duty: Duty) -> Met:
            start, due, dated = duty.start, duty.due, duty.dated
            best, by_due, ever = None, NO, NO
            for event in near(start.events, start.at.earliest):
                truth = weigh(event, duty)
                if truth == NO:
                    continue
                when = UNSAID
                if dated:
                    when = YES if due is None or event.occurred_at.latest <= due.earliest else by(event.occurred_at, due)
                sure = truth if truth < when else when
                if best is None or (sure, truth, -event.occurred_at.earliest) > (by_due, ever, -best.occurred_at.earliest):
                    best, by_due, ever = event, sure, truth
                    if in_order and sure == YES:
                        break
            return NOT_MET if best is None else Met(by_due, ever, (best.id,), best.occurred_at)

        return meets

    return _if_there(answering.among, best_of)


def _goodness(met: Met) -> tuple[int, int, int]:
    """Surest by the due time, then surest at all, then earliest."""
    return (met.by_due, met.ever, -met.done.earliest if met.done is not None else 0)


def _all_of(parts: list[Meeting]) -> Meeting:
    def all_of(view: View, index: Index) -> Meets | None:
        there = [part for each in parts if (part := each(view, index)) is not None]
        if len(there) < len(parts):
            return None

        def meets(duty: Duty) -> Met:
            by_due = ever = YES
            events: tuple[EventId, ...] = ()
            done: When | None = None
            for part in there:
                met = part(duty)
                if met.ever == NO:
                    return NOT_MET
                by_due, ever = min(by_due, met.by_due), min(ever, met.ever)
                events += met.events
                if done is None or (met.done is not None and met.done > done):
                    done = met.done
            return Met(by_due, ever, tuple(dict.fromkeys(events)), done)

        return meets

    return all_of


def _so_many(answering: Answering, needed: int, spread: Spread | None) -> Meeting:
    weigh = answering.weigh

    def so_many(near: Near) -> Meets:
        def meets(duty: Duty) -> Met:
            start = duty.start
            weighed = [(event, truth) for event in near(start.events, start.at.earliest) if (truth := weigh(event, duty)) != NO]
            found = [Met(min(truth, in_time(event, duty)), truth, (event.id,), event.occurred_at) for event, truth in weighed]
            return _repeated(found, needed, spread)

        return meets

    return _if_there(answering.among, so_many)


def _repeated(found: list[Met], needed: int, spread: Spread | None) -> Met:
    def surest(which: str, least: Truth) -> list[Met]:
        kept: dict[object, Met] = {}
        for met in found:
            if getattr(met, which) >= least:
                kept.setdefault(_slot(met, spread), met)
        return list(kept.values())[:needed]

    def level(which: str) -> Truth:
        return next((least for least in (YES, UNSURE, UNSAID) if len(surest(which, least)) >= needed), NO)

    ever = level("ever")
    if ever == NO:
        return NOT_MET
    counted = surest("by_due" if level("by_due") else "ever", level("by_due") or ever)
    done = max(met.done for met in counted if met.done is not None)
    return Met(level("by_due"), ever, tuple(key for met in counted for key in met.events), done)


def _slot(met: Met, spread: Spread | None) -> object:
    """What must differ between repeated acts: the day, or the time of day (night, morning, afternoon, evening)."""
    assert met.done is not None
    local = london(met.done.earliest)
    if spread is None:
        return met.events
    return local.date() if spread == "days" else local.hour // 6
