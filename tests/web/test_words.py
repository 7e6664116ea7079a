from datetime import date

import pytest

from safehold.chronology.envelope import read_event
from safehold.chronology.times import DAY, HOUR, MINUTE, SECOND, read_when
from safehold.web import words
from safehold.web.naming import who_did

NOW = read_when("2026-07-24T14:52:00+01:00").earliest


def at(text: str) -> int:
    return read_when(text).earliest


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2007-04/2007-12", "between April and December 2007"),
        ("2007-04/2008-05", "between April 2007 and May 2008"),
        ("2007-05", "May 2007"),
        ("2007-12", "December 2007"),
        ("2007", "2007"),
        ("2007/2009", "between 2007 and 2009"),
        ("2008-07-29", "29 July 2008"),
        ("2008-07-03/2008-07-05", "between 3 and 5 July 2008"),
        ("2008-06-30/2008-07-05", "between 30 June and 5 July 2008"),
        ("2007-12-31/2008-01-02", "between 31 December 2007 and 2 January 2008"),
        ("2007-04/2007-04-10", "between 1 and 10 April 2007"),
        ("2026-07-24T14:40:00+01:00", "24 July 2026, 14:40"),
        ("2026-07-24T14:40:00+01:00/2026-07-24T15:00:00+01:00", "24 July 2026, between 14:40 and 15:00"),
        ("2026-07-24T23:40:00+01:00/2026-07-25T01:00:00+01:00", "between 23:40, 24 July 2026 and 01:00, 25 July 2026"),
        ("2008-03-30", "30 March 2008"),
        ("2008-10-26", "26 October 2008"),
    ],
)
def test_a_coarse_time_is_said_no_more_exactly_than_it_is_known(when, said):
    assert words.coarse(read_when(when)) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-07-24T14:40:00+01:00", "14:40, 12 minutes ago"),
        ("2026-07-24T14:51:30+01:00", "14:51, less than a minute ago"),
        ("2026-07-24T15:52:00+01:00", "15:52, in 1 hour"),
        ("2026-07-24T13:40:00Z", "14:40, 12 minutes ago"),
        ("2026-07-23T23:30:00+01:00", "Thursday 23 July, 23:30, 15 hours ago"),
        ("2026-06-01T09:05:00+01:00", "1 June 2026, 09:05"),
        ("2026-01-24T14:40:00Z", "24 January 2026, 14:40"),
    ],
)
def test_a_time_is_said_by_the_clock_and_by_how_long_ago(text, said):
    assert words.stamp(at(text), NOW) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (0, "less than a minute"),
        (MINUTE - 1, "less than a minute"),
        (MINUTE, "1 minute"),
        (HOUR - 1, "59 minutes"),
        (HOUR, "1 hour"),
        (2 * DAY - 1, "47 hours"),
        (2 * DAY, "2 days"),
        (59 * DAY, "59 days"),
        (60 * DAY, "2 months"),
        (3 * 365 * DAY, "3 years"),
    ],
)
def test_a_length_of_time_is_said_in_one_unit(span, said):
    assert words.lasting(span) == said


def test_a_deadline_is_overdue_after_it_and_due_until_then():
    assert words.due(NOW - 2 * HOUR, NOW) == "overdue by 2 hours"
    assert words.due(NOW, NOW) == "due in less than a minute"
    assert words.due(NOW + 40 * MINUTE, NOW) == "due in 40 minutes"
    assert words.due(NOW - SECOND, NOW) == "overdue by less than a minute"


@pytest.mark.parametrize(
    ("born", "said"),
    [("1976-07-24", "50"), ("1976-07-25", "49"), ("1976", "about 49"), ("1976-01", "50"), ("", ""), ("unknown", ""), ("2030", "")],
)
def test_an_age_is_as_exact_as_the_date_of_birth(born, said):
    assert words.age(born, date(2026, 7, 24)) == said


def test_a_family_name_is_in_capitals_and_a_missing_name_is_said():
    assert words.person("Marta", "Stanwick") == "Marta STANWICK"
    assert words.person("", "ni Bhriain") == "NI BHRIAIN"
    assert words.person("mary-jane", "o'hara") == "Mary-Jane O'HARA"
    assert words.person("ÉLODIE", "STANWICK") == "Élodie STANWICK"
    as_written = ("TJ", "LaToya", "Anne-marie", "J.", "")
    assert tuple(map(words.given, as_written)) == as_written
    assert words.person("", "") == "name not known"


def test_a_probability_is_said_in_words():
    assert [words.likely(p) for p in (0.99, 0.95, 0.8, 0.5, 0.21)] == ["very likely", "very likely", "likely", "possible", "unlikely"]


def test_code_names_are_said_as_words():
    assert words.sentence(words.spoken("no_resources")) == "No resources"
    assert words.iso(at("2026-07-24T13:40:00Z")) == "2026-07-24T14:40:00+01:00"
    assert words.day(at("2026-07-24T23:30:00Z")) == "25 July 2026"


def test_whoever_did_something_is_named_at_their_own_agency_and_elsewhere_by_role():
    def by(agency: str) -> str:
        raw = {"source": "s", "id": "1", "kind": "call.graded", "occurred_at": "2026-11-01T10:00:00+00:00", "agency": agency,
               "actor": {"id": "npol-d-104", "role": "dispatcher"}}  # fmt: skip
        agencies = {"north": "North Police", "south": "South Police"}
        return who_did(read_event(raw), "north", {"npol-d-104": "Ben Ridley"}, agencies)

    assert by("north") == "Ben Ridley, dispatcher"
    assert by("south") == "dispatcher, South Police"
