"""The page of training: who is trained, recording for many, and from a list."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from harness.recorded import ago, event
from harness.signed_in import sign_in, staff_number, words
from safehold.access import context
from safehold.chronology.models import StoredEvent
from safehold.chronology.rebuilding import rebuild
from safehold.practice.training.models import Completed

OFFICER = staff_number("first_responder")


def trained(days: int, staff_id: str = OFFICER, **more):
    return event("training.completed", ago(days=days), staff_id=staff_id, course="Matters", specialist_led=True, **more)


@pytest.fixture
def sergeant(client, staff):
    return sign_in(client, "shift_sergeant")


def test_those_come_first_whose_training_is_most_wanting(sergeant):
    trained(2000)
    trained(30, staff_number("investigator"))
    page = sergeant.get(reverse("training"))
    rows = {row.staff_id: row.word for row in page.context_data["rows"]}
    assert (rows[OFFICER], rows[staff_number("investigator")]) == ("Lapsed", "Trained")
    assert page.context_data["rows"][-1].word == "Trained"
    assert dict(page.context_data["counts"])["Trained"] == 1
    shown = sergeant.get(reverse("training"), {"role": "first_responder"})
    assert [row.staff_id for row in shown.context_data["rows"]] == [OFFICER]


def test_a_course_is_recorded_for_many_at_once_and_once_alone(sergeant):
    given = {"staff": [OFFICER, staff_number("investigator")], "course": "Matters", "specialist_led": "yes", "on": "2026-01-05"}
    assert sergeant.post(reverse("training"), given).status_code == 302
    assert Completed.everything.count() == 2
    assert sergeant.post(reverse("training"), given).status_code == 302
    assert StoredEvent.objects.filter(kind="training.completed").count() == 2
    refused = sergeant.post(reverse("training"), {"course": "Matters"})
    assert (refused.status_code, "Tick whoever completed it." in words(refused)) == (422, True)
    refused = sergeant.post(reverse("training"), given | {"on": "2199-01-05"})
    assert "still to come" in words(refused)


def test_a_list_is_recorded_whole_and_each_line_that_cannot_be_read_is_named(sergeant):
    right = f"staff_id,course,specialist_led,date\n{OFFICER},Matters,yes,2026-01-05\n"
    page = sergeant.post(reverse("training-list"), {"table": f"{right}spol-di-104,Matters,yes,2026-01-05\n"})
    assert page.status_code == 422
    assert "Line 3: nobody of your agency has the number spol-di-104" in words(page)
    assert f"{OFFICER},Matters,yes,2026-01-05" in page.text
    assert not Completed.everything.exists()
    assert sergeant.post(reverse("training-list"), {"table": right}).status_code == 302
    assert list(Completed.everything.values_list("staff_id", "specialist_led")) == [(OFFICER, True)]


def test_a_file_is_read_as_if_it_had_been_pasted_and_can_be_put_right_in_the_page(sergeant):
    lines = f"staff_id,course,specialist_led,date\r\n{OFFICER},Matters,yes,2026-01-05\r\n"
    wrong = SimpleUploadedFile("list.csv", f"{lines}nobody,Matters,yes,2026-01-05".encode("utf-8-sig"))
    page = sergeant.post(reverse("training-list"), {"table": "", "file": wrong})
    assert page.status_code == 422
    assert "Line 3: nobody of your agency has the number nobody" in words(page)
    assert f"{OFFICER},Matters,yes,2026-01-05" in page.text
    for body, why in ((b"\xff\xfe\x00", "not plain text in UTF-8"), (b"x" * 500_001, "larger than 500 kB")):
        page = sergeant.post(reverse("training-list"), {"table": "", "file": SimpleUploadedFile("list.csv", body)})
        assert (page.status_code, why in words(page)) == (422, True)
    assert sergeant.post(reverse("training-list"), {"table": "", "file": SimpleUploadedFile("list.csv", lines.encode())}).status_code == 302
    assert Completed.everything.count() == 1


def test_what_is_corrected_or_struck_out_counts_no_more_and_a_rebuild_gives_the_same(sergeant):
    first = trained(30)
    again = trained(2000, corrects=first)
    assert [row.word for row in sergeant.get(reverse("training")).context_data["rows"] if row.staff_id == OFFICER] == ["Lapsed"]
    assert rebuild(check=True).differences == []
    event("event.voided", ago(days=1), about=again, reason="entered twice")
    assert not Completed.everything.exists()
    assert rebuild(check=True).differences == []


@pytest.mark.parametrize(
    ("role", "seen"), [("call_handler", 1), ("first_responder", 1), ("shift_sergeant", 1), ("investigator", 0), ("idva", 0)]
)
def test_the_database_shows_it_to_those_of_the_agency_who_need_it_and_to_oneself(staff, viewer_as, role, seen):
    trained(30)
    with transaction.atomic():
        context.enter(viewer_as(role))
        assert Completed.everything.count() == seen


def test_the_list_of_staff_says_it_beside_each_name(client, staff):
    trained(30)
    assert "Trained" in words(sign_in(client, "administrator").get(reverse("administration")))


def test_who_does_not_keep_training_is_refused(client, staff):
    assert sign_in(client, "call_handler").get(reverse("training")).status_code == 403
