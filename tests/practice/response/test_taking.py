"""What a handler types becomes the record: kept as typed, corrected and never edited, of the person whom the handler recognised."""

import pytest

from safehold.access.looks import Look
from safehold.access.viewer import Refused
from safehold.chronology.declined import Declined
from safehold.chronology.models import StoredEvent
from safehold.chronology.record import record
from safehold.chronology.writing import Writing
from safehold.identity.models import Person
from safehold.practice.response import drafts
from safehold.practice.response.calls import followed
from safehold.practice.response.models import Call, Draft
from safehold.practice.response.spoken import read_born, split_name, written_born
from safehold.practice.response.taking import Checked, take
from safehold.practice.response.typed import Typed, of_event, typed

MARTA = Typed(family_name="Stanwick", given_name="Martha", born="50", phone="01632 960123", his_name="Carl Cheevers", relation="ex_partner")


@pytest.fixture
def handler(viewer_as):
    return viewer_as("call_handler")


@pytest.fixture
def earlier(handler) -> dict[str, int]:
    """Two women on record, by their names."""
    found = {}
    for given, family, born in (("Marta", "Stanwick", "1976-03-05"), ("Ada", "Penhale", "1990-01-02")):
        writing = Writing(handler)
        person = {"ref": f"p-{family}", "role": "victim", "given_name": given, "family_name": family, "date_of_birth": born}
        writing.add("call.received", {"channel": "101", "domestic": True}, people=[person])
        record(writing.raws)
        found[family] = Person.everything.get(family_name=family).pk
    return found


def told(call: Call):
    return followed(call)


def show(handler, call, persons) -> None:
    """As the panel does when it shows people."""
    drafts.shown(handler, drafts.save(handler, call, Typed()), persons)


def test_what_was_typed_is_recorded_word_for_word_when_it_came_in(handler):
    key = drafts.new_call()
    words = "  he's at the door,\nhe says he'll kill me  "
    given = Typed(family_name="Stanwick", words=words, threat_to_kill=True, afraid=2)
    draft = drafts.save(handler, key, given)
    event = told(take(handler, key, given, Checked(found=1))).call
    assert event.data["words"] == words
    assert event.data["fear_expressed"] == 2
    assert event.data["domestic"] is True
    assert "weapon" not in event.data, "what nobody said is unknown, not no"
    assert event.occurred_at.earliest == draft.opened_at
    assert event.actor.id == handler.staff_id


def test_the_history_check_is_on_record_with_what_was_asked_and_found(handler):
    call = take(handler, drafts.new_call(), MARTA, Checked(found=2, high_risk=True, orders=1))
    check = told(call).last("history.checked")
    assert check.data["keys"] == ["victim", "suspect", "phone"]
    assert check.data["found"] == 2
    assert check.data["orders_in_force"] == 1
    assert call.history_checked_at is not None


def test_a_call_in_which_nothing_was_said_is_still_recorded(handler):
    call = take(handler, drafts.new_call(), Typed(silent=True), Checked())
    assert told(call).call.data["silent"] is True
    assert told(call).last("history.checked") is None


def test_a_later_change_is_a_correction_and_both_remain(handler):
    key = drafts.new_call()
    first = take(handler, key, MARTA, Checked())
    second = take(handler, key, Typed(family_name="Stanwyck", weapon=True, words="a knife"), Checked())
    assert Call.everything.count() == 1
    assert second.pk != first.pk
    assert second.received_at == first.received_at
    assert told(second).call.corrects == told(second).first.id
    assert told(second).corrected[0].mentions("victim")[0].family_name == "Stanwick"
    assert StoredEvent.objects.filter(kind="call.received").count() == 2


def test_saving_again_what_has_not_changed_records_nothing(handler):
    key = drafts.new_call()
    call = take(handler, key, MARTA, Checked(found=1))
    before = StoredEvent.objects.count()
    take(handler, key, MARTA, Checked(found=1))
    take(handler, key, of_event(told(call).call), Checked(found=1))
    assert StoredEvent.objects.count() == before


