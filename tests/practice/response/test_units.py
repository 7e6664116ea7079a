"""Units: who is on them, what briefing they have, and that none is taken from a domestic call without a supervisor's leave."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from harness.recorded import ANNA, BORIS, SOURCE, ago, event
from safehold.access.models import Posting
from safehold.access.viewer import Refused
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import EventId
from safehold.practice.response import actions, calling_back, crews, joining, second_checks, sending, units
from safehold.practice.response.calls import followed, open_about
from safehold.practice.response.grading import standard
from safehold.practice.response.holding import held, sent_to
from safehold.practice.response.models import Call, Cleared
from safehold.practice.response.places import callsign, place_of
from safehold.practice.response.refusals import OwnRequest
from safehold.practice.response.said_aloud import LETTERS, as_typed, spoken
from safehold.practice.response.taking import take
from safehold.practice.response.typed import Typed
from safehold.web.calls.answering import answering
from safehold.web.calls.doing import BUTTONS, Doing

PLACE = {"address_given": "41 Chestnut Avenue", "postcode_given": "XN1 4PA"}


@pytest.fixture
def handler(viewer_as):
    return viewer_as("call_handler")


@pytest.fixture
def supervisor(viewer_as):
    return viewer_as("control_room_supervisor")


@pytest.fixture
def officer(viewer_as):
    return viewer_as("first_responder")


@pytest.fixture
def call(handler) -> Call:
    return received(weapon=True)


def received(*people, key="NC-1", minutes=10, **data) -> Call:
    people = people or (ANNA, BORIS)
    event("call.received", ago(minutes=minutes), *people, key=key, role="call_handler", channel="999", **{"domestic": True} | data)
    return Call.everything.get(reference=key)


def now(call: Call) -> Call:
    return Call.everything.get(pk=call.pk)


def last(call: Call):
    return followed(now(call)).after[-1]


def test_a_place_is_known_again_by_postcode_and_number_and_by_nothing_less():
    assert place_of(PLACE) == place_of({"address_given": "no. 41, chestnut ave", "postcode_given": "xn14pa"}) == "XN14PA 41"
    assert place_of({"address_given": "Chestnut Avenue", "postcode_given": "XN1 4PA"}) == place_of({"address_given": "41"}) == ""
    assert callsign(" ns 12 ") == "NS12"


def test_a_unit_has_its_job_from_when_it_is_sent_until_the_call_is_closed(call, handler, officer):
    assert units.jobs(officer) == []
    units.sign_on(officer, "ns 12")
    assert [(each.callsign, each.jobs) for each in units.units(handler)] == [("NS12", ())]
    sending.dispatch(handler, call, unit="NS12")
    assert [each.pk for each in units.jobs(officer)] == [call.pk]
    assert [(each.callsign, each.jobs) for each in units.units(handler)] == [("NS12", ("NC-1",))]
    with pytest.raises(Declined, match="already"):
        sending.dispatch(handler, call, unit="ns12")
    actions.grade(handler, call, grade="immediate")
    actions.close(handler, call, rationale="Seen and safe", ending="crime")
    assert units.jobs(officer) == []


def test_whoever_signs_on_anew_is_on_one_unit_and_after_a_long_shift_on_none(officer, time_machine):
    units.sign_on(officer, "NS12")
    units.sign_on(officer, "NS14")
    assert units.on(officer).callsign == "NS14"
    with pytest.raises(Declined, match="callsign"):
        units.sign_on(officer, " ")
    time_machine.move_to(datetime.now(UTC) + timedelta(hours=standard().signed_on.hours, seconds=1))
    assert units.on(officer) is None


def test_a_briefing_is_read_by_the_unit_that_is_sent_and_answers_the_check_of_the_history(call, handler, officer):
    checked = event("history.checked", ago(minutes=5), about=followed(call).call.id, found=2)
    units.sign_on(officer, "NS12")
    with pytest.raises(Declined, match="not on this job"):
        sending.read_briefing(officer, call)
    with pytest.raises(Refused):
        sending.read_briefing(handler, call)
    sending.dispatch(handler, call, unit="NS12")
    assert now(call).read_at is None
    sending.read_briefing(officer, call)
    sending.read_briefing(officer, call)
    found = now(call)
    assert (found.read_units, found.units) == (["NS12"], ["NS12"])
    assert len(followed(found).all("history.briefed")) == 1, "pressed twice, it is read once"
    assert last(call).data == {"acknowledged": True, "unit": "NS12"}
    assert checked in last(call).about
    assert last(call).actor.role == "first_responder"


def test_a_unit_leaves_a_domestic_call_only_by_another_supervisors_leave(call, handler, supervisor, viewer_as):
    from safehold.rulebook.models import Obligation

    sending.dispatch(handler, call, unit="NS12")
    with pytest.raises(Declined, match="Say why"):
        sending.ask_diversion(handler, call, unit="NS12", reason=" ")
    sending.ask_diversion(supervisor, call, unit="NS12", reason="officer needs help")
    assert now(call).units == ["NS12"], "it stays until somebody answers"
    with pytest.raises(OwnRequest):
        sending.answer_diversion(supervisor, call, agreed=True, why="x", victim_recontacted=True)
    inspector = viewer_as("duty_inspector", "northshire-police")
    with pytest.raises(Declined, match="Reach her safely"):
        sending.answer_diversion(inspector, call, agreed=True, why="nobody else is near")
    sending.answer_diversion(inspector, call, agreed=True, why="nobody else is near", victim_recontacted=True)
    found, gone = now(call), last(call)
    assert (found.units, found.divert_asked_at) == (None, None)
    assert (gone.kind, gone.data["authorised_by"]["role"]) == ("unit.diverted", "duty_inspector")
    assert gone.actor.id == supervisor.staff_id
    assert {duty.state for duty in Obligation.everything.filter(rule="no-improper-downgrade")} == {"fulfilled"}


def test_refused_the_unit_stays_and_of_what_is_not_domestic_nobody_is_asked(call, handler, supervisor):
    sending.dispatch(handler, call, unit="NS12")
    sending.ask_diversion(handler, call, unit="NS12", reason="disorder in town")
    with pytest.raises(Declined, match="asked for already"):
        sending.ask_diversion(handler, call, unit="NS12", reason="again")
    sending.answer_diversion(supervisor, call, agreed=False, why="a weapon was seen")
    assert (now(call).units, now(call).divert_asked_at) == (["NS12"], None)
    other = received({"ref": "Z", "role": "caller", "given_name": "Zed"}, key="NC-2", domestic=False)
    sending.dispatch(handler, other, unit="NS14")
    sending.ask_diversion(handler, other, unit="NS14", reason="disorder in town")
    assert now(other).units is None


def test_a_unit_is_not_sent_away_from_a_domestic_call_by_sending_it_to_another(call, handler, viewer_as):
    sending.dispatch(handler, call, unit="NS12")
    other = received({"ref": "Z", "role": "caller", "given_name": "Zed"}, key="NC-2", domestic=False)
    with pytest.raises(Declined, match=r"NS12 is on the domestic call of \d\d:\d\d\. Ask for it there"):
        sending.dispatch(handler, other, unit="ns 12")
    assert (now(call).units, now(other).units) == (["NS12"], None)
    sending.dispatch(handler, other, unit="NS14")
    third = received({"ref": "Y", "role": "caller", "given_name": "Yan"}, key="NC-3")
    sending.dispatch(handler, third, unit="NS14")  # from what is not domestic the room sends it as ever
    assert now(third).units == ["NS14"]
    actions.grade(handler, call, grade="immediate")
    actions.close(handler, call, rationale="Seen and safe", ending="crime")
    sending.dispatch(handler, third, unit="NS12")
    assert now(third).units == ["NS14", "NS12"]


def test_that_a_unit_is_held_by_a_call_that_is_kept_from_whoever_sends_it_is_not_said(call, handler):
    sending.dispatch(handler, now(call), unit="NS12")
    event("record.restricted", ago(seconds=1), ANNA, BORIS, to=["somebody"], reason="he works here")
    other = received({**ANNA, "ref": "N7", "family_name": "Winterbourne", "date_of_birth": "1961-01-01"}, key="NC-2")
    with pytest.raises(Declined) as refusal:
        sending.dispatch(handler, other, unit="NS12")
    assert str(refusal.value) == "NS12 cannot be sent from here now. Send another unit, or ask by radio."
    assert held(handler, other) == []


def test_a_key_pressed_twice_sends_one_unit(call, handler, officer):
    units.sign_on(officer, "NS14")
    assert answering(handler, call, followed(call)).first == "NS14"
    sending.dispatch(handler, call, unit="NS12")
    assert answering(handler, now(call), followed(now(call))).first == "", "the next is named by whoever wants it"
    with pytest.raises(Declined, match="which other unit"):
        sending.dispatch(handler, call)
    assert now(call).units == ["NS12"]


def test_by_radio_it_is_said_whether_they_have_it(call, handler):
    page = Doing(
        viewer=handler, key=followed(call).call.id, given=Typed(), panel=None, call=call, opened_at=0, editable=False, page={}
    )  # fmt: skip
    for argument, heard in (("", False), ("heard", True)):
        BUTTONS["brief"](page, argument)
        assert last(call).data["acknowledged"] is heard
    assert now(call).read_units is None, "what is told by radio is not the briefing read"


def test_that_the_unit_is_there_says_which_where_only_one_was_sent(call, handler):
    sending.dispatch(handler, call, unit="NS12")
    sending.arrived(handler, call, victim_seen=True)
    assert last(call).data["unit"] == "NS12"
    sending.dispatch(handler, call, unit="NS14")
    sending.arrived(handler, call)
    assert last(call).data.get("unit", "") == "", "of two nobody has said which"


def test_the_second_check_raises_at_once_and_lowers_nothing(call, handler, viewer_as):
    specialist = viewer_as("da_specialist")
    assert [each.pk for each in second_checks.to_check(specialist)] == [call.pk]
    actions.grade(handler, call, grade="priority", reason="victim_request", why="at her sister's")
    with pytest.raises(Declined, match="lowers nothing"):
        second_checks.second_check(specialist, call, agrees=False, grade="scheduled", advice="x")
    with pytest.raises(Declined, match="otherwise"):
        second_checks.second_check(specialist, call, agrees=False)
    second_checks.second_check(specialist, call, agrees=False, grade="immediate", advice="He knows where the sister lives")
    assert (now(call).grade, now(call).second_agrees) == ("immediate", False)
    assert second_checks.to_check(specialist) == [], "what the check itself raised is not asked again"
    actions.cut_off(handler, call)
    assert [each.pk for each in second_checks.to_check(specialist)] == [call.pk]
    with pytest.raises(Refused):
        second_checks.to_check(handler)


def test_she_is_called_back_only_where_that_is_known_to_be_safe_and_by_somebody_with_a_name(call, handler):
    actions.cut_off(handler, call)
    with pytest.raises(Declined, match="First say"):
        calling_back.called_back(handler, call, reached=True)
    with pytest.raises(Declined, match="Say who tries"):
        calling_back.decide_call_back(handler, call, safe="yes", who=" ")
    calling_back.decide_call_back(handler, call, safe="yes", who="Amara Holt")
    calling_back.called_back(handler, call, reached=False)
    found = now(call)
    assert found.call_back_who == "Amara Holt"
    assert found.called_back_at is not None
    assert found.told_delay_at is None, "that she did not answer tells her nothing"
    event("contact.unsafe", ago(seconds=1), about=followed(found).call.id, why="he has the phone")
    for act in (
        lambda: calling_back.decide_call_back(handler, call, safe="yes", who="Amara Holt"),
        lambda: calling_back.called_back(handler, call, reached=True),
    ):
        with pytest.raises(Declined, match="not safe to call her"):
            act()


def test_told_of_a_delay_is_only_who_was_reached_by_a_safe_means(call, handler):
    actions.told_of_delay(handler, call, method="text", reached=False)
    assert now(call).told_delay_at is None
    actions.told_of_delay(handler, call, method="text", reached=True)
    assert now(call).told_delay_at is not None


def test_a_neighbour_who_names_nobody_calls_of_the_same_incident_by_the_place(handler):
    first = received(**PLACE)
    assert [each.pk for each in open_about(handler, [], "", 0, place=place_of(PLACE))] == [first.pk]
    assert open_about(handler, [], "", 0, place="XN14PA 43") == []


def test_calls_joined_by_mistake_are_parted_again_with_what_each_said(call, handler):
    other = received(
        {"ref": "N", "role": "caller", "given_name": "Nell"}, key="NC-2", words="Shouting next door", caller_relation="neighbour"
    )
    actions.join(handler, other, into=call, why="the same house")
    (joined,) = joining.joined_to(now(call))
    assert joined.call.data["words"] == "Shouting next door"
    with pytest.raises(Declined, match="Say why"):
        joining.part(handler, call, key=joined.key, why="")
    joining.part(handler, call, key=joined.key, why="another street")
    assert now(call).joined == 0
    assert now(other).words == "Shouting next door"
    assert joining.joined_to(now(call)) == []


def test_reasons_are_recorded_once_and_the_latest_hold(call, handler):
    actions.reason(handler, call, {"threat": "he is at the door", "harm": " "})
    actions.reason(handler, call, {"threat": "he is at the door"})
    assert [event.data for event in followed(now(call)).all("call.reasoned")] == [{"threat": "he is at the door"}]


def test_a_force_has_its_own_grades_and_times_from_the_day_they_hold():
    table = standard()
    before, since = (int(datetime(*day, tzinfo=UTC).timestamp()) * 1_000_000 for day in ((2026, 3, 31), (2026, 4, 2)))
    assert [table.minutes("priority", "urban", force="southmere-police", at=at) for at in (before, since)] == [60, 30]
    assert table.minutes("immediate", "rural", force="southmere-police", at=since) == 20, "what it does not say is as for all"
    assert table.titles("southmere-police")["immediate"] == "Grade 1"
    assert table.titles("northshire-police")["immediate"] == "Immediate"


def test_a_unit_that_is_done_is_free_while_its_call_is_still_open_and_it_is_kept_who_said_so(call, handler, officer):
    units.sign_on(officer, "NS12")
    other = received({"ref": "Z", "role": "caller", "given_name": "Zed"}, key="NC-2")
    sending.dispatch(handler, call, unit="NS12")
    for by, words in ((handler, "Say that it is, or ask"), (officer, "not on record that you are there")):
        with pytest.raises(Declined, match=words):
            sending.clear(by, now(call), unit="NS12")
    sending.there(officer, now(call))
    assert last(call).data == {"by": "attendance", "unit": "NS12"}
    sending.clear(officer, now(call))
    assert ([each.jobs for each in units.units(handler)], units.jobs(officer), now(call).closed_at) == ([()], [], None)
    (done,) = Cleared.everything.values_list("callsign", "by_id", "by_unit")
    assert done == ("NS12", officer.user_id, True)
    for again in (sending.clear, sending.read_briefing):
        with pytest.raises(Declined, match="not on this job"):
            again(officer, now(call))
    sending.dispatch(handler, other, unit="NS12")
    sending.there(officer, now(other))
    assert sending.clear(handler, now(other), unit="ns 12") == "NS12"
    assert Cleared.everything.last().by_unit is False
    sending.dispatch(handler, now(call), unit="NS12")
    assert [each.pk for each in units.jobs(officer)] == [call.pk], "sent again, it is on it again"


def test_a_unit_is_still_free_when_the_call_is_corrected_and_one_asked_for_elsewhere_waits_for_the_answer(call, handler, supervisor):
    for name in ("NS12", "NS14"):
        sending.dispatch(handler, now(call), unit=name)
        sending.arrived(handler, now(call), unit=name)
    sending.clear(handler, now(call), unit="NS12")
    sending.ask_diversion(handler, now(call), unit="NS14", reason="officer needs help")
    with pytest.raises(Declined, match="A supervisor answers"):
        sending.clear(supervisor, now(call), unit="NS14")
    take(handler, followed(call).first.id, Typed(family_name="Quillfeather", channel="999", words="Louder now"), None)
    corrected = Call.everything.get(first_event=call.pk)
    assert corrected.pk != call.pk
    assert held(handler, corrected) == ["NS14"]


def test_by_when_it_was_sent_was_there_and_heard_a_unit_is_known_to_have_gone_in_without_its_briefing(call, handler, officer):
    units.sign_on(officer, "NS12")
    sending.dispatch(handler, call, unit="NS12")
    (sent,) = sent_to(handler, now(call))
    assert (sent.unread, sent.arrived_unread) == (True, False)
    sending.there(officer, now(call))
    assert sent_to(handler, now(call))[0].arrived_unread
    sending.read_briefing(officer, now(call))
    (sent,) = sent_to(handler, now(call))
    assert (sent.unread, sent.arrived_unread, sent.read) == (False, True, True), "read after it went in"
    sending.dispatch(handler, now(call), unit="NS14")
    actions.brief(handler, now(call), acknowledged=True)
    assert [each.unread for each in sent_to(handler, now(call))] == [False, False], "by radio it is all that are sent"
    for name in ("NS21", "NS23"):
        sending.dispatch(handler, now(call), unit=name)
    event("history.briefed", ago(seconds=-1), about=followed(call).call.id, role="first_responder", acknowledged=True)
    assert [each.unread for each in sent_to(handler, now(call))][2:] == [True, True], "an officer speaks for their own"


def test_the_room_sees_who_is_on_a_callsign_that_had_a_crew_or_is_of_another_team_and_can_end_it(handler, officer, viewer_as):
    stranger = viewer_as("shift_sergeant", officer.agency)
    for who, team in ((officer, "Northtown"), (stranger, "Southtown")):
        Posting.objects.filter(pk=who.posting_id).update(unit=team)
        units.sign_on(who, "NS12")
    first, second = crews.crews(handler)["NS12"]
    assert (first.crewed, second.crewed, second.team, second.elsewhere) == (False, True, "Southtown", True)
    assert crews.beside(officer, units.on(officer)) == [second.name]
    with pytest.raises(Refused):
        crews.end(officer, second.number)
    crews.end(handler, second.number)
    assert units.on(stranger) is None
    assert crews.ended_for(stranger).ended_by == handler.staff_id
    with pytest.raises(Declined, match="any more"):
        crews.end(handler, second.number)


def test_what_people_say_for_a_call_is_short_the_same_for_ever_and_found_however_it_is_typed(handler):
    call = received(key="0a1b2c3d4e5f60718293a4b5c6d7e8f9")
    assert call.said == spoken(EventId(SOURCE, call.reference)) == call.spoken
    assert re.fullmatch(f"[{LETTERS}]{{3}}-[{LETTERS}]{{3}}", call.said)
    assert as_typed(call.said.lower().replace("-", " ")) == call.said
    assert (received(key="INC-7").said, as_typed(" INC-7 ")) == ("INC-7", "INC-7")
    assert not set(LETTERS) & set("01258AEIOUQSZBDV")
