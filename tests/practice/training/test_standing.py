"""How training stands, and lists of it. Pure."""

from datetime import date

import pytest

from safehold.chronology.times import end_of_day, start_of_day
from safehold.practice.training.reading import BadTable, read
from safehold.practice.training.standing import Course, Months, stands
from safehold.practice.training.taken import Taken

MONTHS = Months(36, 3)
TODAY = date(2026, 11, 23)
HEAD = "staff_id,course,specialist_led,date\n"


def led(day: date, specialist: bool = True) -> Course:
    return Course("Domestic Abuse Matters", specialist, start_of_day(day))


@pytest.mark.parametrize(
    ("day", "standing"),
    [(date(2023, 11, 22), "lapsed"), (date(2023, 11, 23), "lapsing"), (date(2024, 2, 22), "lapsing"), (date(2024, 2, 23), "trained")],
)
def test_training_lapses_at_the_end_of_its_day_and_is_asked_for_before(day, standing):
    assert stands([led(day)], start_of_day(TODAY), MONTHS).standing == standing


def test_the_last_course_that_a_specialist_led_counts_and_others_are_said():
    found = stands([led(date(2020, 1, 1)), led(date(2026, 1, 1)), led(date(2026, 6, 1), False)], start_of_day(TODAY), MONTHS)
    assert (found.standing, found.until) == ("trained", end_of_day(date(2029, 1, 1)))
    assert found.other is not None
    assert stands([led(date(2026, 6, 1), False)], start_of_day(TODAY), MONTHS).standing == "never"


def test_what_is_still_to_come_does_not_count():
    assert stands([led(date(2026, 12, 1))], start_of_day(TODAY), MONTHS).standing == "never"


def test_each_line_is_read_or_refused_with_its_number_and_why():
    lines = ("a1,Matters,yes,2026-06-30", "zz,Matters,yes,2026-06-30", "a1,Matters,perhaps,2026-06-30", "", "a1,,yes,2026-06-30")
    text = HEAD + "\n".join([*lines, "a1,M,no,30 June", "a1,M,no,2027-01-01", ""])
    found = read(text.encode(), ["a1"], TODAY)
    assert found.taken == (Taken("a1", "Matters", True, date(2026, 6, 30)),)
    assert [each.line for each in found.faults] == [3, 4, 6, 7, 8]
    said = " / ".join(each.why for each in found.faults)
    assert said == (
        "nobody of your agency has the number zz / specialist_led is perhaps; it has to be yes or no / course is empty / "
        "30 June is no day; write it as 2026-06-30 / 2027-01-01 is still to come"
    )


@pytest.mark.parametrize(("body", "said"), [(b"who,when\n", "lacks staff_id"), (b"\xff\xfe", "UTF-8"), (b"", "lacks staff_id")])
def test_what_is_no_list_is_refused_whole(body, said):
    with pytest.raises(BadTable, match=said):
        read(body, ["a1"], TODAY)


def test_a_line_that_ends_in_the_middle_is_refused_alone():
    found = read(HEAD.encode() + b'"a', ["a1"], TODAY)
    assert (found.taken, len(found.faults)) == ((), 1)
