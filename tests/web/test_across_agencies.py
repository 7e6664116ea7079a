"""What a call's check tells of people whom only another agency knows: whom to ask, and nothing else; and how the question is answered."""

import html
import re

import pytest

from harness.recorded import ago, event
from harness.signed_in import sign_in, staff_number, words
from safehold.access.across import BadPolicy, load, standard
from safehold.access.looks import Look
from safehold.access.models import Agency, Asking
from safehold.identity.models import Case, Person
from safehold.sharing.models import Share

CALL = {"call": "safehold/0123456789abcdef0123456789abcdef", "opened_at": "", "turn": "1", "caller": "self"}
IMKE = {
    "ref": "h1", "role": "victim", "given_name": "Imke", "family_name": "Vanterpool", "date_of_birth": "1981-09-14", "sex": "female",
    "phone": "07700 900777", "address": "19 Marsh Row", "postcode": "XN2 4QD", "aliases": ["Imke Ravensbourne"],
}  # fmt: skip
OSWIN = {
    "ref": "h2", "role": "suspect", "relation": "ex_partner", "given_name": "Oswin", "family_name": "Tallowby",
    "date_of_birth": "1979-01-30",
}  # fmt: skip
SAID = {"given_name": "Imke", "family_name": "Vanterpool", "born": "14 September 1981"}
ASK = "known to another agency: ask"
SECRETS = ("TALLOWBY", "Tallowby", "High risk", "Ravensbourne", "Marsh Row", "XN2", "900777", "0.9", "very likely", "ex-partner", "child")


def keeps(agency: str, **more) -> None:
    """One agency's own records of her: a high risk, an address, a child, who harms her."""
    child = {"ref": "h3", "role": "child", "given_name": "Tamsin", "family_name": "Vanterpool", "date_of_birth": "2015-05-05"}
    by = {"agency": agency, "role": "idva", "source": f"{agency}-files"} | more
    event("risk.assessed", ago(days=3), IMKE, OSWIN, child, instrument="dash", grade="high", score=18, **by)


@pytest.fixture
def handler(client, staff):
    return sign_in(client, "call_handler")


def check(client, **said) -> str:
    return text(client.post("/calls/check", CALL | said))


def text(page) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.text)))


def test_somebody_whom_only_another_agency_knows_is_no_more_than_a_name_to_ask_about(handler):
    keeps("northshire-idva")
    page = handler.post("/calls/check", CALL | SAID)
    shown = text(page)
    assert f"She may be {ASK} Northshire Advocacy Service, independent domestic violence adviser" in shown
    assert "Nobody found for her" in shown
    panel = page.text.partition('id="part-panel"')[2]
    assert [secret for secret in SECRETS if secret in panel] == []
    nobody = handler.post("/calls/check", CALL | SAID | {"family_name": "Umberlow", "given_name": "Wenna"})
    suggestion = 'id="part-suggestion"'
    assert page.text.partition(suggestion)[2][:2000] == nobody.text.partition(suggestion)[2][:2000]


def test_him_too(handler):
    keeps("northshire-idva")
    shown = check(handler, his_name="Oswin Tallowby", his_born="30 January 1979")
    assert f"He may be {ASK}" in shown
    assert "VANTERPOOL" not in shown


def test_whether_to_ask_is_never_told_by_a_phone_or_an_address(handler):
    keeps("northshire-idva")
    assert "may be known" not in check(handler, phone="07700 900777")
    assert "may be known" not in check(handler, given_name="Imke", phone="07700 900777", address="19 Marsh Row", postcode="XN2 4QD")


def test_a_refuge_and_what_is_restricted_say_nothing_at_all(handler):
    nobody = text(handler.post("/calls/check", CALL | SAID))
    keeps("westbrook-refuge")
    assert text(handler.post("/calls/check", CALL | SAID)) == nobody


def test_of_a_restricted_case_nothing_is_said_though_another_case_could_be_asked_about(handler):
    nobody = text(handler.post("/calls/check", CALL | SAID))
    keeps("northshire-idva")
    event(
        "record.restricted", ago(days=2), IMKE, OSWIN, agency="northshire-idva", role="idva", source="northshire-idva-files",
        to=[staff_number("idva")], reason="he works for the council",
    )  # fmt: skip
    assert text(handler.post("/calls/check", CALL | SAID)) == nobody


