"""The sentence that says why: what happened and what was owed, from the rule's own words, and what became of it."""

from collections.abc import Callable, Iterable
from operator import itemgetter
from string import Formatter

from safehold.chronology.times import When
from safehold.rulebook.model import STATES, Rule, State
from safehold.rulebook.triggers import Started
from safehold.rulebook.wording import due_in_words, role_in_words, value_in_words, when_in_words

Says = Callable[[Started, When | None, str, str, str], str]
"""Of a start, its due time, who must act, their agency, and for whom apart it is owed."""
_USUAL = ("when", "due", "agency", "each")
_RARER: dict[str, Callable[[Started, str], str]] = {
    "who": lambda _start, who: role_in_words(who),
    "count": lambda start, _who: str(len(start.events)),
}
WORDS = ("trigger", *_USUAL, *_RARER)
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
    pieces = list(Formatter().parse(text))
    frames = {trigger.name: _frame(pieces, trigger.name) for trigger in rule.triggers}
    names = [name for _, name, _, _ in pieces if name is not None and name != "trigger"]
    if names == ["when", "due"]:  # as most do
        return lambda start, due, _who, _agency, _each: frames[start.name] % (when_in_words(start.at), due_in_words(due))
    rarer = [name for name in names if name not in _USUAL]
    further, opens = [_RARER.get(name) or _field(name) for name in rarer], text[0] == "{"

    chosen = itemgetter(*[(*_USUAL, *rarer).index(name) for name in names]) if names else _nothing

    def says(start: Started, due: When | None, who: str, agency: str, each: str) -> str:
        words = (when_in_words(start.at), due_in_words(due), agency, each)
        said = frames[start.name] % chosen(words if not further else words + tuple([word(start, who) for word in further]))
        return said[0].upper() + said[1:] if opens else said

    return says


def _frame(pieces: Iterable[tuple[str, str | None, str | None, str | None]], trigger: str) -> str:
    """The words of a rule for one of its triggers, with %s for each further word."""
    said = ""
    for plain, name, _, _ in pieces:
        said += plain.replace("%", "%%")
        if name == "trigger":
            word = trigger.replace("%", "%%")
            said += word if said else word[:1].upper() + word[1:]
        elif name is not None:
            said += "%s"
    return said


def _nothing(_words: object) -> tuple[()]:
    return ()


def _field(name: str) -> Callable[[Started, str], str]:
    def word(start: Started, _who: str) -> str:
        value = start.event.data.get(name)
        return "(not stated)" if value is None or isinstance(value, dict) else value_in_words(value)

    return word


def endings(rule: Rule) -> dict[State, str]:
    """The second half for each state that says the same of every duty of a rule, but for when it was done."""
    return {state: outcome(rule, state, None, missing=False) for state in STATES if state != "unknown"}


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
    return done_at(_OUTCOMES[state], done) if done is not None and state in _DONE else _OUTCOMES[state]


def done_at(ending: str, done: When) -> str:
    return f"{ending}, {when_in_words(done)}"
