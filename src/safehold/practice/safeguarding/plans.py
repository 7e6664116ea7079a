"""The actions of safety plans: agreed, done, cancelled."""

from typing import Any

from safehold.chronology.envelope import Event
from safehold.chronology.times import BadTime, read_when
from safehold.identity.cases import foremost, victims_of
from safehold.identity.follow_up import FollowUp
from safehold.identity.involvement import Touched


def actions_of(touched: Touched) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    follow_up = FollowUp(touched.history)
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for event in touched.history.events:
        if event.kind in ("plan.action_agreed", "marac.action_agreed") and touched.seq(event) in touched.thread:
            after = follow_up.of(event)
            found[touched.seq(event),] = (
                foremost(event, victims_of, touched.history, touched.mentions),
                "marac" if event.kind.startswith("marac") else "plan",
                str(event.data.get("action", ""))[:500],
                str(event.data.get("owner_agency", event.agency)),
                event.occurred_at.earliest,
                _due(event),
                _first(after, "plan.action_done", "marac.action_done"),
                _first(after, "plan.action_cancelled"),
            )
    return found


def _due(event: Event) -> int | None:
    try:
        return read_when(event.data["due"]).latest if "due" in event.data else None
    except BadTime:
        return None


def _first(after: list[Event], *kinds: str) -> int | None:
    return next((event.occurred_at.latest for event in after if event.kind in kinds), None)
