"""The pages of safety plans and of contact, as those use them whose work it is."""

import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from harness.recorded import ANNA, BORIS, PAIR, ago, event, high_risk
from harness.signed_in import sign_in, somebody, staff_number, words
from safehold.access.looks import Look
from safehold.chronology.envelope import Event
from safehold.chronology.models import StoredEvent
from safehold.chronology.session import session
from safehold.chronology.store import load
from safehold.chronology.times import HOUR
from safehold.identity.models import Case
from safehold.practice.safeguarding.contact import sending
from safehold.practice.safeguarding.contact.models import Message
from safehold.rulebook.models import Obligation
from safehold.web import duties

CHILD = {"ref": "N9", "role": "child", "given_name": "Mia", "family_name": "Quillfeather", "date_of_birth": "2016-05-01"}
SAFE = {
    "methods": ["text", "phone"],
    "phone": "07700 900123",
    "who_may_answer": "her sister Nell",
    "codeword": "heron",
    "never": "no letters",
}


@pytest.fixture
def case(staff) -> Case:
    high_risk(*PAIR)
    event("child.identified", ago(days=2), ANNA, BORIS, CHILD, age=10)
    return Case.everything.get(suspect_id__isnull=False)


@pytest.fixture
def specialist(case) -> Client:
    return sign_in(Client(), "da_specialist")


def colleague(role: str, case: Case) -> Client:
    """Somebody of the same agency, who has said what they open it for."""
    client = sign_in(Client(), role)
    client.post("/looks/purpose/", {"case": case.id, "purpose": "safeguarding", "why": "her sister rang about her"})
    assert "Quillfeather" in client.get(f"/cases/{case.id}/contact/").text.title()
    return client


def test_a_plan_is_made_with_her_wishes_first_and_an_owner_for_each_action(case, specialist):
    address = f"/cases/{case.id}/plan/"
    assert "High risk without a plan" in words(specialist.get(address))
    refused = specialist.post(f"{address}make/", {"wishes": "", "words": "I am afraid of Fridays"})
    assert refused.status_code == 422
    assert "Begin with what she wants" in words(refused)
    assert "I am afraid of Fridays" in refused.text
    assert specialist.post(f"{address}make/", {"wishes": "To stay at home", "words": "I am afraid of Fridays"}).status_code == 302
    assert "locks" in specialist.get(f"{address}library/").text
    offered = specialist.get(f"{address}add/?item=school-told")
    child = re.search(r'<option value="(\d+)"[^>]*>Mia', offered.text)[1]
    given = {"what": "School knows who may fetch her", "due": "2026-12-24", "person": child}
    assert "nobody owns" in words(specialist.post(f"{address}add/?item=school-told", given))
    assert specialist.post(f"{address}add/?item=school-told", given | {"owner_agency": "northshire-housing"}).status_code == 302
    page = words(specialist.get(address))
    assert page.index("To stay at home") < page.index("I am afraid of Fridays") < page.index("School knows")
    assert page.index("Mia") < page.index("School knows")
    assert "High risk without a plan" not in page
    step = re.search(rf'href="({address}actions/\d+/)"', specialist.get(address).text)[1]
    assert "only action" in words(specialist.post(step, {"became": "cancelled", "words": "no money"}))
    assert specialist.post(step, {"became": "done", "words": "The head teacher wrote back"}).status_code == 302
    assert "The head teacher wrote back" in words(specialist.get(address))


def test_only_a_supervisor_meets_the_form_of_an_escort_and_the_menu_of_records_is_held_to_the_same(case, specialist):
    event("victim.requested", ago(minutes=20), *PAIR, request="escort", fear_for_life=True)
    address = f"/cases/{case.id}/plan/"
    assert "A supervisor has to decide" in words(specialist.get(address))
    said = specialist.post(f"/cases/{case.id}/record/escort.decided/", {"data-granted": "yes"})
    assert "A supervisor decides on an escort" in words(said)
    sergeant = sign_in(Client(), "shift_sergeant")
    step = re.search(rf'href="({address}escorts/\d+/)"', sergeant.get(address).text)[1]
    assert specialist.get(step).status_code == 403
    assert "done instead" in words(sergeant.post(step, {"granted": "no", "reason": "no unit"}))
    assert sergeant.post(step, {"granted": "no", "reason": "no unit", "alternative": "her brother drives"}).status_code == 302
    assert "her brother drives" in words(specialist.get(address))


