"""Reads rules from their YAML files, one file a subject. What is wrong is said with its file, line, field and what is allowed."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Formatter
from typing import Any, cast, get_args

from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.times import END_OF_TIME, BadTime, read_when, start_of_day
from safehold.rulebook.calendar import known_years
from safehold.rulebook.conditions_reading import Context, read_conditions, read_field, read_length
from safehold.rulebook.escalation import load_escalation, read_steps
from safehold.rulebook.model import (
    Answers,
    Authority,
    Confidence,
    Limit,
    Rule,
    RuleKind,
    Scope,
    Status,
    Waiver,
    WaiveUntil,
)
from safehold.rulebook.parts_reading import (
    read_anchor,
    read_limits,
    read_owner,
    read_per,
    read_responses,
    read_standing,
    read_trigger,
)
from safehold.rulebook.reading import BadRules, Reader, read_yaml
from safehold.rulebook.rulebook import Rulebook
from safehold.rulebook.sentences import WORDS
from safehold.rulebook.settings import Value, calendar_of, read_settings

_REQUIRED = ("id", "version", "title", "kind", "source", "authority", "confidence", "scope", "who", "trigger", "says")
_OPTIONAL = (
    "undone status in_force exceptions met_by needs forbidden_when releases standing answers window anchor per agency may_waive "
    "together repeats_until escalates"
)
_ALLOWED = (*_REQUIRED, *_OPTIONAL.split())


def load_rules(directory: Path | None = None, *, area: str = "", settings: Mapping[str, Value] | None = None) -> Rulebook:
    """Every rule of a directory (the one that ships, if None), with an area's settings put in. Raises BadRules."""
    known = read_settings(None, area=area, own=settings)
    values = {name: each.value for name, each in known.items()}
    root: Traversable | Path = resources.files("safehold.rulebook").joinpath("rules") if directory is None else directory
    rules: list[Rule] = []
    for path in sorted(root.iterdir(), key=lambda each: each.name):
        if path.name.endswith(".yaml"):
            rules.extend(read_rules(path.read_bytes().decode("utf-8", "surrogateescape"), f"rules/{path.name}", values))
    check_together(rules)
    return Rulebook(rules, calendar_of(values), known, load_escalation())


@lru_cache(maxsize=1)
def standard_rules() -> Rulebook:
    """The rules that ship with Safehold, with the default settings."""
    return load_rules()


def read_rules(text: str, file: str, settings: Mapping[str, Value]) -> list[Rule]:
    top = read_yaml(text, file).fields(("subject", "rules"), ("subject", "rules"))
    return [_rule(item, top["subject"].text(), settings) for item in top["rules"].items()]


def _rule(given: Reader, area: str, settings: Mapping[str, Value]) -> Rule:
    fields = given.fields(_ALLOWED, _REQUIRED)
    noted = _Noted(settings)
    given.path = fields["id"].text()
    for name, field in fields.items():
        field.path = f"{given.path}.{name}"
    kind = cast(RuleKind, fields["kind"].choice(get_args(RuleKind)))
    triggers = tuple(read_trigger(item, Context(noted, ())) for item in fields["trigger"].items())
    kinds = tuple(dict.fromkeys(each for trigger in triggers for each in trigger.kinds))
    context = Context(noted, kinds, kinds)
    names = tuple(trigger.name for trigger in triggers)
    status = cast(Status, fields["status"].choice(get_args(Status)) if "status" in fields else "in_force")
    since, until = _in_force(given, fields, status)
    _check_shape(given, fields, kind)
    read: dict[str, Any] = {}
    if "met_by" in fields or "needs" in fields:
        read["met_by"] = read_responses(fields.get("met_by") or fields["needs"], context, names)
    for name in ("exceptions", "forbidden_when"):
        if name in fields:
            read[name] = read_conditions(fields[name], context)
    if "releases" in fields:
        read["releases"] = (read_responses(fields["releases"], context, names),)
    if "repeats_until" in fields:
        read["until"] = (read_responses(fields["repeats_until"], context, names),)
    if "standing" in fields:
        read["standing"] = read_standing(fields["standing"], context)
    if "window" in fields:
        read["window"] = read_limits(fields["window"], context, names)
        _check_calendar(fields["window"], read["window"], since)
    if "anchor" in fields:
        read["anchor"] = read_anchor(fields["anchor"], context)
    if "per" in fields:
        read["per"] = read_per(fields["per"], context)
    if "agency" in fields:
        read["agency"] = read_owner(fields["agency"], context)
    if "together" in fields:
        read["together"] = read_length(fields["together"], context)
    if "escalates" in fields:
        owners = (fields["who"].text(), *(trigger.who for trigger in triggers if trigger.who))
        read["escalates"] = read_steps(fields["escalates"], owners)
    if "may_waive" in fields:
        waiver = fields["may_waive"].fields(("roles", "until"), ("roles",))
        roles = tuple(item.choice(CATALOGUE.staff_roles) for item in waiver["roles"].items())
        read["waiver"] = Waiver(roles, cast(WaiveUntil, waiver["until"].choice(get_args(WaiveUntil)) if "until" in waiver else "due"))
    return Rule(
        id=fields["id"].text(),
        version=fields["version"].text(),
        kind=kind,
        title=fields["title"].text(),
        says=_words(fields["says"], kinds),
        undone=fields["undone"].text() if "undone" in fields else "",
        area=area,
        source=fields["source"].text(),
        authority=cast(Authority, fields["authority"].choice(get_args(Authority))),
        confidence=cast(Confidence, fields["confidence"].choice(get_args(Confidence))),
        status=status,
        in_force_from=since,
        in_force_to=until,
        scope=cast(Scope, fields["scope"].choice(get_args(Scope))),
        who=fields["who"].choice(CATALOGUE.staff_roles),
        triggers=triggers,
        answers=cast(Answers, fields["answers"].choice(get_args(Answers)) if "answers" in fields else "about"),
        settings=tuple(sorted(noted.named)),
        where=given.place,
        **read,
    )


