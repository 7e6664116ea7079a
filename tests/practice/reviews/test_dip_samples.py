"""Which cases are drawn, who audits them, and who reads what was answered."""

from datetime import date

import pytest
from django.db import transaction

from harness.recorded import OTHER_PAIR, PAIR, ago, event
from practice.reviews.seated import as_viewer
from safehold.access.models import Posting
from safehold.chronology.record import record
from safehold.identity.models import Case
from safehold.practice.reviews.dipping import actions, results
from safehold.practice.reviews.dipping.draw import Rule
from safehold.practice.reviews.dipping.models import Answer, Drawn, Sample, Seat
from safehold.practice.reviews.dipping.questions import Asked, BadQuestions, read
from safehold.practice.reviews.dipping.rotating import rotate

ALL = Rule(ago(days=365).date().isoformat(), ago().date().isoformat())


@pytest.fixture
def head(viewer_as):
    return viewer_as("crime_registrar")


DECIDED = """
INSERT INTO retention_decision
  (id, at, agency, subject, persons, events, "group", keep, two, days, whenever, criteria, ground, reason, by_id, role)
SELECT 1, 0, s.agency, c.case_id, c.persons, '{}', '4', false, false, 0, false, '{}', 'x', '', s.by_id, s.role
  FROM dipping_case c JOIN dipping_sample s ON s.id = c.sample_id
"""


def two_cases() -> None:
    event("crime.outcome", ago(days=60), *PAIR, outcome="no_further_action")
    event("arrest.made", ago(days=50), *OTHER_PAIR, offence="assault")


def arrested_by(viewer, people) -> None:
    record(
        [
            {
                "source": "northshire-records", "id": f"by-{viewer.staff_id}", "kind": "arrest.made",
                "occurred_at": ago(days=9).isoformat(),
                "agency": viewer.agency, "actor": {"id": viewer.staff_id, "role": viewer.role},
                "people": [dict(each) for each in people], "data": {"offence": "assault"},
            }
        ]
    )  # fmt: skip


def drawn(head, rule=ALL, wanted=5):
    with as_viewer(head):
        sample = actions.draw_sample(by=head, rule=rule, wanted=wanted)
        return sample, list(sample.drawn.order_by("place"))


def answered(viewer, one, **more):
    with as_viewer(viewer):
        found = results.to_answer(viewer, one.pk)
        keys = actions.questions(found.sample).questions
        actions.answer(found, by=viewer, answers=dict.fromkeys(keys, "yes") | more, words={"believed": "Her account was doubted twice"})


def only_two(viewer_as) -> None:
    """So that both who audit are known: of the records managers only one is left."""
    Posting.objects.using("owner").filter(role__in=("records_manager",)).exclude(user_id=viewer_as("records_manager").user_id).delete()
    Posting.objects.using("owner").filter(role="da_specialist").delete()


def test_cases_are_drawn_by_what_was_asked_and_the_draw_is_proved(head):
    two_cases()
    sample, cases = drawn(head)
    assert len(cases) == sample.size == 2
    with as_viewer(head):
        assert actions.proved(sample, [each.case_id for each in cases])
        assert not actions.proved(sample, [each.case_id for each in reversed(cases)])
    outcome, by_outcome = drawn(head, Rule(ALL.since, ALL.until, outcome="no_further_action"))
    assert outcome.size == len(by_outcome) == 1
    with as_viewer(head), pytest.raises(actions.CannotDo):
        actions.draw_sample(by=head, rule=Rule("2001-01-01", "2001-02-01"), wanted=3)


