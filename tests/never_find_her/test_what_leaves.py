"""What reaches him, his solicitor, a co-parent, a court and an agency, byte for byte: nothing in it finds her."""

import hashlib
import re

import pytest

from harness.signed_in import somebody
from never_find_her.family import FINDS_HER, HERS, HIS, HIS_OWN, HOME, POLICE, WHY, as_, left, made, make, reasons, text, ticks
from safehold.access.looks import Look
from safehold.chronology.models import StoredEvent
from safehold.documents.choosing import NOT_SAID
from safehold.documents.models import Copy
from safehold.documents.rules import standard
from safehold.web import words

ONLY_HERS = (
    "disclosure.requested", "victim.moved", "safe_contact.set", "risk.assessed", "child.identified", "idva.referred", "idva.engaged",
    "third_party.reported", "perpetrator.managed",
)  # fmt: skip
SOLICITOR = HIS_OWN | {"name": "Dalby and Rook", "address": "1 Market Square, Aldermoor", "postcode": "XN1 1AA"}


def his_answer(planted, to="suspect", kind="answer", given=HIS_OWN) -> str:
    address = made(as_("records_manager", planted), planted, to, kind, given)
    answered = as_("da_specialist", planted).post(f"{address}answer/", {"agrees": "yes"})
    assert answered.status_code == 302, text(answered)[:2000]
    return address


@pytest.fixture(scope="module")
def his(planted) -> str:
    """The address of his answer, agreed to."""
    return his_answer(planted)


@pytest.fixture(scope="module")
def his_copy(planted, his) -> str:
    return left(as_("records_manager", planted), his)


def test_his_own_access_request_holds_what_is_his_and_nothing_of_hers(his_copy):
    shown = his_copy
    assert "PELLOW" in shown
    assert "assault" in shown
    assert [each for each in (*FINDS_HER, *HERS, "Northshire", "Tamsin Greaves", "bail conditions") if each in shown] == []
    assert NOT_SAID in shown
    assert "third" not in shown.lower()


def test_how_much_is_held_back_from_him_is_the_same_sentence_whatever_there_is(his_copy):
    assert his_copy.count(NOT_SAID) == 1
    assert not re.search(r"eld back: \d|whole entries|Part of this entry", his_copy)


def test_no_date_in_it_tells_of_a_report_that_nobody_told_him_of(his_copy):
    told = standard().recipients["suspect"].told
    unknown = StoredEvent.objects.exclude(kind__in=told)
    assert unknown.count() > 5
    days = re.findall(r"<h2>\d+\. ([^:<]+)", his_copy)
    assert len(days) == 4
    assert not any(words.day(at) in his_copy for at in unknown.values_list("earliest", flat=True))


def test_his_solicitor_gets_no_more(planted):
    shown = left(as_("records_manager", planted), his_answer(planted, "suspect_solicitor", "bundle", SOLICITOR | {"purpose": "court"}))
    assert [each for each in (*FINDS_HER, *HERS, HIS["address"]) if each in shown] == []


def test_what_only_she_makes_is_not_offered_for_him_and_a_forged_tick_is_refused(planted):
    client = as_("records_manager", planted)
    address = f"/cases/{planted.id}/documents/make/?to=suspect&kind=answer"
    offered = {name.split("-")[1] for name in ticks(client.get(address).text, every=True)}
    hers = {str(seq): kind for seq, kind in StoredEvent.objects.values_list("seq", "kind") if kind in ONLY_HERS}
    assert len(hers) >= len(ONLY_HERS)
    assert offered.isdisjoint(hers)
    for seq in hers:
        forged = client.post(address, HIS_OWN | {f"p-{seq}-when": "on", f"why-{seq}": "he asked"})
        assert forged.status_code == 422
        assert "may not be given to this recipient" in text(forged)


