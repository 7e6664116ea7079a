"""The level at which two rows agree in each comparison of levels.py. What is absent agrees with nothing, as NULL does in SQL.

One function says what in SQL is a list of conditions of which the first that holds counts, so that nothing is worked out twice: a call
compares a hundred people while somebody waits.
"""

from rapidfuzz.distance import OSA, JaroWinkler

from safehold.identity.columns import NameColumns, PlaceColumns, Row, Texts

near = JaroWinkler.similarity  # DuckDB's to the last bit for ASCII; of other letters it is not asked


def slip(a: str | None, b: str | None) -> bool:
    """One letter or digit more, less or changed, or two neighbours changed round."""
    return a is not None and b is not None and -2 < len(a) - len(b) < 2 and OSA.distance(a, b, score_cutoff=1) <= 1


def _any(a: Texts, b: Texts) -> bool:
    for each in a:  # noqa: SIM110 (any() takes three times as long)
        if each in b:
            return True
    return False


def given_name(a: Row, b: Row) -> str:
    one, other = a.names, b.names
    ours, theirs = one.given, other.given
    if ours is None or theirs is None or one.given_ascii != other.given_ascii:
        return "missing"
    if (one.family is None and ours in other.families) or (other.family is None and theirs in one.families):
        return "missing"
    if ours == theirs:
        return "exact"
    if _swapped(one, other):
        return "swapped"
    if _any(one.given_groups, other.given_groups) or (one.given_whole is not None and one.given_whole == other.given_whole):
        return "nickname"
    if one.given_alone or other.given_alone:
        return "initial" if one.given_initial == other.given_initial else "initial_differs"
    if _any(one.given_groups, other.givens_groups) or _any(other.given_groups, one.givens_groups):
        return "other"
    return _spelt(one, other) or ("crossed" if ours in other.families or theirs in one.families else "different")


def _spelt(one: NameColumns, other: NameColumns) -> str:
    """How nearly two given names that are not used for one another are the same; nothing where they are not."""
    ours, theirs = one.given_latin, other.given_latin
    alike = near(ours, theirs) if ours is not None and theirs is not None else 0.0
    known = one.given_known and other.given_known
    if alike >= 0.9 or _any(one.given_sounds, other.given_sounds) or _long_slip(ours, theirs):
        return "confusable" if known else "near"
    if known and alike >= 0.82:
        return "confusable"
    if _any(one.given_near, other.given_near):
        return "slip"
    if ours is None or theirs is None:
        return ""
    begins = (len(theirs) > 2 and ours.startswith(theirs)) or (len(ours) > 2 and theirs.startswith(ours))
    return "doubtful" if alike >= 0.74 or begins else ""


def _long_slip(a: str | None, b: str | None) -> bool:
    return a is not None and b is not None and len(a) > 3 and len(b) > 3 and slip(a, b)


def _swapped(one: NameColumns, other: NameColumns) -> bool:
    return (one.given is not None and one.given == other.family and _crossing(one, other)) or (
        other.given is not None and other.given == one.family and _crossing(other, one)
    )


def _crossing(one: NameColumns, other: NameColumns) -> bool:
    """One's given name being the other's family name: whether the reverse is so, or sounds so, or is another form of it."""
    if one.family is not None and one.family == other.given:
        return True
    return _any(one.family_sounds, other.given_sounds) or _any(one.family_groups, other.given_near)


def family_name(a: Row, b: Row) -> str:
    one, other = a.names, b.names
    if not one.families or not other.families:
        return "missing"
    ours, theirs = one.family, other.family
    if ours is None or theirs is None:
        if (ours is None and theirs is None) or not _any(one.families, other.families):
            return "missing"
    elif one.family_ascii != other.family_ascii:
        return "missing"
    # Names the other way round are weighed once, by the given names.
    if one.given is not None and other.given is not None and one.given != other.given and _swapped(one, other):
        return "missing"
    if ours is not None and ours == theirs:
        return "exact"
    if _any(one.families, other.families):
        return "other"
    ours, theirs = one.family_latin, other.family_latin
    alike = near(ours, theirs) if ours is not None and theirs is not None else 0.0
    if (alike >= 0.92 and len(ours or "") > 3 and len(theirs or "") > 3) or _long_slip(ours, theirs):
        return "near"
    if _any(one.family_sounds, other.family_sounds):
        return "sounds"
    if alike >= 0.82:
        return "doubtful"
    return "different_female" if a.sex == "female" or b.sex == "female" else "different"