def test_two_calls_by_two_women_are_not_one_person_because_they_came_through_here(handler):
    one = take(handler, drafts.new_call(), Typed(family_name="Stanwick", given_name="Marta"), Checked())
    other = take(handler, drafts.new_call(), Typed(family_name="Penhale", given_name="Ada"), Checked())
    assert one.victim_id != other.victim_id


def test_choosing_a_person_links_the_call_and_keeps_the_callers_own_words(handler, earlier):
    key = drafts.new_call()
    show(handler, key, earlier.values())
    call = take(handler, key, MARTA, Checked(found=1), links={"victim": earlier["Penhale"]})
    assert call.victim_id == earlier["Penhale"]
    assert told(call).call.mentions("victim")[0].family_name == "Stanwick"
    assert told(call).last("identity.judged").data["judgement"] == "linked"
    assert len({earlier["Stanwick"], earlier["Penhale"]} & set(Person.everything.values_list("pk", flat=True))) == 2


def test_a_choice_can_be_changed_and_taken_back_and_the_two_are_not_made_one(handler, earlier):
    key = drafts.new_call()
    show(handler, key, earlier.values())
    take(handler, key, MARTA, Checked(), links={"victim": earlier["Penhale"]})
    call = take(handler, key, MARTA, Checked(), links={"victim": earlier["Stanwick"]})
    assert call.victim_id == earlier["Stanwick"]
    call = take(handler, key, MARTA, Checked(), links={"victim": 0})
    assert call.victim_id not in earlier.values()
    assert Person.everything.filter(pk__in=earlier.values()).count() == 2


def test_a_choice_against_the_machine_stands(handler, earlier):
    key = drafts.new_call()
    given = Typed(family_name="Stanwick", given_name="Marta", born="5.3.1976")
    assert take(handler, key, given, Checked()).victim_id == earlier["Stanwick"], "the machine links her"
    show(handler, key, earlier.values())
    call = take(handler, key, given, Checked(), links={"victim": earlier["Penhale"]})
    assert call.victim_id == earlier["Penhale"]
    assert Person.everything.filter(pk__in=earlier.values()).count() == 2


def test_a_suspect_who_was_not_named_can_be_chosen(handler, earlier):
    key = drafts.new_call()
    show(handler, key, earlier.values())
    call = take(handler, key, Typed(given_name="Martha", relation="ex_partner"), Checked(), links={"suspect": earlier["Penhale"]})
    assert call.suspect_id == earlier["Penhale"]


def test_a_caller_who_says_nothing_can_be_recognised_and_stays_so(handler, earlier):
    key = drafts.new_call()
    show(handler, key, earlier.values())
    silent = Typed(silent=True, phone="01632 960123")
    assert take(handler, key, silent, Checked(), links={"victim": earlier["Stanwick"]}).victim_id == earlier["Stanwick"]
    call = take(handler, key, Typed(silent=True, phone="01632 960123", injuries=True), Checked())
    assert call.victim_id == earlier["Stanwick"]
    assert told(call).call.data["injuries"] is True


def test_a_choice_that_is_taken_back_leaves_no_name_that_nobody_said(handler, earlier):
    key = drafts.new_call()
    show(handler, key, earlier.values())
    silent = Typed(silent=True, phone="01632 960123")
    take(handler, key, silent, Checked(), links={"victim": earlier["Stanwick"]})
    call = take(handler, key, silent, Checked(), links={"victim": 0})
    assert told(call).call.mentions("victim")[0].family_name == ""
    assert call.victim_id not in earlier.values()


def test_only_a_person_who_was_shown_for_this_call_can_be_linked(handler, earlier):
    before = StoredEvent.objects.count()
    with pytest.raises(Declined, match="not among those found"):
        take(handler, drafts.new_call(), MARTA, Checked(), links={"victim": earlier["Penhale"]})
    assert StoredEvent.objects.count() == before


