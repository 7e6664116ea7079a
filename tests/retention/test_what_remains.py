"""Where only some of what is known of somebody goes: who is who of the rest, and that nothing is uncovered by it."""

from retention.long_ago import POLICE, days_pass, event, records
from safehold.chronology.rebuilding import rebuild
from safehold.chronology.record import record
from safehold.chronology.verify import verify
from safehold.identity.models import Case, CaseEvent, Decision, Judgement, Person, Profile
from safehold.retention import deciding
from safehold.retention.models import Removal
from safehold.retention.removing import carry_out_all

IDVA = "northshire-idva"
HER = {
    "ref": "N1", "role": "victim", "given_name": "Anna", "family_name": "Quillfeather", "date_of_birth": "1960-02-03", "sex": "female",
    "address": "4 Larch Close", "postcode": "XN1 4PA", "phone": "01632 960123",
}  # fmt: skip
HIM = {"ref": "N2", "role": "suspect", "given_name": "Boris", "family_name": "Tanglewood", "date_of_birth": "1958-04-05", "sex": "male"}
CALL = event("call.received", "2005-03-01T10:00:00+00:00", HER, HIM, key="call", data={"words": "the police's words"})
ENGAGED = event("idva.engaged", "2004-03-02", HER | {"ref": "client-8"}, key="engaged", agency=IDVA, note="what she told her advocate")


def go(by, owner, agency: str, *, ground: str = "period_passed", second=None) -> None:
    for each in records(agency):
        decision = deciding.dispose(each, by=by, ground=ground)
        if decision.two:
            deciding.answer(decision, by=second, agrees=True)
    days_pass(owner)
    assert carry_out_all() > 0
    assert verify().faults == []
    assert rebuild(check=True).differences == []


def test_one_agency_s_record_goes_and_another_s_of_the_same_people_stays(staff, records_manager, owner):
    record([ENGAGED, CALL])
    assert Person.everything.count() == 2
    go(records_manager("nidv-rm-1", IDVA), owner, IDVA)
    her = Person.everything.get(family_name="Quillfeather")
    assert her.phones == ["01632 960123"]
    assert [case.agencies for case in Case.everything.all()] == [[POLICE]]
    assert Profile.objects.filter(source="northshire-idva-records").count() == 0


def test_records_that_only_the_removed_one_held_together_are_still_of_one_person(staff, records_manager, owner):
    """Somebody at the advocates' said of each of two records of the police that it is of the same woman as theirs."""
    married = HER | {
        "ref": "N9",
        "family_name": "Underhillock",
        "address": "71 Weir Street",
        "postcode": "XN8 2AB",
        "phone": "07700 900456",
    }
    record([ENGAGED, CALL, event("call.received", "2005-05-01", married, HIM, key="later")])
    middle = {"source": f"{IDVA}-records", "event": "engaged", "ref": "client-8"}
    for number, (key, ref) in enumerate((("call", "N1"), ("later", "N9")), 1):
        side = {"source": f"{POLICE}-records", "event": key, "ref": ref}
        data = {"a": middle, "b": side, "judgement": "linked"}
        record([event("identity.judged", f"2005-06-0{number}", agency=IDVA, key=f"judged-{number}", data=data)])
    assert Person.everything.exclude(family_name="Tanglewood").count() == 1
    go(records_manager("nidv-rm-1", IDVA), owner, IDVA)
    assert Decision.objects.filter(a__isnull=False).count() == 0
    assert Person.everything.exclude(family_name="Tanglewood").count() == 1
    assert Judgement.objects.filter(model="kept").count() == 1


def test_the_first_of_several_records_that_say_the_same_goes_and_what_was_judged_of_the_rest_stands(staff, records_manager, owner):
    """She has another case, which stays: her record in it, of the same source and number, says the same of her."""
    other = event("call.received", "2025-03-01T10:00:00+00:00", HER, HIM | {"given_name": "Yorick", "family_name": "Vale", "ref": "N3"})
    record([CALL, other, ENGAGED])
    first = Profile.objects.get(ref="N1").id
    judged = Judgement.objects.get(a=first, judgement="linked")
    (theirs,) = [each for each in records() if 1 in each.seqs]
    decision = deciding.dispose(theirs, by=records_manager(), ground="wrongly_recorded")
    deciding.answer(decision, by=records_manager("npol-rm-2"), agrees=True)
    days_pass(owner)
    assert carry_out_all() == 1
    assert Removal.objects.get().events == 1
    left = Profile.objects.get(ref="N1").id
    assert left > first
    still = Judgement.objects.get(judgement="linked")
    assert (still.a, still.b, still.weight) == (left, judged.b, judged.weight)
    assert {one.family_name for one in Person.everything.all()} == {"Quillfeather", "Vale"}
    assert verify().faults == []
    assert rebuild(check=True).differences == []


def test_an_event_of_two_cases_stays_until_both_records_go(staff, records_manager, owner):
    second = HER | {
        "ref": "N5",
        "given_name": "Clara",
        "family_name": "Winterbourne",
        "phone": "07700 900111",
        "address": "",
        "postcode": "",
    }
    wanted = event("suspect.wanted", "2005-04-01", HIM, key="wanted", data={"for": "breach"})
    record([CALL, event("call.received", "2005-03-05", second, HIM, key="second", data={"words": "another"}), wanted])
    one, other = [each for each in records() if each.subject.suspect is not None]
    by = records_manager()
    deciding.dispose(one, by=by, ground="period_passed")
    days_pass(owner)
    assert carry_out_all() == 1
    assert Removal.objects.get().stayed == 1
    assert rebuild(check=True).differences == []
    assert CaseEvent.objects.values("case_id").distinct().count() == 1
    (left,) = records()
    assert {each.id.id for each in left.seqs.values()} == {each.id.id for each in other.seqs.values()} == {"second", "wanted"}
    go(by, owner, POLICE)
    assert Person.everything.count() == 0


def test_a_correction_that_hid_an_address_never_goes_without_what_it_corrects(staff, records_manager, owner):
    """Else the address in the older record could be found by again."""
    hidden = HER | {"confidential": ["address", "phone"]}
    corrected = event(
        "call.received", "2005-03-01T10:00:00+00:00", hidden, HIM, corrects="call", agency=IDVA, source="northshire-police-records"
    )
    record([CALL, corrected])
    (theirs,) = records(IDVA)
    deciding.dispose(theirs, by=records_manager("nidv-rm-1", IDVA), ground="period_passed")
    days_pass(owner)
    assert carry_out_all() == 1
    assert Removal.objects.get().stayed == 1
    assert owner.execute("SELECT count(*) FROM confidential.held").fetchone() != (0,)
    assert rebuild(check=True).differences == []