def test_even_with_every_tick_that_there_is_nothing_finds_her(planted):
    client = as_("records_manager", planted)
    answer = make(client, planted, "suspect", "answer", HIS_OWN, every=True)
    assert "It does not leave like this" in text(answer)
    again = make(client, planted, "suspect", "answer", HIS_OWN | reasons(answer), every=True)
    assert again.status_code == 302
    as_("da_specialist", planted).post(f"{again['Location']}answer/", {"agrees": "yes"})
    shown = left(client, again["Location"])
    assert [each for each in (*FINDS_HER, "900663", HOME["postcode"], "afraid") if each in shown] == []


def test_what_was_told_in_confidence_stops_his_answer_however_it_is_spelt(planted):
    for typed in ("She is at 41 Thornbury Cresent now", "near xs9-3rf", "ring 07700-900 441", "ask for Blubell"):
        client = as_("records_manager", planted)
        given = HIS_OWN | {"opening": typed}
        answer = make(client, planted, "suspect", "answer", given)
        if answer.status_code == 422:
            answer = make(client, planted, "suspect", "answer", given | reasons(answer))
        seen = as_("da_specialist", planted)
        asked = make(seen, planted, "suspect", "answer", given)
        stopped = make(seen, planted, "suspect", "answer", given | reasons(asked))
        assert stopped.status_code == 422, typed
        assert "It cannot leave: In the letter:" in text(stopped), typed  # no reason lets it by
        assert "told in confidence" in text(stopped), typed
        if answer.status_code == 302:  # the records manager does not read it, and whoever agrees does
            agreed = as_("da_specialist", planted).post(f"{answer['Location']}answer/", {"agrees": "yes"})
            assert agreed.status_code == 422, typed
            assert client.post(f"{answer['Location']}copy/", {"form": "html"}).status_code == 422


def test_no_guard_confirms_an_address_or_a_phone_to_whoever_may_not_see_it(planted):
    client = as_("records_manager", planted)
    there, elsewhere = (
        text(make(client, planted, "suspect", "answer", HIS_OWN | {"opening": typed, "phone": phone, "address": address, "postcode": code}))
        for typed, phone, address, code in (
            ("Is it 41 Thornbury Crescent?", "07700 900441", "41 Thornbury Crescent", "XS9 3RF"),
            ("Is it 41 Elsewhere Crescent?", "07700 900442", "41 Elsewhere Crescent", "XS9 3RZ"),
        )
    )
    assert "What stands in the way" in there
    assert there.replace("Thornbury", "Elsewhere").replace("900441", "900442").replace("3RF", "3RZ") == elsewhere
    assert "told in confidence" in text(
        make(as_("da_specialist", planted), planted, "suspect", "answer", HIS_OWN | {"opening": "41 Thornbury Crescent"})
    )


def test_the_name_of_a_refuge_asks_why_before_it_leaves(planted):
    answer = make(as_("records_manager", planted), planted, "suspect", "answer", HIS_OWN | {"opening": "You wrote to Westbroook Refuge."})
    assert "In the letter: the name of a refuge or an advocacy service." in text(answer)


def test_a_name_in_what_was_typed_asks_why_before_it_leaves(planted):
    client = as_("records_manager", planted)
    for typed, whose in (
        ("As Elowen told you", "victim"),  # as written
        ("As Elowin told you", "victim"),  # misspelt
        ("As Elawan told you", "victim"),  # as it sounds
        ("Marwinna rang us", "whoever called"),
    ):
        answer = make(client, planted, "suspect", "answer", HIS_OWN | {"opening": typed})
        assert answer.status_code == 422, typed
        assert re.search(rf"In the letter: the name of (the )?{whose}", text(answer)), typed


def test_bail_that_keeps_him_from_her_asks_before_his_answer_leaves(planted):
    answer = make(as_("records_manager", planted), planted, "suspect", "answer", HIS_OWN)
    assert "Bail or an order keeps the suspect from her." in text(answer)
    solicitor = make(as_("records_manager", planted), planted, "suspect_solicitor", "bundle", SOLICITOR | {"purpose": "court"})
    assert "keeps the suspect from her" not in text(solicitor)


