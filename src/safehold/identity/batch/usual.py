"""What is written as nearly everybody writes it, in SQL over a text `said`.

A phone number or a mail of the usual form is made even there; of addresses that differ only by the number of the house one is read for all.
The readers of reading.py read a text that stands for all of its shape (`asked`); `made` are the columns that are another for each. Tests
hold what comes of it against what the readers make of the text itself.
"""

from typing import NamedTuple


class Shape(NamedTuple):
    """`holds` says whether a text is of this shape."""

    holds: str
    asked: str
    made: dict[str, str]


_DIGITS = "replace(said, ' ', '')"
_ONE_DIGIT = "|".join(f"{digit}{{7}}" for digit in range(10))  # typed to get past a field
_PHONE = f"'+44' || right({_DIGITS}, 10)"
_NUMBER = "lower(regexp_extract(said, '{}', {}))"
_OF_A_FLAT = "(?i)flat|apartment|apt|unit|room|studio"
_NUMBERED, _FLAT = "[0-9]{1,5}[A-Za-z]?", "Flat ([0-9]{1,4}[A-Za-z]?), "
_SHORT = "length(said) < 180"


def _house(house: str) -> dict[str, str]:
    return {
        "house": house,
        "house_latin": house,
        "house_base": f"nullif(rtrim({house}, 'abcdef'), '')",
        "house_sorted": f"array_to_string(list_sort(string_split({house}, '')), '')",
    }


SHAPES: dict[str, tuple[Shape, ...]] = {
    "phone": (
        Shape(
            rf"regexp_full_match(said, '(0|\+44) ?[1-9]( ?[0-9]){{9}}') AND NOT regexp_matches({_DIGITS}, '({_ONE_DIGIT})$')",
            "'01632 960111'",
            {"phone": _PHONE, "phones": f"[{_PHONE}]"},
        ),
    ),
    "email": (
        Shape(
            r"length(said) < 100 AND regexp_full_match(said, '[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+')",
            "'a@example.org'",
            {"email": "lower(said)", "email_latin": "lower(said)"},
        ),
    ),
    "address": (
        Shape(
            f"{_SHORT} AND regexp_full_match(said, '{_NUMBERED} [A-Za-z].*') AND NOT regexp_matches(said, '{_OF_A_FLAT}')",
            "regexp_replace(said, '^[0-9]+', '1')",
            _house(_NUMBER.format(f"^({_NUMBERED}) ", 1)),
        ),
        Shape(
            f"{_SHORT} AND regexp_full_match(said, '{_FLAT}{_NUMBERED} [A-Za-z].*')"
            f" AND NOT regexp_matches(substr(said, 5), '{_OF_A_FLAT}')",
            r"regexp_replace(said, '^Flat [0-9]+([A-Za-z]?), [0-9]+', 'Flat 1\1, 1')",
            _house(f"{_NUMBER.format(f'^{_FLAT}({_NUMBERED}) ', 2)} || ' ' || {_NUMBER.format(f'^{_FLAT}', 1)}"),
        ),
    ),
}


def shape(part: str) -> str:
    """The place of the shape of a text, from 1; 0 where it has none, and is read as it stands."""
    cases = " ".join(f"WHEN {each.holds} THEN {at}" for at, each in enumerate(SHAPES.get(part, ()), 1))
    return f"CASE {cases} ELSE 0 END" if cases else "0"


def asked(part: str) -> str:
    """What is read for a text of a shape, in SQL over `said` and `shape`."""
    return _of_shape([each.asked for each in SHAPES.get(part, ())], "said")


def made(part: str, columns: list[str]) -> str:
    """The columns of a text, in SQL over those of what was read for it, and `said` and `shape`."""
    return ", ".join(
        f"{_of_shape([each.made.get(column, column) for each in SHAPES.get(part, ())], column)} AS {column}" for column in columns
    )


def _of_shape(found: list[str], otherwise: str) -> str:
    cases = " ".join(f"WHEN {at} THEN {sql}" for at, sql in enumerate(found, 1) if sql != otherwise)
    return f"CASE shape {cases} ELSE {otherwise} END" if cases else otherwise