def test_cases_are_drawn_by_a_duty_that_was_not_done_and_by_a_team(head, viewer_as):
    event("suspect.released", ago(days=30), *PAIR, status="bail", role="custody_officer")
    event("crime.outcome", ago(days=20), *OTHER_PAIR, outcome="charged")
    owed, _ = drawn(head, Rule(ALL.since, ALL.until, duty="victim-told-of-release"))
    assert owed.size == 1
    responder = viewer_as("first_responder")
    Posting.objects.using("owner").filter(user_id=responder.user_id).update(unit="Response B")
    by_team = Rule(ALL.since, ALL.until, team="Response B")
    with as_viewer(head), pytest.raises(actions.CannotDo):
        actions.draw_sample(by=head, rule=by_team, wanted=3)
    arrested_by(responder, OTHER_PAIR)
    _, (one,) = drawn(head, by_team)
    assert responder.staff_id in one.never


def test_a_case_that_is_kept_from_whoever_draws_is_not_drawn(head):
    two_cases()
    event("record.restricted", ago(days=1), *PAIR, to=["npol-ps-104"])
    kept = Case.everything.order_by("first_at").first().id
    sample, (one,) = drawn(head)
    assert sample.size == 1
    assert one.case_id != kept


def test_nobody_audits_who_recorded_in_the_case_or_is_of_their_line_or_unit(head, viewer_as):
    specialist, standards, manager = map(viewer_as, ("da_specialist", "professional_standards", "records_manager"))
    two_cases()
    postings = Posting.objects.using("owner")
    for viewer in (specialist, viewer_as("first_responder")):
        arrested_by(viewer, PAIR)
    postings.filter(user_id=viewer_as("first_responder").user_id).update(supervisor=standards.staff_id)
    sample, cases = drawn(head)
    pair = next(each for each in cases if {specialist.staff_id} <= set(each.never))
    with as_viewer(head):
        seated = set(Seat.objects.filter(drawn=pair).values_list("user_id", flat=True))
        assert not seated & {specialist.user_id, standards.user_id, head.user_id}
        assert len(seated) == 2
        other = next(each for each in cases if each.pk != pair.pk)
        assert specialist.staff_id not in other.never
    # Whoever comes into the line afterwards is kept from it from then on.
    assert manager.user_id in seated
    postings.filter(user_id=viewer_as("first_responder").user_id).update(supervisor=manager.staff_id)
    with as_viewer(manager):
        assert not actions.still_outside(pair.case_id, manager)
        assert actions.still_outside(other.case_id, manager)


def test_no_answer_is_read_by_anybody_else_until_both_are_in(head, viewer_as):
    first, second = viewer_as("professional_standards"), viewer_as("records_manager")
    only_two(viewer_as)
    event("arrest.made", ago(days=50), *PAIR, offence="assault")
    sample, (one,) = drawn(head)
    answered(first, one)
    for viewer, sees in ((first, 1), (second, 0), (head, 0)):
        with as_viewer(viewer):
            assert Answer.objects.count() == sees
    with as_viewer(head):
        (listed,) = results.audited(sample)
        assert (len(listed.answered), listed.told) == (1, ())
    with as_viewer(first), pytest.raises(actions.CannotDo):
        actions.answer(results.to_answer(first, one.pk), by=first, answers=dict.fromkeys(_keys(one), "no"), words={})
    with as_viewer(second), pytest.raises(actions.CannotDo):
        actions.answer(results.to_answer(second, one.pk), by=second, answers={"believed": "no"}, words={})
    answered(second, one, believed="no")
    for viewer in (first, second, head):
        with as_viewer(viewer):
            assert Answer.objects.count() == 2
            assert not any("doubted" in each for each in Answer.objects.values_list("sealed", flat=True))
    with as_viewer(head):
        asked = {each.key: each for each in results.by_question(sample, results.audited(sample))}
    assert (asked["believed"].agreement.percent, asked["alone"].agreement.percent) == (0, 100)
    assert asked["believed"].good == (1, 2)
    assert asked["blamed-words"].good == (0, 2)
    # Nobody else at the agency reads anything, not even one who could audit.
    with as_viewer(viewer_as("first_responder")):
        assert [each.objects.count() for each in (Sample, Drawn, Seat, Answer)] == [0, 0, 0, 0]


def _keys(one) -> list[str]:
    return list(actions.questions(one.sample).questions)


