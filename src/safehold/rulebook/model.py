"""What a rule is. A rule is data read from YAML; nothing here runs, and docs/rulebook.md explains each part."""

from typing import Any, Literal, get_args

import msgspec

RuleKind = Literal["response", "precedence", "forbidden", "count"]
Authority = Literal["statute", "guidance", "practice", "local", "case_finding"]
Confidence = Literal["F", "M", "M-low"]
Status = Literal["in_force", "proposed"]
Scope = Literal["incident", "pair", "victim", "suspect", "staff", "agency"]
Unit = Literal["minutes", "hours", "days", "working_days", "months", "court_hours", "court_hours_and_bank_holidays"]
EndOf = Literal["shift", "day", "next_day", "before_next_school_day"]
Answers = Literal["about", "direct", "scope"]
Fires = Literal["once", "afresh", "each"]
Distinct = Literal["event", "incident", "victim"]
Spread = Literal["times_of_day", "days"]
WaiveUntil = Literal["due", "any_time"]
Standard = Literal["then", "today"]
State = Literal["not_applicable", "fulfilled", "released", "waived", "pending", "unknown", "uncertain", "late", "breached"]

STATES: tuple[State, ...] = get_args(State)


class Length(msgspec.Struct, frozen=True, cache_hash=True):
    """A stretch of time: so many of a unit. Minutes and hours are exact; days, working days and months run to the end of the last day."""

    unit: Unit
    amount: int


class Condition(msgspec.Struct, frozen=True):
    """One test of an event. `test` names the operator or, for a fact, "fact"; unused parts are empty."""

    test: str
    field: str = ""
    value: Any = None
    fact: str = ""
    one_of: tuple[str, ...] = ()
    at_least: int = 0
    kinds: tuple[str, ...] = ()
    over: Scope = "pair"
    within: Length | None = None
    ever: bool = False
    conditions: tuple["Condition", ...] = ()


class Count(msgspec.Struct, frozen=True):
    """The trigger comes when this many have happened, within a stretch of time if one is given."""

    at_least: int
    within: Length | None = None
    distinct: Distinct = "event"
    fires: Fires = "once"


class Owner(msgspec.Struct, frozen=True):
    """Which agency must act: the one that recorded the trigger, one named in a field of it, one by name, or the one it is owed per.

    `police`: the force of the case, where a court or another agency recorded the trigger.
    """

    field: str = ""
    slug: str = ""
    each: bool = False
    police: bool = False


class Trigger(msgspec.Struct, frozen=True):
    """What starts the duty: an event of one of the kinds that meets every condition, or the miss of another duty.

    `who` and `agency`, where given, must act for this trigger instead of the rule's.
    """

    name: str
    kinds: tuple[str, ...] = ()
    missed: str = ""
    where: tuple[Condition, ...] = ()
    leading: bool = False
    first_of: Scope | None = None
    count: Count | None = None
    who: str = ""
    agency: Owner | None = None


class Response(msgspec.Struct, frozen=True):
    """Part of what meets a duty: a leaf (events of the kinds that meet every condition), or any or all of further parts.

    `of_trigger` asks the conditions of the trigger itself. `only_for` names the triggers for which this part counts.
    """

    join: Literal["leaf", "any_of", "all_of"] = "leaf"
    parts: tuple["Response", ...] = ()
    kinds: tuple[str, ...] = ()
    of_trigger: bool = False
    where: tuple[Condition, ...] = ()
    at_least: int = 1
    spread: Spread | None = None
    after: tuple[str, ...] = ()
    within: Length | None = None
    only_for: tuple[str, ...] = ()
    answers: Answers | None = None


class Standing(msgspec.Struct, frozen=True):
    """What was done before the trigger also counts, if within this stretch of time and not undone since by one of these kinds."""

    within: Length | None = None
    unless: tuple[str, ...] = ()


class Limit(msgspec.Struct, frozen=True):
    """One way to reckon a due time, used when its conditions hold."""

    when: tuple[Condition, ...] = ()
    only_for: tuple[str, ...] = ()
    length: Length | None = None
    end_of: EndOf | None = None
    before: tuple[str, ...] = ()
    date: str = ""
    earliest_of: tuple["Limit", ...] = ()


class Anchor(msgspec.Struct, frozen=True):
    """From where the clock runs: the trigger, the earliest event of a kind that it is about, or a date in it."""

    about: tuple[str, ...] = ()
    field: str = ""


class Per(msgspec.Struct, frozen=True):
    """For whom the duty is owed apart: each value of a list field of the trigger, or each person in a role."""

    field: str = ""
    role: str = ""


class Waiver(msgspec.Struct, frozen=True):
    roles: tuple[str, ...]
    until: WaiveUntil = "due"


class Step(msgspec.Struct, frozen=True):
    """The role to which a duty goes as well, and how long after it fell due, in microseconds."""

    to: str
    after: int


class Rule(msgspec.Struct, frozen=True):
    """One version of one duty. `in_force_from` and `in_force_to` are instants; a trigger goes by when it occurred."""

    id: str
    version: str
    kind: RuleKind
    title: str
    says: str
    undone: str
    area: str
    source: str
    authority: Authority
    confidence: Confidence
    status: Status
    in_force_from: int
    in_force_to: int
    scope: Scope
    who: str
    triggers: tuple[Trigger, ...]
    exceptions: tuple[Condition, ...] = ()
    met_by: Response | None = None
    forbidden_when: tuple[Condition, ...] = ()
    releases: tuple[Response, ...] = ()
    standing: Standing | None = None
    answers: Answers = "about"
    window: tuple[Limit, ...] = ()
    anchor: Anchor = Anchor()
    per: Per | None = None
    agency: Owner = Owner()
    waiver: Waiver | None = None
    together: Length | None = None
    until: tuple[Response, ...] = ()
    escalates: tuple[Step, ...] = ()
    settings: tuple[str, ...] = ()
    """The numbers of the area that it names."""
    where: str = ""
    """The file and line that the rule came from, for messages."""