def test_a_letter_to_him_does_not_go_to_where_she_was_last_and_one_to_her_not_to_where_he_is(planted):
    client = as_("records_manager", planted)
    to_hers = make(client, planted, "suspect", "letter", HIS_OWN | HOME | {"opening": "We have your request."})
    assert "an address of the victim" in text(to_hers)
    to_his = make(client, planted, "victim", "letter", HIS_OWN | {"name": "Elowen Hartwright", "opening": "We have your request."})
    assert "It cannot leave: It would go to an address of the suspect." in text(to_his)


def test_no_letter_goes_to_her_where_nothing_says_that_one_is_safe(planted):
    given = HIS_OWN | {"name": "Elowen Hartwright", "address": "5 Elm Rise", "postcode": "XN4 1AA", "opening": "Please come in."}
    for role in ("records_manager", "da_specialist"):
        assert "It cannot leave:" in text(make(as_(role, planted), planted, "victim", "letter", given))


def test_father_and_son_of_one_name_are_told_apart_before_anything_leaves(planted):
    assert "like that of a relative" in text(make(as_("records_manager", planted), planted, "suspect", "answer", HIS_OWN))


def test_the_father_who_asks_for_the_child_is_answered_as_the_suspect(planted):
    client = as_("records_manager", planted)
    page = client.get(f"/cases/{planted.id}/documents/make/?to=parent&kind=answer")
    (child,) = re.findall(r'<option value="(\d+)"', page.text)
    answer = make(client, planted, "parent", "answer", HIS_OWN | {"child": child})
    assert "The parent who asks for the child is the suspect" in text(answer)
    assert "It cannot leave" in text(answer)


def test_another_parent_gets_no_school_no_address_and_nothing_of_the_mother(planted):
    client = as_("records_manager", planted)
    page = client.get(f"/cases/{planted.id}/documents/make/?to=parent&kind=answer")
    (child,) = re.findall(r'<option value="(\d+)"', page.text)
    given = HIS_OWN | {"name": "Rowan Ashdown", "child": child, "address": "7 Elm Rise, Aldermoor", "postcode": "XN4 1AA"}
    shown = left(client, his_answer(planted, "parent", "answer", given))
    assert [each for each in (*FINDS_HER, *HERS) if each in shown] == []
    offered = ticks(page.text, every=True)
    hers = set(map(str, StoredEvent.objects.filter(kind__in=ONLY_HERS).values_list("seq", flat=True)))
    assert {name.split("-")[1] for name in offered}.isdisjoint(hers)
    assert not [name for name in offered if name.endswith(("school", "address_given", "words"))]
    typed = make(as_("da_specialist", planted), planted, "parent", "answer", given | {"opening": "He is at Brackenfel Primary School."})
    assert "In the letter: the school of a child" in text(typed)


def test_a_hearing_bundle_starts_without_an_address_a_phone_a_school_or_how_she_is_reached(planted):
    """Made and agreed to by people who are shown what was told in confidence: whoever is not could not put it in."""
    maker, colleague = as_("da_specialist", planted), somebody(POLICE, "da_specialist", "Ottoline Example")
    colleague.post("/looks/purpose/", WHY | {"case": planted.id})
    given = {"name": "The court office", "way": "secure", "purpose": "court", "basis": "court_order"}
    page = maker.get(f"/cases/{planted.id}/documents/make/?to=court&kind=bundle").text
    assert "Brackenfell" in page, "it could be ticked, and does not start so"
    address = made(maker, planted, "court", "bundle", given)
    assert colleague.post(f"{address}answer/", {"agrees": "yes"}).status_code == 302
    shown = left(maker, address)
    assert [each for each in (*FINDS_HER, HOME["postcode"], HIS["postcode"], "900663") if each in shown] == []
    assert "Held back:" in shown


