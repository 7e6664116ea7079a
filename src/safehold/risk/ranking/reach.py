"""How far down a list a day's people reach. Pure."""

from collections.abc import Sequence

from safehold.risk.ranking.weights import Capacity


def reached(grades: Sequence[str], people: int, capacity: Capacity) -> int:
    """How many of a list `people` reach in a day, from its top, by the grade of each. Nobody further down goes before somebody above."""
    left = people * capacity.hours_of_a_person
    for number, grade in enumerate(grades):
        left -= capacity.of_case(grade)
        if left < -1e-9:
            return number
    return len(grades)
