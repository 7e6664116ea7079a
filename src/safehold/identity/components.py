"""Profiles that judgements connect, and the persons they fall into."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from safehold.chronology.recording import rows
from safehold.identity.cluster import Pair, clusters
from safehold.identity.contradiction import contradict
from safehold.identity.judging import keep
from safehold.identity.model import standard
from safehold.identity.profiles import Profile, load
from safehold.identity.reused import reused_on_record, shared, without
from safehold.identity.score import score


class Component:
    """Profiles that hang together by links, with every judgement between them."""

    def __init__(self, profiles: dict[int, Profile], weights: dict[Pair, float], apart: set[Pair], together: set[Pair]) -> None:
        self.profiles = profiles
        self.weights = weights
        self.apart = apart
        self.together = together

    def persons(self, cursor: Any, *, scoring: bool) -> list[frozenset[int]]:
        if len(self.profiles) == 1:
            return [frozenset(self.profiles)]
        if scoring:
            self._score_the_rest(cursor)
        model = standard()
        return clusters(
            self.profiles,
            self.weights,
            self.apart,
            self.together,
            lambda a, b: contradict(self.profiles[a].features, self.profiles[b].features) is not None,
            threshold=model.linked,
            margin=model.margin,
            unsure=model.unsure,
        )

    def _score_the_rest(self, cursor: Any) -> None:
        """Pairs that no key brought together count too: two who hang together only through a third may well not be one."""
        model, ordered = standard(), sorted(self.profiles)
        missing = [
            (a, b)
            for place, a in enumerate(ordered)
            for b in ordered[place + 1 :]
            if (a, b) not in self.weights and self.profiles[a].named and self.profiles[b].named
        ]
        held = {number: profile.features for number, profile in self.profiles.items()}
        several = reused_on_record(cursor, {number for a, b in missing if (number := shared(held[a], held[b]))})
        scored = {(a, b): score(without(held[a], several), without(held[b], several), model) for a, b in missing}
        self.weights.update({numbers: found.weight for numbers, found in scored.items()})
        keep(cursor, scored, weighed=True)


# What the machine judged of these, and what people decided: asked together, since it is asked again as far as they reach.
_SAID = """
SELECT a, b, judgement, weight, false FROM identity_judgement WHERE a = ANY(%s::bigint[]) OR b = ANY(%s::bigint[])
UNION ALL (
SELECT DISTINCT ON (least(d.a_mention, d.b_mention), greatest(d.a_mention, d.b_mention)) least(d.a, d.b), greatest(d.a, d.b), d.judgement,
       0, true
  FROM identity_decision d JOIN chronology_event e ON e.seq = d.event_id
 WHERE d.stands AND d.a <> d.b AND (d.a = ANY(%s::bigint[]) OR d.b = ANY(%s::bigint[]))
 ORDER BY least(d.a_mention, d.b_mention), greatest(d.a_mention, d.b_mention),
       e.recorded DESC, e.earliest DESC, e.latest DESC, e.source DESC, e.source_id DESC)
"""


def components(cursor: Any, seeds: Iterable[int]) -> Iterator[Component]:
    """The components in which these profiles stand. People's decisions connect as links do, the "not the same" too: they may split.

    Of what people said about two mentions the latest holds; where their words about two profiles are at odds, those that hold them apart.
    """
    reached: set[int] = set(seeds)
    waiting = set(reached)
    edges: dict[Pair, tuple[str, float]] = {}
    decided: dict[Pair, str] = {}
    while waiting:
        listed = list(waiting)
        near: set[int] = set()
        for a, b, judgement, weight, by_people in rows(cursor, _SAID, [listed] * 4):
            if not by_people:
                edges[a, b] = (judgement, weight)
                if judgement == "linked":
                    near |= {a, b}
                continue
            if decided.get((a, b), "linked") == "linked":
                decided[a, b] = judgement
            near |= {a, b}
        waiting = near - reached
        reached |= near
    if not reached:
        return
    profiles = load(cursor, reached)
    group_of, groups = _connected(profiles, edges, decided)
    weights: dict[int, dict[Pair, float]] = defaultdict(dict)
    for (a, b), (_, weight) in edges.items():
        if a in group_of and group_of[a] == group_of.get(b):
            weights[group_of[a]][a, b] = weight
    said: dict[int, dict[Pair, str]] = defaultdict(dict)
    for (a, b), judgement in decided.items():
        if a in group_of and b in group_of:
            said[group_of[a]][a, b] = judgement
    for name, group in groups.items():
        yield Component(
            {number: profiles[number] for number in group},
            weights[name],
            {pair for pair, judgement in said[name].items() if judgement != "linked"},
            {pair for pair, judgement in said[name].items() if judgement == "linked"},
        )


def _connected(
    profiles: dict[int, Profile], edges: dict[Pair, tuple[str, float]], decided: dict[Pair, str]
) -> tuple[dict[int, int], dict[int, set[int]]]:
    """In which group each profile stands, and the groups."""
    above = {number: number for number in profiles}

    def root(number: int) -> int:
        while above[number] != number:
            above[number] = above[above[number]]
            number = above[number]
        return number

    joined = [pair for pair, (judgement, _) in edges.items() if judgement == "linked"]
    for a, b in (*joined, *decided):
        if a in above and b in above:
            above[root(a)] = root(b)
    group_of = {number: root(number) for number in profiles}
    groups: dict[int, set[int]] = defaultdict(set)
    for number, name in group_of.items():
        groups[name].add(number)
    return group_of, dict(sorted(groups.items()))
