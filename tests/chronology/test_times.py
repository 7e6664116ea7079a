"""Times as sources write them: exact, coarse, spans; days as they are in London; and what is not a time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safehold.chronology.times import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    BadTime,
    When,
    end_of_day,
    instant,
    london,
    moment,
    read_day,
    read_when,
    start_of_day,
)  # fmt: skip


def at(text: str) -> int:
    return instant(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2008-07-29T14:40:00+01:00", "2008-07-29T13:40:00+00:00"),
        ("2008-07-29T14:40:00Z", "2008-07-29T14:40:00+00:00"),
        ("2008-07-29t14:40:00z", "2008-07-29T14:40:00+00:00"),
        ("2008-07-29 14:40:00-05:30", "2008-07-29T20:10:00+00:00"),
        ("2008-07-29T14:40:00.25Z", "2008-07-29T14:40:00.250000+00:00"),
        ("2008-07-29T14:40:00.123456789Z", "2008-07-29T14:40:00.123456+00:00"),
    ],
)
def test_a_time_with_its_offset_is_exact(written, meant):
    found = read_when(written)
    assert found.exact
    assert moment(found.earliest) == datetime.fromisoformat(meant)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2008-07-29", "2008-07-29", "2008-07-29"),
        ("2008-02", "2008-02-01", "2008-02-29"),
        ("2007-12", "2007-12-01", "2007-12-31"),
        ("2007", "2007-01-01", "2007-12-31"),
        ("2007-04/2007-12", "2007-04-01", "2007-12-31"),
        ("2007-04-03/2008", "2007-04-03", "2008-12-31"),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
    ],
)
def test_a_coarse_time_is_every_instant_of_its_days_in_london(written, first, last):
    assert read_when(written) == When(start_of_day(date.fromisoformat(first)), end_of_day(date.fromisoformat(last)))
    assert not read_when(written).exact


def test_a_span_may_begin_or_end_with_an_exact_time():
    assert read_when("2008-07-29T14:40:00Z/2008-07-29T15:00:00Z") == When(at("2008-07-29T14:40+00:00"), at("2008-07-29T15:00+00:00"))
    assert read_when("2008-07/2008-07-29T15:00:00Z").latest == at("2008-07-29T15:00+00:00")


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2008-13", "month must be in 1..12"),
        ("2008-00", "month must be in 1..12"),
        ("2008-02-30", "day is out of range"),
        ("2023-02-29", "day is out of range"),
        ("0000", "not a date between the years 1800 and 2200"),
        ("1799-12-31", "not a date between the years"),
        ("9999-12-31", "not a date between the years"),
        ("2008-07-29T14:40:00", "give a date"),
        ("2008-07-29T14:40Z", "give a date"),
        ("2008-07-29T25:00:00Z", "hour must be in 0..23"),
        ("2008-07-29T14:40:61Z", "second must be in 0..59"),
        ("2008-07-29T14:40:00+25:00", "is not a time"),
        ("0208-07-29T14:40:00Z", "not a date between the years"),
        ("29/07/2008", "give a date"),
        ("2008-12/2008-02", "ends before it starts"),
        ("2008/", "give a date"),
        ("2008/2009/2010", "give a date"),
        ("", "give a date"),
        ("yesterday", "give a date"),
        ("20080729", "give a date"),
        ("2008-7-9", "give a date"),
        ("2008-07-29\n", "give a date"),
    ],
)
def test_what_is_no_time_is_said_with_what_was_written(written, why):
    with pytest.raises(BadTime, match=why):
        read_when(written)


def test_a_day_is_half_open_and_days_follow_one_another_without_a_gap():
    for day in (date(2024, 3, 30), date(2024, 3, 31), date(2024, 10, 27), date(2023, 12, 31)):
        assert end_of_day(day) + 1 == start_of_day(day + timedelta(days=1))
        assert london(start_of_day(day)).date() == london(end_of_day(day)).date() == day


def test_the_days_on_which_clocks_change_have_twenty_three_and_twenty_five_hours():
    assert end_of_day(date(2024, 3, 31)) - start_of_day(date(2024, 3, 31)) + 1 == 23 * HOUR
    assert end_of_day(date(2024, 10, 27)) - start_of_day(date(2024, 10, 27)) + 1 == 25 * HOUR
    assert moment(start_of_day(date(2024, 7, 1))) == datetime(2024, 6, 30, 23, tzinfo=UTC)


def test_the_hour_that_comes_twice_is_told_apart_by_its_offset():
    first, second = read_when("2024-10-27T01:30:00+01:00"), read_when("2024-10-27T01:30:00+00:00")
    assert second.earliest - first.earliest == HOUR
    assert london(first.earliest).hour == london(second.earliest).hour == 1


def test_the_day_of_a_time_is_its_day_in_london():
    assert read_day("2024-06-30T23:30:00Z") == date(2024, 7, 1)
    assert read_day("2024-07") == date(2024, 7, 1)


def test_a_time_without_an_offset_has_no_instant():
    with pytest.raises(BadTime, match="no offset"):
        instant(datetime.fromisoformat("2024-01-01"))


@given(st.datetimes(datetime.fromisoformat("1900-01-01"), datetime.fromisoformat("2200-01-01"), timezones=st.just(UTC)))
def test_instants_lose_nothing(when):
    assert moment(instant(when)) == when
    assert read_when(when.isoformat(timespec="microseconds")) == When(instant(when), instant(when))
    assert read_when(london(instant(when)).isoformat(timespec="microseconds")).earliest == instant(when)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_a_day_is_within_its_month_and_that_within_its_year(day):
    spans = [read_when(text) for text in (f"{day:%Y-%m-%d}", f"{day:%Y-%m}", f"{day:%Y}")]
    for inner, outer in zip(spans, spans[1:], strict=False):
        assert outer.earliest <= inner.earliest <= inner.latest <= outer.latest
    assert 23 * HOUR <= spans[0].latest - spans[0].earliest + SECOND <= 25 * HOUR + MINUTE
    assert spans[1].latest - spans[1].earliest < 31 * DAY + 2 * HOUR


def read(text: str) -> When | str:
    try:
        return read_when(text)
    except BadTime as error:
        return str(error)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_reason(text):
    found = read(text)
    assert found
    assert isinstance(found, str) or found.earliest <= found.latest