def date_of_birth(a: Row, b: Row) -> str:
    one, other = a.birth, b.birth
    if one.birth_year is None or other.birth_year is None:
        return "missing"
    years = abs(one.birth_year - other.birth_year)
    if one.birth is not None and other.birth is not None:
        if one.birth == other.birth:
            return "exact"
        return _days(a, b, years)
    spread = one.birth_spread + other.birth_spread
    if not spread and not years:
        if not one.birth_month or not other.birth_month:
            return "year"
        return "month" if one.birth_month == other.birth_month else "other_month"
    if spread and years <= spread:
        return "age" if spread <= 2 else "wide_age"
    if years - spread <= (3 if spread else 1):
        return "nearly"
    return "generation" if years - spread >= 10 else "different"


def _days(a: Row, b: Row, years: int) -> str:
    """Two whole dates that are not the same."""
    one, other = a.birth, b.birth
    if not years and one.birth_month == other.birth_day and one.birth_day == other.birth_month:
        return "swapped"
    if slip(one.birth, other.birth):
        return "digit"
    month, day = one.birth_month == other.birth_month, one.birth_day == other.birth_day
    if not years:
        return "part" if month or day else "same_year"
    if years == 1 and month and day:
        return "part"
    return "generation" if years >= 10 else "different"


def sex(a: Row, b: Row) -> str:
    if a.sex is None or b.sex is None:
        return "missing"
    return "same" if a.sex == b.sex else "different"


def address(a: Row, b: Row) -> str:
    one, other = a.place, b.place
    if (one.street is None or other.street is None) and (one.district is None or other.district is None):
        return "missing"
    street = _same_street(one, other) and not _elsewhere(one, other)
    house = one.house is not None and one.house == other.house
    if street and house:
        return "same"
    if street and _near_house(one, other):
        return "near"
    if one.postcode is not None and one.postcode == other.postcode:
        if house:
            return "postcode_and_house"
        return "postcode_and_street" if street and one.district is None and other.district is None else "postcode"
    if street:
        return "street"
    if slip(one.postcode, other.postcode):
        return "postcode_slip"
    return "district" if one.district is not None and one.district == other.district else "different"


def _same_street(one: PlaceColumns, other: PlaceColumns) -> bool:
    if one.street is None or other.street is None:
        return False
    if one.street == other.street:
        return one.street_type is None or other.street_type is None or one.street_type == other.street_type
    if one.street_latin is None or other.street_latin is None:
        return False
    alike = near(one.street_latin, other.street_latin)
    return alike >= 0.9 or (alike >= 0.8 and _any(one.street_sounds, other.street_sounds))


def _elsewhere(one: PlaceColumns, other: PlaceColumns) -> bool:
    """Whether anything puts a street of one name elsewhere."""
    if slip(one.postcode, other.postcode):
        return False
    if one.district is not None and other.district is not None:
        return one.district != other.district
    return bool(one.town and other.town) and not _any(one.town, other.town)


def _near_house(one: PlaceColumns, other: PlaceColumns) -> bool:
    if one.house is None or other.house is None:
        return False
    long = len(one.house_latin or "") + len(other.house_latin or "") > 2
    if long and slip(one.house_latin, other.house_latin):
        return True
    return (one.house_base is not None and one.house_base == other.house_base) or one.house_sorted == other.house_sorted


def phone(a: Row, b: Row) -> str:
    one, other = a.contact, b.contact
    if one.phone is None or other.phone is None:
        return "missing"
    if one.phone == other.phone:
        return "exact"
    if _any(one.phones, other.phones):
        return "among"
    return "slip" if slip(one.phone, other.phone) else "different"


def email(a: Row, b: Row) -> str:
    one, other = a.contact, b.contact
    if one.email is None or other.email is None:
        return "missing"
    if one.email == other.email:
        return "exact"
    return "slip" if slip(one.email_latin, other.email_latin) else "different"
