"""How two mentions may agree: for each comparison its levels, the first that holds being the one.

Each level is said twice, as a condition in SQL over the columns of two mentions (columns.py, ending in _l and _r) and as a function of two
rows, and tests hold the two together. In SQL what is absent makes a condition fail; the functions do the same.
"""

from collections.abc import Callable
from typing import NamedTuple

from safehold.identity import agreeing
from safehold.identity.columns import Row


class Level(NamedTuple):
    """`missing` levels weigh nothing. `rarity` is the column whose values weigh the more the rarer they are."""

    name: str
    sql: str
    holds: Callable[[Row, Row], bool]
    missing: bool = False
    rarity: str = ""


class Comparison(NamedTuple):
    name: str
    levels: tuple[Level, ...]

    def level(self, a: Row, b: Row) -> Level:
        return next(level for level in self.levels if level.holds(a, b))


def _either(condition: str) -> str:
    """A condition that says `_one` and `_other`, either way round."""
    ways = (condition.replace("_one", one).replace("_other", other) for one, other in (("_l", "_r"), ("_r", "_l")))
    return " OR ".join(f"({way})" for way in ways)


def _slip(column: str) -> str:
    """One edit, or two neighbours changed round. The plainer distance, at most twice this one, is much quicker."""
    return f"(levenshtein({column}_l, {column}_r) <= 2 AND damerau_levenshtein({column}_l, {column}_r) <= 1)"


def _otherwise(name: str) -> Level:
    return Level(name, "ELSE", lambda _a, _b: True)


_SWAPPED = _either("given_one = family_other AND (family_one = given_other OR list_has_any(family_sounds_one, given_sounds_other))")
_ALIKE_GIVEN = (
    "jaro_winkler_similarity(given_latin_l, given_latin_r) >= 0.9 OR list_has_any(given_sounds_l, given_sounds_r)"
    f" OR (length(given_latin_l) > 3 AND length(given_latin_r) > 3 AND {_slip('given_latin')})"
)
_ALIKE_FAMILY = (
    "length(family_latin_l) > 3 AND length(family_latin_r) > 3 AND"
    f" (jaro_winkler_similarity(family_latin_l, family_latin_r) >= 0.92 OR {_slip('family_latin')})"
)

GIVEN_NAME = Comparison(
    "given_name",
    (
        Level(
            "missing",
            "given_l IS NULL OR given_r IS NULL OR given_ascii_l <> given_ascii_r OR "
            + _either("family_one IS NULL AND list_contains(families_other, given_one)"),
            agreeing.given_missing,
            missing=True,
        ),
        Level("exact", "given_l = given_r", agreeing.given_exact, rarity="given"),
        Level("swapped", _SWAPPED, agreeing.swapped),
        Level(
            "nickname",
            "list_has_any(given_groups_l, given_groups_r) OR given_whole_l = given_whole_r",
            agreeing.given_nickname,
            rarity="given",
        ),
        Level("initial", "(given_alone_l OR given_alone_r) AND given_initial_l = given_initial_r", agreeing.given_initial),
        Level("initial_differs", "given_alone_l OR given_alone_r", agreeing.given_alone),
        Level("other", _either("list_has_any(given_groups_one, givens_groups_other)"), agreeing.given_other),
        Level("near", f"NOT (given_known_l AND given_known_r) AND ({_ALIKE_GIVEN})", agreeing.given_near, rarity="given"),
        Level(
            "confusable",
            f"given_known_l AND given_known_r AND ({_ALIKE_GIVEN} OR jaro_winkler_similarity(given_latin_l, given_latin_r) >= 0.82)",
            agreeing.given_confusable,
        ),
        Level("slip", "list_has_any(given_near_l, given_near_r)", agreeing.given_slip),
        Level(
            "doubtful",
            "jaro_winkler_similarity(given_latin_l, given_latin_r) >= 0.74 OR "
            + _either("length(given_latin_other) > 2 AND starts_with(given_latin_one, given_latin_other)"),
            agreeing.given_doubtful,
        ),
        Level("crossed", _either("list_contains(families_other, given_one)"), agreeing.given_crossed),
        _otherwise("different"),
    ),
)

FAMILY_NAME = Comparison(
    "family_name",
    (
        Level(
            "missing",
            # Names the other way round are weighed once, by the given names.
            "len(families_l) = 0 OR len(families_r) = 0 OR family_ascii_l <> family_ascii_r"
            " OR ((family_l IS NULL OR family_r IS NULL) AND NOT list_has_any(families_l, families_r))"
            " OR (family_l IS NULL AND family_r IS NULL)"
            f" OR (given_l <> given_r AND ({_SWAPPED}))",
            agreeing.family_missing,
            missing=True,
        ),
        Level("exact", "family_l = family_r", agreeing.family_exact, rarity="family"),
        Level("other", "list_has_any(families_l, families_r)", agreeing.family_other),
        Level("near", _ALIKE_FAMILY, agreeing.family_near, rarity="family"),
        Level("sounds", "list_has_any(family_sounds_l, family_sounds_r)", agreeing.family_sounds, rarity="family"),
        Level("doubtful", "jaro_winkler_similarity(family_latin_l, family_latin_r) >= 0.82", agreeing.family_doubtful),
        Level("different_female", "sex_l = 'female' OR sex_r = 'female'", agreeing.female),
        _otherwise("different"),
    ),
)

_FULL = "birth_day_l > 0 AND birth_day_r > 0"
_APART = "abs(birth_year_l - birth_year_r)"
_SPREAD = "birth_spread_l + birth_spread_r"

