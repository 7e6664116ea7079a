"""Which events of a case may answer a duty by one response, and how surely each both fits and came when it could count."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import NamedTuple

from safehold.chronology.envelope import Event
from safehold.rulebook.conditions import compiled, possible
from safehold.rulebook.duty import Duty, answers
from safehold.rulebook.hanging import BEGINNING, FEW, Near
from safehold.rulebook.model import Answers, Per, Response, Rule
from safehold.rulebook.timing import Asked, timing_of
from safehold.rulebook.truth import NO, YES, Truth
from safehold.rulebook.view import Index, View
from safehold.rulebook.windows import Shift, shifter

Among = Callable[[View, Index], Near | None]
"""Of a case the events that may answer a start, asked by its events and when it began: all that do are among them. None where a case has
nothing of the kinds."""


class Answering(NamedTuple):
    among: Among
    weigh: Callable[[Event, Duty], Truth]


def answering(response: Response, rule: Rule) -> Answering:
    """What answers a duty by one response without parts."""
    mode = response.answers or rule.answers
    holds = compiled(response.where) if response.where else None
    follows = [_follows(kind, rule.answers) for kind in response.after]
    concerns = _for_each(rule.per) if rule.per is not None else None
    timing, always_later = timing_of(response, rule), rule.kind != "precedence" and response.within is None
    anything = mode == "scope"

    def weigh(event: Event, duty: Duty) -> Truth:
        start = duty.start
        truth = YES if always_later and event.occurred_at.earliest >= start.at.latest else timing(event, duty)
        if truth == NO or event.id in start.ids or (concerns is not None and not concerns(event, duty)):
            return NO
        if not anything and not answers(event, mode, duty):
            return NO
        if holds is not None:
            held = holds(duty.view, event, start.event)
            truth = held if held < truth else truth
        for after in follows:
            truth = min(truth, after(event, duty)) if truth != NO else NO
        return truth

    return Answering(_among(response, mode, _floor(response, rule)), weigh)


def _among(response: Response, mode: Answers, floor: Shift | None) -> Among:
    """The events of the kinds that may answer: in a case of many years, few of them."""

    kinds, could = response.kinds, possible(response.where)

    def among(view: View, index: Index) -> Near | None:
        lists = [index[kind] for kind in kinds if kind in index]
        if not lists or (could is not None and not could(view)):
            return None
        if len(lists) == 1:
            return view.nearby(lists[0], mode, floor)
        events = list(chain.from_iterable(lists))
        if len(events) <= FEW:
            return lambda _others, _began: events
        asked = [view.nearby(each, mode, floor) for each in lists]

        def near(others: Sequence[Event], began: int) -> Sequence[Event]:
            return [event for each in asked for event in each(others, began)]

        return near

    return among


def _floor(response: Response, rule: Rule) -> Shift | None:
    """Before which nothing can answer what started then, where that is not then itself: a case of many years has much that came before."""
    within = response.within if rule.kind == "precedence" else rule.standing.within if rule.standing is not None else None
    if within is not None:
        return shifter(within, back=True)
    if rule.kind == "precedence" or rule.standing is not None:
        return lambda _at: BEGINNING
    return None


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
        truth, events = NO, duty.index.get(kind)
        for other in duty.view.nearby(events, mode)(duty.start.events, BEGINNING) if events is not None else ():
            if answers(other, mode, duty):
                truth = max(truth, duty.view.before(other, event))
        return truth

    return follows