@pytest.mark.parametrize("agency", ["southmere-police", "northshire-police", "northshire-probation", "an-agency-not-set-up"])
def test_another_force_is_read_as_ones_own(handler, agency):
    keeps(agency)
    shown = check(handler, **SAID)
    assert "Imke VANTERPOOL" in shown
    assert ASK not in shown


def test_what_was_shared_is_shown(handler):
    keeps("northshire-idva")
    event(
        "information.shared", ago(days=1), IMKE, OSWIN, agency="northshire-idva", role="idva", source="northshire-idva-files",
        more={"with": "northshire-police"}, what="her risk", basis="vital interests",
    )  # fmt: skip
    assert "Imke VANTERPOOL" in check(handler, **SAID)


def test_of_one_whom_both_know_the_panel_says_what_may_be_read_and_no_more(handler):
    keeps("northshire-idva")
    bare = {name: IMKE[name] for name in ("role", "given_name", "family_name", "date_of_birth", "sex")} | {"ref": "p1"}
    event("call.received", ago(days=9), bare, channel="101", domestic=True, category="nuisance")
    assert Person.everything.filter(family_name="Vanterpool", as_victim=2).count() == 1
    panel = handler.post("/calls/check", CALL | SAID).text.partition('id="part-panel"')[2]
    assert "Imke VANTERPOOL" in panel
    assert [secret for secret in ("TALLOWBY", "High risk", "Ravensbourne", "XN2", "same phone", "1 child") if secret in panel] == []
    assert ASK in panel


def asked(handler):
    why = {"why:victim:northshire-idva": "she is on the line, whispering"}
    return handler.post("/calls/act", CALL | SAID | {"do": "ask:victim:northshire-idva"} | why)


def test_one_click_asks_once_is_logged_and_tells_no_more_once_the_call_is_recorded(handler):
    keeps("northshire-idva")
    check(handler, **SAID)
    assert asked(handler).status_code in (200, 302)
    asked(handler)
    (question,) = Asking.objects.all()
    assert (question.of, question.role, question.agency) == ("northshire-idva", "idva", "northshire-police")
    assert (question.typed, question.why) == ("Imke Vanterpool, 14 September 1981", "she is on the line, whispering")
    logged = Look.objects.filter(kind="check", why="she is on the line, whispering").latest("id")
    assert len(logged.persons) == 1
    shown = check(handler, **SAID)
    assert "Asked at" in shown
    assert "TALLOWBY" not in shown
    assert "High risk" not in shown


def test_nobody_is_asked_whom_the_page_does_not_offer(handler):
    keeps("westbrook-refuge")
    for agency in ("westbrook-refuge", "northshire-idva"):
        assert handler.post("/calls/act", CALL | SAID | {"do": f"ask:victim:{agency}"}).status_code == 422
    assert not Asking.objects.exists()


def test_the_question_stands_on_the_list_of_who_answers_there_and_on_nobody_elses(handler, client):
    keeps("northshire-idva")
    check(handler, **SAID)
    asked(handler)
    for role in ("prosecutor", "da_specialist", "call_handler", "marac_coordinator"):
        assert "Another agency asks" not in words(sign_in(client, role).get("/work/")), role
    page = sign_in(client, "idva").get("/work/")
    shown = words(page)
    assert "Another agency asks 1" in shown
    assert "Imke Vanterpool, 14 September 1981 : Northshire Police asks what you know." in shown
    assert "she is on the line, whispering" in shown
    assert "Amara Holt, call handler" in shown
    assert f'href="/people/{Person.everything.get(family_name="Vanterpool", as_victim__gte=1).id}/"' in page.text
    number = Asking.objects.get().pk
    assert client.post(f"/work/asked/{number}/", {"answer": " "}).status_code == 302
    assert Asking.objects.get().answered_at is None
    client.post(f"/work/asked/{number}/", {"answer": "rang 14:02: high risk, he has a key"})
    assert "Another agency asks" not in words(client.get("/work/"))
    assert "rang 14:02: high risk, he has a key" in check(sign_in(client, "call_handler"), **SAID)


