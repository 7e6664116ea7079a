"""The list of records whose time has come, one record's page, and what is decided there."""

import pytest

from harness.signed_in import sign_in, words
from retention.long_ago import days_pass, event
from safehold.access.models import Look
from safehold.chronology.record import record
from safehold.identity.models import Case, Person
from safehold.retention.models import Answer, Decision
from safehold.retention.removing import carry_out_all

HER = {"ref": "N1", "role": "victim", "given_name": "Anna", "family_name": "Quillfeather", "date_of_birth": "1960-02-03"}
HIM = {"ref": "N2", "role": "suspect", "given_name": "Boris", "family_name": "Tanglewood", "date_of_birth": "1958-04-05"}
CALLER = {"ref": "N3", "role": "caller", "given_name": "Dora", "family_name": "Winterbourne"}
CALL = event("call.received", "2005-03-01T10:00:00+00:00", HER, HIM, key="call", data={"words": "long ago"})
ASSAULT = event("crime.recorded", "2005-03-02", HER, HIM, data={"offence": "assault"})


@pytest.fixture
def assault(staff):
    record([CALL, ASSAULT])
    return f"/retention/{Case.everything.get().id}/"


@pytest.fixture
def manager(client, staff):
    return sign_in(client, "records_manager")


def other_manager(client):
    client.post("/sign-out")
    client.post("/sign-in/as", {"staff_id": "npol-rm-105"})
    return client


def test_the_list_leads_to_what_is_to_be_decided_and_the_look_is_logged(assault, manager):
    page = manager.get("/retention/")
    assert page.status_code == 200
    assert "Anna QUILLFEATHER and Boris TANGLEWOOD" in words(page)
    assert f'href="{assault}"' in page.text
    assert "To decide 1" in words(page)
    assert Look.objects.filter(case_ids__len=1, refused=False, role="records_manager").exists()


def test_the_list_says_where_it_does_not_show_all(assault, manager, monkeypatch):
    assert "There are more" not in words(manager.get("/retention/"))
    monkeypatch.setattr("safehold.retention.seen.MOST", 0)
    assert "There are more" in words(manager.get("/retention/"))


def test_the_page_says_why_it_is_of_its_group_and_what_would_go_and_no_word_of_it(assault, manager):
    page = words(manager.get(assault))
    assert "2: Other sexual, violent or serious matters" in page
    assert "Crime recorded (1)" in page
    assert "Kept for 10 years without contact" in page
    assert "long ago" not in page


def test_to_remove_two_people_are_needed_and_each_sees_where_it_stands(assault, manager, client, owner):
    manager.post(f"{assault}remove/", {"remove-ground": "period_passed"})
    page = manager.get(assault)
    assert "Waits for another person to confirm" in words(page)
    assert "Confirm that its content goes" not in page.text
    number = Decision.objects.get().pk
    assert manager.post(f"{assault}answer/{number}/", {"agrees": "yes"}).status_code == 422
    second = other_manager(client)
    assert "Confirm that its content goes" in second.get(assault).text
    second.post(f"{assault}answer/{number}/", {"agrees": "yes"})
    assert Answer.objects.get().agrees
    assert "Its content goes on" in words(second.get(assault))
    days_pass(owner)
    assert carry_out_all() == 1
    assert "Anna" not in second.get("/retention/").text
    assert second.get(assault).status_code == 404


def test_what_was_decided_can_be_withdrawn(assault, manager):
    manager.post(f"{assault}remove/", {"remove-ground": "period_passed"})
    manager.post(f"{assault}answer/{Decision.objects.get().pk}/", {"agrees": "no"})
    assert "To decide" in words(manager.get(assault))
    assert carry_out_all() == 0


def test_a_decision_that_a_contact_has_overtaken_says_so_and_can_be_made_again(staff, manager):
    record([CALL])
    address = f"/retention/{Case.everything.get().id}/"
    manager.post(f"{address}remove/", {"remove-ground": "period_passed"})
    record([event("call.received", "2025-03-01T10:00:00+00:00", HER, HIM)])
    page = words(manager.get(address))
    assert "this has lapsed, since there was a contact" in page
    assert "A contact restarted its time: due on 1 March 2031" in page
    assert "Decide that its content goes" in page


