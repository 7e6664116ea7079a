"""Assessing risk: what is recorded, who may lower a grade, what is held below the threshold, and what is typed meanwhile."""

import threading

import pytest
from django.db import connection, connections

from harness.recorded import ANNA, PAIR, ago, event, high_risk, now
from practice.reviews.seated import as_viewer
from retention.long_ago import everywhere
from safehold.access.viewer import Refused
from safehold.chronology.apart.ring import ring
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.chronology.models import StoredEvent
from safehold.identity.actions import record_in_case, record_of
from safehold.identity.models import Case
from safehold.practice.safeguarding.assessing import actions, drafts, sealed
from safehold.practice.safeguarding.assessing.models import Draft
from safehold.practice.safeguarding.assessing.refusals import NotLowered
from safehold.practice.safeguarding.models import Standing
from safehold.risk.filled import filled
from safehold.risk.loading import standard
from safehold.rulebook.models import Obligation

DASH = standard()["dash"]
MANY = {f"answer:{number}": "yes" for number in range(1, 15)} | {"by:all": "victim"}
FEW = {"answer:1": "yes", "answer:2": "no", "by:all": "victim"}

HIGH = FEW | {"grade": "high", "rationale": "He strangled her"}


@pytest.fixture
def case(staff):
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True, strangulation=True)
    return Case.everything.get()


def assess(viewer, case, given, **more):
    with as_viewer(viewer):
        return actions.assess(by=viewer, case=case, instrument=DASH, given=filled(DASH, given), **more)


def last(case, kind="risk.assessed"):
    return next(event for event in reversed(actions.events_of(case)) if event.kind == kind)


def kinds(case) -> list[str]:
    return [event.kind for event in actions.events_of(case)]


def test_an_assessment_is_recorded_with_every_item_who_said_it_and_why_it_is_graded_so(case, viewer_as):
    call = actions.events_of(case)[0].id
    given = MANY | {
        "answer:16": "refused",
        "remark:16": "she shook her head",
        "record:18": str(call),
        "grade": "high",
        "rationale": "He will",
    }
    done = assess(viewer_as("first_responder"), case, given, about=[call], suicide=["victim", "nobody"], suicide_detail="pills")
    data = last(case).data
    assert (done.grade, data["grade"], data["score"], data["rationale"]) == ("high", "high", 15, "He will")
    assert len(data["answers"]) == 27 + 5  # question 4 leads to the module
    assert (data["answers"]["16"], data["answers"]["27"], data["answers"]["honour-1"]) == ("refused", "not_asked", "not_asked")
    assert (data["said_by"]["1"], data["said_by"]["18"]) == ("victim", "record")
    assert (data["remarks"], data["from_record"]) == ({"16": "she shook her head"}, {"18": str(call)})
    assert last(case).about == (call,)
    assert last(case, "suicide_risk.identified").data == {"person": "victim", "detail": "pills"}
    standing = Standing.everything.get()
    assert (standing.grade, standing.instrument, standing.score) == ("high", "dash", 15)


def test_what_it_led_to_is_recorded_as_itself_and_the_case_stands_by_the_assessment_that_graded_it(case, viewer_as):
    screen = filled(standard()["stalking_screen"], {"answer:stalking_screen/1": "yes"}, within="stalking_screen/")
    given = FEW | {"answer:8": "yes", "grade": "medium", "rationale": "He follows her"}
    assess(viewer_as("first_responder"), case, given, beside={"stalking_screen": screen})
    assert last(case).data["instrument"] == "stalking_screen"
    assert (last(case).data["score"], "grade" in last(case).data) == (1, False)
    standing = Standing.everything.get()
    assert (standing.grade, standing.instrument, standing.score) == ("medium", "dash", 2)


def test_without_a_grade_it_is_recorded_as_it_is_and_with_one_it_needs_reasons(case, viewer_as):
    officer = viewer_as("first_responder")
    with pytest.raises(Declined, match="Nothing is answered"):
        assess(officer, case, {})
    with pytest.raises(Declined, match="Say why you grade it so"):
        assess(officer, case, FEW | {"grade": "medium"})
    assert kinds(case) == ["call.received"]
    assert assess(officer, case, FEW).grade == ""
    assert Standing.everything.get().grade == ""


