"""The levels of levels.py as functions of two rows. What is absent agrees with nothing, as NULL does in SQL."""

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from safehold.identity.columns import BirthColumns, NameColumns, PlaceColumns, Row


def _same(a: object, b: object) -> bool:
    return a is not None and a == b


def _differ(a: object, b: object) -> bool:
    return a is not None and b is not None and a != b


def _any(a: Iterable[str], b: tuple[str, ...]) -> bool:
    return any(each in b for each in a)


@lru_cache(maxsize=262144)
def near(a: str, b: str) -> float:
    """Jaro and Winkler's similarity, which is DuckDB's to the last bit for ASCII; of other letters it is not asked."""
    return JaroWinkler.similarity(a, b)


def slip(a: str | None, b: str | None) -> bool:
    """One letter or digit more, less or changed, or two neighbours changed round."""
    return a is not None and b is not None and OSA.distance(a, b, score_cutoff=1) <= 1


def _alike(a: str | None, b: str | None, least: float) -> bool:
    return a is not None and b is not None and near(a, b) >= least


def given_missing(a: Row, b: Row) -> bool:
    one, other = a.names, b.names
    if one.given is None or other.given is None or one.given_ascii != other.given_ascii:
        return True
    return (one.family is None and one.given in other.families) or (other.family is None and other.given in one.families)


def given_exact(a: Row, b: Row) -> bool:
    return _same(a.names.given, b.names.given)


def swapped(a: Row, b: Row) -> bool:
    return _crossing(a.names, b.names) or _crossing(b.names, a.names)


def _crossing(one: NameColumns, other: NameColumns) -> bool:
    """One's given name is the other's family name, and the reverse is so or sounds so."""
    if not _same(one.given, other.family):
        return False
    return _same(one.family, other.given) or _any(one.family_sounds, other.given_sounds)


def given_nickname(a: Row, b: Row) -> bool:
    return _any(a.names.given_groups, b.names.given_groups) or _same(a.names.given_whole, b.names.given_whole)


def given_initial(a: Row, b: Row) -> bool:
    return given_alone(a, b) and _same(a.names.given_initial, b.names.given_initial)


def given_alone(a: Row, b: Row) -> bool:
    return a.names.given_alone or b.names.given_alone


def given_other(a: Row, b: Row) -> bool:
    return _any(a.names.given_groups, b.names.givens_groups) or _any(b.names.given_groups, a.names.givens_groups)


def _alike_given(one: NameColumns, other: NameColumns) -> bool:
    if _any(one.given_sounds, other.given_sounds) or _alike(one.given_latin, other.given_latin, 0.9):
        return True
    return len(one.given_latin or "") > 3 and len(other.given_latin or "") > 3 and slip(one.given_latin, other.given_latin)


def given_near(a: Row, b: Row) -> bool:
    return not (a.names.given_known and b.names.given_known) and _alike_given(a.names, b.names)


def given_confusable(a: Row, b: Row) -> bool:
    one, other = a.names, b.names
    return one.given_known and other.given_known and (_alike_given(one, other) or _alike(one.given_latin, other.given_latin, 0.82))


def given_slip(a: Row, b: Row) -> bool:
    return _any(a.names.given_near, b.names.given_near)


def given_doubtful(a: Row, b: Row) -> bool:
    one, other = a.names.given_latin, b.names.given_latin
    if one is None or other is None:
        return False
    return near(one, other) >= 0.74 or (len(other) > 2 and one.startswith(other)) or (len(one) > 2 and other.startswith(one))


def given_crossed(a: Row, b: Row) -> bool:
    return a.names.given in b.names.families or b.names.given in a.names.families


def family_missing(a: Row, b: Row) -> bool:
    one, other = a.names, b.names
    if not one.families or not other.families or _differ(one.family_ascii, other.family_ascii):
        return True
    if one.family is None and other.family is None:
        return True
    if (one.family is None or other.family is None) and not _any(one.families, other.families):
        return True
    return _differ(one.given, other.given) and swapped(a, b)


def family_exact(a: Row, b: Row) -> bool:
    return _same(a.names.family, b.names.family)


def family_other(a: Row, b: Row) -> bool:
    return _any(a.names.families, b.names.families)


def family_near(a: Row, b: Row) -> bool:
    one, other = a.names.family_latin, b.names.family_latin
    if one is None or other is None or len(one) < 4 or len(other) < 4:
        return False
    return near(one, other) >= 0.92 or slip(one, other)


def family_sounds(a: Row, b: Row) -> bool:
    return _any(a.names.family_sounds, b.names.family_sounds)


def family_doubtful(a: Row, b: Row) -> bool:
    return _alike(a.names.family_latin, b.names.family_latin, 0.82)


def female(a: Row, b: Row) -> bool:
    return "female" in (a.sex, b.sex)


def birth_missing(a: Row, b: Row) -> bool:
    return a.birth.birth_year is None or b.birth.birth_year is None


def birth_exact(a: Row, b: Row) -> bool:
    return _same(a.birth.birth, b.birth.birth)


def _full(a: Row, b: Row) -> bool:
    return a.birth.birth_day > 0 and b.birth.birth_day > 0


def _spread(one: BirthColumns, other: BirthColumns) -> int:
    return one.birth_spread + other.birth_spread


