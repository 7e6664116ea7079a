"""What the rulebook finds of a review's cases, by the standard of the time and by today's, and who was the same without anybody seeing it.
Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from safehold.chronology.envelope import Event, EventId
from safehold.identity.cases import MentionId
from safehold.identity.link import Judgement, link
from safehold.practice.reviews.judging import Finding, judge
from safehold.rulebook.model import Standard
from safehold.rulebook.rulebook import Rulebook

if TYPE_CHECKING:
    from safehold.practice.reviews.material import Material

# What a panel has to answer: what was not done, or not in time, or cannot be told. The rest went as it should, or is not over.
SLIPPED = ("breached", "late", "uncertain", "unknown")
OF_THE_REVIEW = frozenset(("records-held", "review-notified", "review-decided", "review-completed", "review-sent", "review-action-done"))


class Found(msgspec.Struct, frozen=True):
    """A finding, by what names it from one day to the next."""

    finding: Finding
    standard: str

    @property
    def of(self) -> tuple[str, ...]:
        return (self.standard, self.finding.duty, *self.finding.trigger)

    @property
    def slipped(self) -> bool:
        return self.finding.state in SLIPPED

    @property
    def of_the_review(self) -> bool:
        return self.finding.duty in OF_THE_REVIEW


class Written(msgspec.Struct, frozen=True):
    """Two records in which one person, or perhaps one, was written otherwise."""

    one: str
    other: str
    one_event: Event
    other_event: Event
    judgement: str
    probability: float
    words: str
    role: str

    @property
    def of(self) -> tuple[str, ...]:
        return tuple(sorted((f"{self.one_event.agency} {self.one}", f"{self.other_event.agency} {self.other}")))


def found(material: "Material", rules: Rulebook, standard: Standard, *, now: int, known_at: int | None = None) -> list[Found]:
    """Of every case of the review, the earliest first; each duty once. Not what arose in another case, nor what was answered in one that is
    kept from whoever reads."""
    withheld = {each.id for each in material.withheld}
    listed: dict[tuple[str, ...], Found] = {}
    for one in _judged(material, rules, standard, now, known_at):
        if withheld.isdisjoint(one.finding.decided_by):
            listed.setdefault((*one.of, one.finding.due or "", one.finding.why), one)
    return sorted(listed.values(), key=lambda each: (each.finding.triggered_at, each.finding.duty))


def not_whole(material: "Material", rules: Rulebook, *, now: int) -> bool:
    """Whether whoever reads is not shown all: a case of hers is kept from them, or what answered a finding is."""
    withheld = {each.id for each in material.withheld}
    standards: tuple[Standard, ...] = ("then", "today") if withheld else ()
    return material.partial or any(
        not withheld.isdisjoint(one.finding.decided_by) for standard in standards for one in _judged(material, rules, standard, now, None)
    )


def _judged(material: "Material", rules: Rulebook, standard: Standard, now: int, known_at: int | None) -> Iterator[Found]:
    others = {each.id for each in material.others}
    for key in material.keys:
        review = judge(
            material.events, rules, standard=standard, today=now, now=now, known_at=known_at, persons=material.persons,
            possible=material.possible, only=key,
        )  # fmt: skip
        for case in review.cases:
            for each in case.findings:
                if others.isdisjoint(each.trigger):
                    yield Found(each, standard)


def written_otherwise(events: Iterable[Event]) -> list[Written]:
    """Who stands in records of these under several names, or with what else differs: what a search by the name alone did not find. The
    likeliest first; each pair of ways once."""
    listed = list(events)
    by_id = {event.id: event for event in listed}
    best: dict[tuple[str, ...], Written] = {}
    for each in link(listed).judgements:
        one = _written(each, by_id)
        if one is not None and (one.of not in best or best[one.of].probability < one.probability):
            best[one.of] = one
    return sorted(best.values(), key=lambda each: (each.judgement != "linked", -each.probability, each.of))


def _written(each: Judgement, by_id: Mapping[EventId, Event]) -> Written | None:
    a, b = sorted((each.a, each.b), key=lambda mention: by_id[mention.event].order)
    one, other = _name(a, by_id), _name(b, by_id)
    if not one or not other or one.casefold() == other.casefold():
        return None
    return Written(one, other, by_id[a.event], by_id[b.event], each.judgement, each.probability, each.words, _role(a, by_id))


def _name(mention: MentionId, by_id: Mapping[EventId, Event]) -> str:
    said = next((each for each in by_id[mention.event].people if each.ref == mention.ref), None)
    return " ".join(part for part in (said.given_name, said.family_name) if part) if said else ""


def _role(mention: MentionId, by_id: Mapping[EventId, Event]) -> str:
    return next((each.role for each in by_id[mention.event].people if each.ref == mention.ref), "")