def test_a_call_that_may_not_be_returned_is_marked_so_once(handler):
    key = drafts.new_call()
    given = Typed(family_name="Stanwick", call_back="unsafe", call_back_how="text her sister")
    take(handler, key, given, Checked())
    call = take(handler, key, Typed(family_name="Stanwick", call_back="unsafe", words="more"), Checked())
    assert [event.data["instead"] for event in told(call).all("contact.unsafe")] == ["text her sister"]


def test_somebody_elses_report_is_one_and_the_phone_is_theirs(handler):
    given = Typed(family_name="Stanwick", caller="other", caller_name="Ada Penhale", caller_relation="neighbour", phone="01632 960111")
    call = take(handler, drafts.new_call(), given, Checked())
    event = told(call).call
    assert event.mentions("caller")[0].phone == "01632 960111"
    assert event.mentions("victim")[0].phone == ""
    assert told(call).last("third_party.reported").data["relation"] == "neighbour"
    assert "phone" not in told(call).last("history.checked").data["keys"]


def test_where_she_is_now_is_not_taken_for_her_home(handler):
    given = Typed(family_name="Stanwick", address="41 Chestnut Avenue", postcode="XN1 4PA")
    event = told(take(handler, drafts.new_call(), given, Checked())).call
    assert event.data["address_given"] == "41 Chestnut Avenue"
    assert event.mentions("victim")[0].address == ""


def test_a_call_of_another_system_is_corrected_without_losing_or_showing_what_is_confidential(handler):
    person = {"ref": "N1", "role": "victim", "family_name": "Stanwick", "address": "1 Hidden Lane", "confidential": ["address"]}
    child = {"ref": "N2", "role": "child", "given_name": "Lily"}
    now = "2026-01-02T10:00:00+00:00"
    raw = {"source": "cad", "id": "7/a", "kind": "call.received", "occurred_at": now, "agency": handler.agency}
    record([{**raw, "people": [person, child], "data": {"incident": "I7", "channel": "101"}}])
    before = of_event(told(Call.everything.get()).call)
    assert before.address == ""
    key = drafts.read_call("cad/7/a")
    call = take(handler, key, typed({"family_name": "Stanwyck", "channel": "101"}), Checked())
    event = told(call).call
    assert event.mentions("victim")[0].address == "1 Hidden Lane"
    assert event.mentions("victim")[0].confidential == ("address",)
    assert event.mentions("victim")[0].ref == "N1"
    assert event.mentions("child")[0].given_name == "Lily"
    assert event.data["incident"] == "I7"


@pytest.mark.parametrize(("marked", "kept"), [("postcode", ("address", "postcode")), ("phone", ("phone",))])
def test_half_a_hidden_address_hides_the_other_half_and_nothing_else(handler, marked, kept):
    said = {"address": "1 Hidden Lane", "postcode": "NF2 1AB", "phone": "01632 960123"}
    person = {"ref": "N1", "role": "victim", "family_name": "Stanwick", "confidential": [marked]} | said
    raw = {"source": "cad", "id": "7", "kind": "call.received", "occurred_at": "2026-01-02T10:00:00+00:00", "agency": handler.agency}
    record([raw | {"people": [person], "data": {"channel": "101"}}])
    before = of_event(told(Call.everything.get()).call)
    assert {name for name in said if not getattr(before, name)} == set(kept)
    call = take(handler, drafts.read_call("cad/7"), typed({"family_name": "Stanwyck", "channel": "101"}), Checked())
    (after,) = told(call).call.mentions("victim")
    assert {name for name in said if getattr(after, name)} >= set(kept)


