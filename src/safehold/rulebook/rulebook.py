"""The rules together, with the numbers of the area: which versions are in force, and which could concern a case."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple, get_args

import msgspec

from safehold.rulebook.calendar import Calendar
from safehold.rulebook.escalation import Escalation, in_force
from safehold.rulebook.model import Confidence, Rule, Scope, Standard, Step
from safehold.rulebook.plan import Plan
from safehold.rulebook.settings import Setting
from safehold.rulebook.view import View

CONFIDENCES = get_args(Confidence)
"""The surest first."""


class Rulebook:
    """Every version of every rule. `numbers` are the area's settings, already put into the rules, kept here to be shown."""

    def __init__(
        self,
        rules: Iterable[Rule],
        calendar: Calendar | None = None,
        numbers: Mapping[str, Setting] | None = None,
        escalation: tuple[Escalation, ...] = (),
    ) -> None:
        self.rules: tuple[Rule, ...] = tuple(rules)
        self.calendar = calendar or Calendar()
        self.numbers = dict(numbers or {})
        self.escalation = escalation
        self.settings = {name: each.value for name, each in self.numbers.items()}
        self._changes = sorted({at for rule in self.rules for at in (rule.in_force_from, rule.in_force_to)})
        self._plans: dict[int, Plan] = {}
        self._answerable: dict[tuple[str, str], bool] = {}
        self._chosen: dict[tuple[Standard, int, frozenset[str]], _Index] = {}

    @cached_property
    def by_id(self) -> dict[str, list[Rule]]:
        found: dict[str, list[Rule]] = defaultdict(list)
        for rule in self.rules:
            found[rule.id].append(rule)
        return dict(found)

    @cached_property
    def digest(self) -> str:
        """Of all that a verdict can rest on: every version of every rule, the area's numbers and calendar, and who follows whom. From which
        line of which file a rule was read makes no difference."""
        rules = sorted(self.rules, key=lambda each: (each.id, each.version))
        whole = [[msgspec.structs.replace(each, where="") for each in rules], self.settings, self.calendar, self.escalation]
        return sha256(msgspec.json.encode(whole, order="sorted")).hexdigest()

    def version(self, rule: str, version: str) -> Rule | None:
        """One version of one rule; where it is gone, the newest that there is."""
        known = self.by_id.get(rule, [])
        return next((each for each in known if each.version == version), known[-1] if known else None)

    def sure(self, rule: Rule) -> Confidence:
        """How far a rule is verified: no further than the least sure of the numbers of the area that it names."""
        said = [rule.confidence, *(self.numbers[name].confidence for name in rule.settings if name in self.numbers)]
        return max(said, key=CONFIDENCES.index)

    def escalates(self, rule: Rule | None, who: str, at: int) -> tuple[Step, ...]:
        """To whom a duty that stands with a role goes as well, one after the other: as its rule says it, or as the area has it then."""
        if rule is not None and rule.escalates:
            return rule.escalates
        version = in_force(self.escalation, at)
        return version.chain(who) if version is not None else ()

    def answerable(self, rule: str, version: str) -> bool:
        """Whether something can still be done. What was forbidden or had to come first is past, unless something releases it."""
        key = (rule, version)
        if key not in self._answerable:
            found = self.version(rule, version)
            self._answerable[key] = found is not None and (found.kind in ("response", "count") or bool(found.releases))
        return self._answerable[key]

    def in_force(self, at: int) -> list[Rule]:
        return [rule for rule in self.rules if rule.status == "in_force" and rule.in_force_from <= at < rule.in_force_to]

    def chosen(self, standard: Standard, today: int, what_if: frozenset[str]) -> list[Rule]:
        """The versions to apply: those in force today, or all that ever were (each then by its trigger's time)."""
        if standard == "today":
            rules = self.in_force(today)
        else:
            rules = [rule for rule in self.rules if rule.status == "in_force"]
        return rules + [rule for rule in self.rules if rule.status == "proposed" and rule.id in what_if]

    def plans(self, view: View, *, standard: Standard, today: int, what_if: frozenset[str]) -> list[Plan]:
        """The rules that something in a case could start, and those that another rule's miss starts, in their own order.

        By the standard of the time, what ended before the case began could not.
        """
        index = self._index(standard, today, what_if)
        found = dict(index.after_a_miss)
        for scope, by_kind in index.by_scope.items():
            for kind in view.scopes[scope]:
                if kind in by_kind:
                    found.update(by_kind[kind])
        began = view.began if standard == "then" else 0
        return [plan for position in sorted(found) if (plan := found[position]).until > began]

    def _index(self, standard: Standard, today: int, what_if: frozenset[str]) -> "_Index":
        key = (standard, bisect_right(self._changes, today) if standard == "today" else 0, what_if)
        index = self._chosen.get(key)
        if index is None:
            index = self._chosen[key] = _Index({}, {})
            for position, rule in enumerate(self.chosen(standard, today, what_if)):
                plan = self._plan(rule)
                if plan.after_a_miss:
                    index.after_a_miss[position] = plan
                    continue
                by_kind = index.by_scope.setdefault("pair" if rule.scope == "incident" else rule.scope, {})
                for kind in {kind for trigger in rule.triggers for kind in trigger.kinds}:
                    by_kind.setdefault(kind, {})[position] = plan
        return index

    def _plan(self, rule: Rule) -> Plan:
        plan = self._plans.get(id(rule))
        if plan is None:
            plan = self._plans[id(rule)] = Plan(rule, self.calendar)
        return plan


class _Index(NamedTuple):
    """Plans by the scope and the kinds that they start from, and those that start from a miss, each by its position."""

    by_scope: dict[Scope, dict[str, dict[int, Plan]]]
    after_a_miss: dict[int, Plan]