def test_to_keep_asks_for_a_criterion_and_loses_nothing_that_was_typed(assault, manager):
    page = manager.post(f"{assault}keep/", {"keep-reason": "calls again and again"})
    assert page.status_code == 422
    assert "Say which of the criteria it is kept for." in words(page)
    assert "calls again and again" in page.text
    page = manager.post(f"{assault}keep/", {"keep-reason": "calls again and again", "keep-criteria": ["pattern"]}, follow=True)
    assert "It is kept until its next review." in page.text
    assert "1 kept by a decision" in words(page)


def test_a_hold_says_who_and_why_and_stops_the_decision_until_two_people_lift_it(assault, manager, client):
    assert manager.post(f"{assault}hold/", {"hold-reason": "inquest", "hold-until": "soon"}).status_code == 422
    manager.post(f"{assault}hold/", {"hold-reason": "inquest, the coroner asked", "hold-until": "2090-06-30"})
    page = manager.get(assault)
    assert "Held: inquest, the coroner asked" in words(page)
    assert "records manager, Northshire Police, until 2090-06-30" in words(page)
    refused = manager.post(f"{assault}remove/", {"remove-ground": "court_order"})
    assert refused.status_code == 422
    assert "Nothing of it goes until the hold is lifted" in words(refused)
    source, number = (page.text.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("source", "id"))
    hold = {"source": source, "id": number}
    asked = manager.post(f"{assault}lift/", hold | {"lift-reason": "concluded"}, follow=True)
    assert "It stays held until another person agrees." in words(asked)
    assert "Agree: lift the hold" not in asked.text
    assert "Another person than whoever asked" in words(manager.post(f"{assault}lift/", hold | {"word": "agree"}))
    second = other_manager(client)
    assert 'Retention <span class="sh-bar__count">(1' in second.get("/retention/").text
    page = words(second.get(assault))
    assert "Somebody asks to lift it:" in page
    assert "concluded" in page
    second.post(f"{assault}lift/", hold | {"word": "agree"})
    assert "To decide" in words(second.get(assault))


def test_whoever_lifts_a_hold_without_saying_why_is_told_at_the_hold_that_they_opened(assault, manager):
    for reason in ("inquest", "litigation"):
        manager.post(f"{assault}hold/", {"hold-reason": reason})
    page = manager.get(assault).text
    source, number = (page.rpartition(f'name="{name}" value="')[2].partition('"')[0] for name in ("source", "id"))
    refused = manager.post(f"{assault}lift/", {"source": source, "id": number, "lift-reason": " "}, follow=True).text
    assert refused.count("Say why the hold is lifted.") == 2  # at the top of the page, and at one hold
    assert refused.count('<details class="sh-fold" open>') == 1


def test_another_agency_s_hold_is_shown_and_not_lifted_from_here(assault, manager):
    case = Case.everything.get()
    holding = event("legal_hold.placed", "2020-01-01", HER, HIM, agency="southmere-police", data={"reason": "litigation"})
    record([holding])
    page = manager.get(assault)
    assert "Held: litigation" in words(page)
    assert "Ask to lift" not in words(page)
    tried = manager.post(f"{assault}lift/", {"source": holding["source"], "id": holding["id"], "lift-reason": "concluded"})
    assert tried.status_code == 422
    assert "only they lift it" in words(tried)
    assert case.id in assault


def test_a_hold_until_a_day_that_is_past_is_not_said_to_hold(assault, manager):
    page = manager.post(f"{assault}hold/", {"hold-reason": "inquest", "hold-until": "2020-01-01"})
    assert page.status_code == 422
    assert "That day is past, so the hold would hold nothing." in words(page)


