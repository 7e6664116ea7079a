"""Whoever opens records faster than anybody reads waits, and somebody is told at once; a call never waits."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from harness.recorded import PAIR, ago, event, released
from harness.signed_in import sign_in
from harness.signed_in import words as text
from safehold.access.looking import pace
from safehold.access.looking.measures import standard
from safehold.access.looking.models import Unusual
from safehold.access.looks import Look, look
from safehold.identity.models import Case

WAIT = "You have opened more records in a few minutes than anybody can read."
MOST = standard().numbers.pace_people.value


@pytest.fixture
def case(staff):
    released(*PAIR)
    return Case.everything.get()


def looked(viewer, times, page="/cases/1-2/", kind="page"):
    import msgspec

    for number in range(times):
        look(msgspec.structs.replace(viewer, page=page), kind, persons=[1000 + number])


def test_one_more_than_anybody_reads_waits_until_the_first_is_ten_minutes_old(client, case, viewer_as):
    with time_machine.travel(timezone.now(), tick=False):
        looked(viewer_as("investigator"), MOST - 1)
        as_ = sign_in(client, "investigator")
        assert as_.get(f"/cases/{case.id}/").status_code == 200
        slow = as_.get(f"/cases/{case.id}/")
        assert slow.status_code == 429
        assert WAIT in text(slow)
        assert "QUILLFEATHER" not in slow.text
        assert 0 < int(slow["Retry-After"]) <= 601
        assert as_.post("/people/", {"family_name": "Quillfeather", "why": "she rang"}).status_code == 429
        assert as_.get("/work/").status_code == 200


def test_what_is_being_recorded_is_not_stopped(client, case, viewer_as):
    looked(viewer_as("investigator"), MOST)
    page = sign_in(client, "investigator").post(f"/cases/{case.id}/record/victim.told/", {"data-what": "bail"})
    assert page.status_code != 429


def test_professional_standards_are_told_once_a_day_with_the_looks(client, case, viewer_as):
    looked(viewer_as("investigator"), MOST)
    for _ in range(3):
        sign_in(client, "investigator").get(f"/cases/{case.id}/")
    (found,) = Unusual.objects.all()
    assert (found.sign, len(found.looks), found.outcome) == ("slowed", MOST, "")
    page = text(sign_in(client, "professional_standards").get("/looks/unusual/"))
    assert "Opened cases and people so fast that they were made to wait" in page


def test_lists_of_work_calls_and_refused_looks_do_not_count(viewer_as, case):
    viewer = viewer_as("control_room_supervisor")
    looked(viewer, MOST, page="/board/")
    looked(viewer, MOST, page="/calls/7", kind="check")
    assert pace.slowed(viewer) is None
    looked(viewer, MOST, page="/people/7/", kind="page")
    assert pace.slowed(viewer) is not None
    assert pace.slowed(viewer_as("investigator")) is None


def test_a_call_handler_checks_and_records_however_much_was_opened(client, staff, viewer_as):
    import re

    looked(viewer_as("call_handler"), MOST * 2)
    as_ = sign_in(client, "call_handler")
    call = re.search(r'name="call" value="([^"]+)"', as_.get("/calls/new?fresh=1").text)[1]
    typed = {"call": call, "victim_given_name": "Anna", "victim_family_name": "Quillfeather"}
    assert as_.post("/calls/check", typed).status_code == 200
    assert as_.post("/calls/draft", typed).status_code == 200


def test_a_case_of_an_open_call_is_opened_however_much_was_opened(client, staff, viewer_as):
    event("call.received", ago(minutes=5), *PAIR, channel="999", domestic=False, category="other")
    looked(viewer_as("control_room_supervisor"), MOST)
    case = Case.everything.get()
    assert sign_in(client, "control_room_supervisor").get(f"/cases/{case.id}/").status_code == 200


def test_it_ends_by_itself(viewer_as, case, owner):
    looked(viewer_as("investigator"), MOST)
    assert pace.slowed(viewer_as("investigator")) is not None
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1), tick=False):
        assert pace.slowed(viewer_as("investigator")) is None
    assert Look.objects.count() == MOST
