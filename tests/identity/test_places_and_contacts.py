import pytest
from hypothesis import given
from hypothesis import strategies as st

from safehold.identity.contacts import read_email, read_phones
from safehold.identity.places import read_place


@pytest.mark.parametrize(
    ("text", "house", "street", "postcode"),
    [
        ("41 Chestnut Avenue, Chelmsford CM1 2AB", "41", "chestnut", "cm12ab"),
        ("41, Chestnut Ave, Chelmsford, CM12AB", "41", "chestnut", "cm12ab"),
        ("Flat 3, 41 Chestnut Avenue", "41 3", "chestnut", ""),
        ("Rose Cottage, Mill Lane, Danbury", "rose cottage", "mill", ""),
        ("12a St John's Road", "12a", "st johns", ""),
        ("41 Chesnut", "41", "chesnut", ""),
        ("6 Kestrel House, Mill Lane, Danbury", "6", "mill", ""),
        ("6 Cheapside, Golders Green, London", "6", "cheapside", ""),
        ("6 Broadmead, Chester le Street", "6", "broadmead", ""),
        ("No fixed abode", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_an_address_is_read_lightly(text, house, street, postcode):
    place = read_place(text)
    assert (place.house, place.street, place.postcode) == (house, street, postcode)


@pytest.mark.parametrize(
    ("text", "street", "kind"),
    [
        ("12 Benson Drescent", "benson", "cres"),
        ("12 Duffy S Treet, Danbury", "duffy", "st"),
        ("12 Copeplace", "cope", "pl"),
        ("12 Walkercerscent", "walker", "cres"),
        ("12 Musgrave", "musgrave", ""),
        ("12 Avenue", "avenue", ""),
    ],
)
def test_the_kind_of_a_street_is_read_where_it_is_mistyped(text, street, kind):
    place = read_place(text)
    assert (place.house, place.street, place.street_type) == ("12", street, kind)


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


def test_an_email_is_compared_without_regard_to_capitals():
    assert read_email(" Joan@Example.COM ") == "joan@example.com"
    assert read_email("not an email") == ""


@given(st.text(), st.text())
def test_any_text_at_all_can_be_read_as_an_address_or_a_number(a, b):
    read_place(a, b)
    read_phones(a)
    read_email(b)


@pytest.mark.parametrize(("text", "postcode"), [("2604", "2604"), ("02134", "02134"), ("00000", ""), ("99", ""), ("123456", "")])
def test_postcodes_of_digits_alone_are_read_and_put_nobody_in_a_district(text, postcode):
    place = read_place("12 Elm Road", text)
    assert (place.postcode, place.district) == (postcode, "")
