"""Who may decide, what a decision needs, and what stops one that was made."""

import time

import psycopg
import pytest
from django.db import transaction

from retention.long_ago import POLICE, days_pass, event, records
from safehold.access import context
from safehold.access.viewer import Refused
from safehold.chronology.record import record
from safehold.retention import deciding, lifting
from safehold.retention.deciding import CannotDecide, where_it_stands
from safehold.retention.going import NotNow
from safehold.retention.models import Answer, Decision, Removal
from safehold.retention.removing import carry_out, carry_out_all
from safehold.retention.standing import Stands

HER = {"ref": "N1", "role": "victim", "given_name": "Anna", "family_name": "Quillfeather", "date_of_birth": "1960-02-03"}
HIM = {"ref": "N2", "role": "suspect", "given_name": "Boris", "family_name": "Tanglewood", "date_of_birth": "1958-04-05"}
CALL = event("call.received", "2005-03-01T10:00:00+00:00", HER, HIM, key="call", data={"words": "long ago"})
ASSAULT = event("crime.recorded", "2005-03-02", HER, HIM, key="crime", data={"offence": "assault"})


def only(agency: str = POLICE):
    (found,) = records(agency)
    return found


def stands(agency: str = POLICE) -> Stands:
    return where_it_stands(only(agency), time.time_ns() // 1000).stands


@pytest.fixture
def call(staff):
    record([CALL])


@pytest.fixture
def assault(call):
    record([ASSAULT])


def test_only_whoever_may_decide_does_and_only_of_their_own_agency_s_record(call, viewer_as, records_manager):
    with pytest.raises(Refused):
        deciding.dispose(only(), by=viewer_as("investigator"), ground="period_passed")
    with pytest.raises(CannotDecide, match="Only the agency that recorded it"):
        deciding.dispose(only(), by=records_manager("nidv-rm-1", "northshire-idva"), ground="period_passed")


def test_nothing_goes_before_the_days_have_passed_and_it_can_be_withdrawn_until_then(call, records_manager, owner):
    decision = deciding.dispose(only(), by=records_manager(), ground="period_passed")
    assert stands() == Stands.APPROVED
    with pytest.raises(NotNow, match="days"):
        carry_out(decision.pk)
    deciding.answer(decision, by=records_manager("npol-rm-2"), agrees=False)
    days_pass(owner)
    assert carry_out_all() == 0
    assert stands() == Stands.REVIEW


def test_the_gravest_groups_need_another_person_and_nobody_is_another_to_themselves(assault, records_manager, owner):
    one, other = records_manager(), records_manager("npol-rm-2")
    decision = deciding.dispose(only(), by=one, ground="period_passed")
    assert (decision.group, decision.two) == ("2", True)
    days_pass(owner)
    with pytest.raises(NotNow, match="confirmed"):
        carry_out(decision.pk)
    with pytest.raises(CannotDecide, match="Another person"):
        deciding.answer(decision, by=one, agrees=True)
    deciding.answer(decision, by=other, agrees=True)
    with pytest.raises(NotNow, match="days"):
        carry_out(decision.pk)
    days_pass(owner)
    assert carry_out(decision.pk).events == 2


def test_to_keep_needs_a_criterion_and_a_reason_and_holds_until_the_next_review(call, records_manager):
    by = records_manager()
    with pytest.raises(CannotDecide, match="criteria"):
        deciding.keep(only(), by=by, criteria=[], reason="a pattern")
    with pytest.raises(CannotDecide, match="why"):
        deciding.keep(only(), by=by, criteria=["pattern"], reason=" ")
    deciding.keep(only(), by=by, criteria=["pattern"], reason="calls again and again")
    assert stands() == Stands.KEPT
    in_five_years = time.time_ns() // 1000 + 5 * 366 * 86_400_000_000
    assert where_it_stands(only(), in_five_years).stands == Stands.REVIEW


def test_before_its_time_only_an_order_removes_and_another_person_confirms_it(staff, records_manager):
    record([event("call.received", "2025-03-01T10:00:00+00:00", HER, HIM)])
    with pytest.raises(CannotDecide, match="not passed"):
        deciding.dispose(only(), by=records_manager(), ground="period_passed")
    assert deciding.dispose(only(), by=records_manager(), ground="court_order").two


def test_a_hold_stops_a_decision_and_one_that_was_made(call, records_manager, owner):
    by = records_manager()
    decision = deciding.dispose(only(), by=by, ground="period_passed")
    deciding.place_hold(only(), by=by, reason="inquest into another death")
    days_pass(owner)
    assert carry_out_all() == 0
    assert stands() == Stands.HELD
    with pytest.raises(NotNow, match="held"):
        carry_out(decision.pk)
    with pytest.raises(CannotDecide, match="held"):
        deciding.dispose(only(), by=by, ground="court_order")
    (hold,) = where_it_stands(only(), time.time_ns() // 1000).holds
    lifting.ask(hold, by=by, reason="concluded")
    lifting.agree(hold, by=records_manager("npol-rm-2"))
    assert carry_out_all() == 1


def test_a_new_contact_after_the_decision_keeps_the_record(call, records_manager, owner):
    deciding.dispose(only(), by=records_manager(), ground="period_passed")
    days_pass(owner)
    record([event("call.received", "2026-01-01T10:00:00+00:00", HER, HIM, agency="southmere-police")])
    assert carry_out_all() == 0
    assert where_it_stands(only(), time.time_ns() // 1000).stands == Stands.RESTARTED


def test_it_is_carried_out_once(call, records_manager, owner):
    decision = deciding.dispose(only(), by=records_manager(), ground="period_passed")
    days_pass(owner)
    assert carry_out_all() == 1
    assert carry_out_all() == 0
    assert Removal.objects.get(decision=decision).parts == 3
    assert Decision.objects.get().ground == "period_passed"


@pytest.mark.parametrize("role", ["safehold_app", "safehold_recorder"])
def test_the_application_s_roles_change_no_decision_and_remove_nothing_by_themselves(call, records_manager, connection, role):
    decision = deciding.dispose(only(), by=records_manager(), ground="period_passed")
    connection.execute(f"SET ROLE {role}")
    for statement in (
        "UPDATE retention_decision SET at = 0",
        "DELETE FROM retention_answer",
        "INSERT INTO retention_removal VALUES (1, 1, 1, 1, 1)",
        "SELECT redact_part('northshire-police-records', 'call', 'data')",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute(statement)
    refused = psycopg.errors.RaiseException if role == "safehold_recorder" else psycopg.errors.InsufficientPrivilege
    with pytest.raises(refused), connection.transaction():
        connection.execute("SELECT * FROM retention_carry_out(%s, ARRAY[1]::bigint[], 0)", [decision.pk])


def test_the_database_shows_a_decision_to_those_of_its_agency_who_may_decide_and_to_nobody_else(assault, records_manager, viewer_as):
    decision = deciding.dispose(only(), by=records_manager(), ground="period_passed")
    deciding.answer(decision, by=records_manager("npol-rm-2"), agrees=True)
    seen = {}
    for name, viewer in {
        "own": records_manager("npol-rm-3"),
        "another agency's": records_manager("nidv-rm-1", "northshire-idva"),
        "another role": viewer_as("investigator"),
    }.items():
        with transaction.atomic():
            context.enter(viewer)
            seen[name] = (Decision.objects.count(), Answer.objects.count())
    assert seen == {"own": (1, 1), "another agency's": (0, 0), "another role": (0, 0)}


def test_the_guarded_function_removes_only_what_a_decision_names(call, records_manager, owner, connection):
    decision = deciding.dispose(only(), by=records_manager(), ground="period_passed")
    days_pass(owner)
    record([event("call.received", "2005-03-01T10:00:00+00:00", HER | {"family_name": "Other"}, key="other")])
    record([event("call.closed", "2005-03-01", about="other", data={"rationale": "theirs"}), event("training.completed", "2005-03-01")])
    connection.execute("SET ROLE safehold_recorder")
    for another in (2, 3, 4):
        with pytest.raises(psycopg.errors.RaiseException, match="does not name every event"), connection.transaction():
            connection.execute("SELECT * FROM retention_carry_out(%s, ARRAY[1, %s]::bigint[], 0)", [decision.pk, another])
