"""What a viewer reads of dip samples. Row security narrows each of these; what is said here is said only of answers that they may read."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec

from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.chronology.store import load
from safehold.identity.models import Case
from safehold.practice.reviews.dipping import sealing
from safehold.practice.reviews.dipping.actions import AUDIT, BOTH, DRAW, questions
from safehold.practice.reviews.dipping.agreement import Agreement, agreement
from safehold.practice.reviews.dipping.models import Answer, Drawn, Sample, Seat
from safehold.practice.reviews.dipping.questions import Question

# What she and others said of how it was handled, which stands on record beside what reviewers say.
SAID = ("complaint.made", "complaint.answered", "victim.feedback")
SHOWN = 12


class Told(msgspec.Struct, frozen=True):
    """The answers of one reviewer, and what they wrote."""

    user: int
    place: int
    at: int
    answers: dict[str, str]
    words: dict[str, str]


class Asked(msgspec.Struct, frozen=True):
    """A question over the cases that both reviewers have answered. `counts` are of their answers, two for each case."""

    key: str
    question: Question
    agreement: Agreement
    counts: dict[str, int]

    @property
    def good(self) -> tuple[int, int]:
        """As it should be, of those that say yes or no."""
        return self.counts.get(self.question.good, 0), self.counts.get("yes", 0) + self.counts.get("no", 0)


class Audited(msgspec.Struct, frozen=True):
    """A case of a sample: who audits it by their places, the places that have answered, and the answers once both have."""

    drawn: Drawn
    seats: dict[int, Seat]
    answered: frozenset[int]
    told: tuple[Told, ...]


def samples(viewer: Viewer) -> list[Sample]:
    """Of the viewer's agency, the newest first."""
    viewer.must(DRAW)
    return list(Sample.objects.filter(agency=viewer.agency).select_related("by").order_by("-id")[:SHOWN])


def sample(viewer: Viewer, number: int) -> Sample | None:
    viewer.must(DRAW)
    return Sample.objects.filter(pk=number, agency=viewer.agency).select_related("by").first()


def drawn(viewer: Viewer, number: int) -> Drawn | None:
    """A case of a sample of the viewer's agency, for whoever draws them."""
    viewer.must(DRAW)
    return Drawn.objects.filter(pk=number, sample__agency=viewer.agency).select_related("sample").first()


def to_audit(viewer: Viewer) -> list[tuple[Drawn, bool]]:
    """The cases that are the viewer's to audit, with whether they have answered, the open ones first."""
    viewer.must(AUDIT)
    latest = {each.drawn_id: each for each in Seat.objects.filter(user_id=viewer.user_id).order_by("id")}
    held = [number for number, each in latest.items() if each.given]
    listed = Drawn.objects.filter(pk__in=held, sample__agency=viewer.agency).select_related("sample").order_by("id")
    done = set(Answer.objects.filter(drawn__in=held, by_id=viewer.user_id).values_list("drawn_id", flat=True))
    return sorted(((each, each.pk in done) for each in listed), key=lambda each: each[1])


def to_answer(viewer: Viewer, number: int) -> Drawn | None:
    """A case that the viewer audits."""
    return next((each for each, _ in to_audit(viewer) if each.pk == number), None)


def has_answered(viewer: Viewer, drawn: Drawn) -> bool:
    """Also where what they wrote is gone, with the content of the case."""
    return Answer.objects.filter(drawn=drawn, by_id=viewer.user_id).exists()


def waiting(viewer: Viewer) -> int:
    return sum(not done for _, done in to_audit(viewer)) if viewer.may(AUDIT) else 0


def told_of(drawn: Drawn) -> tuple[Told, ...]:
    """The answers that the viewer may read: their own, and the other's once both are in. Raises NoKey."""
    return tuple(sorted((_told(each, drawn) for each in drawn.answers.exclude(sealed="")), key=lambda each: each.at))


def audited(of: Sample) -> list[Audited]:
    """Raises NoKey."""
    with session() as cursor:
        answered = set(rows(cursor, "SELECT drawn, reviewer FROM access.dip_answered(%s)", [of.pk]))
    listed = []
    for drawn in of.drawn.prefetch_related("seats__user", "answers").order_by("place"):
        drawn.sample = of
        latest = {each.user_id: each for each in sorted(drawn.seats.all(), key=lambda each: each.pk)}
        seats = {each.place: each for each in latest.values() if each.given}
        told = tuple(_told(each, drawn, seats) for each in drawn.answers.all() if each.sealed)
        done = frozenset(place for place, seat in seats.items() if (drawn.pk, seat.user_id) in answered)
        listed.append(Audited(drawn, seats, done, tuple(sorted(told, key=lambda each: each.place))))
    return listed


def by_question(of: Sample, cases: Sequence[Audited]) -> list[Asked]:
    """Of cases that both have answered, and whose answers are still there."""
    both = [each.told for each in cases if len(each.told) == BOTH]
    found = []
    for key, question in questions(of).questions.items():
        pairs = [(first.answers[key], second.answers[key]) for first, second in both]
        counts = Counter(each for pair in pairs for each in pair)
        found.append(Asked(key, question, agreement(pairs), dict(counts)))
    return found


def seen(viewer: Viewer, cases: Sequence[Audited]) -> dict[str, Case]:
    """Those of them that the viewer may open now."""
    wanted = [each.drawn.case_id for each in cases]
    return {each.id: each for each in Case.objects.for_viewer(viewer).filter(id__in=wanted)}


def said_beside(cases: Sequence[str]) -> list[tuple[str, Event]]:
    """Complaints and what victims said of how it was handled, in cases that the viewer sees: the case and the event, the earliest first."""
    with session() as cursor:
        found: list[tuple[Any, ...]] = rows(cursor, _SAID, [list(cases), list(SAID)])
        events = load(cursor, {seq for _, seq in found})
    return sorted(((case, events[seq]) for case, seq in found if seq in events), key=lambda each: each[1].order)


_SAID = """
SELECT ce.case_id, e.seq FROM identity_case_event ce JOIN chronology_event e ON e.seq = ce.event_id
 WHERE ce.case_id = ANY(%s) AND e.kind = ANY(%s)
"""


def _told(each: Answer, drawn: Drawn, seats: dict[int, Seat] | None = None) -> Told:
    body = msgspec.json.decode(sealing.unseal(drawn.sample.agency, each.sealed), type=dict)
    place = next((place for place, seat in (seats or {}).items() if seat.user_id == each.by_id), 0)
    return Told(each.by_id, place, each.at, body["answers"], body["words"])
