"""Bail and orders on each touched suspect. A later event changes those it is about, or all his open ones where it is about none."""

from typing import Any

from safehold.chronology.envelope import Event
from safehold.chronology.times import BadTime, read_when
from safehold.identity.cases import foremost, suspects_of
from safehold.identity.involvement import Touched

ENDS_POST_CHARGE = {"convicted", "acquitted", "discontinued", "sentenced", "conditional_discharge", "remanded"}


def bail_of(touched: Touched) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for suspect in touched.persons:
        for event, after in _with_later(touched, suspect, "bail.set"):
            conditions = list(event.data.get("conditions", ()))
            until, ended = _time(event, "until"), None
            breaches = [each for each in after if each.kind == "bail.breach_reported"]
            for each in after:
                if each.kind == "bail.varied":
                    conditions = list(each.data.get("conditions", conditions))
                elif each.kind == "bail.extended":
                    until = _time(each, "until") or until
                elif ended is None and _ends_bail(each, str(event.data.get("stage", ""))):
                    ended = each.occurred_at.latest
            found[touched.seq(event),] = (
                suspect, sorted(touched.concern[event.id].victims), str(event.data.get("stage", "")),
                str(event.data.get("force", event.agency)), conditions, event.occurred_at.earliest, until, ended, len(breaches),
                breaches[-1].occurred_at.latest if breaches else None,
            )  # fmt: skip
    return found


def orders_of(touched: Touched) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for suspect in touched.persons:
        for event, after in _with_later(touched, suspect, "order.made"):
            served = next((each.occurred_at.latest for each in after if each.kind == "order.served"), None)
            ended = next((each.occurred_at.latest for each in after if each.kind == "order.ended"), None)
            breaches = [each for each in after if each.kind == "order.breach_reported"]
            found[touched.seq(event),] = (
                suspect, sorted(touched.concern[event.id].victims), str(event.data.get("order", "")),
                list(event.data.get("conditions", ())), event.occurred_at.earliest, served, _time(event, "until"), ended, len(breaches),
                breaches[-1].occurred_at.latest if breaches else None,
            )  # fmt: skip
    return found


def _with_later(touched: Touched, suspect: int, kind: str) -> list[tuple[Event, list[Event]]]:
    """His events of a kind, each with what later changes it. An event of several suspects counts for the first of them."""
    events = touched.events_of.get(suspect, [])
    family = kind.split(".")[0]
    found = []
    for event in events:
        if event.kind != kind or foremost(event, suspects_of, touched.history, touched.mentions) != suspect:
            continue
        later = [each for each in events if each.order > event.order and (each.kind.startswith(family) or each.kind in OTHERS[family])]
        found.append((event, [each for each in later if _concerns(touched, each, event)]))
    return found


OTHERS = {"bail": ("suspect.charged", "court.outcome", "suspect.released"), "order": ()}


def _concerns(touched: Touched, later: Event, event: Event) -> bool:
    targets = [target for target in touched.history.about(later) if target.kind == event.kind]
    if targets:
        return event in targets
    hers, theirs = touched.concern[event.id].victims, touched.concern[later.id].victims
    return not hers or not theirs or bool(hers & theirs)


def _ends_bail(event: Event, stage: str) -> bool:
    if event.kind == "bail.ended":
        return True
    if stage == "pre_charge":
        return event.kind == "suspect.charged" or (
            event.kind == "suspect.released" and event.data.get("status") in ("no_further_action", "under_investigation", "charged")
        )
    return event.kind == "court.outcome" and event.data.get("outcome") in ENDS_POST_CHARGE


def _time(event: Event, field: str) -> int | None:
    try:
        return read_when(event.data[field]).latest if field in event.data else None
    except BadTime:
        return None
