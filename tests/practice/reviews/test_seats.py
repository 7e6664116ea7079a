"""Who reads a review: whoever sits on its panel, for as long as they do, and nobody else."""

import pytest

from harness.recorded import ANNA, BORIS, DMITRI, OTHER_PAIR, PAIR, ago, event
from practice.reviews.seated import CSP, as_viewer, death, opened, seated
from safehold.access.standards.models import Conflict
from safehold.chronology.models import StoredEvent
from safehold.identity.models import Case
from safehold.practice.reviews import actions, seats
from safehold.practice.reviews.deciding import to_decide_on
from safehold.practice.reviews.ending import end_seats
from safehold.practice.reviews.findings import found
from safehold.practice.reviews.kinds import Kinds
from safehold.practice.reviews.material import Kept, material, told
from safehold.practice.reviews.models import Entry, Paper, Review, Seat
from safehold.rulebook.loader import standard_rules


def test_a_review_is_read_by_its_panel_and_by_nobody_else(viewer_as):
    chair, advocate, officer = viewer_as("review_chair"), viewer_as("idva"), viewer_as("da_specialist")
    review = opened(chair, death())
    for viewer, sees in ((chair, True), (advocate, False), (officer, False)):
        with as_viewer(viewer):
            assert (seats.review(viewer, review.pk) is not None) is sees
    seated(chair, review, advocate)
    with as_viewer(advocate):
        found = seats.review(advocate, review.pk)
        assert {event.kind for event in material(advocate, found).shown} >= {"call.received", "risk.assessed", "death.reported"}
        with pytest.raises(actions.CannotDo):
            actions.say(found, by=advocate, what="scope", body={"from": "2020-01-01"})
        with pytest.raises(seats.NoSeat):
            seats.seat(found, by=advocate, user_id=officer.user_id, agency=officer.agency, chair=False)
    with as_viewer(chair):
        seats.unseat(review, by=chair, user_id=advocate.user_id)
    with as_viewer(advocate):
        assert [each.objects.count() for each in (Review, Seat, Entry, Paper)] == [0, 0, 0, 0]


def test_the_database_shows_a_review_that_is_over_to_its_chair_and_no_more_than_what_it_made(viewer_as, monkeypatch):
    chair, advocate = viewer_as("review_chair"), viewer_as("idva")
    review = opened(chair, death())
    seated(chair, review, advocate)
    with as_viewer(chair):
        actions.say(review, by=chair, what="lesson", body={"text": "x"})
        monkeypatch.setattr(Kinds, "ended", lambda _kinds, _after, at: at + 1)
        actions.say(review, by=chair, what="decided", body={"hold": False, "reason": "No."})
    with as_viewer(chair):
        assert Review.objects.count() == 1
        assert set(Entry.objects.values_list("what", flat=True)) == {"decided", "hold"}
    with as_viewer(advocate):
        assert [each.objects.count() for each in (Review, Seat, Entry, Paper)] == [0, 0, 0, 0]


def test_the_seats_of_a_review_that_was_over_before_seats_had_an_end_end_too(viewer_as, monkeypatch):
    chair, advocate = viewer_as("review_chair"), viewer_as("idva")
    review, other = opened(chair, death()), opened(chair, Case.everything.get())
    for each in (review, other):
        seated(chair, each, advocate)
    monkeypatch.setattr(Kinds, "ended", lambda _kinds, _after, at: at + 1)
    with as_viewer(chair), monkeypatch.context() as before:
        before.setattr(seats, "end", lambda *_, **__: 0)
        actions.say(review, by=chair, what="decided", body={"hold": False, "reason": "No."})
    with as_viewer(advocate):
        assert Review.objects.count() == 2  # in the database nothing has ended yet
    assert (end_seats(), end_seats()) == (2, 0)
    with as_viewer(advocate):
        assert set(Review.objects.all()) == {other}
    with as_viewer(chair):
        assert set(Review.objects.all()) == {review, other}
        assert set(Entry.objects.filter(review=review).values_list("what", flat=True)) == {"decided", "hold"}


def test_a_panel_reads_the_cases_of_its_review_alone(viewer_as):
    chair = viewer_as("review_chair")
    case = death()
    event("arrest.made", ago(days=70), *OTHER_PAIR, offence="assault")
    event("arrest.made", ago(days=60), OTHER_PAIR[0], BORIS, offence="assault")
    review = opened(chair, case)
    with as_viewer(chair):
        shown = material(chair, seats.review(chair, review.pk)).shown
    assert {mention.family_name for each in shown for mention in each.people} == {"Quillfeather", "Tanglewood"}