DATE_OF_BIRTH = Comparison(
    "date_of_birth",
    (
        Level("missing", "birth_year_l IS NULL OR birth_year_r IS NULL", agreeing.birth_missing, missing=True),
        Level("exact", "birth_l = birth_r", agreeing.birth_exact),
        Level(
            "swapped",
            f"{_FULL} AND birth_year_l = birth_year_r AND birth_month_l = birth_day_r AND birth_day_l = birth_month_r",
            agreeing.birth_swapped,
        ),
        Level("digit", _slip("birth"), agreeing.birth_digit),
        Level(
            "part",
            f"{_FULL} AND ((birth_year_l = birth_year_r AND (birth_month_l = birth_month_r OR birth_day_l = birth_day_r))"
            f" OR ({_APART} <= 1 AND birth_month_l = birth_month_r AND birth_day_l = birth_day_r))",
            agreeing.birth_part,
        ),
        Level("same_year", f"{_FULL} AND birth_year_l = birth_year_r", agreeing.birth_same_year),
        Level(
            "month",
            f"{_SPREAD} = 0 AND birth_year_l = birth_year_r AND birth_month_l > 0 AND birth_month_l = birth_month_r",
            agreeing.birth_month,
        ),
        Level(
            "other_month",
            f"{_SPREAD} = 0 AND birth_year_l = birth_year_r AND birth_month_l > 0 AND birth_month_r > 0",
            agreeing.birth_other_month,
        ),
        Level("year", f"{_SPREAD} = 0 AND birth_year_l = birth_year_r", agreeing.birth_year),
        Level("age", f"{_SPREAD} BETWEEN 1 AND 2 AND {_APART} <= {_SPREAD}", agreeing.birth_age),
        Level("wide_age", f"{_SPREAD} > 2 AND {_APART} <= {_SPREAD}", agreeing.birth_wide_age),
        Level(
            "nearly",
            f"NOT ({_FULL}) AND {_APART} - ({_SPREAD}) <= CASE WHEN {_SPREAD} = 0 THEN 1 ELSE 3 END",
            agreeing.birth_nearly,
        ),
        Level("generation", f"{_APART} - ({_SPREAD}) >= 10", agreeing.birth_generation),
        _otherwise("different"),
    ),
)

SEX = Comparison(
    "sex",
    (
        Level("missing", "sex_l IS NULL OR sex_r IS NULL", agreeing.sex_missing, missing=True),
        Level("same", "sex_l = sex_r", agreeing.sex_same),
        _otherwise("different"),
    ),
)

# The same street, and nothing that puts it elsewhere.
_POSTCODE_SLIP = _slip("postcode")
_ELSEWHERE = (
    f"(NOT coalesce({_POSTCODE_SLIP}, false) AND (coalesce(district_l <> district_r, false) OR"
    " (NOT coalesce(district_l = district_r, false) AND len(town_l) > 0 AND len(town_r) > 0 AND NOT list_has_any(town_l, town_r))))"
)
_STREET = (
    "((street_l = street_r AND (street_type_l IS NULL OR street_type_r IS NULL OR street_type_l = street_type_r))"
    " OR (street_l <> street_r AND (jaro_winkler_similarity(street_latin_l, street_latin_r) >= 0.9 OR"
    " (jaro_winkler_similarity(street_latin_l, street_latin_r) >= 0.8 AND list_has_any(street_sounds_l, street_sounds_r)))))"
    f" AND NOT {_ELSEWHERE}"
)

ADDRESS = Comparison(
    "address",
    (
        Level(
            "missing",
            "(street_l IS NULL OR street_r IS NULL) AND (district_l IS NULL OR district_r IS NULL)",
            agreeing.place_missing,
            missing=True,
        ),
        Level("same", f"house_l = house_r AND {_STREET}", agreeing.place_same, rarity="postcode"),
        Level(
            "near",
            f"((length(house_latin_l) + length(house_latin_r) > 2 AND {_slip('house_latin')})"
            f" OR house_base_l = house_base_r OR house_sorted_l = house_sorted_r) AND {_STREET}",
            agreeing.place_near,
        ),
        Level("postcode_and_house", "postcode_l = postcode_r AND house_l = house_r", agreeing.postcode_and_house, rarity="postcode"),
        Level("postcode", "postcode_l = postcode_r", agreeing.postcode_exact, rarity="postcode"),
        Level("street", _STREET, agreeing.place_street),
        Level("postcode_slip", _POSTCODE_SLIP, agreeing.postcode_slip),
        Level("district", "district_l = district_r", agreeing.district_same),
        _otherwise("different"),
    ),
)

PHONE = Comparison(
    "phone",
    (
        Level("missing", "phone_l IS NULL OR phone_r IS NULL", agreeing.phone_missing, missing=True),
        Level("exact", "phone_l = phone_r", agreeing.phone_exact, rarity="phone"),
        Level("among", "list_has_any(phones_l, phones_r)", agreeing.phone_among),
        Level("slip", _slip("phone"), agreeing.phone_slip),
        _otherwise("different"),
    ),
)

EMAIL = Comparison(
    "email",
    (
        Level("missing", "email_l IS NULL OR email_r IS NULL", agreeing.email_missing, missing=True),
        Level("exact", "email_l = email_r", agreeing.email_exact),
        Level("slip", _slip("email_latin"), agreeing.email_slip),
        _otherwise("different"),
    ),
)

COMPARISONS = (GIVEN_NAME, FAMILY_NAME, DATE_OF_BIRTH, SEX, ADDRESS, PHONE, EMAIL)
RARITIES = ("given", "family", "postcode", "phone")
