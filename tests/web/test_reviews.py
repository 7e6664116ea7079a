"""The pages of a review, as its chair and a member of its panel use them."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from harness.recorded import DMITRI, PAIR, ago, event
from harness.signed_in import sign_in, somebody, words
from practice.reviews.seated import death
from safehold.access.looks import Look
from safehold.access.models import User
from safehold.chronology.models import StoredEvent
from safehold.documents.reviews import word
from safehold.identity.models import Case
from safehold.practice.reviews.kinds import Kinds
from safehold.practice.reviews.models import Paper
from safehold.practice.reviews.receiving import LARGEST
from safehold.rulebook.adopting import Change, adopted
from safehold.rulebook.current import CURRENT

PAGES = ("", "chronology/", "findings/", "reports/", "learning/", "family/", "names/", "report/")


@pytest.fixture
def chair(staff):
    return sign_in(Client(), "csp_chair")


@pytest.fixture
def review(chair) -> int:
    case = death()
    given = {
        "kind": "homicide",
        "hold": "yes",
        "reason": "She was killed by a partner.",
        "agencies": ["northshire-police", "northshire-idva"],
    }
    answer = chair.post(f"/cases/{case.id}/review/", given)
    assert answer.status_code == 302, words(answer)
    return _opened(answer["Location"])


def _opened(address: str) -> int:
    return int(re.fullmatch(r"/reviews/(\d+)/", address)[1])


def say(client, review, what, **body):
    return client.post(f"/reviews/{review}/say/{what}/", {f"{what}-{name}": value for name, value in body.items()}, follow=True)


def test_each_page_is_shown_to_the_chair_and_logged_as_of_the_review(chair, review):
    for each in PAGES:
        answer = chair.get(f"/reviews/{review}/{each}")
        assert answer.status_code == 200, each
        assert "Anna Quillfeather" in answer.text
    looks = Look.objects.filter(task=f"review {review:03}").values_list("purpose", "case_ids")
    assert len(looks) >= len(PAGES)
    assert {purpose for purpose, _ in looks} == {"review"}
    assert all(Case.everything.get().id in cases for _, cases in looks)


def test_nobody_else_opens_a_page_of_it_not_even_by_its_number(review, client):
    for role in ("idva", "review_chair", "da_specialist", "marac_coordinator"):
        other = sign_in(client, role)
        for each in PAGES:
            assert other.get(f"/reviews/{review}/{each}").status_code in (403, 404)
        assert say(other, review, "lesson", text="x").status_code in (403, 404)


def test_a_member_reads_with_the_review_as_purpose_and_leaves_no_trace_on_other_work(chair, review, client):
    advocate = User.objects.get(staff_id="nidv-i-104")
    chair.post(f"/reviews/{review}/seat/", {"who": f"{advocate.pk} northshire-idva", "do": "sit"})
    member = sign_in(client, "idva")
    assert member.get(f"/reviews/{review}/findings/").status_code == 200
    assert Look.objects.filter(user=advocate).latest("pk").purpose == "review"
    assert "the chair of the review does this" in words(say(member, review, "step", step="completed")).lower()
    chair.post(f"/reviews/{review}/seat/", {"who": str(advocate.pk), "do": "leave"})
    assert member.get(f"/reviews/{review}/findings/").status_code == 404


def test_the_chronology_is_shown_as_it_was_known_then_and_only_what_is_asked_for(chair, staff):
    case = death()
    event("bail.breach_reported", ago(days=85), *PAIR, recorded_at=ago(days=10))
    event("victim.requested", "2019-05", *PAIR, request="escort")
    given = {"kind": "homicide", "hold": "yes", "reason": "Why.", "scope_from": ago(days=200).date().isoformat()}
    review = _opened(chair.post(f"/cases/{case.id}/review/", given)["Location"])
    now = words(chair.get(f"/reviews/{review}/chronology/"))
    assert "breach" in now.lower()
    assert "May 2019" not in now
    assert "May 2019" in words(chair.get(f"/reviews/{review}/chronology/?whole=1"))
    then = words(chair.get(f"/reviews/{review}/chronology/?moment=1"))
    assert "was not known yet" in then or "were not known yet" in then
    only = words(chair.get(f"/reviews/{review}/chronology/?agency=northshire-idva"))
    assert "Showing 1 of" in only


def test_a_finding_is_accepted_with_a_reason_and_by_each_standard_apart(chair, review):
    page = chair.get(f"/reviews/{review}/findings/?standard=then").text
    of = re.search(r'name="verdict-of" value="([^"]+)"', page)[1].replace("&#34;", '"')
    assert "Say why" in words(say(chair, review, "verdict", of=of, verdict="accepted", reason=""))
    assert "It was not done by anybody." in words(
        say(chair, review, "verdict", of=of, verdict="accepted", reason="It was not done by anybody.")
    )
    assert "It was not done by anybody." not in words(chair.get(f"/reviews/{review}/findings/?standard=today"))


def test_findings_go_by_the_rules_in_force_on_this_site(chair, review, monkeypatch):
    CURRENT.take(())
    before = chair.get(f"/reviews/{review}/findings/")
    of = re.search(r'name="verdict-of" value="([^"]+)"', before.text)[1]
    rule = re.findall(r"[\w-]+", of.replace("&#34;", " "))[1]
    title = CURRENT.rules.version(rule, next(each.version for each in CURRENT.rules.rules if each.id == rule)).title
    assert title in words(before)
    since = int(ago(days=400).timestamp() * 1e6)
    ended = [Change(1, each.id, each.version, "", since) for each in CURRENT.rules.rules if each.id == rule]
    monkeypatch.setattr(CURRENT, "_rules", adopted(CURRENT.rules, ended))
    assert title not in words(chair.get(f"/reviews/{review}/findings/"))


def test_a_recommendation_names_nobody_is_owned_and_is_found_again(chair, review):
    lived = {"address": "41 Chestnut Avenue", "postcode": "XN4 2QQ", "phone": "07700 900123"}
    event("call.received", ago(days=60), PAIR[0] | lived, PAIR[1], channel="999")
    body = {"text": "Tell Anna Quillfeather", "owner": "northshire-police", "due": "2030-01-31", "outcome": "She knows."}
    assert "names somebody" in words(say(chair, review, "recommendation", **body))
    for naming, what in (("Tell Mrs Quillfether", "name"), ("Ring 07700 900123", "phone"), ("Go to 41 Chestnut Avenue", "address")):
        body["text"] = naming
        assert f"names somebody ({what}" in words(say(chair, review, "recommendation", **body)), naming
    body["text"] = "Tell every victim within a day when a suspect is bailed"
    assert "so that: She knows." in words(say(chair, review, "recommendation", **body))
    found = words(chair.get("/reviews/", {"q": "bail"}))
    assert "Tell every victim within a day when a suspect is bailed" in found
    assert StoredEvent.objects.filter(kind="review.action_agreed").count() == 1


def test_a_death_is_on_the_list_to_decide_until_it_is_decided(chair, staff):
    case = death()
    assert f"/cases/{case.id}/review/" in chair.get("/reviews/").text
    assert chair.get(f"/cases/{case.id}/review/").status_code == 200
    given = {"kind": "homicide", "hold": "no", "reason": "It was not by a relative."}
    review = _opened(chair.post(f"/cases/{case.id}/review/", given)["Location"])
    assert f"/cases/{case.id}/review/" not in chair.get("/reviews/").text
    assert "No review is held" in words(chair.get(f"/reviews/{review}/"))


def test_a_management_report_is_attached_kept_as_it_came_and_given_back_as_a_file(chair, review):
    body = b"What we did, and when. Anna Quillfeather."
    send(chair, review, "reports/add/", "ours.txt", body, agency="northshire-idva", words="Written by somebody else.")
    page = chair.get(f"/reviews/{review}/reports/")
    assert "Received" in words(page)
    address = re.search(rf"/reviews/{review}/papers/\d+/", page.text)[0]
    found = chair.get(address)
    assert (found.content, found["X-Content-Type-Options"]) == (body, "nosniff")
    assert re.fullmatch(rf'attachment; filename="review-{review:03}-report-\d+.txt"', found["Content-Disposition"])
    assert Look.objects.latest("pk").kind == "export"
    assert not any("Quillfeather" in each for each in Paper._base_manager.values_list("sealed", flat=True))
    assert StoredEvent.objects.filter(kind="review.management_report_received").count() == 1


def test_a_file_that_runs_something_is_refused_in_words_and_not_kept(chair, review):
    said = send(chair, review, "reports/add/", "report.docm", b"PK\x03\x04", agency="northshire-idva")
    assert "files with macros are not taken" in words(said)
    assert "Choose a file" in words(send(chair, review, "reports/add/", "", b"", agency="northshire-idva"))
    assert "larger than 20 MB" in words(send(chair, review, "reports/add/", "a.txt", b"x" * (LARGEST + 1), agency="northshire-idva"))
    assert "Received" not in words(chair.get(f"/reviews/{review}/reports/"))


def test_a_template_is_opened_only_once_nothing_is_known_against_it(chair, review, monkeypatch):
    opened: list[bytes] = []
    monkeypatch.setattr(word, "tried", opened.append)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml"):
            archive.writestr(name, "<a/>")
    assert "macros" in words(send(chair, review, "report/template/", "a.docm", out.getvalue()))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/vbaProject.bin", "x")
    assert "macros" in words(send(chair, review, "report/template/", "a.docx", out.getvalue()))
    assert opened == []


def send(client, review, address, name, body, **fields):
    if name:
        fields["file"] = SimpleUploadedFile(name, body)
    return client.post(f"/reviews/{review}/{address}", fields, follow=True)


def test_each_document_leaves_without_a_name_and_is_kept_as_it_left(chair, review):
    say(chair, review, "pseudonym", person=str(Case.everything.get().victim_id), name="Laura")
    say(chair, review, "lesson", text="Anna Quillfeather had told three agencies.")
    advocate = advocate_on(chair, review)
    for kind in ("overview", "summary", "chronology", "plan"):
        made = chair.get(leaves(chair, advocate, review, f"{kind} docx"))
        assert made.status_code == 200, words(made)
        text = zipfile.ZipFile(io.BytesIO(made.content)).read("word/document.xml").decode()
        assert "Anna" not in text
        assert "Quillfeather" not in text
        assert ("Laura had told three agencies" in text) is (kind in ("overview", "summary"))
        assert "What is left out" not in text
    assert chair.get(leaves(chair, advocate, review, "plan pdf")).content.startswith(b"%PDF-")


def test_a_document_leaves_once_a_second_person_who_may_see_what_is_confidential_agrees(chair, review):
    assert "Nobody on this panel may see what is confidential" in words(chair.get(f"/reviews/{review}/report/"))
    advocate, other = advocate_on(chair, review), somebody("northshire-police")
    sits = User.objects.get(staff_id="northshire-police-agency_representative")
    chair.post(f"/reviews/{review}/seat/", {"who": f"{sits.pk} northshire-police", "do": "sit"})
    address = make(chair, review, "plan docx")
    paper = int(address.split("/")[-2])
    assert chair.get(address).status_code == other.get(address).status_code == 302
    assert "Another person than whoever made it" in words(agree(chair, review, paper))
    assert "Somebody who may see what is confidential has to agree" in words(agree(other, review, paper))
    assert "by the log of looks you have not opened it" in words(agree(advocate, review, paper))
    assert "Open it and read it first" in words(advocate.get(f"/reviews/{review}/report/"))
    assert "not-agreed" in advocate.get(address)["Content-Disposition"]
    assert "You have opened it, as the log of looks says" in words(advocate.get(f"/reviews/{review}/report/"))
    assert "may leave" in words(agree(advocate, review, paper))
    assert "not-agreed" not in chair.get(address)["Content-Disposition"]
    assert other.get(address).status_code == 200
    own = make(advocate, review, "plan docx")
    assert "Another person" in words(agree(advocate, review, int(own.split("/")[-2])))
    assert advocate.get(own).status_code == 302
    refused = make(chair, review, "plan docx")
    assert "does not leave" in words(agree(advocate, review, int(refused.split("/")[-2]), "no"))
    assert "It was said already" in words(agree(advocate, review, int(refused.split("/")[-2])))
    assert chair.get(refused).status_code == 302


def test_a_document_says_where_its_maker_does_not_see_every_case(chair, review):
    event("arrest.made", ago(days=60), PAIR[0], DMITRI, offence="assault")
    advocate = advocate_on(chair, review)
    event("record.restricted", ago(days=1), PAIR[0], DMITRI, to=["npol-ps-104"])
    made = chair.get(leaves(chair, advocate, review, "summary docx"))
    text = zipfile.ZipFile(io.BytesIO(made.content)).read("word/document.xml").decode()
    assert "made by somebody who does not see every case of the review" in text


def advocate_on(chair, review) -> Client:
    advocate = User.objects.get(staff_id="nidv-i-104")
    chair.post(f"/reviews/{review}/seat/", {"who": f"{advocate.pk} northshire-idva", "do": "sit"})
    return sign_in(Client(), "idva")


def make(by, review, document, **more) -> str:
    made = by.post(f"/reviews/{review}/report/make/", {"document": document, **more}, follow=True)
    assert made.redirect_chain, words(made)
    return f"/reviews/{review}/papers/{Paper._base_manager.latest('pk').pk}/"


def agree(by, review, paper, says="yes"):
    return say(by, review, "agreed", subject_=paper, agrees=says)


def leaves(by, other, review, document) -> str:
    address = make(by, review, document)
    assert other.get(address).status_code == 200
    agree(other, review, address.split("/")[-2])
    return address


def test_whoever_opened_another_document_has_not_opened_this_one(chair, review):
    advocate = advocate_on(chair, review)
    for _ in range(10):  # so that the number of one begins with the number of another
        one = make(chair, review, "plan docx")
    first, last = Paper._base_manager.order_by("pk").first().pk, int(one.split("/")[-2])
    assert str(last).startswith(str(first))
    advocate.get(one)
    assert "you have not opened it" in words(agree(advocate, review, first))
    assert "may leave" in words(agree(advocate, review, last))


def test_a_document_that_would_find_somebody_does_not_leave(chair, review):
    say(chair, review, "lesson", text="Ask for Mr Tanglewodd at the works.")
    stopped = chair.post(f"/reviews/{review}/report/make/", {"document": "summary docx"}, follow=True)
    assert "It does not leave like this" in words(stopped)
    assert "Lessons: the name Tanglewood of somebody" in words(stopped)
    assert make(chair, review, "summary docx", why="It is a kind of wood.")


def test_nobody_answers_for_an_address_that_stands_in_a_document(chair, staff):
    event("call.received", ago(days=90), PAIR[0] | {"address": "41 Chestnut Avenue", "postcode": "XN4 2QQ"}, PAIR[1], channel="999")
    case = Case.everything.get()
    event("review.notified", ago(days=19), *PAIR, to="northshire-csp")
    review = _opened(chair.post(f"/cases/{case.id}/review/", {"kind": "homicide", "hold": "yes", "reason": "Why."})["Location"])
    say(chair, review, "lesson", text="Nobody went to 41 Chestnut Avenue.")
    stopped = chair.post(f"/reviews/{review}/report/make/", {"document": "summary docx", "why": "It is known."}, follow=True)
    assert "Lessons: the address of somebody" in words(stopped)


def test_a_review_that_is_over_leaves_its_chair_what_it_made_and_its_panel_nothing(chair, review, monkeypatch):
    advocate = advocate_on(chair, review)
    kept, other = leaves(chair, advocate, review, "plan docx"), make(chair, review, "plan docx")
    for step in ("completed", "sent_commissioner", "family_read", "assured"):
        say(chair, review, "step", step=step)
    monkeypatch.setattr(Kinds, "ended", lambda _kinds, _after, at: at + 1)
    published = say(chair, review, "step", step="published")
    assert f"Review {review:03} is over" in words(published)
    assert "It was published." in words(published)
    assert "Decide again" not in words(published)
    assert "Documents that may leave" in words(published)
    for each in PAGES:
        assert advocate.get(f"/reviews/{review}/{each}").status_code == 404
        assert "Quillfeather" not in chair.get(f"/reviews/{review}/{each}").text
    assert (chair.get(kept).status_code, "Content-Disposition" in chair.get(other)) == (200, False)
    assert advocate.get(kept).status_code == 404
    held = re.search(r'name="hold_lifted-subject_" value="(\d+)"', published.text)[1]
    assert "held from deletion" not in words(say(chair, review, "hold_lifted", subject_=held, reason="Published."))


def test_nobody_new_sits_on_a_review_that_was_decided_against_and_its_page_says_until_when(chair, staff):
    case = death()
    given = {"kind": "homicide", "hold": "no", "reason": "It was not by a relative."}
    review = _opened(chair.post(f"/cases/{case.id}/review/", given)["Location"])
    assert "its panel reads the records until" in words(chair.get(f"/reviews/{review}/"))
    advocate = User.objects.get(staff_id="nidv-i-104")
    said = chair.post(f"/reviews/{review}/seat/", {"who": f"{advocate.pk} northshire-idva", "do": "sit"}, follow=True)
    assert "nobody new sits on its panel" in words(said)


def test_what_was_decided_against_can_be_decided_again_once_its_panel_reads_no_more(chair, staff, monkeypatch):
    case = death()
    monkeypatch.setattr(Kinds, "ended", lambda _kinds, _after, at: at + 1)
    given = {"kind": "homicide", "hold": "no", "reason": "It was not by a relative."}
    review = _opened(chair.post(f"/cases/{case.id}/review/", given)["Location"])
    over = chair.get(f"/reviews/{review}/")
    assert "It was decided that no review is held." in words(over)
    assert "Quillfeather" not in over.text
    address = re.search(r'href="(/cases/[^"]+/review/)"', over.text)[1]
    monkeypatch.undo()
    again = chair.post(address, given | {"hold": "yes", "reason": "Her sister says that he was."})
    assert _opened(again["Location"]) != review
    assert "A review is held" in words(chair.get(again["Location"]))


def test_a_review_is_published_once_all_before_it_is_done(chair, review):
    assert "First:" in words(say(chair, review, "step", step="published"))
    for step in ("completed", "sent_commissioner", "family_read", "assured", "published"):
        say(chair, review, "step", step=step)
    kinds = list(
        StoredEvent.objects.filter(kind__in=("review.completed", "review.sent", "review.published")).values_list("kind", flat=True)
    )
    assert sorted(kinds) == ["review.completed", "review.published", "review.sent"]
    assert "A completed review is sent to the Domestic Abuse Commissioner : done" in words(chair.get(f"/reviews/{review}/"))
