"""Who first, as a page: reasons in words, the line, who waits below it, and what is said from a row."""

import pytest

from harness.recorded import ANNA, BORIS, OTHER_PAIR, PAIR, ago, event, high_risk
from harness.signed_in import sign_in
from harness.signed_in import words as text
from safehold.identity.models import Case
from safehold.practice.safeguarding.ranking import listing
from safehold.practice.safeguarding.ranking.models import Ranked


@pytest.fixture
def page_of(client, staff):
    return lambda role: sign_in(client, role)


def call(*people, days=1.0, **data):
    return event("call.received", ago(days=days), *people, channel="999", domestic=True, **data)


def people(page, number, do="say"):
    return page.post("/first/people/", {"people": str(number), "do": do}, follow=True)


def test_a_row_says_the_grade_first_then_what_moved_it_up_who_has_it_and_the_last_contact(page_of):
    for days in (8.5, 5, 1):
        call(*PAIR, days=days)
    event("release.planned", ago(days=1), *PAIR, more={"from": "prison", "at": ago(days=-2).isoformat()})
    high_risk(*PAIR)
    shown = text(page_of("da_specialist").get("/first/"))
    row = shown.partition("You reach")[2]
    assert row.index("High risk") < row.index("Anna QUILLFEATHER and Boris TANGLEWOOD") < row.index("hird report in 8 days")
    assert "released on" in row
    assert "nobody has her" in row
    assert "no contact with her on record" in row
    assert "A report today with a threat to kill would add 45 points: about place 1." in row
    assert "With 6 specialists today you reach everybody on this list." in shown


def test_changing_the_number_of_people_moves_the_line_and_says_who_of_those_graded_high_wait(page_of):
    high_risk(*PAIR)
    call(*OTHER_PAIR)
    page = page_of("da_specialist")
    tried = text(people(page, 0, do="try"))
    assert "This is what if" in tried
    assert "Below the line waits 1 graded high" in tried
    assert "what if" not in text(page.get("/first/")).partition("What if")[2]
    said = text(people(page, 0))
    assert "With 0 specialists today you reach nobody on this list." in said
    assert "Graded high, below the line, and not seen to today 1" in said
    assert "1 person graded high is below today’s line" in text(page.get("/work/"))
    assert "Give a number of people" in text(people(page, "many"))


def test_where_more_are_graded_high_than_are_looked_at_the_page_says_so(page_of, monkeypatch):
    high_risk(*PAIR)
    page = page_of("da_specialist")
    assert "Too many to see" not in text(page.get("/first/"))
    monkeypatch.setattr(listing, "MOST", 1)
    assert "Too many to see" in text(page.get("/first/"))


def test_a_name_and_a_contact_take_somebody_off_the_list_of_those_not_seen_to(page_of):
    high_risk(*PAIR)
    page = page_of("da_specialist")
    shown = people(page, 0)
    case = Case.everything.get().id
    mine = shown.text.partition(f'id="owner-{case}"')[2].partition('value="')[2].partition('"')[0]
    shown = text(page.post(f"/first/{case}/owner/", {"owner": mine}, follow=True))
    assert "Grace Whitlow: no contact with her on record" in shown
    assert f"/cases/{case}/contact/try/" in page.get("/first/").text
    assert "Choose somebody who works here today." in text(page.post(f"/first/{case}/owner/", {"owner": "nobody-1"}))
    event("victim.contact_attempted", ago(seconds=1), ANNA, BORIS, role="da_specialist", method="visit", safe=True, reached=True)
    assert "not seen to today" not in text(page.get("/first/"))
    assert "below today’s line" not in text(page.get("/work/"))


def test_to_disagree_needs_a_reason_keeps_what_was_typed_and_is_remembered_beside_the_row(page_of):
    call(*PAIR)
    page, case = page_of("da_specialist"), Case.everything.get().id
    refused = page.post(f"/first/{case}/disagree/", {"should_be": "", "reason": "He waits at her work"})
    assert refused.status_code == 422
    assert 'value="He waits at her work"' in refused.text
    shown = text(page.post(f"/first/{case}/disagree/", {"should_be": "higher", "reason": "He waits at her work"}, follow=True))
    assert "Placed higher" in shown
    assert "Grace Whitlow should stand higher: He waits at her work" in shown
    shown = text(page.post(f"/first/{case}/disagree/", {"should_be": "lower", "reason": "He has left"}, follow=True))
    assert "It moves nobody" in shown
    assert "Placed higher" in shown


def test_a_case_of_others_is_neither_listed_nor_answered(page_of):
    call(*PAIR, agency="southmere-police", source="southmere")
    page, case = page_of("da_specialist"), Case.everything.get().id
    assert "Nobody here" in text(page.get("/first/"))
    assert page.post(f"/first/{case}/disagree/", {"should_be": "higher", "reason": "why"}).status_code == 404
    assert page.post(f"/first/{case}/owner/", {"owner": "somebody"}).status_code == 404


def test_a_row_that_other_weights_placed_says_so(page_of, owner):
    call(*PAIR)
    assert Ranked.everything.get().version
    owner.execute("UPDATE ranking_case SET version = 'before', facts = '[{}]'")
    owner.commit()
    shown = text(page_of("da_specialist").get("/first/"))
    assert "by other weights than are in force" in shown
    assert "Nothing on record moves this case up." in shown


def test_who_harms_most_names_no_victim_and_no_place(page_of):
    call(ANNA | {"address": "14 Larch Close, Aldermoor", "postcode": "XN1 4PA"}, BORIS, days=4, injuries=True)
    event("perpetrator.managed", ago(days=1), *PAIR, by="northshire-police", tactic="disrupt")
    shown = page_of("da_specialist").get("/harming/")
    assert "Boris TANGLEWOOD" in text(shown)
    assert "How many people" not in text(shown)
    assert "1 person harmed, as reported" in text(shown)
    assert "Northshire Police, disrupt" in text(shown)
    for hidden in ("QUILLFEATHER", "Anna", "Larch", "Aldermoor", "XN1"):
        assert hidden not in shown.text
