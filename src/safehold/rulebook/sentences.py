"""The sentence that says why: what happened and what was owed, from the rule's own words, and what became of it."""

from safehold.chronology.times import When
from safehold.rulebook.model import Rule, State
from safehold.rulebook.triggers import Started
from safehold.rulebook.wording import due_in_words, role_in_words, value_in_words, when_in_words

WORDS = ("trigger", "when", "due", "agency", "who", "each", "count")
"""What a rule's words may name in braces, besides the fields of its triggers."""


class _Fields(dict[str, str]):
    def __missing__(self, field: str) -> str:
        return "(not stated)"


def says(rule: Rule, start: Started, due: When | None, who: str, agency: str, each: str) -> str:
    words = _Fields((name, value_in_words(value)) for name, value in start.event.data.items() if not isinstance(value, dict))
    words.update(
        trigger=start.name,
        when=when_in_words(start.at),
        due=due_in_words(due),
        agency=agency,
        who=role_in_words(who),
        each=each,
        count=str(len(start.events)),
    )
    text = rule.says.format_map(words)
    return text[0].upper() + text[1:]


def outcome(rule: Rule, state: State, done: When | None, *, missing: bool) -> str:
    then = f", {when_in_words(done)}" if done is not None else ""
    if state == "unknown":
        if not missing:
            return "the record does not reach that far"
        return f"the record does not say enough to tell whether this was {'as it should be' if rule.kind == 'forbidden' else 'owed or done'}"
    if state == "breached":
        return rule.undone or "nothing on record shows that it was done"
    return {
        "not_applicable": "an exception applies here",
        "fulfilled": "this was as it should be" if rule.kind == "forbidden" else f"this was done in time{then}",
        "released": f"it was no longer called for{then}",
        "waived": "someone who may do so waived it in time",
        "pending": "it is still to be done",
        "uncertain": "the record is too coarse, in its dates or in who is who, to say whether it was owed or done in time",
        "late": f"it was done late{then}",
    }[state]
