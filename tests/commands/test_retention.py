"""The program itself says what is due and removes what is approved; what it says is tried in tests/retention."""

import json

from retention.long_ago import days_pass, everywhere, records
from retention.test_nothing_is_left import CASE
from safehold.access.models import User
from safehold.access.viewer import Viewer
from safehold.chronology.record import record
from safehold.chronology.verify import verify
from safehold.retention import deciding


def test_what_is_due_is_said_and_goes_once_it_is_approved(staff, run, owner):
    record(CASE)
    due = json.loads(run("retention", "--review", "--json").out)["due"]
    assert {each["group"] for each in due} == {"3", "4"}
    user = User.objects.get(staff_id="npol-rm-104")
    by = Viewer(user.pk, user.staff_id, str(user), "northshire-police", "Northshire Police", "police", "records_manager", 1)
    for each in records():
        deciding.dispose(each, by=by, ground="period_passed")
    days_pass(owner)
    assert run("retention", "--dispose").out == f"{len(due)} records' content was removed.\n"
    assert everywhere(owner) == []
    assert verify().faults == []
