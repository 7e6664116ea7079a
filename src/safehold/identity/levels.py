"""How two mentions may agree: for each comparison its levels, the first that holds being the one.

Each comparison is said twice, as conditions in SQL over the columns of two mentions (columns.py, ending in _l and _r) and as a function of
two rows (agreeing.py) that names the level, and tests hold the two together. In SQL what is absent makes a condition fail; the functions do
the same.
"""

from collections.abc import Callable
from typing import NamedTuple

from safehold.identity import agreeing
from safehold.identity.columns import Row

MISSING = "missing"  # the level of a comparison to which one of the two has nothing to say


class Level(NamedTuple):
    """`missing` levels weigh nothing. `rarity` is the column whose values weigh the more the rarer they are."""

    name: str
    sql: str
    missing: bool = False
    rarity: str = ""


class Comparison(NamedTuple):
    """`level` names the level at which two rows agree."""

    name: str
    level: Callable[[Row, Row], str]
    levels: tuple[Level, ...]


def _either(condition: str) -> str:
    """A condition that says `_one` and `_other`, either way round."""
    ways = (condition.replace("_one", one).replace("_other", other) for one, other in (("_l", "_r"), ("_r", "_l")))
    return " OR ".join(f"({way})" for way in ways)


def _slip(column: str) -> str:
    """One edit, or two neighbours changed round. The plainer distance, at most twice this one, is much quicker."""
    return f"(levenshtein({column}_l, {column}_r) <= 2 AND damerau_levenshtein({column}_l, {column}_r) <= 1)"


def _otherwise(name: str) -> Level:
    return Level(name, "ELSE")


_SWAPPED = _either(
    "given_one = family_other AND (family_one = given_other OR list_has_any(family_sounds_one, given_sounds_other)"
    " OR list_has_any(family_groups_one, given_near_other))"
)
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
    agreeing.given_name,
    (
        Level(
            "missing",
            "given_l IS NULL OR given_r IS NULL OR given_ascii_l <> given_ascii_r OR "
            + _either("family_one IS NULL AND list_contains(families_other, given_one)"),
            missing=True,
        ),
        Level("exact", "given_l = given_r", rarity="given"),
        Level("swapped", _SWAPPED),
        Level(
            "nickname",
            "list_has_any(given_groups_l, given_groups_r) OR given_whole_l = given_whole_r",
            rarity="given",
        ),
        Level("initial", "(given_alone_l OR given_alone_r) AND given_initial_l = given_initial_r"),
        Level("initial_differs", "given_alone_l OR given_alone_r"),
        Level("other", _either("list_has_any(given_groups_one, givens_groups_other)")),
        Level("near", f"NOT (given_known_l AND given_known_r) AND ({_ALIKE_GIVEN})", rarity="given"),
        Level(
            "confusable",
            f"given_known_l AND given_known_r AND ({_ALIKE_GIVEN} OR jaro_winkler_similarity(given_latin_l, given_latin_r) >= 0.82)",
        ),
        Level("slip", "list_has_any(given_near_l, given_near_r)"),
        Level(
            "doubtful",
            "jaro_winkler_similarity(given_latin_l, given_latin_r) >= 0.74 OR "
            + _either("length(given_latin_other) > 2 AND starts_with(given_latin_one, given_latin_other)"),
        ),
        Level("crossed", _either("list_contains(families_other, given_one)")),
        _otherwise("different"),
    ),
)

FAMILY_NAME = Comparison(
    "family_name",
    agreeing.family_name,
    (
        Level(
            "missing",
            # Names the other way round are weighed once, by the given names.
            "len(families_l) = 0 OR len(families_r) = 0 OR family_ascii_l <> family_ascii_r"
            " OR ((family_l IS NULL OR family_r IS NULL) AND NOT list_has_any(families_l, families_r))"
            " OR (family_l IS NULL AND family_r IS NULL)"
            f" OR (given_l <> given_r AND ({_SWAPPED}))",
            missing=True,
        ),
        Level("exact", "family_l = family_r", rarity="family"),
        Level("other", "list_has_any(families_l, families_r)", rarity="family"),
        Level("near", _ALIKE_FAMILY, rarity="family"),
        Level("sounds", "list_has_any(family_sounds_l, family_sounds_r)", rarity="family"),
        Level("doubtful", "jaro_winkler_similarity(family_latin_l, family_latin_r) >= 0.82"),
        Level("different_female", "sex_l = 'female' OR sex_r = 'female'"),
        _otherwise("different"),
    ),
)

