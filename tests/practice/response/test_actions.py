"""What is done about a call: who may, what is refused and in which words, and that a refused action leaves nothing."""

import uuid

import msgspec
import pytest
from django.db import transaction

from harness.recorded import DMITRI, ago, event
from safehold.access import context
from safehold.access.viewer import Refused, Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.models import StoredEvent
from safehold.chronology.record import record
from safehold.chronology.writing import Writing
from safehold.practice.response import actions, sending
from safehold.practice.response.calls import followed, unsafe_to_call
from safehold.practice.response.models import Call
from safehold.practice.response.refusals import NotAReason, OwnRequest


@pytest.fixture
def handler(viewer_as) -> Viewer:
    return viewer_as("call_handler")


@pytest.fixture
def supervisor(viewer_as) -> Viewer:
    return viewer_as("control_room_supervisor")


@pytest.fixture
def call(handler) -> Call:
    return received(handler)


def received(viewer: Viewer, **data) -> Call:
    writing = Writing(viewer)
    key = uuid.uuid4().hex
    born = {"date_of_birth": "1976-03-05", "phone": "01632 960123"}
    people = [
        {"ref": f"{key}-victim", "role": "victim", "given_name": "Marta", "family_name": "Stanwick", **born},
        {"ref": f"{key}-suspect", "role": "suspect", "relation": "ex_partner", "given_name": "Carl", "family_name": "Cheevers"},
    ]
    writing.add("call.received", {"channel": "999", "domestic": True, "words": "He is outside", **data}, people=people, key=key)
    record(writing.raws)
    return now(key)


def now(call: Call | str) -> Call:
    return Call.everything.get(reference=call if isinstance(call, str) else call.reference)


def kinds(call: Call) -> list[str]:
    return [event.kind for event in followed(now(call)).after]


def last(call: Call):
    return followed(now(call)).after[-1]


def events() -> int:
    return StoredEvent.objects.count()


def test_a_call_is_graded_with_what_the_suggestion_rests_on(call, handler):
    actions.grade(handler, call, grade="immediate", because="threat to kill")
    assert now(call).grade == "immediate"
    assert now(call).grade_reason == "threat to kill"


def test_a_first_grade_lower_than_suggested_takes_a_permitted_reason(call, handler):
    with pytest.raises(NotAReason):
        actions.grade(handler, call, grade="priority", suggested="immediate")
    assert kinds(call) == []
    actions.grade(handler, call, grade="priority", reason="victim_request", why="At her sister's until six", suggested="immediate")
    assert now(call).grade == "priority"
    assert "At her sister's until six" in now(call).grade_reason


@pytest.mark.parametrize("reason", ["no_resources", "demeanour", "repeat_caller", "call_cut_off", "no_history", "other"])
def test_a_reason_that_is_not_permitted_is_refused_in_a_plain_sentence(call, handler, reason):
    with pytest.raises(NotAReason, match="not a reason|lower grade"):
        actions.grade(handler, call, grade="scheduled", reason=reason, why="x", suggested="immediate")
    assert now(call).grade == ""


def test_a_grade_that_was_given_is_not_lowered_by_the_handler(call, handler):
    actions.grade(handler, call, grade="immediate")
    with pytest.raises(Declined, match="supervisor"):
        actions.grade(handler, call, grade="priority", reason="duplicate")
    assert now(call).grade == "immediate"


def test_a_grade_is_raised_at_once(call, handler):
    actions.grade(handler, call, grade="priority", reason="victim_request", why="later")
    actions.grade(handler, call, grade="immediate", why="He has come back")
    assert now(call).grade == "immediate"
    assert last(call).data["from"] == "priority"


def test_a_lower_grade_is_asked_for_and_waits_for_an_answer(call, handler):
    actions.grade(handler, call, grade="immediate")
    actions.ask_downgrade(handler, call, to="priority", reason="new_information", why="Custody confirms that he is held")
    assert now(call).grade == "immediate"
    assert now(call).asked_grade == "priority"
    assert now(call).asked_by == handler.staff_id


