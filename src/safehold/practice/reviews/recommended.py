"""What reviews have recommended, all of them: found by what it is about, in whatever words, and what was recommended before.

It names nobody, so whoever sits on any review reads it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from math import log, sqrt

import msgspec

from safehold.access.viewer import Viewer
from safehold.identity.script import plain
from safehold.practice.reviews.entries import Said
from safehold.practice.reviews.models import Entry
from safehold.practice.reviews.seats import SIT, read

ALIKE = 0.5
"""From where two recommendations are taken to say the same, by the words that they share, the rare ones most."""
MOST = 3
# Words that say nothing of what a recommendation is about.
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """a about after an and any all as at be been before by can could each for from had has have how if in into is it its not of on
        or our should so such than that the their them there these they this to told under us was we were what when where which who
        will with would review reviews recommend recommended you your""",
    )
)
_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ers", "ed", "es", "er", "s", "y", "e")


class Recommendation(msgspec.Struct, frozen=True):
    """`done` is when it was said to be done, `review` by what number its review is known."""

    number: int
    review: str
    at: int
    text: str
    theme: str
    owner: str
    due: str
    outcome: str
    done: int | None


class Match(msgspec.Struct, frozen=True):
    """`again`: how many others say much the same, itself left out."""

    recommendation: Recommendation
    weight: float
    again: int = 0


def all_of(viewer: Viewer) -> list[Recommendation]:
    """The newest first. Raises NoKey."""
    viewer.must(SIT)
    viewer.trace.read.add("Entry")
    found = Entry.objects.filter(open=True).exclude(sealed="").select_related("by").order_by("id")
    said = [(each, read(each, "")) for each in found]
    done = {each.subject: each.at for _, each in said if each.what == "progress" and each.body.get("done") is True}
    listed = [_read(entry, each, done.get(each.number)) for entry, each in said if each.what == "recommendation"]
    return sorted(listed, key=lambda each: -each.at)


def search(asked: str, known: Sequence[Recommendation]) -> list[Match]:
    """Those that speak of any of the words, the most telling first; each said how often much the same was recommended."""
    wanted = set(stems(asked))
    if not wanted:
        return []
    weights = _rarity(known)
    found = []
    for each in known:
        shared = wanted & set(stems(f"{each.theme} {each.text} {each.outcome}"))
        if shared:
            again = len(like(each.text, [other for other in known if other.number != each.number]))
            found.append(Match(each, sum(weights.get(stem, 1.0) for stem in shared), again))
    return sorted(found, key=lambda each: (-each.weight, -each.recommendation.at))


def like(text: str, known: Sequence[Recommendation]) -> list[Match]:
    """Those that say much the same, the nearest first."""
    weights = _rarity(known)
    own = Counter(stems(text))
    found = [Match(each, near) for each in known if (near := _near(own, Counter(stems(each.text)), weights)) >= ALIKE]
    return sorted(found, key=lambda each: -each.weight)[:MOST]


def repeated(known: Sequence[Recommendation]) -> list[Match]:
    """Those of which much the same had been recommended before, the most often first."""
    found = []
    for each in known:
        before = like(each.text, [other for other in known if other.at < each.at])
        if before:
            found.append(Match(each, before[0].weight, len(before)))
    return sorted(found, key=lambda each: (-each.again, -each.recommendation.at))


def stems(text: str) -> list[str]:
    """Its words without their endings, but for those that say nothing: "bailed" is found by "bail", "assessments" by "assess"."""
    found = [word for word in re.findall(r"[a-z0-9]+", plain(text).lower()) if word not in _COMMON and len(word) > 1]
    return [_stem(word) for word in found]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _rarity(known: Sequence[Recommendation]) -> dict[str, float]:
    counts = Counter(stem for each in known for stem in set(stems(f"{each.theme} {each.text} {each.outcome}")))
    return {stem: 1.0 + log((1 + len(known)) / count) for stem, count in counts.items()}


def _near(one: Counter[str], other: Counter[str], weights: dict[str, float]) -> float:
    def length(words: Counter[str]) -> float:
        return sqrt(sum((count * weights.get(stem, 1.0)) ** 2 for stem, count in words.items()))

    shared = sum(one[stem] * other[stem] * weights.get(stem, 1.0) ** 2 for stem in one.keys() & other.keys())
    whole = length(one) * length(other)
    return shared / whole if whole else 0.0


def _read(entry: Entry, said: Said, done: int | None) -> Recommendation:
    return Recommendation(
        entry.pk, f"{entry.review_id:03}", said.at, said.text("text"), said.text("theme"), said.text("owner"), said.text("due"),
        said.text("outcome"), done,
    )  # fmt: skip
