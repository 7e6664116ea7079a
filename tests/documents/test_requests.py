"""A request for what is held, from the day that it came to its answer."""

from string import digits

import pytest

from harness.recorded import PAIR, ago, event, released
from harness.signed_in import sign_in, words
from never_find_her.family import WHY, made, make
from safehold.chronology.times import read_when
from safehold.documents import asking as requests
from safehold.documents import making
from safehold.documents.choosing import NOT_SAID
from safehold.documents.clock import Terms, due, months_after, waiting
from safehold.documents.models import Document, Request
from safehold.documents.rules import standard
from safehold.identity.models import Case


@pytest.fixture
def client_of(client, staff):
    released(*PAIR)
    case = Case.everything.get()
    sign_in(client, "records_manager")
    client.post("/looks/purpose/", WHY | {"case": case.id})
    return client, case


CAME = ago(days=20).date().isoformat()
ASKS = {"asks": "suspect", "name": "Boris Tanglewood", "received": CAME, "words": "everything that you hold"}
TERMS = Terms(1, 2, read_when("2026-02-05").earliest)


@pytest.mark.parametrize(
    ("came", "months", "due"),
    [("2026-10-31", 1, "2026-11-30"), ("2026-01-31", 1, "2026-02-28"), ("2026-12-05", 1, "2027-01-05"), ("2026-10-31", 3, "2027-01-31")],
)
def test_a_month_is_to_the_same_day_or_the_last_of_a_shorter_one(came, months, due):
    assert months_after(read_when(came).earliest, months) == read_when(due).latest


@pytest.mark.parametrize(
    ("came", "did", "extended", "last"),
    [
        ("2026-03-10", [], False, "2026-04-10"),
        ("2026-03-10", [("identity", "2026-03-20")], False, "2026-04-10"),  # checked without asking them for anything
        ("2026-03-10", [("identity_asked", "2026-03-12"), ("identity", "2026-03-20")], False, "2026-04-20"),
        ("2026-03-10", [("identity_asked", "2026-03-12")], False, "2026-04-30"),  # as if it came now
        ("2026-03-10", [("more_asked", "2026-03-12"), ("more_told", "2026-03-12")], False, "2026-04-11"),
        ("2026-03-10", [("more_asked", "2026-03-12"), ("more_told", "2026-03-14")], False, "2026-04-13"),
        ("2026-03-10", [("more_asked", "2026-03-12"), ("more_told", "2026-03-14")], True, "2026-06-13"),
        ("2026-03-10", [("more_asked", "2026-03-21")], False, "2026-04-20"),  # stands until now, the 30th
        ("2026-02-04", [("more_asked", "2026-02-12"), ("more_told", "2026-02-14")], False, "2026-03-04"),  # before the law let it stand
    ],
)
def test_the_month_begins_when_they_have_shown_who_they_are_and_stands_while_they_are_asked_what_they_mean(came, did, extended, last):
    steps = [(what, read_when(at).earliest) for what, at in did]
    found = due(read_when(came).earliest, steps, TERMS, read_when("2026-03-30").earliest, extended=extended)
    assert found == read_when(last).latest


def test_what_whoever_asks_still_has_to_say_is_known():
    assert waiting([]) == waiting([("identity_asked", 1), ("identity", 2)]) == waiting([("more_asked", 1), ("more_told", 2)]) == ""
    assert waiting([("identity", 1), ("identity_asked", 2)]) == "identity"
    assert waiting([("more_asked", 1), ("more_told", 2), ("more_asked", 3)]) == "more"


def test_while_they_have_not_shown_who_they_are_it_says_so_and_after_its_month_it_is_extended_no_more(client_of):
    client, case = client_of
    there = client.post(f"/cases/{case.id}/documents/request/", ASKS)["Location"]
    assert client.post(f"{there}step/", {"what": "more_told", "note": "x"}).status_code == 422
    assert client.post(f"{there}step/", {"what": "identity_asked", "note": "for a passport, by hand"}).status_code == 302
    assert "Waits for them to show who they are" in words(client.get("/documents/"))
    late = ASKS | {"received": ago(days=40).date().isoformat()}
    there = client.post(f"/cases/{case.id}/documents/request/", late)["Location"]
    assert "within its first month alone" in words(client.post(f"{there}step/", {"what": "extended", "note": "many records"}))