@pytest.mark.parametrize(
    ("to", "reason", "why"), [("priority", "no_resources", "busy"), ("priority", "duplicate", " "), ("immediate", "duplicate", "x")]
)
def test_a_request_without_permitted_reason_or_words_or_for_no_lower_grade_is_refused(call, handler, to, reason, why):
    actions.grade(handler, call, grade="immediate")
    with pytest.raises(Declined):
        actions.ask_downgrade(handler, call, to=to, reason=reason, why=why)
    assert now(call).asked_grade == ""


def test_a_supervisor_who_agrees_lowers_the_grade_in_the_name_of_the_one_who_asked(call, handler, supervisor):
    actions.grade(handler, call, grade="immediate")
    actions.ask_downgrade(handler, call, to="priority", reason="new_information", why="He is held")
    actions.answer_downgrade(supervisor, call, agreed=True, why="Custody log seen", victim_recontacted=True)
    changed = last(call)
    assert now(call).grade == "priority"
    assert now(call).asked_grade == ""
    assert changed.actor.id == handler.staff_id
    assert changed.data["authorised_by"] == supervisor.actor
    assert changed.data["victim_recontacted"] is True


def test_a_supervisor_who_does_not_agree_leaves_the_grade_as_it_is(call, handler, supervisor):
    actions.grade(handler, call, grade="immediate")
    actions.ask_downgrade(handler, call, to="priority", reason="new_information", why="He is held")
    actions.answer_downgrade(supervisor, call, agreed=False, why="Send the next unit")
    assert now(call).grade == "immediate"
    assert now(call).asked_grade == ""
    with pytest.raises(Declined, match="answered already"):
        actions.answer_downgrade(supervisor, call, agreed=True, why="again", victim_recontacted=True)


def test_nobody_answers_their_own_request(call, supervisor):
    actions.grade(supervisor, call, grade="immediate")
    actions.ask_downgrade(supervisor, call, to="priority", reason="duplicate", why="Same as the one before")
    before = events()
    with pytest.raises(OwnRequest):
        actions.answer_downgrade(supervisor, call, agreed=True, why="yes", victim_recontacted=True)
    assert events() == before
    other = msgspec.structs.replace(supervisor, staff_id="NP9999")
    actions.answer_downgrade(other, call, agreed=True, why="Seen", victim_recontacted=True)
    assert now(call).grade == "priority"


def test_the_response_is_lowered_only_once_she_was_reached_unless_it_is_unsafe_to_call_her(call, handler, supervisor):
    actions.grade(handler, call, grade="immediate")
    actions.ask_downgrade(handler, call, to="priority", reason="new_information", why="He is held")
    with pytest.raises(Declined, match="Reach her"):
        actions.answer_downgrade(supervisor, call, agreed=True, why="Seen")
    assert now(call).grade == "immediate"
    not_safe(handler, call)
    actions.answer_downgrade(supervisor, call, agreed=True, why="Seen")
    assert now(call).grade == "priority"


def test_an_improper_downgrade_is_never_what_these_actions_record(call, handler, supervisor):
    from safehold.rulebook.models import Obligation

    actions.grade(handler, call, grade="immediate")
    actions.ask_downgrade(handler, call, to="priority", reason="new_information", why="He is held")
    actions.answer_downgrade(supervisor, call, agreed=True, why="Custody log seen", victim_recontacted=True)
    (duty,) = Obligation.everything.filter(rule="no-improper-downgrade")
    assert duty.state != "breached"


def test_only_those_who_may_do_it(call, handler, viewer_as):
    adviser = viewer_as("idva")
    before = events()
    for action in (
        lambda: actions.grade(adviser, call, grade="immediate"),
        lambda: actions.answer_downgrade(handler, call, agreed=True, why="x"),
        lambda: actions.reassess(handler, call, plan="x", victim_recontacted=True),
        lambda: actions.told_of_delay(adviser, call, method="phone", reached=True),
        lambda: actions.close(adviser, call, rationale="x", ending="crime"),
    ):
        with pytest.raises(Refused):
            action()
    assert events() == before


def not_safe(viewer: Viewer, call: Call) -> None:
    writing = Writing(viewer)
    writing.add("contact.unsafe", {"why": "he answers the phone"}, about=[followed(call).call.id])
    record(writing.raws)