def test_a_question_is_answered_by_sharing_one_fact_in_one_step(handler, client):
    keeps("northshire-idva")
    check(handler, **SAID)
    asked(handler)
    page = sign_in(client, "idva").get("/work/").text
    address = re.search(r'href="(/cases/[^"]*/share/[^"]*)"', page)[1].replace("&amp;", "&")
    form = client.get(address)
    assert f'name="answers" value="{Asking.objects.get().pk}"' in form.text
    given = {"to": "northshire-police", "answers": Asking.objects.get().pk, "extent": "fact", "words": "He has a key.", "may": "view"}
    assert client.post(address.partition("?")[0], given | {"step": "share"}).status_code == 302
    assert Asking.objects.get().answer == "He has a key."
    (share,) = Share.everything.filter(extent="fact")
    assert "He has a key." in sign_in(client, "da_specialist").get(f"/sharing/{share.event_id}/").text


def test_a_question_is_answered_by_nobody_else_and_never_changed(handler, client, connection):
    keeps("northshire-idva")
    check(handler, **SAID)
    asked(handler)
    number = Asking.objects.get().pk
    sign_in(client, "prosecutor").post(f"/work/asked/{number}/", {"answer": "nothing known"})
    assert Asking.objects.get().answered_at is None
    assert connection.execute("SELECT has_column_privilege('access_asking', 'why', 'UPDATE')").fetchone() == (False,)
    assert connection.execute("SELECT has_table_privilege('access_asking', 'DELETE')").fetchone() == (False,)


def test_the_policy_speaks_of_every_kind_of_agency_and_its_faults_are_named():
    assert set(standard().kinds) == set(Agency.Kind.values)
    with pytest.raises(BadPolicy, match="says nothing of"):
        load("{kinds: {police: {check: shown, contact: []}}, not_set_up: shown}")
    with pytest.raises(BadPolicy, match="no role is called 'king'"):
        load("kinds:\n" + "".join(f"  {kind}: {{check: ask, contact: [king]}}\n" for kind in Agency.Kind.values) + "not_set_up: shown")


def test_that_something_was_shared_with_us_is_said_in_few_words_and_nothing_of_what_it_says(handler, owner):
    shares_a_fact("northshire-idva")
    page = handler.post("/calls/check", CALL | SAID)
    assert "Shared with us: a fact by Northshire Advocacy Service" in text(page)
    assert "keys" not in page.text
    event("call.received", ago(days=5), IMKE | {"ref": "h4"}, OSWIN, channel="999", domestic=True)  # ours too: said on her card
    assert "shared with us: a fact by Northshire Advocacy Service" in text(handler.post("/calls/check", CALL | SAID))
    shares_a_fact("westbrook-refuge")
    page = handler.post("/calls/check", CALL | SAID)
    assert "shared with us: a fact by Northshire Advocacy Service, a fact by another agency" in text(page)
    assert "Westbrook" not in page.text
    owner.execute("INSERT INTO identity_restriction SELECT id, '{somebody-else}' FROM identity_case")
    owner.commit()
    assert Case.everything.exists()
    assert "hared with us" not in text(handler.post("/calls/check", CALL | SAID))


def shares_a_fact(agency: str) -> None:
    keeps(agency)
    given = {"with": "northshire-police", "extent": "fact", "words": "He has her keys.", "necessity": "to keep her safe"}
    event("information.shared", ago(days=1), IMKE, OSWIN, more=given, agency=agency, role="idva", source=f"{agency}-files")


def test_what_was_taken_back_is_ended_or_was_shared_with_others_is_not_said(handler):
    keeps("northshire-idva")
    by = {"agency": "northshire-idva", "role": "idva", "source": "northshire-idva-files"}
    for to, until in (("northshire-police", ago(days=1).date().isoformat()), ("northshire-housing", "2090-01-01")):
        event("information.shared", ago(days=2), IMKE, OSWIN, more={"with": to}, extent="fact", words="He has her keys.", until=until, **by)
    back = event("information.shared", ago(days=2), IMKE, OSWIN, more={"with": "northshire-police"}, extent="fact", words="x", **by)
    event("information.withdrawn", ago(days=1), about=back, more={"from": "northshire-police"}, reason="done", **by)
    shown = check(handler, **SAID)
    assert ASK in shown
    assert "hared with us" not in shown
