"""Judging whether two people are one, parting a person, and taking a judgement back. Each is one act: it may take many judgements of pairs
of records, the later of which are about the first, and they are taken back together.

Whom a viewer may see is asked before: these ask only whether they may judge.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import product
from typing import NamedTuple

from django.db import transaction

from safehold.access.reading import matching
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import EventId
from safehold.chronology.record import record
from safehold.chronology.session import session
from safehold.chronology.writing import Writing, named
from safehold.identity.actions import JUDGEMENTS, Gone, NotAJudgement, mention_names
from safehold.identity.decided import act_of, apart_by
from safehold.identity.models import Judgement, Mention, Profile

# From so many pairs on, each record is judged against one of the other side only.
MOST_PAIRS = 400


class NothingToPart(ValueError):
    """None of the person's records was picked, or all of them."""


class HeldApart(Gone):
    """Somebody has judged that the two are not the same. To say otherwise of some of their records would tear one of them in two."""


class Pair(NamedTuple):
    """Two records by the number of a mention of each."""

    a: int
    b: int
    judgement: str


@transaction.atomic
def judge_people(*, by: Viewer, one: int, other: int, judgement: str, why: str, key: str = "") -> EventId:
    """Says whether two people are one; `key` is the id of what is recorded, where it has one already. Raises Gone where they are one
    already, or one of them has been joined to somebody else, and HeldApart where they are to be one although somebody judged otherwise,
    which has to be taken back first.

    What is said is of all that stands of both: where a machine would leave a record of one of them behind, it is linked by name, and of
    people who are not the same no two records can be joined later by others that resemble both.
    """
    by.must("judge_links", persons=[one, other])
    if judgement not in JUDGEMENTS:
        raise NotAJudgement(f"{judgement!r} is not one of {', '.join(JUDGEMENTS)}")
    records = {person: _records(person) for person in (one, other)}
    if one == other or not records[one] or not records[other]:
        raise Gone("These two are no longer two people as they were. Somebody has judged them meanwhile.")
    if judgement == "linked" and apart_by(one, other):
        raise HeldApart("Somebody has judged that these two are not the same. Take that back first.")
    nearest = _nearest(records[one], records[other])
    if judgement == "not_linked":
        return _say(by, _crossed(records[one], records[other], nearest), why, key=key)
    first = _say(by, [Pair(*nearest, judgement)], why, key=key)
    if judgement == "linked":
        _keep_together(by, dict(zip(nearest, (records[one], records[other]), strict=True)), why, first)
    return first


@transaction.atomic
def part(*, by: Viewer, person: int, mentions: Iterable[int], why: str) -> EventId:
    """Says that these mentions are not of the person whom the others are of. Which of them are one is left to what is known of them.

    Every picked record is judged against every other, so that no later record which resembles both joins the two again; and those that are
    left stay one person.
    """
    by.must("judge_links", persons=[person])
    with matching():
        profile_of = dict(Mention.objects.filter(person_id=person).order_by("id").values_list("id", "profile_id"))
    picked = set(mentions) & profile_of.keys()
    if not picked or len(picked) == len(profile_of):
        raise NothingToPart("Pick some of the records, and leave some.")
    both = {profile_of[number] for number in picked} & {profile for number, profile in profile_of.items() if number not in picked}
    # A profile that falls on both sides is parted mention by mention.
    stands_for = {number: number if profile in both else profile for number, profile in profile_of.items()}
    out = sorted({stands_for[number] for number in picked})
    left = sorted({stands_for[number] for number in profile_of.keys() - picked})
    first = _say(by, _crossed(out, left, (out[0], left[0])), why)
    _keep_together(by, {left[0]: left}, why, first)
    return first


