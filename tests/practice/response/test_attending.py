"""What is typed at the door: kept, encrypted, put on record once, and never refused; and whoever is gone is looked for."""

import time
import uuid

import pytest
from django.db import transaction

from harness.recorded import ANNA, BORIS, ago, event
from retention.long_ago import everywhere
from safehold.access import context
from safehold.chronology.apart.ring import ring
from safehold.chronology.declined import Declined
from safehold.chronology.models import StoredEvent
from safehold.chronology.times import MINUTE, instant
from safehold.practice.response.attending import looking, phone, recording, sealed, sheets
from safehold.practice.response.attending.models import Sheet
from safehold.practice.response.attending.saying import Officer, arrived_at, said
from safehold.practice.response.attending.typed import missing, typed
from safehold.practice.response.calls import followed
from safehold.practice.response.models import Call

NOW = time.time_ns() // 1000
NEW = "another key that is long enough to be one"


@pytest.fixture
def officer(viewer_as):
    return viewer_as("first_responder")


@pytest.fixture
def call(officer) -> Call:
    event("call.received", ago(minutes=30), ANNA, BORIS, role="call_handler", channel="999", domestic=True)
    found = Call.everything.get()
    sheets.join(officer, followed(found).first.id, why="")
    return found


def press() -> str:
    return uuid.uuid4().hex


def put(viewer, call, key="", **given) -> int:
    sheet = sheets.sheet_of(viewer, followed(call).first.id)
    return recording.put_on_record(viewer, call, given, press=key or press(), base=sheet.turn if sheet else 0)


def recorded(call, kind):
    return [found for found in followed(call).after if found.kind == kind]


def test_a_press_that_is_sent_twice_is_recorded_once(call, officer):
    key, before = press(), StoredEvent.objects.count()
    assert put(officer, call, key, outcome="Arrested, and she is with her sister", body_worn_video="yes") == 2
    assert put(officer, call, key, outcome="Arrested, and she is with her sister", body_worn_video="yes") == 0
    assert StoredEvent.objects.count() == before + 2
    (attendance,) = recorded(call, "attendance.recorded")
    assert attendance.data["officers"] == [officer.staff_id]


def test_a_press_whose_answer_was_lost_comes_again_with_more_and_that_waits_to_be_put_on_record(call, officer):
    key = press()
    put(officer, call, key, outcome="he left")
    assert put(officer, call, key, outcome="he left, and came back") == 0
    assert [found.data["outcome"] for found in recorded(call, "attendance.recorded")] == ["he left"]
    sheet = Sheet.objects.get()
    assert sheet.unsaved
    assert sheets.held(sheet).typed["outcome"] == "he left, and came back"


def test_what_is_typed_later_corrects_what_was_said_and_says_only_what_is_new(call, officer):
    put(officer, call, parties_separated="yes", disclosed_stalking="on")
    assert put(officer, call, parties_separated="yes", victim_interviewed_alone="yes", disclosed_stalking="on") == 1
    (attendance,) = recorded(call, "attendance.recorded")
    assert (attendance.data["parties_separated"], attendance.data["victim_interviewed_alone"]) == ("yes", "yes")
    assert attendance.corrects is not None
    assert len(recorded(call, "victim.disclosed")) == 1


def test_what_is_typed_in_two_places_is_all_kept(call, officer):
    key = followed(call).first.id
    sheets.keep(officer, key, {"barriers": "afraid of losing the children"}, turn=100, base=0, writer="phone")
    sheets.keep(officer, key, {"outcome": "left at ten", "barriers": "money"}, turn=90, base=0, writer="desk")
    held = sheets.held(Sheet.objects.get())
    assert held.typed == {"outcome": "left at ten", "barriers": "money"}
    assert [fields for _, fields in held.others] == [{"barriers": "afraid of losing the children"}]


def test_a_save_of_the_same_page_that_comes_late_changes_nothing(call, officer):
    key = followed(call).first.id
    sheets.keep(officer, key, {"outcome": "second"}, turn=20, base=0, writer="phone")
    sheets.keep(officer, key, {"outcome": "first"}, turn=10, base=0, writer="phone")
    held = sheets.held(Sheet.objects.get())
    assert (held.typed, held.others) == ({"outcome": "second"}, [])


def test_two_officers_at_one_job_each_say_what_they_saw(call, officer, viewer_as):
    other = viewer_as("shift_sergeant")
    sheets.join(other, followed(call).first.id, why="supervising at the scene")
    put(officer, call, children_present="2")
    put(other, call, children_present="3")
    assert sorted(found.data["children_present"] for found in recorded(call, "attendance.recorded")) == [2, 3]


def test_nobody_records_a_job_that_they_are_not_on(call, viewer_as):
    with pytest.raises(Declined, match="not on this job"):
        put(viewer_as("shift_sergeant"), call, outcome="quiet")
    with pytest.raises(Declined, match="what brings you"):
        sheets.join(viewer_as("shift_sergeant"), followed(call).first.id, why=" ")


