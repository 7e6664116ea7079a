"""Who on record is a member of staff: by what their employer knows of them, whichever came first."""

import pytest
from django.db import transaction

from harness.recorded import ANNA, BORIS, PAIR, ago, event
from harness.signed_in import staff_number
from safehold.access import context
from safehold.access.models import Posting, User
from safehold.access.standards.listed import Listed
from safehold.access.standards.models import StaffCase
from safehold.access.standards.sealed import AtHome
from safehold.chronology.rebuilding import rebuild
from safehold.identity.models import Restriction
from safehold.identity.staff import concerned
from safehold.identity.staff.loading import Loaded, compared_anew, load
from safehold.identity.staff.seeing_anew import see_anew

HOME = AtHome("Boris", "Tanglewood", date_of_birth="1988-04-05", address="4 Larch Close", postcode="XN1 1AA", phones=("07700 900123",))


def listed(home=HOME, staff_id="npol-fr-104", agency="northshire-police", unit=None, supervisor=None):
    return Listed(2, staff_id, agency, home, unit, supervisor, None)


def call(*people, **more):
    return event("call.received", ago(days=2), *(people or PAIR), channel="999", domestic=True, **more)


def seen_by() -> list[str]:
    return Restriction.objects.get().staff_ids


@pytest.mark.parametrize("first", ["record", "staff"])
def test_a_suspect_who_is_staff_is_known_whichever_came_first(staff, owner, first):
    if first == "record":
        call()
        assert not StaffCase.objects.using("owner").exists()
        load([listed()])
    else:
        load([listed()])
        call()
    ((person, staff_id, certain),) = owner.execute("SELECT person_id, staff_id, certain FROM standards_person").fetchall()
    assert (staff_id, certain) == ("npol-fr-104", True)
    case = StaffCase.objects.using("owner").get()
    assert (case.subjects, case.stand_as, case.agencies) == (["npol-fr-104"], ["suspect"], ["northshire-police"])
    assert case.case_id.endswith(f"-{person}")
    assert not rebuild(check=True).differences


def test_whoever_is_named_sees_it_and_never_the_person_their_line_or_their_unit_whoever_names_them(staff):
    Posting.objects.filter(role="first_responder").update(unit="Response C", supervisor=staff_number("shift_sergeant"))
    Posting.objects.filter(role="shift_sergeant").update(supervisor=staff_number("control_room_supervisor"))
    Posting.objects.filter(role="call_handler").update(supervisor=staff_number("first_responder"))
    Posting.objects.filter(role="investigator").update(unit="Response C")
    load([listed()])
    call()
    line = {staff_number(role) for role in ("first_responder", "shift_sergeant", "control_room_supervisor", "call_handler", "investigator")}
    assert set(StaffCase.objects.using("owner").get().kept_from) == line
    assert {staff_number("da_specialist"), staff_number("professional_standards")} <= set(seen_by())
    assert not line & set(seen_by())
    event("record.restricted", ago(days=1), *PAIR, to=[*sorted(line), staff_number("crime_registrar")], reason="he works here")
    assert seen_by() == [staff_number("crime_registrar")]
    event("record.restricted", ago(hours=1), *PAIR, to=sorted(line), reason="he works here")  # whom it names may see nothing of it
    assert staff_number("professional_standards") in seen_by()
    assert not line & set(seen_by())
    assert not rebuild(check=True).differences


def test_another_line_another_unit_or_a_second_account_is_kept_from_it_at_once(staff):
    load([listed()])
    call()
    assert staff_number("da_specialist") in seen_by()
    Posting.objects.filter(role="da_specialist").update(supervisor=staff_number("first_responder"))
    assert see_anew() == 1
    assert staff_number("da_specialist") not in seen_by()
    User.objects.filter(staff_id=staff_number("professional_standards")).update(display_name="Dev Sandhu")
    assert see_anew() == 1
    assert staff_number("professional_standards") not in seen_by()
    assert see_anew() == 0


def test_while_a_call_is_in_hand_those_who_answer_calls_see_it_but_for_the_person_and_their_line(staff):
    load([listed()])
    key = event("call.received", ago(minutes=9), *PAIR, channel="999", domestic=True)
    assert {staff_number("dispatcher"), staff_number("call_handler")} <= set(seen_by())
    assert staff_number("first_responder") not in seen_by()
    event("call.closed", ago(minutes=1), about=key, resolved=True)
    assert staff_number("call_handler") not in seen_by()


def test_what_is_corrected_struck_out_or_put_right_by_the_employer_is_worked_out_again(staff, owner):
    load([listed()])
    key = call()
    event("event.voided", ago(hours=1), about=key, reason="another man")
    assert not StaffCase.objects.using("owner").exists()
    call(ANNA, BORIS | {"ref": "N9", "given_name": "Bohumil", "family_name": "Ostrander", "date_of_birth": "1971-12-30"})
    assert not StaffCase.objects.using("owner").exists()
    load([listed(AtHome("Bohumil", "Ostrander", date_of_birth="1971-12-30"))])
    assert StaffCase.objects.using("owner").count() == 1
    load([listed(AtHome("Dev", "Sandhu", date_of_birth="1990-01-01"))])
    assert not StaffCase.objects.using("owner").exists()
    assert not rebuild(check=True).differences


def test_a_list_given_twice_changes_nothing_and_nothing_of_it_can_be_read_in_the_database(staff, owner):
    assert load([listed()]) == Loaded(new=1)
    before = owner.execute("SELECT staff_id, sealed FROM standards_member").fetchall()
    assert load([listed()]) == Loaded(same=1)
    assert owner.execute("SELECT staff_id, sealed FROM standards_member").fetchall() == before
    kept = str(before) + str(owner.execute("SELECT * FROM standards_key").fetchall())
    assert not any(said in kept for said in ("Tanglewood", "tanglewood", "1988", "Larch", "XN1", "900123"))


def test_who_may_be_staff_is_treated_so_until_professional_standards_answer(viewer_as, owner):
    load([listed(AtHome("Boris", "Tanglewood"))])  # nothing but the name
    call()
    ((person, certain),) = owner.execute("SELECT person_id, certain FROM standards_person").fetchall()
    assert not certain
    assert staff_number("first_responder") not in seen_by()
    case, standards = StaffCase.objects.using("owner").get().case_id, viewer_as("professional_standards")
    with transaction.atomic():
        context.enter(standards)
        concerned.answer(standards, case, person=person, staff_id="npol-fr-104", theirs=False, why="Another man: I rang him.")
    assert not StaffCase.objects.using("owner").exists()
    assert not Restriction.objects.exists()
    event("call.received", ago(hours=3), *PAIR, channel="999", domestic=True)  # what was answered stands
    assert not StaffCase.objects.using("owner").exists()
    assert not rebuild(check=True).differences


def test_a_key_that_is_lost_stops_no_recording_and_shows_nothing_and_another_key_takes_its_place(staff, settings, owner):
    load([listed()])
    call()
    first = settings.SAFEHOLD_FACTOR_KEYS
    settings.SAFEHOLD_FACTOR_KEYS = "n" * 40
    event("call.received", ago(hours=3), *PAIR, channel="999", domestic=True)
    assert staff_number("first_responder") not in seen_by()
    settings.SAFEHOLD_FACTOR_KEYS = f"{'n' * 40},{first}"
    assert compared_anew() == 1
    settings.SAFEHOLD_FACTOR_KEYS = "n" * 40
    assert load([listed()]) == Loaded(same=1)
    assert not rebuild(check=True).differences
