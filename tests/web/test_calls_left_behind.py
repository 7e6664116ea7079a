"""Calls that somebody began to type and left stand on the board until a supervisor takes them over, or closes them with a reason."""

import time

import pytest
import time_machine

from harness.signed_in import sign_in
from harness.signed_in import words as text
from safehold.chronology.declined import Declined
from safehold.chronology.models import StoredEvent
from safehold.chronology.times import MINUTE
from safehold.practice.response import drafts
from safehold.practice.response.models import Call, Draft
from safehold.practice.response.taking import Checked, take
from safehold.practice.response.taking_over import take_over
from safehold.practice.response.typed import Typed

WORDS = Typed(
    family_name="Stanwick", given_name="Marta", words="He is at the door", weapon=True, address="14 Larch Close", phone="01632 960123"
)


@pytest.fixture
def handler(viewer_as):
    return viewer_as("call_handler")


@pytest.fixture
def supervisor(client, handler):
    return sign_in(client, "control_room_supervisor")


def left_by(viewer, given=WORDS, minutes=20):
    """Typed by somebody, and untouched for so long."""
    key = drafts.new_call()
    drafts.save(viewer, key, given)
    past = time.time_ns() // 1000 - minutes * MINUTE
    Draft.objects.filter(call=str(key)).update(updated_at=past, opened_at=past - MINUTE)
    return Draft.objects.get(call=str(key))


def test_the_board_says_who_began_it_since_when_and_what_is_known(handler, supervisor):
    left_by(handler)
    shown = text(supervisor.get("/board/")).partition("Begun and not recorded")[2].partition("Waiting for a unit")[0]
    for said in (
        "Weapon",
        "Marta STANWICK",
        "He is at the door",
        "14 Larch Close",
        "01632 960123",
        "Begun by Amara Holt",
        "20 minutes ago",
    ):
        assert said in shown
    assert "Nothing of it is on record" in shown


def test_what_is_still_being_typed_or_is_empty_is_not_there(handler, supervisor):
    left_by(handler, minutes=2)
    left_by(handler, Typed())
    assert "Begun and not recorded" not in text(supervisor.get("/board/"))


def test_danger_stands_first(handler, supervisor):
    left_by(handler, Typed(family_name="Underhillock"), minutes=60)
    left_by(handler, WORDS, minutes=20)
    shown = text(supervisor.get("/board/"))
    assert shown.index("STANWICK") < shown.index("UNDERHILLOCK")


def test_a_supervisor_takes_it_over_with_all_that_was_typed_and_the_time_it_came(handler, supervisor):
    draft = left_by(handler)
    page = supervisor.post(f"/board/left/{draft.pk}/take/", follow=True)
    assert 'value="Stanwick"' in page.text
    assert "He is at the door" in page.text
    (mine,) = Draft.objects.filter(call=draft.call)
    assert (mine.user.display_name, mine.opened_at) == ("Carys Munro", draft.opened_at)
    assert "Begun and not recorded" not in text(supervisor.get("/board/"))
    supervisor.post(
        "/calls/act", {"call": draft.call, "family_name": "Stanwick", "words": "He is at the door", "do": "save", "caller": "self"}
    )
    assert Call.everything.get().received_at == draft.opened_at


def test_whoever_typed_it_and_goes_on_loses_nothing(handler, supervisor):
    draft = left_by(handler)
    supervisor.post(f"/board/left/{draft.pk}/take/")
    drafts.save(handler, drafts.read_call(draft.call), WORDS, turn=9)
    assert Draft.objects.filter(call=draft.call, unsaved=True).count() == 2


def test_it_is_taken_over_once(handler, supervisor, viewer_as):
    draft = left_by(handler)
    supervisor.post(f"/board/left/{draft.pk}/take/")
    again = supervisor.post(f"/board/left/{draft.pk}/take/")
    assert again.status_code == 422
    assert "Somebody has recorded this call or taken it over" in text(again)
    own = viewer_as("control_room_supervisor")
    drafts.save(handler, drafts.read_call(draft.call), WORDS, turn=9)
    with pytest.raises(Declined, match="yourself"):
        take_over(own, Draft.objects.get(user_id=handler.user_id).pk)


def test_closing_it_takes_a_reason_and_records_first_what_was_typed(handler, supervisor):
    draft = left_by(handler)
    blank = supervisor.post(f"/board/left/{draft.pk}/close/", {"ending": "no_further_action", "rationale": " "})
    assert blank.status_code == 422
    assert "Say why it can be closed" in text(blank)
    assert Call.everything.count() == 0
    given = {"ending": "duplicate", "rationale": "Her sister's call NC-2 is the same"}
    answer = supervisor.post(f"/board/left/{draft.pk}/close/", given, follow=True)
    assert "recorded as it was typed, and closed" in text(answer)
    call = Call.everything.get()
    assert (call.words, call.dangers, call.closed_as) == (WORDS.words, ["weapon"], "duplicate")
    assert not StoredEvent.objects.filter(kind="history.checked").exists()  # nobody looked
    assert not Draft.objects.filter(unsaved=True).exists()


def test_of_a_call_that_is_on_record_what_was_typed_since_is_taken_over_and_not_closed_here(handler, supervisor):
    key = drafts.new_call()
    call = take(handler, key, Typed(family_name="Stanwick"), Checked())
    drafts.save(handler, key, WORDS)
    Draft.objects.update(updated_at=time.time_ns() // 1000 - 30 * MINUTE)
    page = supervisor.get("/board/")
    assert "what was typed since is not" in text(page)
    draft = Draft.objects.get()
    assert f"/board/left/{draft.pk}/close/" not in page.text
    odd = supervisor.post(f"/board/left/{draft.pk}/close/", {"ending": "duplicate", "rationale": "the same"})
    assert odd.status_code == 422
    assert Draft.objects.get().user_id == handler.user_id
    taken = supervisor.post(f"/board/left/{draft.pk}/take/", follow=True)
    assert taken.redirect_chain[-1][0] == f"/calls/{call.pk}"
    assert "He is at the door" in taken.text


def test_another_agencys_is_not_there_and_is_not_taken(handler, supervisor):
    draft = left_by(handler)
    Draft.objects.update(posting_id=0)
    assert "Begun and not recorded" not in text(supervisor.get("/board/"))
    assert supervisor.post(f"/board/left/{draft.pk}/take/").status_code == 422


@pytest.mark.parametrize("role", ["call_handler", "idva", "da_specialist"])
def test_only_a_supervisor_takes_a_call_over(handler, client, role):
    draft = left_by(handler)
    assert sign_in(client, role).post(f"/board/left/{draft.pk}/take/").status_code == 403
    assert sign_in(client, role).post(f"/board/left/{draft.pk}/dance/").status_code in (403, 404)


def test_it_stays_however_long_it_waits(handler, supervisor):
    left_by(handler)
    with time_machine.travel(time.time() + 600, tick=True):
        assert "30 minutes ago" in text(supervisor.get("/board/"))