def test_another_agencys_call_is_not_changed(handler):
    raw = {"source": "cad", "id": "8", "kind": "call.received", "occurred_at": "2026-01-02T10:00:00+00:00", "agency": "southmere-police"}
    record([raw])
    with pytest.raises(Declined, match="Another agency"):
        take(handler, drafts.read_call("cad/8"), MARTA, Checked())


def test_only_those_who_take_calls_record_one_and_a_refusal_leaves_nothing(viewer_as):
    with pytest.raises(Refused):
        take(viewer_as("idva"), drafts.new_call(), MARTA, Checked())
    assert StoredEvent.objects.count() == 0
    assert Draft.objects.count() == 0


def test_a_fault_half_way_leaves_nothing_recorded(handler, earlier, monkeypatch):
    key = drafts.new_call()
    show(handler, key, earlier.values())
    before = StoredEvent.objects.count()
    original = Writing.add

    def spoilt(self, kind, *given, **named):
        event = original(self, kind, *given, **named)
        if kind == "identity.judged":
            self.raws[-1]["occurred_at"] = "never"
        return event

    monkeypatch.setattr(Writing, "add", spoilt)
    with pytest.raises(ValueError, match="never"):
        take(handler, key, MARTA, Checked(), links={"victim": earlier["Penhale"]})
    assert StoredEvent.objects.count() == before


def test_a_draft_holds_what_was_typed_until_it_is_recorded(handler):
    key = drafts.new_call()
    drafts.save(handler, key, MARTA, turn=1)
    assert [drafts.typed_of(draft) for draft in drafts.unfinished(handler)] == [MARTA]
    take(handler, key, MARTA, Checked())
    assert drafts.unfinished(handler) == []
    assert Draft.objects.get().fields == {}


def test_an_older_save_that_comes_late_changes_nothing(handler):
    key = drafts.new_call()
    drafts.save(handler, key, Typed(family_name="Stanw"), turn=2)
    drafts.save(handler, key, Typed(family_name="Sta"), turn=1)
    assert drafts.typed_of(Draft.objects.get()).family_name == "Stanw"


def test_each_person_shown_for_a_call_is_logged_once(handler):
    key = drafts.new_call()
    for persons in ([], [5], [5, 9], [9]):
        show(handler, key, persons)
    looks = Look.objects.filter(kind="check").order_by("pk")
    assert [look.persons for look in looks] == [[], [5], [9]]
    assert {look.task for look in looks} == {f"call {key}"}


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("50", "1975/1976"),
        ("about 50", "1972/1979"),
        ("50s", "1966/1976"),
        ("50-55", "1970/1976"),
        ("5.3.1976", "1976-03-05"),
        ("March 1976", "1976-03"),
        ("1976", "1976"),
        ("1975/1976", "1975/1976"),
        ("300", ""),
        ("she did not say", ""),
        ("", ""),
    ],
)
def test_a_birth_or_an_age_is_read_as_people_say_it(said, written):
    from datetime import date

    assert written_born(said, date(2026, 11, 22)) == written
    if written:
        assert written_born(written, date(2026, 11, 22)) == written
    assert read_born(said) is not None


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Carl Cheevers", ("Carl", "Cheevers")),
        ("CHEEVERS, Carl", ("Carl", "CHEEVERS")),
        ("CHEEVERS Carl", ("Carl", "CHEEVERS")),
        ("Jan van der Berg", ("Jan", "van der Berg")),
        ("Karl", ("Karl", "")),
        ("  ", ("", "")),
    ],
)
def test_a_name_typed_in_one_field_is_split(said, name):
    assert split_name(said) == name


def test_whatever_a_form_holds_is_read():
    odd = typed({"sex": "yes", "afraid": "-1", "weapon": "on", "family_name": "x" * 50_000, "words": "a\x00b", "other": "1", "channel": ""})
    assert odd.sex == ""
    assert odd.afraid == 0
    assert odd.weapon is True
    assert odd.channel == "999"
    assert odd.words == "ab"
    assert len(odd.family_name) == 20_000
    assert typed({}) == Typed()
