"""Looking for a person when no call is open."""

import pytest

from harness.recorded import OTHER_PAIR, PAIR, age, ago, event
from harness.signed_in import sign_in, staff_number
from harness.signed_in import words as text
from safehold.access.looks import Look
from safehold.identity.models import Case


@pytest.fixture
def as_(client, staff):
    return lambda role: sign_in(client, role)


def asking(**given):
    return {"family_name": "Quillfether", "given_name": "Anna", "why": "her school called"} | given


def test_somebody_is_found_however_misspelt_with_their_cases_and_the_look_says_why(as_):
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True)
    page = as_("investigator").post("/people/", asking())
    assert f"Anna QUILLFEATHER, {age(PAIR[0])}" in text(page)
    case = Case.everything.get()
    assert f'href="/cases/{case.id}/"' in page.text
    assert '<h2 class="sh-h2" id="found-heading" tabindex="-1" autofocus>' in page.text  # read out first, and seen on a phone
    one = Look.objects.get()
    assert (one.kind, one.persons, one.case_ids, one.why) == ("search", [case.victim_id], [case.id], "her school called")


def test_what_is_asked_is_never_in_an_address(as_):
    page = as_("investigator").get("/people/?family_name=Quillfeather&why=x")
    assert "Quillfeather" not in page.text
    assert 'method="post" action="/people/"' in page.text


def test_another_agencys_people_and_restricted_ones_are_not_found(as_):
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True, agency="southmere-police")
    event("call.received", ago(days=3), *OTHER_PAIR, channel="999", domestic=True)
    event("record.restricted", ago(days=2), *OTHER_PAIR, to=[staff_number("da_specialist")], reason="he works here")
    client = as_("investigator")
    for name in ("Quillfeather", "Winterbourne"):
        page = client.post("/people/", asking(family_name=name, given_name=""))
        assert "Nobody found" in text(page)
        assert "No record is not no history" in text(page)
        assert name.upper() not in page.text
    assert "WINTERBOURNE" in as_("da_specialist").post("/people/", asking(family_name="Winterbourne", given_name="")).text


def test_it_says_what_is_missing_and_keeps_what_was_typed(as_):
    client = as_("investigator")
    page = client.post("/people/", {"family_name": "Quill", "why": ""})
    assert page.status_code == 422
    assert "Say why you are looking" in text(page)
    assert 'value="Quill"' in page.text
    assert client.post("/people/", {"why": "x", "postcode": "XN1 4PA"}).status_code == 422
    assert not Look.objects.exists()


@pytest.mark.parametrize("born", ["36", "1990", "3/2/1990", "1990-02-03", "soon", "31/31/1990"])
def test_born_is_a_date_a_year_or_an_age_or_nothing(as_, born):
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True)
    assert "QUILLFEATHER" in as_("investigator").post("/people/", asking(born=born)).text


@pytest.mark.parametrize("role", ["call_handler", "first_responder", "administrator"])
def test_a_role_that_looks_for_nobody_is_refused_and_the_try_is_logged(as_, role):
    client = as_(role)
    assert client.post("/people/", asking()).status_code == 403
    assert Look.objects.get().refused
