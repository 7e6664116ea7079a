"""What is told of a chronology is what the database would have shown, had its events been recorded as they came."""

from pathlib import Path

from safehold.chronology.importing import events_in
from safehold.chronology.record import record
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.chronology.times import moment
from safehold.oversight.retelling.days import as_they_came
from safehold.oversight.retelling.following import retell
from safehold.rulebook.loader import standard_rules
from safehold.rulebook.models import Obligation, reach
from safehold.rulebook.settled import state_at

FILE = Path(__file__).resolve().parents[1] / "cases" / "penalised-victim-2016.jsonl"


def test_duties_stand_as_they_would_have_stood_in_the_database_at_each_event(database):
    came = as_they_came(events_in(FILE)[0])
    retold = retell(came, standard_rules(), today=0, standard="then")
    for number in (7, len(came)):
        record([_raw(each) for each in came[:number]])
        at = came[number - 1].at
        stored = Obligation.everything.annotate(state_now=state_at(at, reach()))
        expected = {(each.duty.rule, each.duty.subject, each.duty.state) for each in retold.owed(_moment(retold, number))}
        open_ = {(each.rule, each.subject, each.state_now) for each in stored if each.answerable and each.state_now in OPEN}
        assert expected
        assert open_ == expected


def test_the_order_of_danger_is_that_of_the_list_of_whom_to_help_first_as_of_each_moment_by_time_alone_too(database):
    came = as_they_came(events_in(FILE)[0])
    retold = retell(came, standard_rules(), today=0, standard="then")
    seen = set()
    for number in (1, 3, 7, len(came)):
        record([_raw(each) for each in came[:number]])
        for told in (each for each in retold.moments if each.stage == number):
            with session() as cursor:
                listed = [danger for _, danger in rows(cursor, "SELECT case_id, danger FROM access.ranked(%s, 0, 600)", [told.at])]
            assert [each.danger for each in retold.dangers(told)] == listed
            seen.add(tuple(listed))
    assert len(seen) > 3  # by what came in, and by what was not done in time


OPEN = ("pending", "breached", "uncertain")


def _moment(retold, number):
    return next(each for each in retold.moments if each.stage == number)


def _raw(each):
    event = each.event
    people = [{name: value for name, value in _person(mention).items() if value} for mention in event.people]
    return {
        "source": event.id.source, "id": event.id.id, "kind": event.kind, "agency": event.agency, "data": event.data, "people": people,
        "occurred_at": moment(event.occurred_at.earliest).isoformat(), "recorded_at": moment(each.at).isoformat(),
        "about": [one.id for one in event.about],
    }  # fmt: skip


def _person(mention):
    names = ("ref", "role", "relation", "given_name", "family_name", "date_of_birth", "sex")
    return {name: getattr(mention, name) for name in names}