def test_who_lost_the_last_owned_action_of_a_plan_stands_on_my_work_with_the_way_to_the_plan(case, specialist):
    event("plan.made", ago(minutes=50), *PAIR, wishes="To stay", role="da_specialist")
    agreed = event("plan.action_agreed", ago(minutes=50), *PAIR, action="Locks", owner_agency="northshire-housing", role="da_specialist")
    assert "nobody owns a plan" not in specialist.get("/work/").text
    event("plan.action_cancelled", ago(minutes=20), about=agreed, agency="northshire-housing", reason="no money")
    page = specialist.get("/work/")
    assert "Graded high, and nobody owns a plan 1" in words(page)
    assert f'href="/cases/{case.id}/plan/"' in page.text
    assert Look.objects.using("owner").latest("id").case_ids == [case.id]


def test_a_copy_is_made_once_it_is_asked_where_it_is_kept_and_tells_nothing(case, specialist):
    address = f"/cases/{case.id}/plan/copy/"
    given = {"kept": "with_her", "agencies_named": "no", "title": "To do", "lines": "The door is seen to\nPolice come at two"}
    assert "Ask her where it will be kept" in words(specialist.post(address, given | {"kept": ""}))
    assert "nothing is printed" in words(specialist.post(address, given | {"kept": "he_could_find_it"}))
    assert "Line 2 names an agency" in words(specialist.post(address, given))
    assert not StoredEvent.objects.using("owner").filter(kind="plan.copied").exists()
    copy = specialist.post(address, given | {"lines": "The door is seen to"})
    assert copy.status_code == 200
    assert "<title>To do</title>" in copy.text
    assert 'href="../"' in copy.text, "the way back, in no word that tells"
    for never in ("Safehold", "Northshire", "QUILLFEATHER", "Quillfeather", "plan", "cases"):
        assert never not in copy.text, never
    assert StoredEvent.objects.using("owner").filter(kind="plan.copied").count() == 1


def test_what_is_on_record_of_the_people_of_the_case_is_not_put_on_a_copy_however_it_is_spelt(case, specialist):
    event("call.received", ago(days=4), ANNA | {"address": "14 Larchmere", "postcode": "XN1 4PA"}, BORIS, channel="999", domestic=True)
    event("child.identified", ago(days=2), ANNA, BORIS, CHILD, school="Holmbrook Primary")
    event(
        "plan.action_agreed",
        ago(days=1),
        *PAIR,
        action="Ring",
        owner_agency="northshire-police",
        owner={"id": staff_number("da_specialist")},
    )
    given = {"kept": "with_her", "agencies_named": "no", "title": "To do"}
    for line, told in (
        ("When Borris is out", "names somebody of the case"),
        ("Mia to Hollmbrook Primary", "names a school"),
        ("Back to Larchmere by six", "gives an address"),
        ("Grace Whitlow rings", "or who works with her"),
    ):
        assert told in words(specialist.post(f"/cases/{case.id}/plan/copy/", given | {"lines": line})), line
    assert specialist.post(f"/cases/{case.id}/plan/copy/", given | {"lines": "Anna Quillfeather\nEggs"}).status_code == 200


def test_her_codeword_is_not_put_on_paper_and_nobody_learns_it_by_trying(case, specialist):
    specialist.post(f"/cases/{case.id}/contact/safe/", SAFE | {"codeword": "heron"})
    given = {"kept": "with_her", "agencies_named": "no", "title": "To do", "lines": "Feed the cat\nAsk about the Heron"}
    assert "Line 2 has her codeword in it" in words(specialist.post(f"/cases/{case.id}/plan/copy/", given))
    assert colleague("investigator", case).post(f"/cases/{case.id}/plan/copy/", given).status_code == 200


def test_a_move_keeps_where_to_from_whoever_may_not_see_it(case, specialist):
    given = {"to": "refuge", "on": "2026-12-28", "destination": "9 Marlowe Rise", "how": "by the ferry", "items": ["move-travel"]}
    assert specialist.post(f"/cases/{case.id}/plan/move/", given).status_code == 302
    assert "9 Marlowe Rise" in words(specialist.get(f"/cases/{case.id}/plan/"))
    for role in ("investigator", "shift_sergeant"):
        other = colleague(role, case)
        for page in ("plan/", "plan/move/", "", "contact/"):
            assert "Marlowe" not in other.get(f"/cases/{case.id}/{page}").text, page
            assert "ferry" not in other.get(f"/cases/{case.id}/{page}").text, page
        assert "Held in confidence" in words(other.get(f"/cases/{case.id}/plan/"))
        assert other.post(f"/cases/{case.id}/plan/move/", given | {"items": []}).status_code == 302