def test_what_is_recorded_of_a_review_opens_the_case_to_nobody_and_holds_its_records(viewer_as):
    case = death()
    before = set(Case.everything.get().agencies)
    opened(viewer_as("review_chair"), case)
    assert set(Case.everything.get().agencies) == before
    assert CSP not in before
    kinds = set(StoredEvent.objects.filter(agency=CSP).values_list("kind", flat=True))
    assert kinds == {"review.decided", "review.opened", "legal_hold.placed"}


def test_a_case_that_is_kept_from_a_member_is_kept_from_them_in_the_review(viewer_as):
    chair = viewer_as("review_chair")
    review = opened(chair, death())
    event("record.restricted", ago(days=1), *PAIR, to=["npol-ps-104"])
    with as_viewer(chair), pytest.raises(Kept):
        material(chair, seats.review(chair, review.pk))


def test_what_a_panel_says_is_sealed_and_what_the_agencies_must_know_is_recorded(viewer_as):
    chair = viewer_as("review_chair")
    review = opened(chair, death())
    with as_viewer(chair):
        found = seats.review(chair, review.pk)
        actions.say(found, by=chair, what="contact", body={"whom": "family", "said": "Her sister wants to be heard"})
        made = actions.say(
            found, by=chair, what="recommendation", body={"text": "Read the history", "owner": "northshire-police", "due": "2030-01-01"}
        )
        actions.say(found, by=chair, what="progress", body={"text": "Trained", "done": True}, subject=made.pk)
        with pytest.raises(actions.CannotDo):
            actions.say(found, by=chair, what="progress", body={"done": True}, subject=made.pk)
        with pytest.raises(actions.CannotDo):
            actions.say(found, by=chair, what="step", body={"step": "published"})
        stands = seats.stands(found)
        assert not any("sister" in each for each in Entry.objects.values_list("sealed", flat=True))
    assert stands.recommendations[0].done
    assert stands.contacts[0].text("said") == "Her sister wants to be heard"
    assert set(StoredEvent.objects.filter(agency=CSP, kind__startswith="review.action").values_list("kind", flat=True)) == {
        "review.action_agreed", "review.action_done",
    }  # fmt: skip


def test_known_then_is_what_had_been_recorded_then(viewer_as):
    chair = viewer_as("review_chair")
    case = death()
    late = event("bail.breach_reported", ago(days=85), *PAIR, recorded_at=ago(days=10))
    review = opened(chair, case)
    with as_viewer(chair):
        found = material(chair, seats.review(chair, review.pk))
    then = int(ago(days=50).timestamp() * 1e6)
    assert late in {entry.event.id for entry in told(found)}
    assert late not in {entry.event.id for entry in told(found, then)}


def test_whoever_declared_a_conflict_reads_it_no_more_and_does_not_decide_on_it(viewer_as):
    chair = viewer_as("csp_chair")
    case = death()
    review = opened(chair, case)
    with as_viewer(chair):
        assert to_decide_on(chair, case.id) is not None
    Conflict.objects.using("owner").create(staff_id=chair.staff_id, person=case.victim_id, why="A cousin", said_by_id=chair.user_id)
    with as_viewer(chair):
        with pytest.raises(Kept):
            material(chair, seats.review(chair, review.pk))
        assert to_decide_on(chair, case.id) is None


def test_findings_say_nothing_of_a_case_of_hers_that_is_kept_from_the_member(viewer_as):
    chair = viewer_as("review_chair")
    case = death()
    asked = event("victim.requested", ago(days=41), *PAIR, request="escort")
    by = {"id": "npol-ss-104", "role": "shift_sergeant"}
    hidden = event("escort.decided", ago(days=40, hours=23), ANNA, DMITRI, about=asked, granted=True, decided_by=by)
    review = opened(chair, case)

    def rested_on() -> set[str]:
        with as_viewer(chair):
            read = material(chair, seats.review(chair, review.pk))
        listed = found(read, standard_rules(), "then", now=int(ago().timestamp() * 1e6))
        return {each for one in listed for each in (*one.finding.trigger, *one.finding.decided_by)}

    assert hidden.id in rested_on()
    event("record.restricted", ago(days=1), ANNA, DMITRI, to=["npol-ps-104"])
    assert hidden.id not in rested_on()
    assert rested_on()
