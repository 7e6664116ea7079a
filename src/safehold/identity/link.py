"""Who is who in a set of events, in memory: what `safehold review FILE` and the tests use, by the same parts as the database."""

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from safehold.chronology.envelope import Event
from safehold.chronology.history import History
from safehold.identity.candidates import MOST_SHARING, compared_by
from safehold.identity.cases import MentionId
from safehold.identity.cluster import Pair, pair
from safehold.identity.features import Features, features
from safehold.identity.grouping import Compared, compare, connected, persons
from safehold.identity.hidden_since import as_hidden, hidden_since
from safehold.identity.judged import Judged, judged, told
from safehold.identity.model import Model, standard
from safehold.identity.reused import reused, without
from safehold.identity.score import Why, explain

MENTIONS_OF_AN_EVENT = 1024


class Judgement(msgspec.Struct, frozen=True):
    """Two profiles, each named by its first mention. `words` is the reason as a person would give it."""

    a: MentionId
    b: MentionId
    judgement: str  # linked or unsure
    probability: float
    why: tuple[Why, ...] = ()
    words: str = ""


class Linked(msgspec.Struct, frozen=True):
    """A person is the number of its first mention; mentions are numbered in the order of their events. `possible` are pairs of persons who
    may be one, of whom nobody has said whether they are."""

    persons: dict[MentionId, int]
    judgements: list[Judgement]
    possible: frozenset[Pair] = frozenset()


class _Node(msgspec.Struct):
    """A profile with its mentions, the smallest number first."""

    features: Features
    mentions: list[tuple[int, MentionId]]

    @property
    def number(self) -> int:
        return self.mentions[0][0]


def link(events: Iterable[Event], model: Model | None = None) -> Linked:
    """The same whatever the order of the events."""
    model = model or standard()
    history = History(events)
    found = sorted(history.by_id.values(), key=lambda event: event.order)
    hidden = hidden_since(found)
    mentions = {
        MentionId(event.id, mention.ref): (
            index * MENTIONS_OF_AN_EVENT + position,
            features(as_hidden(mention, event.id, hidden), event.id.source),
        )
        for index, event in enumerate(found)
        for position, mention in reversed(list(enumerate(event.people)))
        if not mention.removed
    }
    judgements = judged(history, mentions)
    nodes = _nodes(mentions, judgements)
    number_of = {mention: node.number for node in nodes.values() for _, mention in node.mentions}
    # Where people's words about two profiles are at odds, those that hold them apart come last and so hold.
    by_people = {
        pair(number_of[each.a], number_of[each.b]): each
        for each in sorted(judgements, key=lambda each: each.judgement != "linked")
        if number_of[each.a] != number_of[each.b]
    }
    apart = {numbers for numbers, each in by_people.items() if each.judgement != "linked"}
    together = set(by_people) - apart
    several = reused(nodes[number].features for number in sorted(nodes))
    held = {number: without(node.features, several) for number, node in nodes.items()}
    compared = _compared(nodes, held, model)
    edges = [(each.a, each.b) for each in compared if each.score.band == "linked"]
    person_of: dict[int, int] = {}
    for component in connected(nodes, [*edges, *sorted(together)]):
        for members in persons({number: held[number] for number in component}, model, apart=apart, together=together):
            person_of |= dict.fromkeys(members, min(members))
    _join_unnamed(nodes, person_of, apart)
    who = {mention: person_of[number] for mention, number in number_of.items()}
    answered = {pair(who[a], who[b]) for a, b in told(history, mentions)}
    possible = {pair(person_of[each.a], person_of[each.b]) for each in compared} - answered
    return Linked(who, _judgements(nodes, compared, by_people, person_of, model), frozenset((a, b) for a, b in possible if a != b))


def _nodes(mentions: dict[MentionId, tuple[int, Features]], judgements: list[Judged]) -> dict[int, _Node]:
    """Profiles by number. Mentions that people hold apart stand alone, even where they say the same."""
    keys = {mention: _key(each) for mention, (_, each) in mentions.items()}
    alone = {
        mention for each in judgements if each.judgement == "not_linked" and keys[each.a] == keys[each.b] for mention in (each.a, each.b)
    }
    grouped: dict[object, _Node] = {}
    for mention, (number, each) in sorted(mentions.items(), key=lambda item: item[1][0]):
        key = mention if mention in alone else keys[mention]
        if key in grouped:
            grouped[key].mentions.append((number, mention))
        else:
            grouped[key] = _Node(each, [(number, mention)])
    return {node.number: node for node in grouped.values()}


def _key(each: Features) -> tuple[str, str, bytes]:
    """Those without a name are told apart by nothing but their number in the source."""
    return each.source, each.ref, each.fingerprint() if each.named else b""


def _compared(nodes: dict[int, _Node], held: dict[int, Features], model: Model) -> list[Compared]:
    sharing: dict[str, list[int]] = defaultdict(list)
    keys = {number: compared_by(nodes[number].features) for number in sorted(nodes)}
    for number, found in keys.items():
        for key in found:
            sharing[key].append(number)

    def candidates(number: int) -> list[int]:
        return sorted({other for key in keys[number] if len(sharing[key]) <= MOST_SHARING for other in sharing[key]})

    return compare(list(keys), held, candidates, model)


def _join_unnamed(nodes: dict[int, _Node], person_of: dict[int, int], apart: set[Pair]) -> None:
    """One without a name is the person of the same number in the same source, where all who are named under it are one.

    Those whom people have joined to somebody else, or hold apart from that person or from another of that number, stay as they are.
    """
    members: dict[int, list[int]] = defaultdict(list)
    by_ref: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number in sorted(nodes):
        members[person_of[number]].append(number)
        by_ref[nodes[number].features.source, nodes[number].features.ref].append(number)
    for numbers in by_ref.values():
        named = {person_of[number] for number in numbers if nodes[number].features.named}
        if len(named) != 1:
            continue
        (person,) = named
        for number in numbers:
            free = not nodes[number].features.named and members[person_of[number]] == [number]
            if not free or any(pair(number, other) in apart for other in (*members[person], *numbers)):
                continue
            joined = sorted([*members.pop(person), *members.pop(number)])
            person = joined[0]
            members[person] = joined
            person_of |= dict.fromkeys(joined, person)


def _judgements(
    nodes: dict[int, _Node], compared: list[Compared], by_people: dict[Pair, Judged], person_of: dict[int, int], model: Model
) -> list[Judgement]:
    """By machine and by people; a link that the whole cluster does not bear out is unsure, and nothing is said twice."""
    found: dict[Pair, Judgement] = {}
    for each in compared:
        one_person = person_of[each.a] == person_of[each.b]
        if one_person and each.score.band != "linked":
            continue
        names = nodes[each.a].mentions[0][1], nodes[each.b].mentions[0][1]
        words = explain(each.score, model)
        found[each.a, each.b] = Judgement(*names, "linked" if one_person else "unsure", each.score.probability, each.score.why, words)
    for numbers, said in by_people.items():
        found.pop(numbers, None)
        if said.judgement in ("linked", "unsure"):
            found[numbers] = Judgement(said.a, said.b, said.judgement, 1.0 if said.judgement == "linked" else 0.5, (), "a person judged so")
    return [found[numbers] for numbers in sorted(found)]
