"""The sentence that says why: what happened and what was owed, from the rule's own words, and what became of it."""

from collections.abc import Callable
from operator import itemgetter
from string import Formatter

from safehold.chronology.times import When
from safehold.rulebook.model import Rule, State
from safehold.rulebook.triggers import Started
from safehold.rulebook.wording import due_in_words, role_in_words, value_in_words, when_in_words

Says = Callable[[Started, When | None, str, str, str], str]
"""Of a start, its due time, who must act, their agency, and for whom apart it is owed."""
_USUAL = ("trigger", "when", "due", "agency", "each")
_RARER: dict[str, Callable[[Started, str], str]] = {
    "who": lambda _start, who: role_in_words(who),
    "count": lambda start, _who: str(len(start.events)),
}
WORDS = (*_USUAL, *_RARER)
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
    pieces = [(plain.replace("%", "%%"), name) for plain, name, _, _ in Formatter().parse(text)]
    frame = "".join([plain + ("%s" if name is not None else "") for plain, name in pieces])
    names = [name for _, name in pieces if name is not None]
    rarer = [name for name in names if name not in _USUAL]
    further, opens = [_RARER.get(name) or _field(name) for name in rarer], text[0] == "{"
    chosen = itemgetter(*[(*_USUAL, *rarer).index(name) for name in names]) if names else _nothing

    def says(start: Started, due: When | None, who: str, agency: str, each: str) -> str:
        words = (start.name, when_in_words(start.at), due_in_words(due), agency, each)
        said = frame % chosen(words if not further else words + tuple([word(start, who) for word in further]))
        return said[0].upper() + said[1:] if opens else said

    return says


def _nothing(_words: object) -> tuple[()]:
    return ()


def _field(name: str) -> Callable[[Started, str], str]:
    def word(start: Started, _who: str) -> str:
        value = start.event.data.get(name)
        return "(not stated)" if value is None or isinstance(value, dict) else value_in_words(value)

    return word


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