_FULL = "birth_day_l > 0 AND birth_day_r > 0"
_APART = "abs(birth_year_l - birth_year_r)"
_SPREAD = "birth_spread_l + birth_spread_r"

DATE_OF_BIRTH = Comparison(
    "date_of_birth",
    agreeing.date_of_birth,
    (
        Level("missing", "birth_year_l IS NULL OR birth_year_r IS NULL", missing=True),
        Level("exact", "birth_l = birth_r"),
        Level(
            "swapped",
            f"{_FULL} AND birth_year_l = birth_year_r AND birth_month_l = birth_day_r AND birth_day_l = birth_month_r",
        ),
        Level("digit", _slip("birth")),
        Level(
            "part",
            f"{_FULL} AND ((birth_year_l = birth_year_r AND (birth_month_l = birth_month_r OR birth_day_l = birth_day_r))"
            f" OR ({_APART} <= 1 AND birth_month_l = birth_month_r AND birth_day_l = birth_day_r))",
        ),
        Level("same_year", f"{_FULL} AND birth_year_l = birth_year_r"),
        Level(
            "month",
            f"{_SPREAD} = 0 AND birth_year_l = birth_year_r AND birth_month_l > 0 AND birth_month_l = birth_month_r",
        ),
        Level(
            "other_month",
            f"{_SPREAD} = 0 AND birth_year_l = birth_year_r AND birth_month_l > 0 AND birth_month_r > 0",
        ),
        Level("year", f"{_SPREAD} = 0 AND birth_year_l = birth_year_r"),
        Level("age", f"{_SPREAD} BETWEEN 1 AND 2 AND {_APART} <= {_SPREAD}"),
        Level("wide_age", f"{_SPREAD} > 2 AND {_APART} <= {_SPREAD}"),
        Level(
            "nearly",
            f"NOT ({_FULL}) AND {_APART} - ({_SPREAD}) <= CASE WHEN {_SPREAD} = 0 THEN 1 ELSE 3 END",
        ),
        Level("generation", f"{_APART} - ({_SPREAD}) >= 10"),
        _otherwise("different"),
    ),
)

SEX = Comparison(
    "sex",
    agreeing.sex,
    (
        Level("missing", "sex_l IS NULL OR sex_r IS NULL", missing=True),
        Level("same", "sex_l = sex_r"),
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
    agreeing.address,
    (
        Level(
            "missing",
            "(street_l IS NULL OR street_r IS NULL) AND (district_l IS NULL OR district_r IS NULL)",
            missing=True,
        ),
        Level("same", f"house_l = house_r AND {_STREET}", rarity="postcode"),
        Level(
            "near",
            f"((length(house_latin_l) + length(house_latin_r) > 2 AND {_slip('house_latin')})"
            f" OR house_base_l = house_base_r OR house_sorted_l = house_sorted_r) AND {_STREET}",
        ),
        Level("postcode_and_house", "postcode_l = postcode_r AND house_l = house_r", rarity="postcode"),
        # A British postcode is of a few houses and says the street; one of figures alone is of a town.
        Level(
            "postcode_and_street",
            f"postcode_l = postcode_r AND district_l IS NULL AND district_r IS NULL AND {_STREET}",
            rarity="postcode",
        ),
        Level("postcode", "postcode_l = postcode_r", rarity="postcode"),
        Level("street", _STREET),
        Level("postcode_slip", _POSTCODE_SLIP),
        Level("district", "district_l = district_r"),
        _otherwise("different"),
    ),
)

PHONE = Comparison(
    "phone",
    agreeing.phone,
    (
        Level("missing", "phone_l IS NULL OR phone_r IS NULL", missing=True),
        Level("exact", "phone_l = phone_r", rarity="phone"),
        Level("among", "list_has_any(phones_l, phones_r)"),
        Level("slip", _slip("phone")),
        _otherwise("different"),
    ),
)

EMAIL = Comparison(
    "email",
    agreeing.email,
    (
        Level("missing", "email_l IS NULL OR email_r IS NULL", missing=True),
        Level("exact", "email_l = email_r"),
        Level("slip", _slip("email_latin")),
        _otherwise("different"),
    ),
)

COMPARISONS = (GIVEN_NAME, FAMILY_NAME, DATE_OF_BIRTH, SEX, ADDRESS, PHONE, EMAIL)
RARITIES = ("given", "family", "postcode", "phone")