def test_how_long_an_answer_takes_and_its_form_tell_nothing_of_what_is_held(client_of):
    """One clock for whoever asks, and the same answer to him, whether or not she moved in confidence and asked about him."""
    client, case = client_of
    who_ask = [name for name, rule in standard().recipients.items() if "answer" in rule.kinds]
    address = {"address": "8 Foundry Lane", "postcode": "XN3 1AB", "verified": ago(days=3).date().isoformat()}
    given = {"name": "Boris Tanglewood", "way": "by_post", "purpose": "access", "basis": "dpa_45", **address}
    answers = []
    for hidden in (False, True):
        if hidden:
            moved = {"address": "41 Thornbury Crescent", "phone": "07700 900441", "confidential": ["address", "phone"]}
            event("victim.moved", ago(days=1), PAIR[0] | moved, PAIR[1], to="refuge", confidential=True)
            event("disclosure.requested", ago(days=1), *PAIR, route="right_to_ask", applicant_is="person_at_risk")
        for asks in who_ask:
            client.post(f"/cases/{case.id}/documents/request/", ASKS | {"asks": asks})
        made(client, case, "suspect", "answer", given)
        answers.append(making.kept(Document.objects.latest("pk")).content)
    assert answers[0] == answers[1]
    assert answers[0].kept_back == NOT_SAID
    dues = set(Request.objects.values_list("due", flat=True))
    assert Request.objects.count() == 2 * len(who_ask)
    assert dues == {months_after(read_when(CAME).earliest, 1)}


def test_a_request_is_due_in_a_month_and_extended_once(client_of):
    client, case = client_of
    there = client.post(f"/cases/{case.id}/documents/request/", ASKS)["Location"]
    found = Request.objects.get()
    assert found.due == months_after(read_when(CAME).earliest, 1)
    assert "Tanglewood" not in found.sealed
    for status in (302, 422):
        assert client.post(f"{there}step/", {"what": "extended", "note": "many records"}).status_code == status
    assert requests.due(Request.objects.get()) == months_after(read_when(CAME).earliest, 3)
    listed = words(client.get("/documents/"))
    assert "Boris Tanglewood" in listed
    assert "Check first who asks" in listed


def test_a_request_is_not_answered_before_it_is_known_who_asks(client_of):
    client, case = client_of
    there = client.post(f"/cases/{case.id}/documents/request/", ASKS)["Location"]
    early = client.post(f"{there}step/", {"what": "answered", "note": "sent"})
    assert early.status_code == 422
    assert "First check that they are who they say, and say how." in words(early)
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


def test_a_request_that_came_before_a_case_was_found_is_put_to_it_once_and_then_seen_by_those_who_see_the_case(client_of, owner):
    client, case = client_of
    client.post("/documents/requests/new/", ASKS)
    number = Request.objects.get().pk
    page = client.get(f"/cases/{case.id}/documents/")
    assert "Boris Tanglewood" in words(page)
    there = f"/cases/{case.id}/documents/request/{number}/"
    assert "Say how you know" in words(client.post(there, {"note": " "}, follow=True))
    assert client.post(there, {"note": "his date of birth, and the arrest"}).status_code == 302
    found = Request.objects.get()
    assert (found.case_id, found.persons) == (case.id, [case.suspect_id])
    assert found.events
    shown = words(client.get(f"/documents/requests/{number}/"))
    assert "The case was found that it is about" in shown
    assert "Make the answer" in shown
    assert "of a case already" in words(client.post(there, {"note": "again"}, follow=True))
    owner.execute("INSERT INTO identity_restriction VALUES (%s, '{somebody-else}')", [case.id])
    owner.commit()
    assert client.get(f"/documents/requests/{number}/").status_code == 404
    assert "Boris Tanglewood" not in words(client.get("/documents/"))


def test_another_agencys_request_is_put_to_no_case(client_of, owner):
    client, case = client_of
    client.post("/documents/requests/new/", ASKS)
    owner.execute("ALTER TABLE documents_request DISABLE TRIGGER USER")
    owner.execute("UPDATE documents_request SET agency = 'southmere-police'")
    owner.commit()
    (number,) = owner.execute("SELECT id FROM documents_request").fetchone()
    assert client.post(f"/cases/{case.id}/documents/request/{number}/", {"note": "it is ours"}).status_code == 404
    assert owner.execute("SELECT case_id FROM documents_request").fetchone() == ("",)


def test_records_of_two_people_that_stand_as_one_stop_his_answer_until_they_are_parted(client_of):
    client, case = client_of
    given = {"name": "Boris Tanglewood", "way": "by_hand", "purpose": "access", "basis": "dpa_45"}
    assert "hold another's particulars" not in words(make(client, case, "suspect", "answer", given))
    event("arrest.made", ago(days=2), PAIR[0], PAIR[1] | {"sex": "male"}, offence="assault")
    event("arrest.made", ago(days=1), PAIR[0], PAIR[1] | {"sex": "female"}, offence="assault")
    stopped = words(make(client, Case.everything.get(), "suspect", "answer", given))
    assert "It cannot leave: The records of this person hold another's particulars. Part them first." in stopped


def test_figures_of_few_requests_are_not_shown_nor_what_they_could_be_worked_out_from(client_of):
    client, case = client_of
    for _ in range(6):
        there = client.post(f"/cases/{case.id}/documents/request/", ASKS)["Location"]
    client.post(f"{there}step/", {"what": "refused", "note": "it would tell of another"})
    figures = words(client.get("/documents/")).partition("Figures that may be published")[2].partition(" Open ")[2]
    assert "Refused fewer than 5" in figures
    assert "All not shown" in figures
    assert not any(digit in figures.replace("fewer than 5", "") for digit in digits)
