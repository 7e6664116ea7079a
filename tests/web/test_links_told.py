"""What the pages of who is who tell beside the queue: sources that re-use numbers, postcodes as people write them, a picture that fits."""

from harness.recorded import ANNA, BORIS, CLARA, PAIR, ago, event
from harness.signed_in import sign_in, words
from safehold.identity.models import Case, Person
from safehold.web.links.presenters import _value


def test_a_source_that_gives_one_number_to_several_people_is_told_to_those_who_judge(client, staff):
    sign_in(client, "crime_registrar")
    assert "No source does" in words(client.get("/links/sources/"))
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True, source="cad")
    event("call.received", ago(days=2), CLARA | {"ref": ANNA["ref"]}, channel="999", domestic=True, source="cad")
    shown = words(client.get("/links/sources/"))
    assert "cad 1 2" in shown
    assert "QUILLFEATHER" not in shown
    assert sign_in(client, "first_responder").get("/links/sources/").status_code == 403


def test_an_address_is_told_as_people_write_it():
    assert _value("address", "12 king street xn58ba") == "12 King Street XN5 8BA"
    assert _value("address", "flat 2, 7 e1 house sw1a 1aa") == "Flat 2, 7 E1 House SW1A 1AA"
    assert _value("given_name", "anna") == "Anna"


def test_the_picture_of_the_people_around_a_case_has_a_form_for_a_narrow_screen(client, staff):
    child = {"ref": "c", "role": "child", "given_name": "Edie", "family_name": "Quillfeather", "date_of_birth": "2015-06-07"}
    event("call.received", ago(days=3), ANNA, BORIS, child, channel="999", domestic=True)
    case = Case.everything.get(victim_id=Person.everything.get(given_name="Anna").id)
    page = sign_in(client, "investigator").get(f"/cases/{case.id}/around/").text
    wide, narrow = page.partition('class="sh-picture__wide"')[2].split('class="sh-picture__narrow"')
    for name in ("Anna QUILLFEATHER", "Boris TANGLEWOOD", "Edie QUILLFEATHER"):
        assert name in wide
        assert name in narrow.partition("</svg>")[0]
