"""Rules as a list and as a page shows them."""

from collections.abc import Iterable

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safehold.chronology.times import END_OF_TIME
from safehold.rulebook.model import Rule
from safehold.rulebook.rulebook import Rulebook
from safehold.rulebook.settings import Value
from safehold.web import words
from safehold.web.naming import role_title
from safehold.web.rules.conditions import Line
from safehold.web.rules.sure import unsure, unsure_in_full
from safehold.web.rules.telling import Told, told

KINDS = {
    "response": gettext_lazy("something must be done in time"),
    "count": gettext_lazy("so many of something call for an answer in time"),
    "precedence": gettext_lazy("something must come first"),
    "forbidden": gettext_lazy("something must not be done, or not so"),
}
AUTHORITIES = {
    "statute": gettext_lazy("law"),
    "guidance": gettext_lazy("guidance"),
    "practice": gettext_lazy("accepted practice"),
    "local": gettext_lazy("this area’s own"),
    "case_finding": gettext_lazy("what a case has taught"),
}


class Listed(msgspec.Struct, frozen=True):
    rule: str
    title: str
    address: str
    who: str
    unsure: str
    proposed: bool
    ended: bool


class Version(msgspec.Struct, frozen=True):
    """`since` and `until` are instants; no `since` where it was proposed and never in force, no `until` where it goes on."""

    name: str
    address: str
    since: int | None
    until: int | None
    now: bool
    shown: bool


class Number(msgspec.Struct, frozen=True):
    means: str
    value: str
    default: str
    since: str
    source: str
    unsure: str


class Shown(msgspec.Struct, frozen=True):
    id: str
    title: str
    subject: str
    kind: str
    comes_first: bool
    who: str
    source: str
    authority: str
    unsure: str
    told: Told
    versions: list[Version]
    proposed: bool
    waiver: list[str]
    waiver_any_time: bool
    escalates: list[str]
    numbers: list[Number]
    says: str


def current(rules: Rulebook, rule: str, now: int, version: str = "") -> Rule | None:
    """The version that is asked for, else the one in force, else the newest."""
    found = rules.by_id.get(rule, [])
    asked = next((each for each in found if each.version == version), None)
    in_force = next((each for each in found if _in_force(each, now)), None)
    return asked or in_force or max(found, key=lambda each: each.in_force_from, default=None)


def by_subject(rules: Rulebook, now: int, wanted: str = "") -> list[tuple[str, list[Listed]]]:
    """The rules by what they are about; of those that hold every word looked for, if any is."""
    asked = wanted.casefold().split()
    found: dict[str, list[Listed]] = {}
    for name in rules.by_id:
        rule = current(rules, name, now)
        if rule is None or (asked and not all(word in _text(rules, rule) for word in asked)):
            continue
        found.setdefault(rule.area, []).append(
            Listed(
                rule=name,
                title=rule.title,
                address=reverse("rule", args=[name]),
                who=words.sentence(role_title(rule.who)),
                unsure=unsure(rules.sure(rule)),
                proposed=rule.status == "proposed",
                ended=rule.status == "in_force" and not _in_force(rule, now),
            )
        )
    return [(words.sentence(subject), sorted(found[subject], key=lambda each: each.title)) for subject in sorted(found, key=str.casefold)]


def shown(rules: Rulebook, rule: Rule, now: int) -> Shown:
    return Shown(
        id=rule.id,
        title=rule.title,
        subject=words.sentence(rule.area),
        kind=words.sentence(str(KINDS[rule.kind])),
        comes_first=rule.kind == "precedence",
        who=words.sentence(role_title(rule.who)),
        source=rule.source,
        authority=words.sentence(str(AUTHORITIES[rule.authority])),
        unsure=unsure_in_full(rules.sure(rule)),
        told=told(rule, rules),
        versions=[_version(each, rule, now) for each in sorted(rules.by_id[rule.id], key=lambda each: each.in_force_from, reverse=True)],
        proposed=rule.status == "proposed",
        waiver=[words.sentence(role_title(role)) for role in rule.waiver.roles] if rule.waiver else [],
        waiver_any_time=rule.waiver is not None and rule.waiver.until == "any_time",
        escalates=[
            _("%(role)s, %(time)s after it is due") % {"role": words.sentence(role_title(step.to)), "time": words.lasting(step.after)}
            for step in (rules.escalates(rule, rule.who, now) if rule.kind in ("response", "count") else ())
        ],
        numbers=[_number(rules, name) for name in rule.settings],
        says=words.sentence(rule.says),
    )


def _version(each: Rule, shown: Rule, now: int) -> Version:
    proposed = each.status == "proposed"
    return Version(
        each.version,
        f"{reverse('rule', args=[each.id])}?version={each.version}",
        None if proposed else each.in_force_from,
        None if each.in_force_to == END_OF_TIME else each.in_force_to - 1,
        _in_force(each, now),
        each is shown,
    )


def _in_force(rule: Rule, now: int) -> bool:
    return rule.status == "in_force" and rule.in_force_from <= now < rule.in_force_to


def _number(rules: Rulebook, name: str) -> Number:
    found = rules.numbers[name]
    own = found.value != found.default
    return Number(
        words.sentence(found.means),
        _spoken(found.value),
        _("%(value)s where an area sets none") % {"value": _spoken(found.default)} if own else "",
        found.since,
        found.source,
        unsure(found.confidence),
    )


def _spoken(value: Value) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _text(rules: Rulebook, rule: Rule) -> str:
    """All that is said of a rule, to be searched; what one says aloud finds it too."""
    found = told(rule, rules)
    parts = [*found.starts, *found.unless, *found.meets, *found.wrong, *found.due, *found.ends, *found.repeats]
    return " ".join((rule.id, rule.title, rule.area, rule.source, rule.says, role_title(rule.who), _everything(parts))).casefold()


def _everything(lines: Iterable[Line]) -> str:
    return " ".join(f"{line.words} {_everything(line.parts)}" for line in lines)
