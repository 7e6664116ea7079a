"""My work: what stands on it, for whom, and what is done about it from a row."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harness.recorded import ANNA, BORIS, OTHER_PAIR, PAIR, ago, event, high_risk, now, released
from harness.signed_in import sign_in, staff_number
from harness.signed_in import words as text
from safehold.access.looks import Look
from safehold.identity.models import Case
from safehold.rulebook.models import Obligation
from safehold.web import duties

RULE = "victim-told-of-release"


@pytest.fixture
def as_(client, staff):
    return lambda role: sign_in(client, role)


def address(do: str = "", rule: str = RULE) -> str:
    return duties.address(Obligation.everything.get(rule=rule), do)


def state(rule: str = RULE) -> str:
    return Obligation.everything.get(rule=rule).state


def test_the_title_counts_what_is_overdue_and_a_case_is_one_row(as_):
    released(*PAIR, at=ago(days=20))
    event("arrest.made", ago(days=21), *PAIR, offence="assault", power="offence")
    page = as_("investigator").get("/work/")
    count = int(re.search(r"<title>\((\d+)\)", page.text).group(1))
    assert count > 2
    assert page.text.count('class="sh-work"') == 1
    assert f"Overdue ({count})" in text(page)
    assert page.text.count('class="sh-duty ') == min(count, 5)


def test_a_row_says_danger_first_then_who_then_the_duty_when_and_why(as_):
    high_risk(*PAIR, at=ago(days=21))
    released(*PAIR, at=ago(days=20))
    shown = text(as_("investigator").get("/work/"))
    assert shown.index("High risk") < shown.index("Anna QUILLFEATHER and Boris TANGLEWOOD") < shown.index("The victim is told")
    row = shown.partition("The victim is told")[2]
    assert row.index("Why: what happened on") < row.index("Victims' Code") < row.index("overdue by") < row.index("Record it")


def test_an_empty_part_of_a_list_says_what_would_appear_here(as_):
    released(*PAIR)
    page = as_("investigator").get("/work/")
    assert page.text.count("Nothing here") == 2
    assert "A duty whose time has run out would appear here" in text(page)
    assert "<title>(0) My work" in page.text


def test_an_empty_list_says_why_and_where_else_to_go(as_):
    page = as_("investigator").get("/work/")
    assert "Nothing is overdue, due today or due in the next 7 days for an investigator at Northshire Police." in text(page)
    assert 'href="/people/"' in page.text
    assert "No case is shared with Northshire Police" in text(page)
    assert "<title>(0) My work" in page.text
    assert "All work of Northshire Police" not in text(as_("shift_sergeant").get("/work/"))
    released(*PAIR)
    assert "All work of Northshire Police" in text(as_("shift_sergeant").get("/work/"))
    assert "All work of Northshire Police" not in text(as_("first_responder").get("/work/"))


@pytest.mark.parametrize("role", ["inspectorate", "marac_coordinator", "administrator"])
def test_a_role_to_which_no_rule_gives_a_duty_is_told_so(as_, role):
    shown = text(as_(role).get("/work/"))
    assert "No rule gives a duty to a" in shown
    assert ("No case is shared with" in shown) == (role != "administrator")


def test_an_empty_list_names_the_cases_that_can_be_opened_and_logs_whom(as_):
    event("call.received", ago(days=9), *OTHER_PAIR, channel="999", domestic=True)
    high_risk(*PAIR)
    event("information.shared", ago(hours=1), *PAIR, **{"with": "inspectorate"})
    page = as_("inspectorate").get("/work/")
    shown = text(page)
    assert "High risk Anna QUILLFEATHER and Boris TANGLEWOOD" in shown
    assert "WINTERBOURNE" not in shown
    assert Look.objects.get().case_ids == [case.id for case in Case.everything.filter(agencies__contains=["inspectorate"])]
    assert len(Look.objects.get().persons) == 2


def test_what_falls_due_later_than_is_shown_is_counted_and_can_be_shown(as_):
    event("review.opened", ago(days=2), *PAIR, agency="northshire-csp", role="csp_chair")
    client = as_("review_chair")
    shown = text(client.get("/work/"))
    assert "1 duty falls due after that, on" in shown
    assert "A review of a death" not in shown
    assert "A review of a death is complete in six months" in text(client.get("/work/?later=1"))


def test_another_agencys_and_a_restricted_case_are_absent_and_not_counted(as_):
    released(*PAIR, at=ago(days=20), agency="southmere-police")
    released(*OTHER_PAIR, at=ago(days=20))
    event("record.restricted", ago(hours=1), *OTHER_PAIR, to=[staff_number("da_specialist")], reason="he works here")
    for role in ("investigator", "shift_sergeant"):
        page = as_(role).get("/work/?all=1")
        assert "<title>(0)" in page.text
        assert "QUILLFEATHER" not in page.text
        assert "WINTERBOURNE" not in page.text
    assert "WINTERBOURNE" in as_("da_specialist").get("/work/?all=1").text


def test_a_role_that_sees_no_cases_sees_the_call_and_no_names(as_):
    event("call.received", ago(days=2), *PAIR, channel="999", domestic=True, key="NC-77", weapon=True)
    page = as_("call_handler").get("/work/")
    assert "Call NC-77, 999" in text(page)
    assert "Weapon" in text(page)
    assert "QUILLFEATHER" not in page.text
    assert re.search(r'href="/calls/\d+"', page.text)


def test_all_roles_are_for_those_who_oversee_them(as_):
    released(*PAIR, at=ago(days=20))
    assert "The victim is told" in text(as_("shift_sergeant").get("/work/?all=1"))
    assert "The victim is told" not in text(as_("shift_sergeant").get("/work/"))
    assert "The victim is told" not in text(as_("shift_sergeant").get("/work/?all=1&role=da_specialist"))
    assert "All roles" not in text(as_("first_responder").get("/work/"))
    assert "The victim is told" not in text(as_("first_responder").get("/work/?all=1"))


def test_opening_the_list_is_logged_with_everybody_on_it(as_):
    released(*PAIR, at=ago(days=20))
    as_("investigator").get("/work/")
    case = Case.everything.get()
    one = Look.objects.get()
    assert (one.persons, one.case_ids, one.refused) == (sorted([case.victim_id, case.suspect_id]), [case.id], False)


def test_recording_from_the_row_fulfils_the_duty_and_it_leaves_the_list(as_):
    released(*PAIR)
    client = as_("investigator")
    row = re.search(rf'href="(/duties/\d+/{RULE}/[^"]+/done/[^"]*)"', client.get("/work/").text).group(1)
    form = client.get(row.replace("&amp;", "&"))
    assert "Record: She was told" in text(form)
    answer = client.post(address("done"), {"kind": "victim.told", "data-topic": "release", "data-method": "by hand"}, follow=True)
    assert "is answered" in text(answer)
    assert state() == "fulfilled"
    assert "The victim is told" not in text(client.get("/work/"))


def test_what_does_not_answer_it_is_recorded_all_the_same_and_the_duty_stands(as_):
    released(*PAIR)
    client = as_("investigator")
    answer = client.post(address("done"), {"kind": "victim.contact_attempted", "data-reached": "no"}, follow=True)
    assert "still stands" in text(answer)
    assert "Tried to reach her" in text(client.get(f"/cases/{Case.everything.get().id}/"))


def test_the_form_comes_back_with_what_was_typed(as_):
    released(*PAIR)
    answer = as_("investigator").post(address("done"), {"kind": "victim.told", "data-method": "by her sister", "day": "2099-01-01"})
    assert answer.status_code == 422
    assert "by her sister" in answer.text


def test_handing_over_moves_the_row(as_):
    released(*PAIR)
    client = as_("investigator")
    form = client.get(address("hand-over"))
    assert "Witness care officer, Northshire Police" in text(form)
    assert "Southmere" not in text(form)
    assert client.post(address("hand-over"), {"to": "northshire-police/witness_care_officer"}).status_code == 422
    given = {"to": "northshire-police/witness_care_officer", "reason": "They see her today"}
    assert "Handed over." in client.post(address("hand-over"), given, follow=True).text
    assert "The victim is told" not in text(client.get("/work/"))
    assert "The victim is told" in text(as_("witness_care_officer").get("/work/"))


def test_what_is_pressed_twice_about_a_duty_says_that_it_was_recorded_and_not_that_it_is_another_s(as_):
    released(*PAIR)
    for role, do, given in (
        ("investigator", "cannot", {"awaiting": "her new number"}),
        ("investigator", "hand-over", {"to": "northshire-police/witness_care_officer", "reason": "They see her today"}),
        ("witness_care_officer", "cannot", {"awaiting": "her key worker"}),
    ):
        client = as_(role)
        number = re.search(r'name="shown-as" type="hidden" value="(\w+)"', client.get(address(do)).text)[1]
        pressed = [client.post(address(do), given | {"shown-as": number}, follow=True) for _ in range(2)]
        assert [page.redirect_chain[0][1] for page in pressed] == [302, 302], do
        assert "not recorded twice" not in text(pressed[0]), do
        assert "not recorded twice" in text(pressed[1]), do


def test_it_is_handed_to_agencies_that_know_the_case_and_to_no_others(as_):
    released(*PAIR)
    event("idva.engaged", ago(minutes=30), *PAIR, agency="northshire-idva", role="idva")
    form = as_("investigator").get(address("hand-over"))
    assert "Independent domestic violence adviser, Northshire Advocacy Service" in text(form)
    odd = as_("investigator").post(address("hand-over"), {"to": "cps/prosecutor", "reason": "theirs"})
    assert odd.status_code == 422


def test_waiving_is_not_offered_and_is_refused_to_a_role_that_the_rule_does_not_name(as_):
    released(*PAIR)
    client = as_("shift_sergeant")
    assert "/waive/" not in client.get("/work/?all=1").text
    answer = client.post(address("waive"), {"reason": "She asked us not to"})
    assert answer.status_code == 422
    assert "The rule does not let your role waive" in text(answer)
    assert as_("investigator").post(address("waive"), {"reason": "She asked"}).status_code == 403
    assert state() == "breached"  # at the end of time; nothing has waived it


def test_what_cannot_be_done_says_why_and_can_go_on(as_):
    released(*PAIR)
    client = as_("investigator")
    client.post(address("cannot"), {"awaiting": "a safe number"})
    assert "It waits for: a safe number" in text(client.get("/work/"))
    client.post(address("go-on"))
    assert "It waits for" not in text(client.get("/work/"))


def test_help_is_asked_of_another_role_and_both_see_it(as_):
    released(*PAIR)
    client = as_("investigator")
    client.post(address("help"), {"role": "shift_sergeant", "why": "I cannot reach her"})
    assert "Help asked of the shift sergeant" in text(client.get("/work/"))
    assert "I cannot reach her" in text(as_("shift_sergeant").get("/work/"))


def test_a_duty_says_what_would_answer_it_and_another_agencys_is_only_read(as_):
    released(*PAIR, agency="southmere-police")
    event("call.received", ago(days=1), *PAIR, channel="999", domestic=True)
    page = as_("investigator").get(address())
    assert "What would answer it" in text(page)
    assert "She was told" in text(page)
    assert "Record it" not in page.text
    assert as_("investigator").get(address("done")).status_code == 403


def test_a_duty_that_is_not_there_or_not_ours_to_see_is_not_found(as_):
    released(*PAIR, agency="southmere-police")
    client = as_("investigator")
    assert client.get(address()).status_code == 404
    assert client.get("/duties/1/nothing/AAAA/").status_code == 404
    released(*OTHER_PAIR)
    assert client.get("/duties/999999/victim-told-of-release/AAAA/done/").status_code == 404


def test_what_has_no_form_is_not_found(as_):
    released(*PAIR)
    client = as_("investigator")
    assert client.get(address("dance")).status_code == 404
    assert client.get(f"{address('done')}?kind=plan.made").status_code == 404


def test_one_is_led_back_to_this_site_only(as_):
    released(*PAIR)
    form = as_("investigator").get(f"{address('cannot')}?back=https://elsewhere.example/")
    assert "elsewhere" not in form.text


def test_a_duty_handed_to_an_agency_outside_the_case_names_nobody(as_):
    trigger = released(*PAIR, agency="southmere-police")
    named = {"duty": RULE, "trigger": {"source": trigger.source, "id": trigger.id}}
    event("duty.handed_over", ago(minutes=5), *PAIR, **named, to={"role": "idva", "agency": "northshire-idva"}, agency="southmere-police")
    page = as_("idva").get("/work/")
    assert "A case that is not shared with your agency" in text(page)
    assert "QUILLFEATHER" not in page.text


@pytest.mark.parametrize("odd", ["overdue=0", "overdue=x", "overdue=999999999", "today=-1", "all=1&role=nobody", "coming=1e9"])
def test_odd_pages_are_answered(as_, odd):
    released(*PAIR, at=ago(days=20))
    assert as_("shift_sergeant").get(f"/work/?{odd}").status_code == 200


def test_a_long_list_takes_as_many_queries_as_a_short_one(as_):
    client = as_("investigator")

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get("/work/")
        return len(found)

    released(*PAIR, at=ago(days=20))
    asked()
    short = asked()
    for n in range(6):
        her, him = ({**each, "ref": f"{each['ref']}{n}", "family_name": f"{each['family_name']}{n}x"} for each in (ANNA, BORIS))
        released(her, him, at=ago(days=20 + n))
    assert asked() == short
    assert short <= 21  # one of them counts what waits in the outbox


def test_a_duty_keeps_its_address_when_it_is_derived_anew(staff):
    released(*PAIR)
    before = address()
    high_risk(*PAIR, at=ago(minutes=5))
    assert address() == before
    assert Obligation.everything.get(rule=RULE).triggered_latest < now()