def test_visible_high_risk_is_graded_lower_only_with_a_reason_and_then_a_supervisor_has_it_and_marac_is_due(case, viewer_as):
    officer = viewer_as("first_responder")
    given = MANY | {"grade": "medium", "rationale": "Most are years ago"}
    with pytest.raises(Declined, match="14 or more answers are yes"):
        assess(officer, case, given)
    assess(officer, case, given | {"held": "All but two are of 2015"})
    assert last(case).data["held_reason"] == "All but two are of 2015"
    due = {
        duty.rule: duty.who
        for duty in Obligation.objects.for_viewer(officer).filter(cases__contains=[case.id]).at(now())
        if duty.state_now == "pending"
    }
    assert due["visible-high-risk-graded-lower"] == "shift_sergeant"
    assert due["marac-referral"] == "da_specialist"


def test_the_same_form_sent_twice_is_one_assessment(case, viewer_as):
    officer, given = viewer_as("first_responder"), FEW | {"grade": "medium", "rationale": "x"}
    assert assess(officer, case, given).event == assess(officer, case, given).event
    assert kinds(case).count("risk.assessed") == 1
    assess(officer, case, given | {"answer:3": "yes"})
    assert kinds(case).count("risk.assessed") == 2


def test_a_lower_grade_than_stands_is_recorded_beside_it_and_the_grade_stays(case, viewer_as):
    high_risk(*PAIR)
    done = assess(viewer_as("first_responder"), case, FEW | {"grade": "standard", "rationale": "She is calm"})
    assert (done.grade, done.stands) == ("high", "high")
    assert (last(case).data["grade"], last(case).data["would_grade"]) == ("high", "standard")
    assert Standing.everything.get().grade == "high"


def test_nobody_lowers_what_they_set_nobody_but_a_specialist_lowers_and_all_of_it_names_both(case, viewer_as):
    specialist = viewer_as("da_specialist")
    with as_viewer(specialist):
        actions.review_as_specialist(by=specialist, case=case, grade="high", reason="Strangled twice")
        for lower in (
            lambda: actions.review_as_specialist(by=specialist, case=case, grade="medium", reason="x"),
            lambda: actions.regrade(by=specialist, case=case, to="standard", reason="x"),
        ):
            with pytest.raises(NotLowered, match="You set this grade"):
                lower()
    officer, sergeant = viewer_as("first_responder"), viewer_as("shift_sergeant")
    with as_viewer(officer), pytest.raises(NotLowered, match="Only a domestic abuse specialist"):
        actions.regrade(by=officer, case=case, to="medium", reason="x")
    with as_viewer(officer), pytest.raises(Refused):
        actions.review_as_specialist(by=officer, case=case, grade="high", reason="x")
    high_risk(ANNA, PAIR[1], at=ago(minutes=1))
    assert Standing.everything.get().grade == "high"
    with as_viewer(sergeant):
        actions.supervise(by=sergeant, case=case, of=last(case).id, agrees=False, grade="medium", reason="I think it lower")
    assert last(case, "risk.supervised").data == {"agrees": False, "would_grade": "medium", "reason": "I think it lower"}
    assert Standing.everything.get().grade == "high"


def test_a_specialist_who_did_not_set_it_lowers_it_with_reasons_and_the_rulebook_finds_nothing_wrong(case, viewer_as):
    high_risk(*PAIR)
    specialist = viewer_as("da_specialist")
    with as_viewer(specialist):
        actions.review_as_specialist(by=specialist, case=case, grade="medium", reason="He is in prison until 2030")
    changed = last(case, "risk.regraded").data
    assert (changed["from"], changed["to"], changed["author"]["role"]) == ("high", "medium", "first_responder")
    assert changed["reviewer"] == specialist.actor
    assert Standing.everything.get().grade == "medium"
    assert not Obligation.everything.filter(rule="no-self-lowered-risk", state="breached").exists()


def test_no_other_page_records_a_grade_past_the_guard(case, viewer_as):
    high_risk(*PAIR)
    officer = viewer_as("first_responder")
    with as_viewer(officer), pytest.raises(NotRecorded):
        record_in_case(by=officer, case=case, kind="risk.regraded", data={"from": "high", "to": "standard"})
    about = [last(case).id]
    with as_viewer(officer), pytest.raises(NotRecorded):
        record_of(by=officer, kind="risk.supervised", data={"agrees": False, "grade": "standard"}, persons={}, about=about)


