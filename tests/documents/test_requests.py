"""A request for what is held, from the day that it came to its answer."""

import pytest

from harness.recorded import PAIR, released
from harness.signed_in import sign_in, words
from never_find_her.family import WHY
from safehold.chronology.times import read_when
from safehold.documents import asking as requests
from safehold.documents.clock import months_after
from safehold.documents.models import Request
from safehold.identity.models import Case


@pytest.fixture
def client_of(client, staff):
    released(*PAIR)
    case = Case.everything.get()
    sign_in(client, "records_manager")
    client.post("/looks/purpose/", WHY | {"case": case.id})
    return client, case


ASKS = {"asks": "suspect", "name": "Boris Tanglewood", "received": "2026-10-31", "words": "everything that you hold"}


@pytest.mark.parametrize(
    ("came", "months", "due"),
    [("2026-10-31", 1, "2026-11-30"), ("2026-01-31", 1, "2026-02-28"), ("2026-12-05", 1, "2027-01-05"), ("2026-10-31", 3, "2027-01-31")],
)
def test_a_month_is_to_the_same_day_or_the_last_of_a_shorter_one(came, months, due):
    assert months_after(read_when(came).earliest, months) == read_when(due).latest


def test_a_request_is_due_in_a_month_and_extended_once(client_of):
    client, case = client_of
    there = client.post(f"/cases/{case.id}/documents/request/", ASKS)["Location"]
    found = Request.objects.get()
    assert found.due == read_when("2026-11-30").latest
    assert "Tanglewood" not in found.sealed
    for status in (302, 422):
        assert client.post(f"{there}step/", {"what": "extended", "note": "many records"}).status_code == status
    assert requests.due(Request.objects.get()) == read_when("2027-01-31").latest
    listed = words(client.get("/documents/"))
    assert "Boris Tanglewood" in listed
    assert "Check first who asks" in listed


def test_a_request_is_not_answered_before_it_is_known_who_asks(client_of):
    client, case = client_of
    there = client.post(f"/cases/{case.id}/documents/request/", ASKS)["Location"]
    early = client.post(f"{there}step/", {"what": "answered", "note": "sent"})
    assert early.status_code == 422
    assert "First check that they are who they say" in words(early)
    assert client.post(f"{there}step/", {"what": "identity", "note": "passport, at the front counter"}).status_code == 302
    nothing = client.post(f"{there}step/", {"what": "answered", "note": "sent"})
    assert "Nothing has left for this request yet" in words(nothing)
    assert client.post(f"{there}step/", {"what": "refused", "note": "it would tell of another"}).status_code == 302
    assert client.post(f"{there}step/", {"what": "identity", "note": "again"}).status_code == 422
    assert "passport, at the front counter" in words(client.get(there))


def test_one_from_nobody_whom_a_case_is_found_of_is_kept_too_and_what_is_wrong_is_said(client_of):
    client, _case = client_of
    page = client.get("/documents/requests/new/")
    assert "Ring back by how she is safely reached" in words(page)
    wrong = client.post("/documents/requests/new/", ASKS | {"received": "31/10/2026"})
    assert wrong.status_code == 422
    assert 'value="Boris Tanglewood"' in wrong.text
    assert "in the future" in words(client.post("/documents/requests/new/", ASKS | {"received": "2090-01-01"}))
    assert client.post("/documents/requests/new/", ASKS).status_code == 302
    assert Request.objects.get().events == []