def test_another_reviewer_is_asked_and_the_first_reads_no_more(head, viewer_as):
    event("arrest.made", ago(days=50), *PAIR, offence="assault")
    _, (one,) = drawn(head)
    with as_viewer(head):
        before = {each.place: each.user_id for each in Seat.objects.filter(drawn=one)}
        actions.seat_anew(one, by=head, place=1)
        latest = Seat.objects.filter(drawn=one, place=1).order_by("-id").first()
    assert latest.user_id not in before.values()
    for each in map(viewer_as, ("da_specialist", "professional_standards", "records_manager")):
        with as_viewer(each):
            assert (results.to_answer(each, one.pk) is not None) is (each.user_id in (before[2], latest.user_id))


def test_what_a_reviewer_wrote_goes_with_the_content_of_the_case_and_new_keys_seal_it_anew(head, viewer_as, owner):
    only_two(viewer_as)
    event("arrest.made", ago(days=50), *PAIR, offence="assault")
    _, (one,) = drawn(head)
    answered(viewer_as("professional_standards"), one)
    before = owner.execute("SELECT sealed FROM dipping_answer").fetchone()[0]
    with transaction.atomic():
        assert rotate() == 2
    owner.rollback()
    assert owner.execute("SELECT sealed FROM dipping_answer").fetchone()[0] != before
    owner.execute(DECIDED)
    owner.execute("INSERT INTO retention_removal (decision_id, at, events, parts, stayed) VALUES (1, 0, 1, 1, 0)")
    owner.commit()
    with as_viewer(viewer_as("professional_standards")) as viewer:
        assert list(Answer.objects.values_list("sealed", flat=True)) == [""]
        assert results.told_of(results.to_answer(viewer, one.pk)) == ()


GOOD = """versions:
  - version: "1"
    from: 2020-01-01
    questions:
      a:
        asks: A?
        good: "yes"
        source: S
        confidence: F
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (GOOD, "", "own.yaml: the file is empty"),
        (GOOD, "versions: []", "own.yaml, line 1: versions holds no version"),
        ("2020-01-01", "soon", "own.yaml, line 3: versions[0].from is 'soon'; it must be a day"),
        ('"yes"', "maybe", "own.yaml, line 7: versions[0].questions.a.good is 'maybe'; allowed: yes, no"),
        ("a:\n        asks", "a.b:\n        asks", "own.yaml, line 6: versions[0].questions.a.b is named 'a.b', which is no name"),
        ("source: S", "sauce: S", "own.yaml, line 8: versions[0].questions.a.sauce is not a field here"),
        ("A?", "[", "own.yaml, line 8: this is not YAML"),
        (GOOD, GOOD + GOOD.removeprefix("versions:\n"), "own.yaml, line 10: versions[1].version is '1', and so is an earlier"),
    ],
)
def test_questions_that_cannot_be_read_are_refused_with_file_line_and_reason(old, new, says):
    assert read(GOOD, "own.yaml")[0].questions["a"].asks == "A?"
    with pytest.raises(BadQuestions) as refused:
        read(GOOD.replace(old, new), "own.yaml")
    assert str(refused.value).startswith(says)


def test_a_file_of_questions_that_is_wrong_is_refused_and_the_questions_before_stay_in_force(tmp_path):
    own, day = tmp_path / "own.yaml", date(2026, 5, 1)
    own.write_text("versions: soon", encoding="utf-8")
    asked = Asked(str(own))
    assert "believed" in asked.in_force(day).questions  # those that ship, from the start
    assert f"{own}, line 1: versions must be a mapping" in asked.refused
    own.write_text(GOOD, encoding="utf-8")
    assert (list(asked.in_force(day).questions), asked.refused) == (["a"], "")
    own.write_text(GOOD.replace("good:", "fine:"), encoding="utf-8")
    assert list(asked.in_force(day).questions) == ["a"]
    assert "line 7" in asked.refused
    own.unlink()
    assert list(asked.in_force(day).questions) == ["a"]
    assert "cannot be read" in asked.refused
