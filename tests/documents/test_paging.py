"""A long case is given page by page, with a way to each, and no form is larger than is taken."""

import re

from harness.recorded import ANNA, BORIS, ago, event
from harness.signed_in import sign_in, words
from never_find_her.family import WHY, reasons, ticks
from safehold.documents import making
from safehold.documents.content import Entry, Part
from safehold.documents.models import Document
from safehold.identity.models import Case
from safehold.web.documents import paging
from safehold.web.documents.paging import between

TO_COURT = {"name": "The court office", "way": "secure", "purpose": "court", "basis": "court_order"}


def entries(many: int, parts: int = 1) -> list[Entry]:
    return [Entry(seq, "call.received", seq, "", "", tuple(Part(f"data:{n}", "", "") for n in range(parts))) for seq in range(1, many + 1)]


def test_every_entry_stands_on_one_page_and_none_on_two():
    listed = entries(612)
    pages = [between(listed, page) for page in (1, 2, 3)]
    assert {page.pages for page in pages} == {3}
    assert [entry for page in pages for entry in page.entries] == listed
    assert between(listed, 99).page == 3
    assert between(listed, 0).entries == pages[0].entries


def test_a_page_has_no_more_fields_than_a_form_may_have(settings):
    found = between(entries(200, parts=19), 1)
    assert len(found.entries) * 20 <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS * 4 // 5
    assert len(between(entries(1, parts=5000), 1).entries) == 1


def test_what_was_ticked_stays_on_its_page_whatever_came_before_it_meanwhile():
    listed = entries(251)
    assert 251 not in {entry.seq for entry in between(listed, 1).entries}
    assert 251 in {entry.seq for entry in between(listed, 1, {251}).entries}


def test_what_is_made_in_answer_to_a_request_goes_on_naming_it(client, staff):
    event("call.received", ago(days=9), ANNA, BORIS, channel="999", domestic=True)
    case = Case.everything.get()
    sign_in(client, "records_manager")
    client.post("/looks/purpose/", WHY | {"case": case.id})
    assert "&amp;request=7" in client.get(f"/cases/{case.id}/documents/?request=7").text
    for address in (f"/cases/{case.id}/documents/", f"/cases/{case.id}/documents/?request=x"):
        assert "request=" not in client.get(address).text


def test_each_page_of_a_long_case_makes_a_document_that_says_which_part_it_is(client, staff, monkeypatch):
    monkeypatch.setattr(paging, "MOST", 2)
    for day in (9, 8, 7):
        event("call.received", ago(days=day), ANNA, BORIS, channel="999", domestic=True)
    case = Case.everything.get()
    sign_in(client, "records_manager")
    client.post("/looks/purpose/", WHY | {"case": case.id})
    first = client.get(f"/cases/{case.id}/documents/make/?to=court&kind=bundle")
    assert "3 entries in all, the oldest first: this is page 1 of 2." in words(first)
    (link,) = set(re.findall(r'href="([^"]+page=2)"', first.text))
    address = link.replace("&amp;", "&")
    second = client.get(address)
    assert ticks(second.text).keys().isdisjoint(ticks(first.text))
    for page, shown, many in ((address, second, 1), (address.replace("page=2", "page=1"), first, 2)):
        asked = client.post(page, ticks(shown.text) | TO_COURT)  # her name is in it, and asks why
        assert client.post(page, ticks(shown.text) | TO_COURT | reasons(asked)).status_code == 302
        made = Document.objects.latest("pk")
        assert made.entries == many
        assert making.kept(made).content.title.endswith(f", part {'12'[many == 1]} of 2")