def test_what_is_typed_is_in_no_table_in_plain_and_a_new_key_takes_it_over(call, officer, owner, settings):
    given = {"account": "zqxvjwaccount", "codeword": "zqxvjwword", "contact_never": "zqxvjwnever"}
    sheets.keep(officer, followed(call).first.id, given, turn=1, writer="phone")
    assert everywhere(owner, "zqxvjw") == []
    settings.SAFEHOLD_VAULT_KEYS = f"{NEW},{settings.SAFEHOLD_VAULT_KEYS}"
    assert (sealed.renew_all(), sealed.renew_all()) == (1, 0)
    settings.SAFEHOLD_VAULT_KEYS = NEW
    assert sealed.by_key() == {ring().newest: 1}
    assert sheets.held(Sheet.objects.get()).typed == given


def test_a_colleague_is_shown_nobodys_sheet_and_a_supervisor_only_that_it_waits(call, officer, viewer_as):
    sheets.keep(officer, followed(call).first.id, {"outcome": "left at ten"}, turn=1, writer="phone")
    Sheet.objects.update(updated_at=1)
    seen = {}
    for role in ("investigator", "shift_sergeant"):
        with transaction.atomic():
            context.enter(viewer_as(role))
            seen[role] = (Sheet.objects.count(), [sheet.user_id for sheet in sheets.left_behind(viewer_as(role))])
    assert seen == {"investigator": (0, []), "shift_sergeant": (1, [officer.user_id])}
    put(officer, call, outcome="left at ten")
    assert sheets.left_behind(viewer_as("shift_sergeant")) == []


def test_what_was_ticked_by_mistake_is_taken_back(call, officer):
    put(officer, call, arrest="made", disclosed_stalking="on")
    put(officer, call, arrest="gone", outcome="he ran")
    assert not recorded(call, "arrest.made")
    assert not recorded(call, "victim.disclosed")
    assert len(recorded(call, "suspect.wanted")) == 1


def test_nothing_is_refused_for_what_is_missing_and_it_is_told(call, officer):
    given = typed({"parties_separated": "no", "children_present": "three or so", "interpreter": "a cousin", "unheard": "of"})
    assert given == {"parties_separated": "no", "children_present": "three or so"}
    told = [each.name for each in missing(given)]
    assert told[0] == "reach_telephone"
    assert "reason_parties_separated" in told
    assert "reason_victim_interviewed_alone" not in told
    assert put(officer, call, **given) == 1
    (attendance,) = recorded(call, "attendance.recorded")
    assert "three or so" in attendance.note


def test_a_suspect_who_is_gone_is_looked_for_until_he_is_found(call, officer):
    put(officer, call, arrest="gone", arrest_offence="assault", looked="his mother's, the station")
    assert looking.all_sought(officer).listed[0].call.pk == call.pk
    key = press()
    recording.looked_for(officer, call, result="at work: not there", press=key)
    recording.looked_for(officer, call, result="at work: not there", press=key)
    sought = looking.sought(followed(call))
    assert [found.data["result"] for found in sought.tries] == ["his mother's, the station", "at work: not there"]
    recording.looked_for(officer, call, result="came home", arrested=True, press=press())
    assert looking.sought(followed(call)) is None
    assert looking.all_sought(officer).listed == []


def test_each_answer_becomes_the_event_that_others_work_by():
    given = typed(
        {
            "reach_text_message": "on", "contact_never": "after six", "codeword": "marigold", "read_history": "on", "victim_seen": "yes",
            "arrived": "00:00", "child_1_name": "Lily Quill", "child_1_age": "8", "arrest": "not_made",
            "not_arrested_reason": "no offence made out", "alternative": "he goes to his brother's",
            "asked_her": "no", "supervisor": "np-1", "order": "dvpn", "order_children": "yes",
            "secured_messages": "on", "his_name": "Boris Tanglewood",
        }
    )  # fmt: skip
    found = {each.kind: each for each in said(given, Officer("np-9", "north", {"np-1": "shift_sergeant"}), ref="r", pressed=NOW)}
    assert found["safe_contact.set"].data == {"never": "after six", "codeword": "marigold", "methods": ["text message"]}
    assert found["history.briefed"].data == {"acknowledged": True}
    assert found["unit.arrived"].data == {"victim_seen": True, "by": "attendance"}
    assert found["child.identified"].people[0]["given_name"] == "Lily"
    assert found["arrest.not_made"].data["supervisor"] == {"id": "np-1", "role": "shift_sergeant"}
    assert found["arrest.not_made"].data["victim_asked_to_decide"] is False
    assert found["order.sought"].data == {"order": "dvpn", "by": "north", "children_considered": True}
    assert found["evidence.secured"].data == {"kind": "messages"}
    assert said({}, Officer("np-9", "north"), ref="r", pressed=NOW) == []


def test_a_time_at_the_door_is_the_last_one_that_a_clock_in_london_showed():
    pressed = instant(ago(hours=0).replace(hour=0, minute=10, second=0, microsecond=0))
    assert arrived_at("00:05", pressed) == pressed - 5 * MINUTE
    assert arrived_at("23:50", pressed) == pressed - 20 * MINUTE
    assert arrived_at("", pressed) is arrived_at("25:00", pressed) is None


def test_a_phones_key_is_of_one_officer_and_one_browser(officer, viewer_as):
    keys = {phone.key_of(officer, "one"), phone.key_of(officer, "other"), phone.key_of(viewer_as("shift_sergeant"), "one")}
    assert len(keys) == 3
    assert phone.key_of(officer, "one") in keys