def test_a_record_that_is_not_due_is_reached_from_its_case_and_its_people(assault, manager):
    case = Case.everything.get()
    for address in (f"/cases/{case.id}/", f"/people/{case.victim_id}/"):
        manager.post("/looks/purpose/", {"purpose": "records", "why": "she asked for it", "case": case.id})
        manager.post("/looks/purpose/", {"purpose": "records", "why": "she asked for it", "person": case.victim_id})
        assert f'href="/retention/{case.id}/"' in manager.get(address).text


def test_what_waits_for_another_person_to_confirm_is_counted_in_their_bar_and_not_in_ones_own(assault, manager, client):
    manager.post(f"{assault}remove/", {"remove-ground": "period_passed"})
    counted = 'Retention <span class="sh-bar__count">(1'
    assert counted not in manager.get("/retention/").text
    assert counted in other_manager(client).get("/retention/").text


def test_somebody_in_no_case_has_a_record_too(staff, manager):
    record([event("third_party.reported", "2005-03-04", CALLER, data={"concern": "shouting"})])
    page = manager.get("/retention/")
    assert "Dora WINTERBOURNE" in words(page)
    assert manager.get("/retention/person:1024/").status_code == 200


def test_somebody_in_no_case_is_found_by_name_before_their_time_and_held(staff, manager):
    record([event("third_party.reported", "2025-03-04", CALLER, data={"concern": "shouting"})])
    assert "WINTERBOURNE" not in words(manager.get("/retention/"))
    assert "Say why you are looking" in words(manager.post("/retention/find/", {"find-name": "winter"}))
    found = manager.post("/retention/find/", {"find-name": "dora winter", "find-why": "the coroner asked"})
    her = Person.everything.get().id
    address = f"/retention/person:{her}/"
    assert f'href="{address}"' in found.text
    assert Look.objects.get(kind="search").persons == [her]
    assert "What do you open this for?" in words(manager.get(address))
    opened = manager.post("/looks/purpose/", {"purpose": "records", "why": "the coroner asked", "person": her})
    assert opened["Location"] == address
    manager.post(f"{address}hold/", {"hold-reason": "inquest, the coroner asked"})
    assert "Held: inquest, the coroner asked" in words(manager.get(address))


def test_nobody_whom_the_agency_does_not_call_so_is_found_nor_anybody_in_a_case(assault, manager):
    record([event("third_party.reported", "2025-03-04", CALLER, agency="southmere-police", data={"concern": "shouting"})])
    for name in ("Winterbourne", "Quillfeather", "W", "%"):
        found = manager.post("/retention/find/", {"find-name": name, "find-why": "the coroner asked"})
        assert "Nobody by that name" in words(found)


def test_a_caller_who_has_a_case_of_their_own_has_a_record_of_what_is_in_no_case_too(assault, manager):
    record([event("third_party.reported", "2005-03-04", HER | {"role": "caller"}, data={"concern": "shouting next door"})])
    address = f"/retention/person:{Case.everything.get().victim_id}/"
    assert f'href="{address}"' in manager.get("/retention/").text
    assert "What would go Somebody else reported a concern: 1" in words(manager.get(address))


@pytest.mark.parametrize("address", ["/retention/", "/retention/1-2/"])
def test_nobody_else_opens_them(assault, client, address):
    assert sign_in(client, "investigator").get(address).status_code == 403


def test_a_case_that_is_restricted_to_others_is_not_there(assault, manager):
    record([event("record.restricted", "2005-03-05", about="call", data={"to": ["npol-ds-104"]})])
    assert "QUILLFEATHER" not in manager.get("/retention/").text
    assert manager.get(assault).status_code == 404
    assert manager.post(f"{assault}remove/", {"remove-ground": "period_passed"}).status_code == 404
    assert Decision.objects.count() == 0


def test_another_agency_s_record_is_not_this_agency_s_to_decide(staff, manager):
    record([event("call.received", "2005-03-01T10:00:00+00:00", HER, HIM, agency="southmere-police")])
    assert "QUILLFEATHER" not in manager.get("/retention/").text
    assert manager.get(f"/retention/{Case.everything.get().id}/").status_code == 404
