"""A safety plan as the record of a case has it: what she wants, what was agreed for whom, whose it is, what was done. Pure, and read anew
from the events whenever it is shown, so that it is never other than they are and holds back what they hold back."""

from collections.abc import Iterable, Sequence

import msgspec

from safehold.chronology.envelope import Event, EventId
from safehold.chronology.times import BadTime, read_when
from safehold.identity.chronicle import Entry

AGREED, DONE, CANCELLED = ("plan.action_agreed", "marac.action_agreed"), ("plan.action_done", "marac.action_done"), "plan.action_cancelled"
WHOSE = {"victim": "victim", "child": "child", "household_member": "household", "relative": "household"}


class Action(msgspec.Struct, frozen=True):
    """`whose` is victim, child or household, and `name` whose of these by name; `plan` is safety, move or marac. `withheld`: what it is is
    held in confidence from this viewer. Times are instants."""

    seq: int
    id: EventId
    what: str
    item: str
    section: str
    plan: str
    whose: str
    name: str
    owner_agency: str
    owner: str
    agreed_at: int
    due_at: int | None
    done_at: int | None
    evidence: str
    cancelled_at: int | None
    reason: str
    withheld: bool

    @property
    def open(self) -> bool:
        return self.done_at is None and self.cancelled_at is None

    @property
    def owned(self) -> bool:
        return self.cancelled_at is None and bool(self.owner_agency)


class Escort(msgspec.Struct, frozen=True):
    """A request for one, or a move to a refuge, and what a supervisor decided of it; `afraid` says that she fears for her life."""

    seq: int
    id: EventId
    kind: str
    at: int
    when: int | None
    afraid: bool
    decided: Event | None


class Move(msgspec.Struct, frozen=True):
    seq: int
    event: Event
    on: int | None
    moved: bool


class Plan(msgspec.Struct, frozen=True):
    """`made` are the events that made or remade it, the newest first; `looked_at` when it was last made or looked at again."""

    made: Sequence[Event]
    reviewed: Sequence[Event]
    actions: Sequence[Action]
    escorts: Sequence[Escort]
    moves: Sequence[Move]
    copies: Sequence[Event]
    alarm: Event | None
    looked_at: int | None

    @property
    def owned(self) -> bool:
        """Whether there is a plan with an action that somebody owns: what a victim graded high must have."""
        return bool(self.made) and any(each.owned for each in self.actions if each.plan != "marac")


def plan_of(entries: Iterable[Entry]) -> Plan:
    """From a chronicle, whatever its order."""
    told = sorted((each for each in entries if each.struck is None), key=lambda each: each.event.order)
    events = [each.event for each in told]
    after = _Answers(told)
    made = [each for each in events if each.kind == "plan.made"]
    reviewed = [each for each in events if each.kind == "plan.reviewed"]
    looked = [each.occurred_at.latest for each in (*made, *reviewed)]
    moved = [each for each in events if each.kind == "victim.moved"]
    return Plan(
        made=made[::-1],
        reviewed=reviewed[::-1],
        actions=sorted((_action(each, after) for each in told if each.event.kind in AGREED), key=_by_due),
        escorts=[_escort(each, after, events) for each in told if _asks_escort(each.event)][::-1],
        moves=[
            Move(each.seq, each.event, _instant(each.event, "on"), any(one.order > each.event.order for one in moved))
            for each in told
            if each.event.kind == "move.planned"
        ][::-1],
        copies=[each for each in events if each.kind == "plan.copied"][::-1],
        alarm=_alarm(events),
        looked_at=max(looked, default=None),
    )


class _Answers:
    """What is about an event, also by the name that it had before it was corrected."""

    def __init__(self, told: Sequence[Entry]) -> None:
        now = {old.id: entry.event.id for entry in told for old in entry.earlier}
        self._about: dict[EventId, list[Event]] = {}
        for entry in told:
            for target in entry.event.about:
                self._about.setdefault(now.get(target, target), []).append(entry.event)

    def of(self, event: Event, *kinds: str) -> list[Event]:
        return [each for each in self._about.get(event.id, ()) if each.kind in kinds]


def _action(entry: Entry, after: _Answers) -> Action:
    event = entry.event
    done, cancelled = after.of(event, *DONE), after.of(event, CANCELLED)
    who = next((each for each in event.people if each.role in WHOSE and each.role != "victim"), None)
    owner = event.data.get("owner")
    return Action(
        seq=entry.seq,
        id=event.id,
        what=str(event.data.get("action", "")),
        item=str(event.data.get("item", "")),
        section=str(event.data.get("section", "")),
        plan="marac" if event.kind.startswith("marac") else str(event.data.get("plan", "safety")),
        whose=WHOSE[who.role] if who else "victim",
        name=f"{who.given_name} {who.family_name}".strip() if who else "",
        owner_agency=str(event.data.get("owner_agency", "")),
        owner=str(owner.get("id", "")) if isinstance(owner, dict) else str(event.data.get("owner_named", "")),
        agreed_at=event.occurred_at.earliest,
        due_at=_instant(event, "due"),
        done_at=done[0].occurred_at.latest if done else None,
        evidence=str(done[0].data.get("evidence", "")) if done else "",
        cancelled_at=cancelled[0].occurred_at.latest if cancelled else None,
        reason=str(cancelled[0].data.get("reason", "")) if cancelled else "",
        withheld="data/action" in event.withheld,
    )


def _asks_escort(event: Event) -> bool:
    asked = event.kind == "victim.requested" and (event.data.get("request") == "escort" or event.data.get("fear_for_life") is True)
    return asked or (event.kind == "move.planned" and event.data.get("to") == "refuge")


def _escort(entry: Entry, after: _Answers, events: Sequence[Event]) -> Escort:
    """Decided by what is about it; else by the first decision after it that is about nothing, as another system may have recorded it."""
    event = entry.event
    about = after.of(event, "escort.decided")
    later = [each for each in events if each.kind == "escort.decided" and not each.about and each.order > event.order]
    return Escort(
        entry.seq, event.id, event.kind, event.occurred_at.earliest, _instant(event, "when" if event.kind == "victim.requested" else "on"),
        event.data.get("fear_for_life") is True, next(iter(about[-1:] or later[:1]), None),
    )  # fmt: skip


def _alarm(events: Sequence[Event]) -> Event | None:
    """The one that is installed and that nobody has switched off since."""
    last = next((each for each in reversed(events) if each.kind in ("alarm.installed", "alarm.disabled")), None)
    return last if last is not None and last.kind == "alarm.installed" else None


def _by_due(action: Action) -> tuple[bool, bool, int, int]:
    return not action.open, action.due_at is None, action.due_at or 0, action.seq


def _instant(event: Event, field: str) -> int | None:
    try:
        return read_when(event.data[field]).latest if event.data.get(field) else None
    except BadTime:
        return None
