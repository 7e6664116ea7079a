"""The list of whom to help first, as it stands in the database: a record re-ranks its case in the same transaction, time needs no job, and
nobody graded high is left below the line without a name and a contact."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction

from harness.recorded import BORIS, CLARA, DMITRI, OTHER_PAIR, PAIR, ago, event, high_risk, now
from safehold.access import context
from safehold.access.viewer import Refused
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.chronology.times import DAY, HOUR, london
from safehold.identity.models import Case
from safehold.practice.perpetrators import listing as suspects
from safehold.practice.safeguarding.models import Standing
from safehold.practice.safeguarding.ranking import actions, announcing, listing
from safehold.practice.safeguarding.ranking.listing import disagreements, left_below, listed, place
from safehold.practice.safeguarding.ranking.models import Notice, Ranked
from safehold.practice.safeguarding.worklist import worklist
from safehold.web.ranked.below import Below, below_the_line


@pytest.fixture
def specialist(viewer_as):
    """The viewer of a specialist, named to the database as a request names them."""
    viewer = viewer_as("da_specialist")
    with transaction.atomic():
        context.enter(viewer)
        yield viewer


def call(*people, days=1.0, **data):
    return event("call.received", ago(days=days), *people, channel="999", domestic=True, **data)


def case_of(*people):
    return Case.everything.get(victim_id__in=Case.everything.values("victim_id"), id=names()[people[0]["given_name"]])


def names():
    with connection.cursor() as cursor:
        cursor.execute("SELECT p.given_name, c.id FROM identity_case c JOIN identity_person p ON p.id = c.victim_id")
        return dict(cursor.fetchall())


def order(viewer, at=None, **how):
    called = {case: name for name, case in names().items()}
    return [called[each.case] for each in listed(viewer, at or now(), **how).places]


def test_a_record_moves_its_case_in_the_same_transaction_and_goes_back_with_it(specialist):
    call(*PAIR, days=40)
    call(*OTHER_PAIR, days=50)
    assert order(specialist) == ["Anna", "Clara"]
    before = transaction.savepoint()
    event("crime.recorded", ago(hours=1), *OTHER_PAIR, offence="non-fatal strangulation")
    assert order(specialist) == ["Clara", "Anna"]
    transaction.savepoint_rollback(before)
    assert order(specialist) == ["Anna", "Clara"]


def test_a_grade_stands_first_and_work_is_listed_by_the_same_order(specialist):
    for days in (1, 2, 3):
        call(*PAIR, days=days, strangulation=True, threat_to_kill=True, weapon=True)
    event("risk.assessed", ago(hours=20), *PAIR, instrument="dash", grade="medium")
    high_risk(*OTHER_PAIR, at=ago(days=60))
    assert order(specialist) == ["Clara", "Anna"]
    dangers = {each.case: each.order for each in listed(specialist, now()).places}
    assert {
        place.case: place.danger for group in worklist(specialist, now(), role="da_specialist").values() for place in group.places
    }.items() <= dangers.items()


def test_as_time_goes_by_nobody_has_to_record_or_run_anything(specialist):
    call(*PAIR, days=2)
    event("release.planned", ago(days=90), *OTHER_PAIR, more={"from": "prison", "at": ago(days=-30).isoformat()})
    call(*OTHER_PAIR, days=100)
    assert order(specialist) == ["Anna", "Clara"]
    assert order(specialist, now() + 28 * DAY) == ["Clara", "Anna"]
    assert listed(specialist, now() + 500 * DAY).places[0].scored.points >= 0


def test_people_of_today_draw_the_line_and_saying_so_moves_it_for_the_unit(specialist, viewer_as):
    high_risk(*PAIR)
    high_risk(*OTHER_PAIR)
    assert listed(specialist, now()).line == 2
    assert listed(specialist, now(), people=0).line == 0
    assert listed(specialist, now(), people=0).high_below == 2
    actions.say_people(by=specialist, people=0, now=now())
    found = listed(specialist, now())
    assert (found.today.people, found.today.said, found.line) == (0, True, 0)
    assert listed(specialist, now() + DAY).today.said is False
    with pytest.raises(NotRecorded):
        actions.say_people(by=specialist, people=-1, now=now())
    with pytest.raises(Refused):
        actions.say_people(by=viewer_as("call_handler"), people=3, now=now())


def test_nobody_graded_high_is_left_below_the_line_without_a_name_and_a_contact_today(specialist):
    actions.say_people(by=specialist, people=0, now=now())
    assert left_below(specialist, now()) == []
    high_risk(*PAIR, at=ago(hours=1))
    (left,) = left_below(specialist, now())  # from the moment that the grade is recorded
    assert (left.owner, left.last_contact_at, left.number) == ("", None, 1)
    actions.name_owner(by=specialist, case=case_of(*PAIR), staff_id=specialist.staff_id)
    (left,) = left_below(specialist, now())
    assert left.owner == specialist.staff_id
    event("victim.views_sought", ago(minutes=2), *PAIR, role="da_specialist", impracticable_because="she was not there")
    event("victim.contact_attempted", ago(minutes=1), *PAIR, role="da_specialist", method="visit", safe=True, reached=False)
    assert len(left_below(specialist, now())) == 1
    event("victim.contact_attempted", ago(seconds=1), *PAIR, role="da_specialist", method="visit", safe=True, reached=True)
    assert left_below(specialist, now()) == []
    assert len(left_below(specialist, now() + 25 * HOUR)) == 0  # tomorrow the area's own number of people reaches her
    actions.say_people(by=specialist, people=1, now=now())
    assert left_below(specialist, now()) == []


def test_to_disagree_upwards_counts_downwards_moves_nobody_and_both_are_remembered(specialist):
    call(*PAIR, days=3)
    call(*OTHER_PAIR, days=300)
    assert order(specialist) == ["Anna", "Clara"]
    owner = Standing.everything.get(case_id=names()["Anna"]).owner
    with pytest.raises(NotRecorded):
        actions.disagree(by=specialist, case=case_of(*PAIR), should_be="lower", reason=" ", now=now())
    actions.disagree(by=specialist, case=case_of(*PAIR), should_be="lower", reason="He has moved abroad", now=now())
    assert order(specialist) == ["Anna", "Clara"]
    actions.disagree(by=specialist, case=case_of(*OTHER_PAIR), should_be="higher", reason="He waits at her work", now=now())
    assert order(specialist) == ["Clara", "Anna"]
    places = listed(specialist, now()).places
    said = disagreements(places)
    assert [(each.should_be, each.reason, each.by) for each in said[names()["Clara"]]] == [
        ("higher", "He waits at her work", specialist.staff_id)
    ]
    assert said[names()["Anna"]][0].reason == "He has moved abroad"
    assert Standing.everything.get(case_id=names()["Anna"]).owner == owner  # to say so is not to take her on


def test_each_sees_the_order_of_the_cases_that_they_see(viewer_as, owner):
    call(*PAIR)
    event("call.received", ago(days=1), CLARA, DMITRI, channel="999", domestic=True, agency="southmere-police", source="southmere")

    def seen(viewer):
        with transaction.atomic():
            context.enter(viewer)
            found = {each.case for each in listed(viewer, now()).places}
            assert found == set(Ranked.objects.for_viewer(viewer).values_list("case_id", flat=True))
            return found

    with transaction.atomic():
        anna, clara = names()["Anna"], names()["Clara"]
    assert seen(viewer_as("da_specialist")) == {anna}
    owner.execute("INSERT INTO identity_restriction VALUES (%s, '{somebody-else}')", [anna])
    owner.commit()
    assert seen(viewer_as("da_specialist")) == set()
    assert seen(viewer_as("da_specialist", "southmere-police")) == {clara}
    with transaction.atomic():
        context.enter(viewer_as("call_handler"))
        assert listed(viewer_as("call_handler"), now()).orders == []


def test_suspects_are_told_to_those_who_manage_them_alone_and_not_of_a_case_that_is_kept(viewer_as, owner):
    call(*PAIR, days=3, injuries=True)
    call(*OTHER_PAIR, days=300)

    def told(role):
        viewer = viewer_as(role)
        with transaction.atomic():
            context.enter(viewer)
            return [each.person for each in suspects.listed(viewer, now()).places]

    assert len(told("offender_manager")) in (0, 2)  # by whether their agency is of the case
    first, second = told("da_specialist")
    assert told("first_responder") == []
    owner.execute("INSERT INTO identity_restriction SELECT id, '{somebody-else}' FROM identity_case WHERE suspect_id = %s", [first])
    owner.commit()
    assert told("da_specialist") == [second]


def announced() -> list[str]:
    announcing.announce()
    return list(Notice.objects.order_by("id").values_list("role", flat=True))


def test_who_is_below_the_line_is_announced_by_the_runner_to_the_roles_named_once_a_day_whoever_opens_a_page(viewer_as, monkeypatch):
    specialist = viewer_as("da_specialist")
    morning = london(now()).replace(hour=9, minute=0, second=0, microsecond=0)
    with time_machine.travel(morning, tick=False) as clock:
        actions.say_people(by=specialist, people=0, now=now())
        assert announced() == []
        for pair in (PAIR, OTHER_PAIR, (CLARA | {"ref": "N7", "given_name": "Ewa", "date_of_birth": "1971-11-30"}, BORIS)):
            high_risk(*pair)
        monkeypatch.setattr(listing, "MOST", 1)  # however many are looked at for the page
        assert announced() == ["da_specialist"] * 3
        assert announced() == ["da_specialist"] * 3
        with transaction.atomic():
            context.enter(specialist)
            assert (len(left_below(specialist, now())), listing.how_many_left(specialist, now())) == (3, 3)
            assert below_the_line(specialist, now()) == Below(3, now())
        with transaction.atomic():
            context.enter(viewer_as("idva"))  # not of these cases
            assert below_the_line(viewer_as("idva"), now()) is None
        clock.shift(timedelta(hours=4))
        assert announced().count("duty_inspector") == 3
        clock.shift(timedelta(hours=4))
        assert announced().count("superintendent") == 3
        clock.shift(timedelta(hours=9))  # the next day, of which nobody has said how many they are
        assert len(announced()) == 9
        clock.shift(timedelta(hours=4))
        with transaction.atomic():
            context.enter(specialist)
            actions.say_people(by=specialist, people=2, now=now())
            assert len(left_below(specialist, now())) == 0
            actions.say_people(by=specialist, people=0, now=now())
        assert announced().count("da_specialist") == 6


def test_what_a_refuge_alone_holds_of_a_suspect_shows_in_no_count_order_or_reason(viewer_as):
    def shown():
        viewer = viewer_as("da_specialist")
        with transaction.atomic():
            context.enter(viewer)
            return [(each.number, each.facts, each.scored, each.managed_at) for each in suspects.listed(viewer, now()).places]

    call(*PAIR, days=3)
    before = shown()
    # Of another whom he harms, of her whom the police know, and of somebody whom nobody else suspects.
    refuge = {"agency": "westbrook-refuge", "source": "refuge-notes"}
    event("crime.recorded", ago(days=2), CLARA, BORIS, offence="attempted murder", **refuge)
    event("third_party.reported", ago(days=1), *PAIR, agency="northshire-idva", source="idva-notes", concern="screams")
    event("crime.recorded", ago(days=2), *OTHER_PAIR, offence="attempted murder", **refuge)
    event("perpetrator.managed", ago(days=1), BORIS, by="westbrook-refuge", **refuge)
    assert shown() == before
    call(CLARA, BORIS, days=1)
    assert shown() != before  # but what the police record of the same people does


def test_a_case_is_found_with_its_place_and_whoever_died_has_none(specialist):
    call(*PAIR)
    anna = names()["Anna"]
    assert place(specialist, anna, now()).number == 1
    event("death.reported", ago(minutes=5), {**PAIR[0], "role": "deceased"}, PAIR[1], apparent_cause="unexplained")
    assert listed(specialist, now()).places == []
