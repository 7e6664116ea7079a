"""What a system that keeps a copy of duties is told has changed: also where nothing was received, and people were joined or parted."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from harness.recorded import ANNA, BORIS, ago, event, high_risk, released
from safehold.access.systems.models import Mark
from safehold.identity import deciding
from safehold.identity.decided import number_of
from safehold.identity.models import Case, Person

ANNIE = ANNA | {"ref": "N9", "given_name": "Johanna", "date_of_birth": "1979-11-30"}


class Copy:
    """As a system keeps one: it takes in what changed, and reads everything anew where it holds more than there is."""

    def __init__(self, system):
        self.system, self.held, self.at = system, {}, None
        self.read()

    def read(self):
        found = self.system.get("duties", limit=500)[1]
        self.held, self.at = {duty["key"]: duty for duty in found["duties"]}, found["at"]

    def take_in(self):
        found = self.system.get("duties", limit=500, changed_since=self.at)[1]
        self.held |= {duty["key"]: duty for duty in found["duties"]}
        self.at = found["at"]
        if len(self.held) > found["in_all"]:
            self.read()
        return found["duties"]


@pytest.fixture
def two(staff):
    """Two women who may be one: he was released for the one, the other is at high risk."""
    released(ANNA, BORIS, at=ago(hours=30))
    high_risk(ANNIE, BORIS, at=ago(hours=29))
    event("call.received", ago(hours=28), ANNIE, BORIS, channel="999", domestic=True)
    return sorted(Person.everything.filter(family_name__iexact="Quillfeather").values_list("id", flat=True))


def whole(system):
    return {duty["key"]: duty for duty in system.get("duties", limit=500)[1]["duties"]}


def test_what_changed_since_people_were_joined_and_parted_is_told(system, two, viewer_as):
    assert len(two) == 2
    police, judge = system(), viewer_as("da_specialist")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        copy = Copy(police)
        clock.shift(timedelta(hours=1))
        assert police.get("duties", changed_since=copy.at)[1]["in_all"] == len(copy.held)
        act = deciding.judge_people(by=judge, one=two[0], other=two[1], judgement="linked", why="one woman, by her phone")
        assert Case.everything.count() == 1
        told = copy.take_in()
        assert copy.held == whole(police)
        assert {case for duty in told for case in duty["cases"]} == {Case.everything.get().pk}
        clock.shift(timedelta(hours=1))
        deciding.undo(by=judge, judgement=number_of(act), why="her sister")
        assert Case.everything.count() == 2
        copy.take_in()
        assert copy.held == whole(police)


def test_what_did_not_change_long_after_is_not_told_and_what_nobody_noted_is_told_whole(system, two):
    police = system()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        every = whole(police)
        clock.shift(timedelta(days=20))
        assert police.get("duties", changed_since=timezone.now().isoformat())[1]["duties"] == []
        Mark.objects.all().delete()
        told = police.get("duties", changed_since=timezone.now().isoformat(), limit=500)[1]
        assert {duty["key"] for duty in told["duties"]} == every.keys()


def test_how_far_numbers_have_come_is_noted_once_a_minute_and_forgotten_after_forty_days(system):
    police = system("read_duties")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(3):
            police.get("duties")
        assert Mark.objects.count() == 1
        clock.shift(timedelta(minutes=1, seconds=1))
        police.get("duties")
        assert Mark.objects.count() == 2
        clock.shift(timedelta(days=41))
        system("read_duties").get("duties")
        assert Mark.objects.count() == 1