def test_an_extract_for_an_agency_has_no_hidden_column_and_no_confidential_value(planted):
    given = {"name": "Housing", "way": "secure", "purpose": "safeguard", "basis": "safeguarding"}
    address = made(as_("records_manager", planted), planted, "agency", "extract", given)
    client = as_("records_manager", planted)
    assert client.post(f"{address}copy/", {"form": "csv"}).status_code == 422  # nobody who sees what is confidential has read it
    reader = as_("da_specialist", planted)
    reader.post(f"{address}answer/", {"agrees": "yes"})
    theirs = made(reader, planted, "agency", "extract", given)  # by somebody who is shown what was told in confidence
    for form in ("csv", "json", "html"):
        shown = left(client, address, form) + left(reader, theirs, form)
        assert [each for each in FINDS_HER if each in shown] == [], form
    sheet = left(client, address, "csv").splitlines()
    assert sheet[0].startswith('\ufeff"Released to Housing')
    assert sheet[1] == '"Entry","When","What","Part","Said"'


def test_what_leaves_carries_no_author_path_comment_or_name_in_its_file(planted, his):
    answer = as_("records_manager", planted).post(f"{his}copy/", {"form": "html"})
    assert re.fullmatch(r'attachment; filename="document-\d{6}-\d+\.html"', answer["Content-Disposition"])
    assert answer["Cache-Control"] == "no-store"
    shown = answer.content.decode()
    assert "<!--" not in shown
    assert not re.search(r"author|generator|src=|href=|http|/cases/|npol-", shown)
    assert re.search(r"<title>Document \d{6}, copy \d</title>", shown)


def test_every_page_of_it_says_to_whom_and_for_what_it_was_released(his_copy):
    stamp = re.search(
        r'<p class="stamp">(Released to Garth Pellow for answering a request for access on [^<]+ copy \d\. Do not pass on\.[^<]+)', his_copy
    )
    assert stamp
    assert his_copy.count(stamp[1]) >= 3
    assert "@bottom-center" in his_copy
    on_each_page = "".join(f"\\{ord(each):x} " for each in stamp[1])
    assert on_each_page in his_copy


def test_the_outside_of_a_letter_shows_a_name_an_address_and_a_box(planted):
    client = as_("records_manager", planted)
    for wrong in ({"name": "Garth Pellow, suspect"}, {"address": "c/o Northshire Police"}, {"address": "8 Foundry Lane 00451233"}):
        answer = make(client, planted, "suspect", "letter", HIS_OWN | {"opening": "We have your request."} | wrong)
        assert "The window of the envelope would show" in text(answer)
    shown = left(client, his_answer(planted, "suspect", "letter", HIS_OWN | {"opening": "We have your request."}))
    window = re.search(r'<div class="window">([^<]*)</div>', shown)[1]
    assert window.split("\n") == ["Garth Pellow", HIS["address"], HIS["postcode"]]
    assert "If undelivered return to: PO Box" in shown


def test_each_copy_is_kept_to_the_last_byte_and_each_look_at_it_is_logged(planted, his):
    client = as_("records_manager", planted)
    before = Look.objects.filter(kind="export").count()
    sent = client.post(f"{his}copy/", {"form": "html"}).content
    second = client.post(f"{his}copy/", {"form": "html"}).content
    assert sent != second
    number = Copy.objects.filter(document_id=int(his.split("/")[2])).count()
    assert f"copy {number}." in second.decode()
    assert client.get(f"{his}copies/{number - 1}/").content == sent
    assert Look.objects.filter(kind="export").count() == before + 3
    stored = Copy.objects.get(document_id=int(his.split("/")[2]), number=number)
    assert "Pellow" not in stored.sealed
    assert stored.digest == hashlib.sha256(second).hexdigest()