def meanwhile(*, first, second) -> None:
    """The second begins while the first has recorded and not ended, and goes on as far as it may."""
    faults = []

    def work():
        try:
            second()
        except (NotRecorded, AssertionError) as fault:
            faults.append(fault)
        finally:
            connection.close()

    other = threading.Thread(target=work)
    with as_viewer(first[0]) as one:
        first[1](one)
        with connections["owner"].cursor() as cursor:
            other.start()
            while other.is_alive():
                other.join(0.02)
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if cursor.fetchone()[0]:
                    break
    other.join()
    assert faults == []


def test_of_two_who_grade_at_the_same_instant_the_second_is_judged_by_what_the_first_has_recorded(case, viewer_as):
    officer, other = viewer_as("first_responder"), viewer_as("investigator")
    meanwhile(
        first=(other, lambda one: actions.assess(by=one, case=case, instrument=DASH, given=filled(DASH, HIGH))),
        second=lambda: assess(officer, case, FEW | {"grade": "medium", "rationale": "She is calm"}),
    )
    assert [event.data.get("would_grade", "") for event in actions.events_of(case) if event.kind == "risk.assessed"] == ["", "medium"]
    assert Standing.everything.get().grade == "high"


def test_a_supervisor_agrees_or_raises_and_not_on_their_own_assessment(case, viewer_as):
    officer, sergeant = viewer_as("first_responder"), viewer_as("shift_sergeant")
    done = assess(officer, case, FEW | {"grade": "medium", "rationale": "x"})
    with as_viewer(officer), pytest.raises(Refused):
        actions.supervise(by=officer, case=case, of=done.event, agrees=True)
    with as_viewer(sergeant):
        with pytest.raises(Declined, match="Say why you do not agree"):
            actions.supervise(by=sergeant, case=case, of=done.event, agrees=False)
        actions.supervise(by=sergeant, case=case, of=done.event, agrees=True)
        assert last(case, "risk.supervised").data == {"agrees": True, "grade": "medium"}
        actions.supervise(by=sergeant, case=case, of=done.event, agrees=False, grade="high", reason="He strangled her")
    assert Standing.everything.get().grade == "high"
    own = assess(sergeant, case, FEW | {"answer:18": "yes", "grade": "high", "rationale": "x"})
    with as_viewer(sergeant), pytest.raises(Declined, match="You made this assessment"):
        actions.supervise(by=sergeant, case=case, of=own.event, agrees=True)


def test_what_is_typed_stands_encrypted_is_its_writer_s_alone_and_takes_a_new_key(case, viewer_as, owner, settings):
    officer = viewer_as("first_responder")
    with as_viewer(officer):
        drafts.save(officer, case, "dash", {"remark:18": "zqxvjwhands", "answer:18": "yes", "csrfmiddlewaretoken": "t"}, turn=5)
        drafts.save(officer, case, "dash", {"remark:18": "of before"}, turn=4)
        assert drafts.typed_of(drafts.draft_of(officer, case, "dash")) == {"remark:18": "zqxvjwhands", "answer:18": "yes"}
    assert everywhere(owner, "zqxvjw") == []
    with as_viewer(viewer_as("shift_sergeant")):
        assert not Draft.objects.exists()
    settings.SAFEHOLD_VAULT_KEYS = f"another key that is long enough to be one,{settings.SAFEHOLD_VAULT_KEYS}"
    assert (sealed.renew_all(), sealed.renew_all()) == (1, 0)
    assert sealed.by_key() == {ring().newest: 1}
    assess(officer, case, FEW)
    with as_viewer(officer):
        assert not Draft.objects.exists()


def test_an_agency_s_wording_is_named_by_what_was_asked_in_it(case, viewer_as, settings, tmp_path):
    items = "\n".join(f'  "{item.key}": "Licensed {item.key}"' for item in DASH.items)
    (tmp_path / "dash.yaml").write_text(f'instrument: dash\nversion: "2009"\nedition: Northshire\nlicence: agreed\nitems:\n{items}\n')
    settings.SAFEHOLD_INSTRUMENT_WORDING = str(tmp_path)
    assess(viewer_as("first_responder"), case, FEW)
    assert last(case).data["wording"].startswith("Northshire (")
    assert StoredEvent.objects.using("owner").filter(kind="risk.assessed").count() == 1
