"""The rules with what people have agreed to change in them: a new version ends the one before it on its own day, and no past is touched."""

from collections.abc import Iterable
from typing import Any

import msgspec

from safehold.chronology.recording import rows
from safehold.rulebook.loader import check_together, read_rules
from safehold.rulebook.model import Rule
from safehold.rulebook.reading import BadRules
from safehold.rulebook.rulebook import Rulebook


class Change(msgspec.Struct, frozen=True):
    """A version to add, as a file of one rule; or, without a text, one that no longer applies from `starts`."""

    number: int
    rule: str
    version: str
    text: str
    starts: int


def read_one(text: str, file: str, rules: Rulebook) -> Rule:
    """The one rule of a file that is proposed. Raises BadRules."""
    found = read_rules(text, file, rules.settings)
    if len(found) != 1:
        raise BadRules(f"{file}: it holds {len(found)} rules; a change is of one")
    return found[0]


def adopted(rules: Rulebook, changes: Iterable[Change]) -> Rulebook:
    """Raises BadRules, where a change can no longer be read with the rules that it is to join."""
    found = list(rules.rules)
    for change in changes:
        file = f"change {change.number}"
        found = with_new(found, read_one(change.text, file, rules)) if change.text else without(found, change)
    check_together(found)
    return Rulebook(found, rules.calendar, rules.numbers, rules.escalation)


def with_new(rules: list[Rule], new: Rule) -> list[Rule]:
    """What is in force of the same rule as the new version begins ends there."""
    return [
        msgspec.structs.replace(each, in_force_to=new.in_force_from)
        if each.id == new.id and each.status == "in_force" and each.in_force_from < new.in_force_from < each.in_force_to
        else each
        for each in rules
    ] + [new]


def without(rules: list[Rule], change: Change) -> list[Rule]:
    def ends(each: Rule) -> bool:
        same = (each.id, each.version) == (change.rule, change.version)
        return same and each.status == "in_force" and each.in_force_from < change.starts < each.in_force_to

    return [msgspec.structs.replace(each, in_force_to=change.starts) if ends(each) else each for each in rules]


def agreed(cursor: Any) -> tuple[Change, ...]:
    """What two people have agreed on, in the order in which they did."""
    return tuple(
        Change(*row)
        for row in rows(
            cursor,
            "SELECT p.id, p.rule, p.version, p.text, p.starts FROM rulebook_proposal p JOIN rulebook_agreed a ON a.proposal_id = p.id"
            " WHERE a.agrees AND a.by_id <> p.by_id ORDER BY a.at, p.id",
            [],
        )
    )
