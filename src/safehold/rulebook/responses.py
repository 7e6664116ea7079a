"""What meets a duty: the events that answer it, each or together, and how surely they came by its due time."""

from collections.abc import Callable, Iterator

import msgspec

from safehold.chronology.envelope import Event, EventId
from safehold.chronology.times import END_OF_TIME, When, london
from safehold.rulebook.conditions import compiled, compiled_any
from safehold.rulebook.duty import Duty, answers, by, in_time
from safehold.rulebook.model import Answers, Per, Response, Rule, Spread
from safehold.rulebook.timing import Asked, timing_of
from safehold.rulebook.truth import NO, UNSAID, UNSURE, YES, Truth, negated
from safehold.rulebook.windows import Shift, shifter


class Met(msgspec.Struct, frozen=True, gc=False):
    """How surely something was done by the due time, and ever; by which events, and when the last of them was."""

    by_due: Truth
    ever: Truth
    events: tuple[EventId, ...] = ()
    done: When | None = None


NOT_MET = Met(NO, NO)
_BEGINNING = -END_OF_TIME
Meets = Callable[[Duty], Met]
Answering = Callable[[Duty], Iterator[tuple[Event, Truth]]]


def meeting(rule: Rule) -> Meets:
    """How surely a rule's duty was met; what was forbidden or had to come first was so at once or never."""
    if rule.kind == "forbidden":
        wrong = compiled_any(rule.forbidden_when)

        def was_right(duty: Duty) -> Met:
            truth = negated(wrong(duty.view, duty.start.event, duty.start.event))
            return Met(truth, truth)

        return was_right
    assert rule.met_by is not None
    meets = responding(rule.met_by, rule)
    if rule.kind != "precedence":
        return meets

    def came_first(duty: Duty) -> Met:
        met = meets(duty)
        return Met(met.by_due, met.by_due, met.events, met.done)

    return came_first


def responding(response: Response, rule: Rule) -> Meets:
    """How surely a duty was met by a response."""
    meets = _any_way(response, rule)
    only_for = response.only_for
    if not only_for:
        return meets
    return lambda duty: meets(duty) if duty.start.name in only_for else NOT_MET


def _any_way(response: Response, rule: Rule) -> Meets:
    parts = [responding(part, rule) for part in response.parts]
    if response.join == "any_of":
        return _one_of(parts)
    if response.join == "all_of":
        return _all_of(parts)
    if response.of_trigger:
        return _of_trigger(response)
    needed, spread, found = response.at_least, response.spread, answering(response, rule)
    if needed == 1:
        return _best(response.kinds, found, in_order=len(response.kinds) == 1 and rule.scope != "staff")
    return lambda duty: _repeated(
        [Met(min(truth, in_time(event, duty)), truth, (event.id,), event.occurred_at) for event, truth in found(duty)], needed, spread
    )


def _one_of(parts: list[Meets]) -> Meets:
    def meets(duty: Duty) -> Met:
        best = NOT_MET
        for part in parts:
            met = part(duty)
            if met.ever != NO and (best.ever == NO or _goodness(met) > _goodness(best)):
                best = met
        return best

    return meets


def _of_trigger(response: Response) -> Meets:
    holds = compiled(response.where)

    def meets(duty: Duty) -> Met:
        event = duty.start.event
        truth = holds(duty.view, event, event)
        return Met(truth, truth, (event.id,), event.occurred_at) if truth != NO else NOT_MET

    return meets


def _best(kinds: tuple[str, ...], found: Answering, *, in_order: bool) -> Meets:
    """By the one event that meets it best, as `_goodness` has it. Of events in order, the first that surely does is the best."""
    absent = frozenset(kinds).isdisjoint

    def meets(duty: Duty) -> Met:
        if absent(duty.index):
            return NOT_MET
        best, by_due, ever = None, NO, NO
        due, dated = duty.due, duty.dated
        for event, truth in found(duty):
            when = UNSAID if not dated else YES if due is None else by(event.occurred_at, due)
            sure = truth if truth < when else when
            if best is None or (sure, truth, -event.occurred_at.earliest) > (by_due, ever, -best.occurred_at.earliest):
                best, by_due, ever = event, sure, truth
                if in_order and sure == YES:
                    break
        return NOT_MET if best is None else Met(by_due, ever, (best.id,), best.occurred_at)

    return meets


def _goodness(met: Met) -> tuple[int, int, int]:
    """Surest by the due time, then surest at all, then earliest."""
    return (met.by_due, met.ever, -met.done.earliest if met.done is not None else 0)


def _all_of(parts: list[Meets]) -> Meets:
    def meets(duty: Duty) -> Met:
        found: list[Met] = []
        for part in parts:
            met = part(duty)
            if met.ever == NO:
                return NOT_MET
            found.append(met)
        done = max((met.done for met in found if met.done is not None), default=None)
        events = tuple(dict.fromkeys(key for met in found for key in met.events))
        return Met(min(met.by_due for met in found), min(met.ever for met in found), events, done)

    return meets


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


def answering(response: Response, rule: Rule) -> Answering:
    """Finds the events that answer, with how surely each both fits and came when it could count."""
    kinds, mode = response.kinds, response.answers or rule.answers
    holds = compiled(response.where) if response.where else None
    after = [_follows(kind, rule.answers) for kind in response.after]
    concerns = _for_each(rule.per) if rule.per is not None else None
    timing, floor, anywhere = timing_of(response, rule), _floor(response, rule), mode == "scope"

    def found(duty: Duty) -> Iterator[tuple[Event, Truth]]:
        since = floor(duty.start.at.earliest)
        for kind in kinds:
            events = duty.index.get(kind, [])
            near = duty.view.near(events, duty.start.events, loosely=mode == "about") if not anywhere else duty.view.since(events, since)
            for event in near:
                if event.occurred_at.latest < since:
                    continue
                truth = timing(event, duty)
                if truth == NO or event.id in duty.own or (concerns is not None and not concerns(event, duty)):
                    continue
                if not answers(event, mode, duty):
                    continue
                if holds is not None:
                    held = holds(duty.view, event, duty.start.event)
                    truth = held if held < truth else truth
                for follows in after:
                    truth = min(truth, follows(event, duty)) if truth != NO else NO
                if truth != NO:
                    yield event, truth

    return found


def _floor(response: Response, rule: Rule) -> Shift:
    """Before which nothing can answer what started then: a case of many years has much that came long before."""
    within = response.within if rule.kind == "precedence" else rule.standing.within if rule.standing is not None else None
    if within is not None:
        return shifter(within, back=True)
    if rule.kind == "precedence" or rule.standing is not None:
        return lambda _at: _BEGINNING
    return lambda at: at


def _for_each(per: Per) -> Callable[[Event, Duty], bool]:
    """For duties owed per agency or per person: whether the event is of that agency, or concerns that person or nobody in the role."""
    role = per.role
    if per.field:
        return lambda event, duty: event.agency == duty.each

    def concerns(event: Event, duty: Duty) -> bool:
        persons = [duty.view.person(event, mention) for mention in event.mentions(role)]
        return duty.person is None or not persons or duty.person in persons

    return concerns


def _follows(kind: str, mode: Answers) -> Asked:
    """Whether an event of a kind that answers the trigger came before this one."""

    def follows(event: Event, duty: Duty) -> Truth:
        truth = NO
        events = duty.index.get(kind, [])
        for other in events if mode == "scope" else duty.view.near(events, duty.start.events, loosely=mode == "about"):
            if answers(other, mode, duty):
                truth = max(truth, duty.view.before(other, event))
        return truth

    return follows
