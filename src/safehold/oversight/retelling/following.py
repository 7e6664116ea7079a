"""A chronology told as live events: what Safehold would have put in front of whom, and when. Pure; no database.

At each moment only what had come in by then is known: people are linked, cases formed and duties worked out from that alone, as they are in
the database when an event is recorded. Between events time alone acts: a duty comes due, falls overdue, and goes to the next role.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Literal

import msgspec

from safehold.chronology.envelope import Event
from safehold.chronology.times import DAY, london
from safehold.identity.cases import CaseKey, CaseRecord, MentionId, records
from safehold.identity.link import Linked, link
from safehold.oversight.retelling.call_page import CallShown, call_shown
from safehold.oversight.retelling.days import Came
from safehold.practice.safeguarding.standing import grade_of, standing_of
from safehold.risk.ranking.facts import Facts, facts_of
from safehold.risk.ranking.scoring import scored
from safehold.risk.ranking.weights import weights
from safehold.rulebook.evaluate import complete
from safehold.rulebook.model import Standard
from safehold.rulebook.obligation import Obligation, merged, overdue_from, settle
from safehold.rulebook.rulebook import Rulebook
from safehold.running.lead import standard as lead

AFTERWARDS = 60 * DAY  # how long what is still owed is followed after the last event
What = Literal[
    "begun", "met", "late", "released", "waived", "not_owed", "soon", "overdue", "perhaps_overdue", "not_known", "passed_on", "not_allowed"
]  # fmt: skip
SETTLED: Mapping[str, What] = {"fulfilled": "met", "late": "late", "released": "released", "waived": "waived", "not_applicable": "not_owed"}
BY_TIME: Mapping[str, What] = {"breached": "overdue", "late": "overdue", "uncertain": "perhaps_overdue", "unknown": "not_known"}
OPEN = frozenset(("pending", "breached", "uncertain"))


class Change(msgspec.Struct, frozen=True):
    """What became of a duty, and before whom that came: `role` at `agency`."""

    what: What
    duty: Obligation
    title: str
    role: str
    agency: str


class Danger(msgspec.Struct, frozen=True):
    """Where a case stands in the order of danger at a moment, as the list of whom to help first has it; `points` are those within its
    grade."""

    who: str
    grade: str
    said_or_done: tuple[str, ...]
    danger: int
    points: int
    placed: bool


class Known(msgspec.Struct, frozen=True):
    """What the order of a case rests on."""

    who: str
    grade: str
    said_or_done: tuple[str, ...]
    facts: Facts

    def at(self, instant: int) -> Danger:
        here = scored(self.facts, self.grade, weights(), instant)
        return Danger(self.who, self.grade, self.said_or_done, here.order, here.points, here.placed)


class Moment(msgspec.Struct, frozen=True):
    """Something came in, or time alone changed something. `stage` is how many events had come in by then."""

    number: int
    at: int
    stage: int
    came: Came | None
    changes: tuple[Change, ...]


class Owed(msgspec.Struct, frozen=True):
    """A duty that stands open, as it is on the list of a role. `also` is the role to which it has gone as well, being overdue."""

    duty: Obligation
    title: str
    overdue: bool
    also: str = ""


class Stage(msgspec.Struct, frozen=True):
    """All that is known once an event has come in. `call` is what the page of a call would have shown of it."""

    came: Came
    duties: dict[object, Obligation]
    cases: tuple[Known, ...]
    call: CallShown | None


class Retold(msgspec.Struct, frozen=True):
    """`today` is by whose rules it is told to whom a duty goes further, where not by those of the time."""

    rules: Rulebook
    today: int | None
    stages: tuple[Stage, ...]
    moments: tuple[Moment, ...]

    def owed(self, moment: Moment) -> list[Owed]:
        """What stands open at a moment: overdue first, each in the order in which it falls due."""
        if not moment.stage:
            return []
        found = []
        for each in self.stages[moment.stage - 1].duties.values():
            now = settle(each, moment.at)
            if now.state in OPEN and self.rules.answerable(each.rule, each.version):
                overdue = now.state != "pending"
                also = _also(self.rules, each, moment.at, self.today) if overdue else ""
                found.append(Owed(now, _title(self.rules, each), overdue, also))
        return sorted(found, key=_pressing)

    def dangers(self, moment: Moment) -> tuple[Danger, ...]:
        """Time alone moves a case too. Of whom it is over (she has died) nobody is listed any more."""
        found = [each.at(moment.at) for each in self.stages[moment.stage - 1].cases] if moment.stage else []
        return tuple(sorted((each for each in found if each.danger), key=lambda each: (-each.danger, each.who)))

    def next_event(self, number: int) -> int:
        return next((each.number for each in self.moments[number:] if each.came is not None), len(self.moments))

    def next_day(self, number: int) -> int:
        """The last moment of the next day on which anything happened, or of this one, where more is to come of it."""
        if number >= len(self.moments):
            return len(self.moments)
        day = _day(self.moments[number].at)
        return max(each.number for each in self.moments[number:] if _day(each.at) == day)


def retell(came: Iterable[Came], rules: Rulebook, *, today: int, standard: Standard = "today") -> Retold:
    """`came` in the order in which it came in."""
    listed = list(came)
    stages = [_stage(listed[: number + 1], rules, today, standard) for number in range(len(listed))]
    by = today if standard == "today" else None
    return Retold(rules, by, tuple(stages), tuple(_moments(stages, rules, by)))


def _stage(came: list[Came], rules: Rulebook, today: int, standard: Standard) -> Stage:
    events = [each.event for each in came]
    linked = link(events)
    cases = records(events, linked.persons, linked.possible)
    owed = {key: complete(record, rules, standard=standard, today=today) for key, record in cases.items()}
    duties = merged(each for found in owed.values() for each in found)
    overdue = {key: overdue_from(found, rules.answerable) for key, found in owed.items()}
    last = came[-1].event
    call = call_shown(last, events[:-1], linked, cases) if last.kind == "call.received" else None
    return Stage(came[-1], {each.key: each for each in duties}, _known(cases, overdue, linked, events), call)


def _known(
    cases: Mapping[CaseKey, CaseRecord], overdue: Mapping[CaseKey, list[int]], linked: Linked, events: Iterable[Event]
) -> tuple[Known, ...]:
    names = called(linked.persons, events)
    found = []
    for key, record in cases.items():
        stood = standing_of(record)
        who = " and ".join(names.get(person, "somebody not named") for person in key if person is not None)
        facts = facts_of(record.events, weights(), overdue[key])
        found.append(Known(who, grade_of(record), tuple(stood[7]), facts))
    return tuple(found)


def called(persons: Mapping[MentionId, int], events: Iterable[Event]) -> dict[int, str]:
    """What each person was first called."""
    found: dict[int, str] = {}
    for event in events:
        for mention in event.people:
            person = persons.get(MentionId(event.id, mention.ref))
            name = f"{mention.given_name} {mention.family_name.upper()}".strip()
            if person is not None and name:
                found.setdefault(person, name)
    return found


def _moments(stages: list[Stage], rules: Rulebook, today: int | None) -> Iterator[Moment]:
    number = 0
    before: dict[object, Obligation] = {}
    for place, stage in enumerate(stages):
        at = stage.came.at
        number += 1
        yield Moment(number, at, place + 1, stage.came, tuple(_by_event(before, stage.duties, at, rules)))
        before = stage.duties
        until = stages[place + 1].came.at if place + 1 < len(stages) else at + AFTERWARDS
        for instant, changes in sorted(_by_time(stage.duties, at, until, rules, today).items()):
            number += 1
            yield Moment(number, instant, place + 1, None, tuple(changes))


def _by_event(before: Mapping[object, Obligation], after: Mapping[object, Obligation], at: int, rules: Rulebook) -> Iterator[Change]:
    for key, each in after.items():
        was, now = before.get(key), settle(each, at)
        earlier = settle(was, at).state if was is not None else ""
        if now.state == earlier:
            continue
        if not rules.answerable(each.rule, each.version) and now.state in ("breached", "uncertain"):
            yield _change("not_allowed", now, rules)
        elif now.state in SETTLED:
            if earlier or now.state != "not_applicable":
                yield _change(SETTLED[now.state], now, rules)
        elif not earlier:
            yield _change("begun", now, rules)
            if now.state in BY_TIME:
                yield _change(BY_TIME[now.state], now, rules)
        elif now.state in BY_TIME:
            yield _change(BY_TIME[now.state], now, rules)
    instead = {(each.rule, each.subject, each.each) for key, each in after.items() if key not in before}
    for key, each in before.items():
        if key not in after and settle(each, at).state in OPEN and (each.rule, each.subject, each.each) not in instead:
            yield _change("not_owed", each, rules)


def _by_time(duties: Mapping[object, Obligation], since: int, until: int, rules: Rulebook, today: int | None) -> dict[int, list[Change]]:
    """What time alone changes after one event and before the next."""
    found: dict[int, list[Change]] = {}

    def add(at: int, change: Change) -> None:
        if since < at < until:
            found.setdefault(at, []).append(change)

    for each in duties.values():
        if each.due is None or not each.timed or settle(each, since).state not in OPEN:
            continue
        due = each.due.latest
        if due > since:
            add(due - _notice(each.triggered_at.earliest, due), _change("soon", settle(each, since), rules))
        if each.state in BY_TIME:
            add(due, _change(BY_TIME[each.state], each, rules))
        if each.state in OPEN and rules.answerable(each.rule, each.version):
            for step in rules.escalates(rules.version(each.rule, each.version), each.who, due if today is None else today):
                add(due + step.after, msgspec.structs.replace(_change("passed_on", each, rules), role=step.to))
    return found


def _notice(begun: int, due: int) -> int:
    """How long before it falls due a duty is announced, as the runner announces it."""
    numbers = lead()
    return int(min(max((due - begun) * numbers.part, numbers.least), numbers.most))


def _also(rules: Rulebook, duty: Obligation, at: int, today: int | None) -> str:
    if duty.due is None or not duty.timed:
        return ""
    steps = rules.escalates(rules.version(duty.rule, duty.version), duty.who, duty.due.latest if today is None else today)
    return next((step.to for step in reversed(steps) if duty.due.latest + step.after <= at), "")


def _change(what: What, duty: Obligation, rules: Rulebook) -> Change:
    return Change(what, duty, _title(rules, duty), duty.who, duty.agency)


def _title(rules: Rulebook, duty: Obligation) -> str:
    rule = rules.version(duty.rule, duty.version)
    return rule.title if rule is not None else duty.rule


def _pressing(each: Owed) -> tuple[object, ...]:
    return (not each.overdue, each.duty.due is None, each.duty.due or each.duty.triggered_at, each.title)


def _day(at: int) -> date:
    return london(at).date()
