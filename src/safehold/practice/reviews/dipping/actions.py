"""Drawing a sample, and answering a case of it. What was drawn and answered is only ever added to."""

import secrets
import time
from collections import Counter
from collections.abc import Mapping

import msgspec
from django.db import IntegrityError, transaction

from safehold.access.standards.works import works
from safehold.access.viewer import Viewer
from safehold.chronology.session import recorder
from safehold.chronology.times import london
from safehold.identity.chronicle import now_called
from safehold.identity.models import Case
from safehold.practice.reviews.dipping import draw, reviewers, sealing
from safehold.practice.reviews.dipping.draw import Kept, Rule
from safehold.practice.reviews.dipping.frame import frame
from safehold.practice.reviews.dipping.models import Answer, Drawn, Sample, Seat
from safehold.practice.reviews.dipping.questions import ANSWERS, QuestionSet, in_force

DRAW, AUDIT = "draw_samples", "audit_samples"
MOST, BOTH = 50, 2


class CannotDo(ValueError):
    """What may not be drawn or answered; the message says why."""


@transaction.atomic
def draw_sample(*, by: Viewer, rule: Rule, wanted: int) -> Sample:
    """Raises CannotDo, BadQuestions and NoKey."""
    by.must(DRAW)
    now = _now()
    today = london(now).date()
    if not 0 < wanted <= MOST:
        raise CannotDo(f"Draw between 1 and {MOST} cases.")
    among = frame(by, rule, now)
    if not among:
        raise CannotDo("No case is like that. Ask for a longer time, or for less.")
    seed, questions = secrets.token_hex(16), in_force(today)
    cases = draw.drawn(among, seed, wanted)
    kept = msgspec.json.encode(Kept(rule, among, questions))
    with recorder() as cursor:
        sample: Sample = Sample.objects.create(
            at=now, agency=by.agency, seed=seed, digest=draw.digest(among), size=len(among), wanted=wanted, by_id=by.user_id,
            role=by.role, sealed=sealing.seal(by.agency, kept),
        )  # fmt: skip
        recorded, lines = reviewers.who_recorded(cursor, cases), works(cursor, today)
        persons = {each.id: [one for one in (each.victim_id, each.suspect_id) if one] for each in Case.everything.filter(id__in=cases)}
        able, load = reviewers.pool(by.agency), Counter[int]()
        for place, case in enumerate(cases, 1):
            barred = sorted(reviewers.never(recorded[case], lines) | {by.staff_id})
            one = Drawn.objects.create(sample=sample, place=place, case_id=case, persons=persons[case], never=barred)
            for seat, (user, _) in enumerate(reviewers.chosen(case, seed, able, barred, load, BOTH), 1):
                load[user] += 1
                _seat(one, by, user, seat, given=True)
    return sample


@transaction.atomic
def seat_anew(drawn: Drawn, *, by: Viewer, place: int) -> None:
    """Another reviewer in the place of one who has not answered, or where there was none. Raises CannotDo."""
    by.must(DRAW)
    sample, case = drawn.sample, now_called(drawn.case_id) or drawn.case_id
    with recorder() as cursor:
        ever = list(Seat.objects.filter(drawn=drawn).order_by("id"))
        latest = {each.user_id: each for each in ever}
        standing = next((each for each in latest.values() if each.given and each.place == place), None)
        if place not in range(1, BOTH + 1):
            raise CannotDo("A case has a first reviewer and a second.")
        if standing is not None and Answer.objects.filter(drawn=drawn, by_id=standing.user_id).exists():
            raise CannotDo("They have answered.")
        recorded = reviewers.who_recorded(cursor, [case])[case]
        barred = reviewers.never(recorded, works(cursor, london(_now()).date())) | set(drawn.never) | {by.staff_id}
        before = {each.user_id for each in ever}
        able = [each for each in reviewers.pool(sample.agency) if each[0] not in before]
        found = reviewers.chosen(case, sample.seed, able, barred, {}, 1)
        if not found:
            raise CannotDo("Nobody else here may audit it: all who audit recorded in the case, work with somebody who did, or were asked.")
        if standing is not None:
            _seat(drawn, by, standing.user_id, place, given=False)
        _seat(drawn, by, found[0][0], place, given=True)


@transaction.atomic
def answer(drawn: Drawn, *, by: Viewer, answers: Mapping[str, str], words: Mapping[str, str]) -> Answer:
    """`drawn` is one that the viewer has been found to audit. Once, and all of it. Raises CannotDo and NoKey."""
    by.must(AUDIT)
    asked = kept(drawn.sample).questions.questions
    if answers.keys() != asked.keys() or not set(answers.values()) <= set(ANSWERS):
        raise CannotDo("Answer each question.")
    body = msgspec.json.encode({"answers": dict(answers), "words": {key: each for key, each in words.items() if each.strip()}})
    try:
        with transaction.atomic(), recorder():
            made: Answer = Answer.objects.create(
                drawn=drawn, at=_now(), by_id=by.user_id, role=by.role, sealed=sealing.seal(drawn.sample.agency, body)
            )
    except IntegrityError as error:
        raise CannotDo("You have answered it already.") from error
    return made


def kept(sample: Sample) -> Kept:
    """Raises NoKey."""
    return msgspec.json.decode(sealing.unseal(sample.agency, sample.sealed), type=Kept)


def questions(sample: Sample) -> QuestionSet:
    return kept(sample).questions


def proved(sample: Sample, cases: list[str]) -> bool:
    """Whether the seed and what was drawn from give these cases again, in this order, and what was drawn from is what it was."""
    among = kept(sample).frame
    return draw.digest(among) == sample.digest and draw.drawn(among, sample.seed, sample.wanted) == cases


def still_outside(case: str, viewer: Viewer) -> bool:
    """Whether they are as far from the case as when it was drawn: nobody of their line has recorded in it since, nor have they."""
    with recorder() as cursor:
        recorded = reviewers.who_recorded(cursor, [case])[case]
        return viewer.staff_id not in reviewers.never(recorded, works(cursor, london(_now()).date()))


def _seat(drawn: Drawn, by: Viewer, user: int, place: int, *, given: bool) -> None:
    Seat.objects.create(drawn=drawn, user_id=user, place=place, given=given, at=_now(), by_id=by.user_id)


def _now() -> int:
    return time.time_ns() // 1000