def test_she_is_reached_by_what_she_said_and_an_unsafe_means_says_what_is_safe(case, specialist):
    address = f"/cases/{case.id}/contact/"
    assert "Nothing is on record" in words(specialist.get(address))
    assert "Say by what she may be reached" in words(specialist.post(f"{address}safe/", {}))
    assert specialist.post(f"{address}safe/", SAFE).status_code == 302
    page = words(specialist.get(address))
    for said in ("a call", "a text", "her sister Nell", "heron", "no letters", "neutral ones only", "07700 900123"):
        assert said in page, said
    refused = words(specialist.get(f"{address}try/?method=letter"))
    assert "never like this" in refused
    assert "Safe now: a call, a text" in refused
    assert "This is safe now" in words(specialist.get(f"{address}try/?method=phone"))
    assert specialist.post(f"{address}try/", {"method": "phone", "reached": "no"}).status_code == 302
    assert specialist.post(f"{address}try/", {"method": "letter", "reached": "no"}).status_code == 302
    tried = StoredEvent.objects.using("owner").filter(kind="victim.contact_attempted").count()
    assert tried == 2
    investigator = colleague("investigator", case)
    assert "heron" not in investigator.get(address).text
    assert "Ask her for it" in words(investigator.post(f"{address}safe/", SAFE | {"codeword": ""}))
    assert investigator.post(f"{address}safe/", SAFE | {"codeword": "osprey"}).status_code == 302


def test_what_a_record_made_at_a_door_leaves_out_is_shown_as_said_before_and_not_as_safe(case, specialist):
    address = f"/cases/{case.id}/contact/"
    event("safe_contact.set", ago(days=2), *PAIR, **SAFE, verified_on="2026-01-05", role="da_specialist")
    assert "Said before" not in words(specialist.get(address))
    event("safe_contact.set", ago(minutes=5), *PAIR, methods=["text"], never="not after six", role="first_responder")
    before = words(specialist.get(address)).partition("Said before")[2].partition("Safe now")[0]
    for said in ("07700 900123", "heron", "domestic abuse specialist"):
        assert said in before, said
    assert "no letters" not in before, "how never is said anew"
    assert specialist.post(f"{address}safe/", SAFE).status_code == 302
    assert "Said before" not in words(specialist.get(address))


def attempts() -> list[Event]:
    with session("owner") as cursor:
        seqs = StoredEvent.objects.using("owner").filter(kind="victim.contact_attempted").order_by("seq").values_list("seq", flat=True)
        return list(load(cursor, list(seqs)).values())


def test_an_attempt_from_a_menu_or_a_duty_is_recorded_where_whether_it_was_safe_is_worked_out_and_not_typed(case, specialist):
    called = event("third_party.reported", ago(hours=3), *PAIR, concern="screams")
    specialist.post(f"/cases/{case.id}/contact/safe/", SAFE)
    guarded = f"/cases/{case.id}/contact/try/"
    assert specialist.get(f"/cases/{case.id}/record/victim.contact_attempted/").url == guarded
    supervisor = sign_in(Client(), "shift_sergeant")
    duty = Obligation.everything.get(rule="third-party-followed-up")
    asked = supervisor.get(f"{duties.address(duty)}done/?kind=victim.contact_attempted&case={case.id}&back=/work/").url
    assert asked == f"{guarded}?{urlencode({'about': str(called), 'back': '/work/'})}"
    assert f'value="{called}"' in supervisor.get(asked).text
    page = supervisor.get(f"{asked}&method=phone")
    assert re.search(rf'<option value="{called}"\s+selected', page.text)
    early = {"method": "phone", "reached": "yes", "about": str(called), "back": "/work/", "day": f"{ago(hours=2):%Y-%m-%d}", "safe": "yes"}
    refused = supervisor.post(guarded, early | {"day": f"{ago(days=-2):%Y-%m-%d}", "time": "10:00", "note": "she was out"})
    assert (refused.status_code, "still to come" in words(refused), "she was out" in refused.text) == (422, True, True)
    sent = supervisor.post(guarded, early | {"time": f"{ago(hours=2):%H:%M}"})
    assert (sent.status_code, sent.url) == (302, "/work/")
    assert specialist.post(guarded, {"method": "phone", "reached": "no", "about": "elsewhere/e1"}).status_code == 422
    assert specialist.post(guarded, {"method": "phone", "reached": "no"}).status_code == 302
    before, now = attempts()
    # What she said of how came an hour after it.
    assert (before.data["safe"], before.data["reached"], before.about) == (False, True, (called,))
    assert before.occurred_at.latest < now.occurred_at.latest - HOUR
    assert (now.data["safe"], now.about) == (True, ())


