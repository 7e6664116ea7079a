"""Beside a call nobody is looked for twice in one press of a button that says nothing of anybody; and what a button changes is shown."""

import html
import re

import pytest

from harness.histories import CARL, MARTA, dangerous_history
from harness.recorded import ago, event
from safehold.access import demonstration
from safehold.chronology.catalogue import CATALOGUE
from safehold.identity.models import Person
from safehold.practice.response import calls
from safehold.practice.response.calls import followed, key_of
from safehold.practice.response.models import Call
from safehold.practice.response.typed import Typed
from safehold.web.calls import views
from safehold.web.calls.as_before import OF_NOBODY, OF_SOMEBODY, stands
from safehold.web.calls.panel import look_up

HER = {"family_name": "Stanwick", "given_name": "Marta", "born": "1976"}
CALL = {"call": "safehold/0123456789abcdef0123456789abcdef", "opened_at": "", "turn": "1", "caller": "self", **HER}
LATELY = r"last contact (less than a minute|1 minute) ago"


class Pressing:
    """Buttons as the script of the page presses them, and what each asked of the record."""

    def __init__(self, client, monkeypatch) -> None:
        client.post("/sign-in/as", {"staff_id": next(one.staff_id for one in demonstration.STAFF if one.role == "call_handler")})
        self.client, self.looked, self.read = client, [], []
        self._count(monkeypatch, views, "look_up", self.looked)
        self._count(monkeypatch, calls, "_followed", self.read)

    def _count(self, monkeypatch, module, name, into) -> None:
        whole = getattr(module, name)

        def counted(*args):
            into.append(found := whole(*args))
            return found

        monkeypatch.setattr(module, name, counted)

    def __call__(self, do: str, *, status: int = 200, **typed: str) -> str:
        self.looked.clear()
        self.read.clear()
        answer = self.client.post("/calls/act", CALL | typed | {"do": do}, headers={"X-Safehold-Part": "1"})
        assert answer.status_code == status
        return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.text)))


@pytest.fixture
def marta(staff) -> int:
    dangerous_history()
    return Person.everything.get(date_of_birth="1976-03-05").pk


@pytest.fixture
def press(marta, client, monkeypatch):
    pressing = Pressing(client, monkeypatch)
    assert len(pressing.looked) == 0
    assert "is on their record" in pressing(f"link:victim:{marta}")
    assert pressing.looked[-1].victims[0].linked
    return pressing


def test_a_button_that_says_nothing_of_anybody_looks_once_and_its_answer_says_what_a_new_look_would(press, viewer_as):
    handler = viewer_as("call_handler")
    buttons = [
        ("grade:immediate", {}, "Graded."),
        ("reason", {"reason_threat": "He is at the door"}, "He is at the door"),
        ("dispatch", {"unit": "NP41"}, "NP41"),
        ("brief:heard", {}, "Unit briefed"),
        ("divert:NP41", {"divert_why": "Needed at the bridge"}, "Needed at the bridge"),
        ("arrived", {}, "The unit is there"),
        ("lower", {"lower_to": "priority", "lower_reason": "new_information", "lower_why": "He has left"}, "He has left"),
    ]
    for do, typed, shown in buttons:
        assert shown in press(do, **typed), do
        (panel,) = press.looked
        call = Call.everything.get(closed_at=None)
        assert panel == look_up(handler, Typed(**HER), call, key_of(call.pk)), do
    press("grade:immediate")
    assert len(press.read) == 2, "read before, and after"


def test_a_call_is_closed_and_a_refusal_is_said_with_one_look(press):
    press("grade:immediate")
    assert "Say why the call can be closed" in press("close", status=422, close_as="crime")
    assert len(press.looked) == 1
    assert "Closed." in press("close", close_as="crime", close_rationale="Seen and safe")
    assert len(press.looked) == 1


def test_that_she_was_seen_is_shown_as_the_last_contact(press):
    press("grade:immediate")
    press("dispatch", unit="NP41")
    assert not re.search(LATELY, press("brief:heard"))
    assert re.search(LATELY, press("arrived:seen"))
    assert len(press.looked) == 2


def test_that_she_was_reached_is_shown_as_the_last_contact(press):
    press("grade:immediate")
    assert re.search(LATELY, press("told:reached", told_method="text"))


def test_what_was_typed_since_is_asked_of_the_record_anew(press):
    """The correction is what the answer shows, whatever else the button did."""
    assert "Carl CHEEVERS" in press("grade:immediate", his_name="Carl Cheevers", his_born="1974")
    assert len(press.looked) == 2
    assert press.looked[0].goes_by.call != press.looked[1].goes_by.call


def test_a_line_that_dropped_and_a_choice_taken_back_are_shown(press, marta):
    before = len(press.looked[-1].suggestion.reasons)
    press("cut_off")
    assert press.looked[-1].goes_by.call.cut_off
    assert len(press.looked[-1].suggestion.reasons) == before + 1
    press("unlink:victim")
    assert not press.looked[-1].victims[0].linked
    assert f"link:victim:{marta}" in press.client.get(f"/calls/{Call.everything.get(closed_at=None).pk}").text


def test_of_what_is_kept_to_named_staff_nothing_is_shown_from_a_moment_ago(press, viewer_as):
    handler = viewer_as("call_handler")
    event("record.restricted", ago(minutes=1), MARTA, CARL, source="histories", to=[handler.staff_id], reason="sensitive")
    press("grade:immediate")
    assert len(press.looked) == 2


def test_no_kind_of_event_that_is_said_to_be_of_nobody_changes_what_a_panel_says(press, viewer_as):
    handler, call = viewer_as("call_handler"), Call.everything.get(closed_at=None)
    key, given = key_of(call.pk), Typed(**HER)
    before, first = look_up(handler, given, call, key), followed(call)
    unlike = {"unit.arrived": {"victim_seen": False}}
    for kind in sorted(OF_NOBODY):
        fields = CATALOGUE.kinds[kind].fields
        said = {name: field.choices[0] for name, field in fields.items() if field.choices}
        event(kind, ago(seconds=1), about=key, more=said | unlike.get(kind, {}))
    now = Call.everything.get(pk=call.pk)
    assert look_up(handler, given, now, key) == before
    assert stands(before, "grade", given, now, first, followed(now))
    assert not stands(before, "grade", Typed(**HER, weapon=True), now, first, followed(now)), "what is typed"
    now.victim_id, hers = None, now.victim_id
    assert not stands(before, "grade", given, now, first, followed(now)), "whom it is of"
    now.victim_id = hers
    for button in sorted(OF_SOMEBODY):
        assert not stands(before, button, given, now, first, followed(now)), button
    for kind, said in (("victim.contact_attempted", {"reached": True}), ("unit.arrived", {"victim_seen": True}), ("contact.unsafe", {})):
        last = followed(now)
        event(kind, ago(seconds=1), about=key, more=said)
        assert not stands(before, "grade", given, now, last, followed(now)), kind
    assert look_up(handler, given, now, key) != before