class _Noted(Mapping[str, Value]):
    """Settings that remember which of them were asked for."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = values
        self.named: set[str] = set()

    def __getitem__(self, name: str) -> Value:
        self.named.add(name)
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def _in_force(given: Reader, fields: dict[str, Reader], status: str) -> tuple[int, int]:
    """From the start of the first day to the start of the day after the last."""
    if status == "proposed":
        if "in_force" in fields:
            raise fields["in_force"].bad("stands on a proposed rule, which is never in force")
        return 0, END_OF_TIME
    if "in_force" not in fields:
        raise given.bad("lacks the field in_force, as {from: 2013-01-01}")
    days = fields["in_force"].fields(("from", "to"), ("from",))
    try:
        since = read_when(days["from"].text()).earliest
        until = read_when(days["to"].text()).latest + 1 if "to" in days else END_OF_TIME
    except BadTime as error:
        raise fields["in_force"].bad(str(error)) from error
    if until <= since:
        raise fields["in_force"].bad("ends before it starts")
    return since, until


def _check_calendar(given: Reader, limits: tuple[Limit, ...], since: int) -> None:
    """A deadline that skips bank holidays is no deadline in years of which nobody knows them."""
    first = known_years().start
    if since < start_of_day(date(first, 1, 1)) and since and any(map(_skips_bank_holidays, limits)):
        raise given.bad(f"skips bank holidays, and the rule is in force from before {first}: no calendar holds them")


def _skips_bank_holidays(limit: Limit) -> bool:
    if limit.length is not None and limit.length.unit in ("working_days", "court_hours_and_bank_holidays"):
        return True
    return limit.end_of == "before_next_school_day" or any(map(_skips_bank_holidays, limit.earliest_of))


def _check_shape(given: Reader, fields: dict[str, Reader], kind: RuleKind) -> None:
    needed = {"response": ("met_by", "window"), "count": ("met_by", "window"), "precedence": ("needs",), "forbidden": ("forbidden_when",)}
    senseless = {
        "response": ("needs", "forbidden_when"),
        "count": ("needs", "forbidden_when"),
        "precedence": ("met_by", "window", "forbidden_when", "standing", "repeats_until", "escalates"),
        "forbidden": ("met_by", "needs", "window", "standing", "repeats_until", "escalates"),
    }
    for name in needed[kind]:
        if name not in fields:
            raise given.bad(f"is a {kind} rule and lacks {name}")
    for name in senseless[kind]:
        if name in fields:
            raise fields[name].bad(f"has no meaning on a {kind} rule, which needs {', '.join(needed[kind])}")


def _words(given: Reader, kinds: tuple[str, ...]) -> str:
    """The rule's own words, whose braces may hold only what the sentence can say."""
    text = given.text()
    try:
        named = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError as error:
        raise given.bad(f"has braces that do not match: {error}") from error
    for name in named:
        if name not in WORDS:
            read_field(given, name, Context({}, kinds))
    if text.endswith("."):
        raise given.bad("ends with a full stop; what became of the duty follows it")
    return text


def check_together(rules: list[Rule]) -> None:
    """Versions of a rule must not overlap, and a rule triggered by another's miss needs that other."""
    ids = {rule.id for rule in rules}
    for rule in rules:
        for other in rules:
            if "proposed" in (rule.status, other.status):
                continue
            if rule is not other and rule.id == other.id and rule.in_force_from <= other.in_force_from < rule.in_force_to:
                raise BadRules(f"{other.where}: {other.id} version {other.version} is in force at the same time as version {rule.version}")
        for trigger in rule.triggers:
            if trigger.missed and trigger.missed not in ids:
                raise BadRules(f"{rule.where}: {rule.id}.trigger.missed names {trigger.missed!r}, which is no rule")
    for rule in rules:
        _check_circle(rule, rules, (rule.id,))


def _check_circle(rule: Rule, rules: list[Rule], walked: tuple[str, ...]) -> None:
    """What a miss starts, and the miss of that in its turn, never comes back to where it began."""
    for other in rules:
        if not any(trigger.missed == rule.id for trigger in other.triggers):
            continue
        if other.id in walked:
            raise BadRules(f"{other.where}: {other.id}.trigger.missed goes in a circle: {', '.join([*walked, other.id])}")
        _check_circle(other, rules, (*walked, other.id))