def test_she_is_not_called_back_where_that_is_not_safe_but_may_be_reached_otherwise(call, handler):
    not_safe(handler, call)
    assert unsafe_to_call(now(call).victim_id, now(call)) == "he answers the phone"
    with pytest.raises(Declined, match="not safe to call"):
        actions.told_of_delay(handler, call, method="phone", reached=False)
    actions.told_of_delay(handler, call, method="neighbour", reached=True)
    assert now(call).told_delay_at is not None


def test_that_it_is_unsafe_to_call_is_known_in_her_next_call_too(call, handler):
    not_safe(handler, call)
    again = received(handler)
    assert again.victim_id == call.victim_id
    assert unsafe_to_call(again.victim_id, again) == "he answers the phone"


def test_a_case_that_is_hidden_keeps_her_from_being_called_and_does_not_say_why(call, handler):
    her = {"ref": "X1", "role": "victim", "given_name": "Marta", "family_name": "Stanwick", "date_of_birth": "1976-03-05"}
    her |= {"phone": "01632 960123"}
    event("contact.unsafe", ago(hours=1), her, DMITRI, agency="northshire-idva", source="elsewhere", why="he reads her letters")
    assert unsafe_to_call(now(call).victim_id, now(call)) == "he reads her letters"
    with transaction.atomic():
        context.enter(handler)
        with pytest.raises(Declined, match="not safe to call her. Reach"):
            actions.told_of_delay(handler, call, method="phone", reached=False)


def test_a_reassessment_answers_a_call_that_was_cut_off(call, handler, supervisor):
    actions.cut_off(handler, call)
    actions.reassess(supervisor, call, plan="Unit 4 goes now", victim_recontacted=False)
    assert now(call).cut_off_at < now(call).reassessed_at
    assert len(last(call).about) == 2


def test_a_unit_is_sent_told_and_arrives(call, handler):
    actions.grade(handler, call, grade="immediate")
    sending.dispatch(handler, call)
    actions.brief(handler, call, acknowledged=True)
    sending.arrived(handler, call, victim_seen=True)
    found = now(call)
    assert found.dispatched_at < found.briefed_at < found.arrived_at


def test_a_call_is_joined_to_an_open_incident_and_not_to_itself_or_a_closed_one(call, handler):
    again = received(handler, words="Nobody has come")
    with pytest.raises(Declined):
        actions.join(handler, again, into=again, why="same")
    actions.join(handler, again, into=call, why="same people, same address")
    assert not Call.everything.filter(pk=again.pk).exists()
    assert now(call).joined == 1


def test_a_call_is_closed_with_a_reason_and_only_then_is_one_asked_for(call, handler):
    for wrong in ({"rationale": " ", "ending": "crime"}, {"rationale": "seen", "ending": "bored"}):
        with pytest.raises(Declined):
            actions.close(handler, call, **wrong)
    with pytest.raises(Declined, match="Grade"):
        actions.close(handler, call, rationale="Seen, he is arrested", ending="crime")
    actions.grade(handler, call, grade="immediate")
    actions.close(handler, call, rationale="Seen, he is arrested", ending="crime")
    assert now(call).closed_as == "crime"
    with pytest.raises(Declined, match="closed"):
        sending.dispatch(handler, call)


def test_an_action_that_fails_half_way_leaves_nothing(call, handler, supervisor, monkeypatch):
    actions.grade(handler, call, grade="immediate")
    actions.ask_downgrade(handler, call, to="priority", reason="new_information", why="He is held")
    before = events()

    def spoilt(self, kind, *given, **named):
        event = original(self, kind, *given, **named)
        if kind == "call.regraded":
            self.raws[-1]["occurred_at"] = "no time at all"
        return event

    original = Writing.add
    monkeypatch.setattr(Writing, "add", spoilt)
    with pytest.raises(ValueError, match="no time at all"):
        actions.answer_downgrade(supervisor, call, agreed=True, why="Seen", victim_recontacted=True)
    assert events() == before
    assert now(call).asked_grade == "priority"