@transaction.atomic
def undo(*, by: Viewer, judgement: int, why: str) -> EventId:
    """Takes back what was judged, with all that was judged in the same act. `judgement` is the number of one of its events."""
    by.must("judge_links")
    act = act_of(judgement)
    if not act:
        raise Gone("This judgement has been taken back already.")
    writing = Writing(by)
    first, *more = act
    event = writing.add("identity.undone", {"judgement": named(first), "why": why}, about=more)
    record(writing.raws)
    return event


def alone_with(*persons: int) -> None:
    """Nobody else answers of any of them until the end of the transaction: whoever comes second sees what the first has said."""
    with session() as cursor:
        for person in sorted(persons):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 12))", [f"person:{person}"])


def _records(person: int) -> list[int]:
    """The profiles of a person, those with a name before those that only a number joins to it."""
    with matching():
        return list(Profile.objects.filter(person_id=person).order_by("-named", "id").values_list("id", flat=True))


def _nearest(one: Collection[int], other: Collection[int]) -> tuple[int, int]:
    """The two records of which the machine was surest, one of each; the oldest where it never compared any."""
    scored = Judgement.objects.filter(a__in=[*one, *other], b__in=[*one, *other]).order_by("-weight", "a", "b").values_list("a", "b")
    with matching():
        found = list(scored)
    for a, b in found:
        if a in one and b in other:
            return a, b
        if b in one and a in other:
            return b, a
    return next(iter(one)), next(iter(other))


def _crossed(one: Collection[int], other: Collection[int], nearest: tuple[int, int]) -> list[Pair]:
    """Every pair across the two; of very many, each record with one that stands for the other side."""
    a, b = nearest
    crossed = [*product(one, other)] if len(one) * len(other) <= MOST_PAIRS else [*product(one, [b]), *product([a], other)]
    return [Pair(x, y, "not_linked") for x, y in dict.fromkeys([nearest, *crossed])]


def _keep_together(by: Viewer, of: Mapping[int, Iterable[int]], why: str, first: EventId) -> None:
    """Makes the records of each keeper, and all keepers, one person: links to their keeper by name those that a judgement would leave
    behind, as whoever contradicts another is. Who is brought back may leave others behind in turn, so it is looked again until none is."""
    keeper_of = {number: keeper for keeper, records in of.items() for number in records}
    to = next(iter(of))
    linked: set[int] = set(of)
    while True:
        now = _persons([to, *keeper_of])
        lost = [number for number in keeper_of if now.get(number) != now.get(to) and number not in linked]
        if not lost:
            return
        _say(by, [Pair(keeper_of[number], number, "linked") for number in lost], why, first)
        linked.update(lost)


def _persons(mentions: Iterable[int]) -> dict[int, int]:
    with matching():
        return dict(Mention.objects.filter(id__in=list(mentions)).values_list("id", "person_id"))


def _say(by: Viewer, pairs: Iterable[Pair], why: str, first: EventId | None = None, key: str = "") -> EventId:
    listed = list(pairs)
    names = mention_names({number for pair in listed for number in (pair.a, pair.b)})
    scores = _scores(listed)
    writing = Writing(by)
    for pair in listed:
        score, model = scores.get((min(pair.a, pair.b), max(pair.a, pair.b)), (None, ""))
        said = {"a": names[pair.a], "b": names[pair.b], "judgement": pair.judgement, "score": score, "model": model, "why": why}
        event = writing.add("identity.judged", said, about=[first] if first else [], key="" if first else key)
        first = first or event
    record(writing.raws)
    assert first is not None
    return first


def _scores(pairs: Iterable[Pair]) -> dict[tuple[int, int], tuple[float, str]]:
    """What the machine had said of these pairs, to be kept with what a person says."""
    wanted: dict[int, set[int]] = defaultdict(set)
    for pair in pairs:
        wanted[min(pair.a, pair.b)].add(max(pair.a, pair.b))
    with matching():
        found = list(Judgement.objects.filter(a__in=wanted).values_list("a", "b", "probability", "model"))
    return {(a, b): (probability, model) for a, b, probability, model in found if b in wanted[a]}
