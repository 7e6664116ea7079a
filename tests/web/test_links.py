"""Judging who is one: the queue, the pair, what each answer would change, and taking it back."""

import re

import pytest

from harness.recorded import ANNA, BORIS, CLARA, DMITRI, OTHER_PAIR, PAIR, ago, event, high_risk
from harness.signed_in import sign_in, staff_number
from harness.signed_in import words as text
from safehold.access.looks import Look
from safehold.chronology.models import StoredEvent
from safehold.identity.models import Case, Decision, Person
from safehold.rulebook.models import Obligation

# The same woman as somebody heard her: no birth date, half a name.
HEARD = {"ref": "Z9", "role": "victim", "given_name": "Ann", "family_name": "Quillfeather", "sex": "female"}
CLARA_HEARD = {"ref": "Z8", "role": "victim", "given_name": "Clare", "family_name": "Winterbourne", "sex": "female"}


@pytest.fixture
def as_(client, staff):
    return lambda role: sign_in(client, role)


@pytest.fixture
def unsure(staff) -> tuple[int, int]:
    """Anna, at high risk, and a woman who may be Anna, met with the same man."""
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True, category="assault")
    high_risk(*PAIR)
    event("call.received", ago(days=2), HEARD, BORIS, channel="999", domestic=True, source="southmere-records")
    one, other = Person.everything.filter(family_name="Quillfeather").order_by("id").values_list("id", flat=True)
    return one, other


def pair(unsure) -> str:
    return f"/links/{unsure[0]}-{unsure[1]}/"


def judged(client, unsure, judgement="linked", why="the same voice, the same man"):
    return client.post(pair(unsure), {"judgement": judgement, "why": why})


def test_those_with_whom_most_is_at_stake_come_first_and_say_what(as_, unsure):
    event("call.received", ago(days=9), *OTHER_PAIR, channel="999", domestic=True)
    event("call.received", ago(days=8), CLARA_HEARD, DMITRI, channel="999", domestic=True, source="southmere-records")
    page = as_("da_specialist").get("/links/")
    shown = text(page)
    assert "May be one person 2" in shown
    assert shown.index("QUILLFEATHER") < shown.index("WINTERBOURNE")
    assert "High risk for one, not graded for the other" in shown
    assert "Who is who (2" in re.sub(r"<[^>]*>", "", page.text)
    assert set(unsure) <= set(Look.objects.latest("id").persons)


def test_what_is_filtered_is_counted_and_kept_while_working_through_it(as_, unsure):
    client = as_("da_specialist")
    for address, found in (("own=1", 1), ("differ=date_of_birth", 0), ("left=1", 0), ("differ=nothing", 1), ("differ=x&page=9", 1)):
        shown = text(client.get(f"/links/?{address}"))
        assert f"May be one person {found}" in shown, address
    assert f'href="{pair(unsure)}?differ=nothing"' in client.get("/links/?differ=nothing").text
    assert "own" in client.get("/links/?own=1").text


def test_two_stand_side_by_side_with_what_agrees_what_does_not_and_why_the_machine_stopped(as_, unsure):
    shown = text(as_("da_specialist").get(pair(unsure)))
    for words in (
        "Are they one person?",
        "Anna QUILLFEATHER",
        "Ann QUILLFEATHER",
        "Born 3 February 1990",
        "1 record · Northshire Police",
        "Same surname",
        "says very much",
        "Why it waits for you",
        "Same person",
        "Not the same",
        "Cannot tell",
    ):
        assert words in shown, words
    assert "What is known is too little. It is" in shown


def test_what_each_answer_would_change_is_told_before_and_is_what_happens(as_, unsure):
    event("suspect.released", ago(hours=1), HEARD, BORIS, source="southmere-records", role="custody_officer", status="bail")
    client = as_("da_specialist")
    events = StoredEvent.objects.count()
    shown = text(client.get(f"{pair(unsure)}?would=1"))
    assert "become one person, with" in shown
    assert "Cases join" in shown
    assert "All of it then stands at: High risk" in shown
    assert StoredEvent.objects.count() == events
    assert Case.everything.count() == 2
    duties = set(Obligation.everything.values_list("rule", "trigger", "subject", "each"))
    assert judged(client, unsure).status_code == 302
    assert Case.everything.count() == 1
    gone = duties - set(Obligation.everything.values_list("rule", "trigger", "subject", "each"))
    assert ("Would fall away" in shown) == bool(gone)


def test_an_answer_needs_a_choice_and_a_reason_and_keeps_what_was_said(as_, unsure):
    client = as_("da_specialist")
    page = client.post(pair(unsure), {"judgement": "linked", "why": " "})
    assert page.status_code == 422
    assert "Say why: whoever looks at this later will read it." in text(page)
    assert re.search(r'value="linked"[^>]*checked', page.text)
    assert "Choose whether they are one person." in text(client.post(pair(unsure), {"why": "x"}))
    assert not Decision.objects.exists()


