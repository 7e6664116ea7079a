import pytest
from hypothesis import given
from hypothesis import strategies as st

from safehold.identity.contacts import phone_agreement, read_email, read_phones
from safehold.identity.places import agreement, read_place


@pytest.mark.parametrize(
    ("text", "house", "street", "postcode"),
    [
        ("41 Chestnut Avenue, Chelmsford CM1 2AB", "41", "chestnut", "cm12ab"),
        ("41, Chestnut Ave, Chelmsford, CM12AB", "41", "chestnut", "cm12ab"),
        ("Flat 3, 41 Chestnut Avenue", "41 3", "chestnut", ""),
        ("Rose Cottage, Mill Lane, Danbury", "rose cottage", "mill", ""),
        ("12a St John's Road", "12a", "st johns", ""),
        ("41 Chesnut", "41", "chesnut", ""),
        ("No fixed abode", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_an_address_is_read_lightly(text, house, street, postcode):
    place = read_place(text)
    assert (place.house, place.street, place.postcode) == (house, street, postcode)


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("41 Chestnut Avenue, CM1 2AB", "41 Chestnut Ave CM1 2AB", "same"),
        ("41 Chestnut Avenue", "41 Chesnut Ave", "same"),
        ("41 Chestnut Avenue", "14 Chestnut Avenue", "near"),
        ("41 Chestnut Avenue", "90 Chestnut Avenue", "street"),
        ("41 Chestnut Avenue, CM1 2AB", "CM1 2AB", "postcode"),
        ("41 Chestnut Avenue, CM1 2AB", "CM1 2AD", "postcode_slip"),
        ("41 Chestnut Avenue, CM1 2AB", "7 Mill Lane, CM1 9ZZ", "district"),
        ("12 High Street, Leeds", "12 High Street, York", "different"),
        ("12 High Street, LS1 1AA", "12 High Street, YO1 1AA", "different"),
        ("12 High Street", "", "missing"),
    ],
)
def test_two_addresses_agree_at_a_level(a, b, level):
    assert agreement(read_place(a), read_place(b)) == level
    assert agreement(read_place(b), read_place(a)) == level


@pytest.mark.parametrize("text", ["01632 960123", "+44 1632 960123", "0044 1632 960123", "(01632) 960-123", "01632 960123 or 999"])
def test_a_phone_number_has_one_form_and_reserved_ranges_count(text):
    assert read_phones(text) == ("+441632960123",)


def test_a_foreign_number_keeps_its_country():
    assert read_phones("+48 22 123 45 67") == ("+48221234567",)


@pytest.mark.parametrize("text", ["999", "00000000000", "07000000000", "none", "", "☎️"])
def test_what_is_typed_to_get_past_the_field_is_no_number(text):
    assert read_phones(text) == ()


def test_two_numbers_in_one_field_are_two():
    assert read_phones("01632 960123 / 07700 900123") == ("+441632960123", "+447700900123")


def test_a_number_with_one_digit_wrong_nearly_agrees():
    assert phone_agreement(("+441632960123",), ("+441632960124",))[0] == "slip"


def test_an_email_is_compared_without_regard_to_capitals():
    assert read_email(" Joan@Example.COM ") == "joan@example.com"
    assert read_email("not an email") == ""


@given(st.text(), st.text())
def test_any_text_at_all_can_be_read_as_an_address_or_a_number(a, b):
    read_place(a, b)
    read_phones(a)
    read_email(b)
