"""A hold is lifted by two people, and by nobody else's word."""

import time

import pytest
from django.db import transaction

from retention.long_ago import POLICE, days_pass, event, everywhere, marked, records
from safehold.access import context
from safehold.access.viewer import Refused
from safehold.chronology.models import StoredEvent
from safehold.chronology.record import record
from safehold.retention import deciding, lifting
from safehold.retention.deciding import CannotDecide
from safehold.retention.models import Lifting
from safehold.retention.removing import carry_out_all

HER = {"ref": "N1", "role": "victim", "given_name": "Anna", "family_name": "Quillfeather", "date_of_birth": "1960-02-03"}
HIM = {"ref": "N2", "role": "suspect", "given_name": "Boris", "family_name": "Tanglewood", "date_of_birth": "1958-04-05"}


@pytest.fixture
def hold(staff, records_manager):
    record([event("call.received", "2005-03-01T10:00:00+00:00", HER, HIM, key="call", data={"words": "long ago"})])
    deciding.place_hold(*records(), by=records_manager(), reason="inquest")
    (only,) = holds()
    return only


def holds():
    (only,) = records()
    return deciding.where_it_stands(only, time.time_ns() // 1000).holds


def test_it_stands_until_another_person_agrees(hold, records_manager):
    one, other = records_manager(), records_manager("npol-rm-2")
    lifting.ask(hold, by=one, reason="concluded")
    assert holds() == (hold,)
    assert (lifting.waits_for(one), lifting.waits_for(other)) == (0, 1)
    with pytest.raises(CannotDecide, match="Another person"):
        lifting.agree(hold, by=one)
    with pytest.raises(CannotDecide, match="already"):
        lifting.ask(hold, by=other, reason="concluded")
    lifted = lifting.agree(hold, by=other)
    assert holds() == ()
    assert lifting.waits_for(other) == 0
    assert StoredEvent.objects.get(source_id=lifted.id).kind == "legal_hold.lifted"


def test_what_was_withdrawn_or_asked_too_long_ago_lifts_nothing_and_can_be_asked_again(hold, records_manager, owner):
    one, other = records_manager(), records_manager("npol-rm-2")
    lifting.ask(hold, by=one, reason="concluded")
    lifting.withdraw(hold, by=other)
    with pytest.raises(CannotDecide, match="Nobody asks"):
        lifting.agree(hold, by=other)
    lifting.ask(hold, by=other, reason="concluded after all")
    owner.execute("UPDATE retention_lifting SET at = at - 15 * 86400000000::bigint")
    owner.commit()
    assert lifting.waits_for(one) == 0
    with pytest.raises(CannotDecide, match="too long ago"):
        lifting.agree(hold, by=one)
    lifting.ask(hold, by=one, reason="concluded")
    assert holds() == (hold,)


def test_nobody_else_asks_or_agrees_or_reads_of_it(hold, records_manager, viewer_as):
    with pytest.raises(CannotDecide, match="Say why"):
        lifting.ask(hold, by=records_manager(), reason=" ")
    with pytest.raises(CannotDecide, match="only they lift it"):
        lifting.ask(hold, by=records_manager("nidv-rm-1", "northshire-idva"), reason="concluded")
    with pytest.raises(Refused):
        lifting.ask(hold, by=viewer_as("investigator"), reason="concluded")
    lifting.ask(hold, by=records_manager(), reason="concluded")
    with pytest.raises(Refused):
        lifting.agree(hold, by=viewer_as("da_specialist"))
    seen = []
    for viewer in (records_manager("npol-rm-3"), records_manager("nidv-rm-1", "northshire-idva"), viewer_as("investigator")):
        with transaction.atomic():
            context.enter(viewer)
            seen.append(Lifting.objects.count())
    assert seen == [1, 0, 0]


def test_why_it_was_lifted_goes_with_the_record(hold, records_manager, owner):
    one, other = records_manager(), records_manager("npol-rm-2")
    lifting.ask(hold, by=one, reason=marked("settled with"))
    lifting.agree(hold, by=other)
    assert "public.retention_lifting.why" in everywhere(owner)
    deciding.dispose(*records(POLICE), by=one, ground="period_passed")
    days_pass(owner)
    assert carry_out_all() == 1
    assert everywhere(owner) == []
    assert Lifting.objects.count() == 2
