"""The sentence that says why: what happened and what was owed, from the rule's own words, and what became of it."""

import re
from collections.abc import Callable
from string import Formatter

from safehold.chronology.times import When
from safehold.rulebook.model import Rule, State
from safehold.rulebook.triggers import Started
from safehold.rulebook.wording import due_in_words, role_in_words, value_in_words, when_in_words

Says = Callable[[Started, When | None, str, str, str], str]
"""Of a start, its due time, who must act, their agency, and for whom apart it is owed."""

WORDS = ("trigger", "when", "due", "agency", "who", "each", "count")
"""What a rule's words may name in braces, besides the fields of its triggers."""

_OUTCOMES: dict[State, str] = {
    "not_applicable": "an exception applies here",
    "fulfilled": "this was done in time",
    "released": "it was no longer called for",
    "waived": "someone who may do so waived it in time",
    "pending": "it is still to be done",
    "uncertain": "the record is too coarse, in its dates or in who is who, to say whether it was owed or done in time",
    "late": "it was done late",
}
_DONE = ("fulfilled", "released", "late")
MAYBE = "these may be the people of an earlier domestic call, and nobody has said whether they are"


def saying(rule: Rule) -> Says:
    """The first half of a rule's sentence."""
    text = rule.says[0].upper() + rule.says[1:]
    named = {re.split(r"[.\[]", name)[0] for _, name, _, _ in Formatter().parse(rule.says) if name is not None}
    opens = text[0] == "{"
    due_named, who_named, count_named, fields = "due" in named, "who" in named, "count" in named, sorted(named - set(WORDS))

    def says(start: Started, due: When | None, who: str, agency: str, each: str) -> str:
        words = {"trigger": start.name, "when": when_in_words(start.at), "agency": agency, "each": each}
        if due_named:
            words["due"] = due_in_words(due)
        if who_named:
            words["who"] = role_in_words(who)
        if count_named:
            words["count"] = str(len(start.events))
        for field in fields:
            value = start.event.data.get(field)
            words[field] = "(not stated)" if value is None or isinstance(value, dict) else value_in_words(value)
        said = text.format_map(words)
        return said[0].upper() + said[1:] if opens else said

    return says


def outcome(rule: Rule, state: State, done: When | None, *, missing: bool, maybe: bool = False) -> str:
    """The second half: what became of it. `maybe` where it is owed only if the people are those of other calls."""
    if maybe:
        return MAYBE
    if state == "unknown":
        if not missing:
            return "the record does not reach that far"
        asked = "as it should be" if rule.kind == "forbidden" else "owed or done"
        return f"the record does not say enough to tell whether this was {asked}"
    if state == "breached":
        return rule.undone or "nothing on record shows that it was done"
    if state == "fulfilled" and rule.kind == "forbidden":
        return "this was as it should be"
    return f"{_OUTCOMES[state]}, {when_in_words(done)}" if done is not None and state in _DONE else _OUTCOMES[state]