def test_the_next_pair_comes_up_with_a_way_back(as_, unsure):
    event("call.received", ago(days=9), *OTHER_PAIR, channel="999", domestic=True)
    event("call.received", ago(days=8), CLARA_HEARD, DMITRI, channel="999", domestic=True, source="southmere-records")
    other = tuple(Person.everything.filter(family_name="Winterbourne").order_by("id").values_list("id", flat=True))
    client = as_("da_specialist")
    answer = judged(client, unsure, "not_linked")
    assert answer.url == pair(other)
    page = client.get(answer.url)
    assert "Recorded: Not the same person." in text(page) or "Recorded:" in text(page)
    (way_back,) = re.findall(r'href="(/links/undo/\d+/)"', page.text)
    assert judged(client, other).url == "/links/"
    assert "Nobody waits" in text(client.get("/links/"))
    assert client.get(way_back).status_code == 200


def test_a_judgement_is_taken_back_after_its_consequences_are_seen(as_, unsure):
    client = as_("da_specialist")
    judged(client, unsure)
    assert "Anna QUILLFEATHER" in text(client.get(f"/people/{unsure[0]}/"))
    (undo,) = set(re.findall(r'href="(/links/undo/\d+/)"', client.get(f"/people/{unsure[0]}/").text))
    shown = text(client.get(undo))
    assert "the same voice, the same man" in shown
    assert "Grace Whitlow, domestic abuse specialist, Northshire Police" in shown
    assert "becomes 2 people" in shown
    assert Case.everything.count() == 1
    assert client.post(undo, {"why": ""}).status_code == 422
    assert client.post(undo, {"why": "it was her sister"}).url == "/links/"
    assert Case.everything.count() == 2
    assert "May be one person 1" in text(client.get("/links/"))
    for send in (client.get, client.post):
        assert send(undo, {"why": "it was her sister"}).url == "/links/"
        assert "This judgement has been taken back already." in text(client.get("/links/"))
    assert client.get("/links/undo/1/").status_code == 404


def test_who_was_left_as_unsure_leaves_the_list_and_is_found_again(as_, unsure):
    client = as_("da_specialist")
    judged(client, unsure, "unsure")
    assert "May be one person 0" in text(client.get("/links/"))
    assert "May be one person 1" in text(client.get("/links/?left=1"))


def test_somebody_who_was_joined_meanwhile_leads_to_where_they_are(as_, unsure):
    client = as_("da_specialist")
    judged(client, unsure)
    page = client.get(pair(unsure))
    assert page.status_code == 302
    assert "Those two are one person by now." in text(client.get(page.url))
    late = judged(client, unsure, "not_linked", "her sister told me")
    assert late.status_code == 409
    for words in ("Your answer was not recorded.", "the same voice, the same man", "Not the same", "her sister told me", "Grace Whitlow"):
        assert words in text(late), words
    assert Decision.objects.filter(stands=True).count() == 1


def test_nobody_whom_the_viewer_may_not_see_is_in_the_queue_on_a_page_or_counted(as_, staff):
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True)
    event("call.received", ago(days=2), HEARD, DMITRI, channel="999", domestic=True, source="southmere-records", agency="southmere-police")
    one, other = Person.everything.filter(family_name="Quillfeather").order_by("id").values_list("id", flat=True)
    client = as_("da_specialist")
    assert "May be one person 0" in text(client.get("/links/"))
    for address in (f"/links/{one}-{other}/", f"/links/{one}-999999999/", f"/links/{one}-{one}/", f"/people/{other}/"):
        page = client.get(address)
        assert page.status_code in (404, 302), address
        assert "Ann QUILLFEATHER" not in page.text
    assert Look.objects.filter(refused=True, persons__contains=[other]).exists()
    assert client.post(f"/links/{one}-{other}/", {"judgement": "linked", "why": "x"}).status_code == 404
    assert not Decision.objects.exists()


def test_a_restricted_case_brings_nobody_into_the_queue_but_for_those_named(as_, staff):
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True)
    event("call.received", ago(days=2), HEARD, DMITRI, channel="999", domestic=True, source="southmere-records")
    event(
        "record.restricted",
        ago(days=1),
        HEARD,
        DMITRI,
        to=[staff_number("da_specialist")],
        reason="she works here",
        source="southmere-records",
    )
    one, other = Person.everything.filter(family_name="Quillfeather").order_by("id").values_list("id", flat=True)
    assert "May be one person 0" in text(as_("investigator").get("/links/"))
    assert as_("investigator").get(f"/links/{one}-{other}/").status_code == 404
    assert "May be one person 1" in text(as_("da_specialist").get("/links/"))