def test_the_control_room_supervisor_answers_from_their_list_for_the_follow_up_of_a_report(case, specialist):
    called = event("third_party.reported", ago(hours=3), *PAIR, concern="screams")
    specialist.post(f"/cases/{case.id}/contact/safe/", SAFE)
    supervisor = colleague("control_room_supervisor", case)
    duty = Obligation.everything.get(rule="third-party-followed-up")
    page = supervisor.get(f"{duties.address(duty)}done/?kind=victim.contact_attempted&case={case.id}&back=/work/", follow=True)
    assert (page.status_code, "This is safe now" in words(supervisor.get(f"{page.redirect_chain[-1][0]}&method=phone"))) == (200, True)
    sent = {"method": "phone", "reached": "yes", "answered_by": "victim", "about": str(called), "back": "/work/"}
    assert supervisor.post(f"/cases/{case.id}/contact/try/", sent).status_code == 302
    assert Obligation.everything.get(rule="third-party-followed-up").state == "fulfilled"
    contact = words(supervisor.get(f"/cases/{case.id}/contact/"))
    assert ("Reach her now" in contact, "Write to her" in contact) == (True, False)
    assert supervisor.get(f"/cases/{case.id}/contact/write/").status_code == 403


def test_a_message_is_chosen_filled_in_sent_once_and_read_on_a_page(case, specialist):
    address = f"/cases/{case.id}/contact/"
    specialist.post(f"{address}safe/", SAFE)
    assert "released" not in words(specialist.get(f"{address}write/")).lower()
    given = {"channel": "text", "template": "ring-me", "name": "Anna", "who": "Jo", "number": "01632 960123"}
    refused = specialist.post(f"{address}write/", given | {"channel": "letter"})
    assert refused.status_code == 422
    assert "never like this" in words(refused)
    before = words(specialist.get(f"{address}write/?channel=text&template=ring-me"))
    assert "07700 900123" in before  # whereto is read before it goes
    told = specialist.post(f"{address}write/", given | {"who": "Jo, Northshire Police"})
    assert told.status_code == 422
    assert "Leave out “police”" in words(told)
    form = specialist.get(f"{address}write/?channel=text&template=ring-me").text
    given["once"] = re.search(r'name="once" value="(\w{32})"', form)[1]
    assert given["once"] in specialist.post(f"{address}write/", given | {"who": ""}).text  # and in the form that comes back
    assert [specialist.post(f"{address}write/", given).status_code for _ in range(2)] == [302, 302]
    assert "Waits to be sent" in words(specialist.get("/outbox/"))
    assert sending.send_all() == 1
    number = Message.objects.using("owner").get().pk
    page = words(specialist.get(f"/outbox/{number}/"))
    assert "Hello Anna, please ring Jo on 01632 960123" in page
    assert "07700 900123" in page
    assert Look.objects.using("owner").filter(task=f"message {number}", persons__contains=[case.victim_id]).exists()
    for other in (sign_in(Client(), "idva"), somebody("northshire-housing")):
        assert other.get(f"/outbox/{number}/").status_code == 404
        assert other.post(f"/outbox/{number}/answer/", {"answer": "take-back"}).status_code == 404
    assert sign_in(Client(), "prosecutor").get("/outbox/").status_code == 403


def test_a_number_that_is_his_too_is_not_written_to_whoever_said_that_it_is_safe(case, specialist):
    event("marker.set", ago(days=1), ANNA, BORIS | {"phone": "07700 900123"}, marker="weapons")
    address = f"/cases/{case.id}/contact/"
    specialist.post(f"{address}safe/", SAFE)
    assert "on record as his too" in words(specialist.get(address))
    given = {"channel": "text", "template": "ring-me", "name": "Anna", "who": "Jo", "number": "01632 960123"}
    assert "stands on record as his too" in words(specialist.post(f"{address}write/", given))
    assert "he may answer" in words(specialist.get(f"{address}try/?method=phone"))
    assert not Message.objects.using("owner").exists()


def test_who_must_tell_her_what_stands_there_with_where_it_comes_from(case, specialist):
    event("bail.set", ago(hours=1), *PAIR, stage="pre_charge", conditions=["no contact"], role="custody_officer")
    page = words(specialist.get(f"/cases/{case.id}/contact/"))
    assert "The victim is told of bail" in page
    assert "Victims' Code (2021), right 6" in page
    assert "Investigator" in page


def test_a_refuge_or_an_advocate_says_what_it_has_free_and_others_read_when(case, specialist):
    advocate = sign_in(Client(), "idva")
    assert "Say how many are free now" in words(advocate.post("/places/", {"free": ""}))
    assert advocate.post("/places/", {"free": "2", "takes": ["pets"]}).status_code == 302
    page = words(specialist.get(f"/cases/{case.id}/plan/"))
    assert "2 cases that an advocate can take" in page
    assert "room for pets" in page
    assert "Yours" not in words(specialist.get("/places/"))
    assert sign_in(Client(), "call_handler").get("/places/").status_code == 403
