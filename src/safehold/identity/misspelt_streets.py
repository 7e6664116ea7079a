"""The kind of a street where it is mistyped: "Benson Drescent", "Duffy S Treet", "Copeplace".

Asked of lines in which no kind is spelt right.
"""

from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from safehold.identity.vocabulary import STREETS

_SHORTEST = 5  # of a shorter kind a slip makes another
_LONG = sorted((each for each in STREETS if len(each) >= _SHORTEST), key=lambda each: (-len(each), each))
_NAME = 3  # letters that are left of a street into which its kind is run


def mistyped(words: list[str]) -> tuple[str, str, str] | None:
    """The name, the kind as it ought to be spelt, and what follows; None where nothing is like a kind."""
    for at in range(1, len(words)):
        if kind := _kind(words[at]):
            return " ".join(words[:at]), kind, " ".join(words[at + 1 :])
        if len(words[at]) < _NAME and at + 1 < len(words) and (kind := _kind(words[at] + words[at + 1])):
            return " ".join(words[:at]), kind, " ".join(words[at + 2 :])
    for at, word in enumerate(words):
        name, kind = _run_together(word)
        if kind:
            return " ".join([*words[:at], name]), kind, " ".join(words[at + 1 :])
    return None


@lru_cache(maxsize=65536)
def _kind(word: str) -> str:
    return next((each for each in _LONG if DamerauLevenshtein.distance(each, word, score_cutoff=1) <= 1), "")


@lru_cache(maxsize=65536)
def _run_together(word: str) -> tuple[str, str]:
    for kind in _LONG:
        name, end = word[: -len(kind)], word[-len(kind) :]
        slips = int(len(kind) > _SHORTEST)  # Musgrave is no grove
        if len(name) >= _NAME and DamerauLevenshtein.distance(kind, end, score_cutoff=slips) <= slips:
            return name, kind
    return word, ""