def test_an_address_kept_from_most_is_neither_shown_nor_compared_for_them(as_, staff):
    anna, heard = ANNA | {"address": "9 Hidden Mews", "postcode": "XN1 4PA"}, HEARD | {"address": "9 Hidden Mews", "postcode": "XN1 4PA"}
    event("call.received", ago(days=3), anna, BORIS, channel="999", domestic=True)
    event(
        "call.received",
        ago(days=2),
        heard | {"given_name": "Annette", "sex": ""},
        DMITRI,
        channel="999",
        domestic=True,
        source="southmere-records",
    )
    event("marker.set", ago(hours=2), anna, marker="confidential_address")
    numbers = Person.everything.filter(family_name="Quillfeather").order_by("id").values_list("id", flat=True)
    one, other = numbers[0], numbers[len(numbers) - 1]
    for address in (f"/links/{one}-{other}/", f"/people/{one}/"):
        shown = text(as_("investigator").get(address))
        assert "Hidden Mews" not in shown
        assert "ame address" not in shown
    assert "Hidden Mews" in text(as_("da_specialist").get(f"/people/{one}/"))


def test_what_a_record_keeps_confidential_stays_so_on_every_page(as_, staff):
    event("call.received", ago(days=3), ANNA | {"phone": "07700 900456", "confidential": ["phone"]}, BORIS, channel="999", domestic=True)
    number = Person.everything.get(given_name="Anna").id
    assert "00 900456" not in text(as_("investigator").get(f"/people/{number}/"))
    assert "00 900456" in text(as_("da_specialist").get(f"/people/{number}/"))


@pytest.mark.parametrize("role", ["first_responder", "idva", "call_handler"])
def test_a_role_that_judges_nobody_is_refused_and_the_try_is_logged(as_, unsure, role):
    client = as_(role)
    for address in ("/links/", pair(unsure), "/links/undo/1/"):
        assert client.get(address).status_code == 403
    assert Look.objects.filter(refused=True).count() == 3
    assert "Who is who" not in client.get("/work/").text


def test_people_named_in_one_record_are_pointed_out_before_they_are_joined(as_, staff):
    mother = {"ref": "N8", "role": "relative", "given_name": "Ann", "family_name": "Quillfeather", "sex": "female"}
    event("call.received", ago(days=3), *PAIR, mother, channel="999", domestic=True)
    event("call.received", ago(days=2), CLARA, BORIS, channel="999", domestic=True)
    one, other = Person.everything.filter(family_name="Quillfeather").order_by("id").values_list("id", flat=True)
    assert "Named together in 1 record: as victim and relative" in text(as_("da_specialist").get(f"/links/{one}-{other}/"))
    assert "Mind both are named in one record" in text(as_("da_specialist").get("/links/"))


def test_who_has_looked_meanwhile_is_told_before_a_judgement_is_taken_back(as_, unsure):
    client = as_("da_specialist")
    judged(client, unsure)
    undo = f"/links/undo/{Decision.objects.get().event_id}/"
    assert "Nobody but you." in text(client.get(undo))
    (person,) = Person.everything.filter(family_name="Quillfeather").values_list("id", flat=True)
    assert as_("investigator").get(f"/people/{person}/").status_code == 200
    shown = text(as_("da_specialist").get(undo))
    assert "Who has looked at them since" in shown
    assert "investigator, Northshire Police: 1 look, last" in shown
    assert staff_number("investigator") not in shown


def test_two_whom_somebody_has_judged_not_the_same_say_whose_judgement_holds_and_how_to_take_it_back(as_, unsure):
    event("call.received", ago(days=1), ANNA | {"phone": "07700 900456"}, BORIS, channel="999", domestic=True)
    client = as_("da_specialist")
    judged(client, unsure, "not_linked", "her sister: I asked her")
    page = client.get(pair(unsure))
    shown = text(page)
    assert "Somebody has judged that they are not the same" in shown
    assert "her sister: I asked her" in shown
    assert "Take it back first, above." in shown
    (way_back,) = set(re.findall(r'href="(/links/undo/\d+/)"', page.text))
    assert judged(client, unsure).status_code == 409
    assert Decision.objects.filter(judgement="linked").count() == 0
    client.post(way_back, {"why": "She was mistaken"})
    judged(client, unsure)
    assert Person.everything.filter(family_name="Quillfeather").count() == 1


def test_what_other_records_say_against_two_is_told_though_the_nearest_two_leave_it_out(as_, staff):
    for ref, born in (("N1", "1980-02-03"), ("N9", "2011-11-30")):
        event("call.received", ago(days=3), ANNA | {"ref": ref, "date_of_birth": born}, BORIS, channel="999", domestic=True)
        event("call.received", ago(days=2), ANNA | {"ref": ref, "date_of_birth": ""}, BORIS, channel="999", domestic=True)
    one, other = Person.everything.filter(family_name="Quillfeather").order_by("id").values_list("id", flat=True)
    shown = text(as_("da_specialist").get(f"/links/{one}-{other}/"))
    compared = shown.partition("What agrees and what does not")[2].partition("Your answer")[0]
    assert "Birth 3 February 1980 30 November 2011" in compared
    assert "by other records" in compared
    assert "The machine never links such two by itself: born so many years apart" in compared