def _years(one: BirthColumns, other: BirthColumns) -> int:
    return abs((one.birth_year or 0) - (other.birth_year or 0))


def birth_swapped(a: Row, b: Row) -> bool:
    one, other = a.birth, b.birth
    crossed = one.birth_month == other.birth_day and one.birth_day == other.birth_month
    return _full(a, b) and one.birth_year == other.birth_year and crossed


def birth_digit(a: Row, b: Row) -> bool:
    return slip(a.birth.birth, b.birth.birth)


def birth_part(a: Row, b: Row) -> bool:
    if not _full(a, b):
        return False
    month, day = a.birth.birth_month == b.birth.birth_month, a.birth.birth_day == b.birth.birth_day
    years = _years(a.birth, b.birth)
    return (years == 0 and (month or day)) or (years <= 1 and month and day)


def birth_same_year(a: Row, b: Row) -> bool:
    return _full(a, b) and a.birth.birth_year == b.birth.birth_year


def birth_year(a: Row, b: Row) -> bool:
    return _spread(a.birth, b.birth) == 0 and a.birth.birth_year == b.birth.birth_year


def birth_month(a: Row, b: Row) -> bool:
    return birth_year(a, b) and a.birth.birth_month > 0 and a.birth.birth_month == b.birth.birth_month


def birth_other_month(a: Row, b: Row) -> bool:
    return birth_year(a, b) and a.birth.birth_month > 0 and b.birth.birth_month > 0


def birth_age(a: Row, b: Row) -> bool:
    return 1 <= _spread(a.birth, b.birth) <= 2 and _years(a.birth, b.birth) <= _spread(a.birth, b.birth)


def birth_wide_age(a: Row, b: Row) -> bool:
    return _spread(a.birth, b.birth) > 2 and _years(a.birth, b.birth) <= _spread(a.birth, b.birth)


def birth_nearly(a: Row, b: Row) -> bool:
    spread = _spread(a.birth, b.birth)
    return not _full(a, b) and _years(a.birth, b.birth) - spread <= (3 if spread else 1)


def birth_generation(a: Row, b: Row) -> bool:
    return _years(a.birth, b.birth) - _spread(a.birth, b.birth) >= 10


def sex_missing(a: Row, b: Row) -> bool:
    return a.sex is None or b.sex is None


def sex_same(a: Row, b: Row) -> bool:
    return _same(a.sex, b.sex)


def place_missing(a: Row, b: Row) -> bool:
    one, other = a.place, b.place
    return (one.street is None or other.street is None) and (one.district is None or other.district is None)


def place_street(a: Row, b: Row) -> bool:
    """The same street, and nothing that puts it elsewhere."""
    return _same_street(a.place, b.place) and not _elsewhere(a, b)


def _same_street(one: PlaceColumns, other: PlaceColumns) -> bool:
    if one.street is None or other.street is None:
        return False
    if one.street == other.street:
        return one.street_type is None or other.street_type is None or one.street_type == other.street_type
    if _alike(one.street_latin, other.street_latin, 0.9):
        return True
    return _alike(one.street_latin, other.street_latin, 0.8) and _any(one.street_sounds, other.street_sounds)


def _elsewhere(a: Row, b: Row) -> bool:
    one, other = a.place, b.place
    if postcode_slip(a, b):
        return False
    if _differ(one.district, other.district):
        return True
    return not _same(one.district, other.district) and bool(one.town and other.town) and not _any(one.town, other.town)


def place_same(a: Row, b: Row) -> bool:
    return _same(a.place.house, b.place.house) and place_street(a, b)


def place_near(a: Row, b: Row) -> bool:
    one, other = a.place, b.place
    long = len(one.house_latin or "") + len(other.house_latin or "") > 2
    houses = (long and slip(one.house_latin, other.house_latin)) or _same(one.house_base, other.house_base)
    return (houses or _same(one.house_sorted, other.house_sorted)) and place_street(a, b)


def postcode_exact(a: Row, b: Row) -> bool:
    return _same(a.place.postcode, b.place.postcode)


def postcode_and_house(a: Row, b: Row) -> bool:
    return postcode_exact(a, b) and _same(a.place.house, b.place.house)


def postcode_slip(a: Row, b: Row) -> bool:
    return slip(a.place.postcode, b.place.postcode)


def district_same(a: Row, b: Row) -> bool:
    return _same(a.place.district, b.place.district)


def phone_missing(a: Row, b: Row) -> bool:
    return a.contact.phone is None or b.contact.phone is None


def phone_exact(a: Row, b: Row) -> bool:
    return _same(a.contact.phone, b.contact.phone)


def phone_among(a: Row, b: Row) -> bool:
    return _any(a.contact.phones, b.contact.phones)


def phone_slip(a: Row, b: Row) -> bool:
    return slip(a.contact.phone, b.contact.phone)


def email_missing(a: Row, b: Row) -> bool:
    return a.contact.email is None or b.contact.email is None


def email_exact(a: Row, b: Row) -> bool:
    return _same(a.contact.email, b.contact.email)


def email_slip(a: Row, b: Row) -> bool:
    return slip(a.contact.email_latin, b.contact.email_latin)
