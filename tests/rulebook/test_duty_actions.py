"""What somebody does about a duty that stands, and where the duty stands afterwards."""

import msgspec
import pytest

from harness.recorded import ANNA, BORIS, CLARA, PAIR, ago, event, now, released
from safehold.access.viewer import Refused
from safehold.chronology.declined import Declined
from safehold.identity.models import Case, Person
from safehold.rulebook import actions
from safehold.rulebook.models import Obligation
from safehold.rulebook.refusals import NobodyThere, NotWaivable

TOLD = {"topic": "release", "method": "in person"}


def duties(viewer, rule="victim-told-of-release"):
    return list(Obligation.objects.for_viewer(viewer).filter(rule=rule).at(now()).order_by("cases", "id"))


def only(viewer, rule="victim-told-of-release"):
    (found,) = duties(viewer, rule)
    return found


def case_of(viewer, duty):
    return Case.objects.for_viewer(viewer).get(id=duty.cases[0])


def test_recording_what_was_done_fulfils_the_duty_in_time(viewer_as):
    viewer = viewer_as("investigator")
    released(*PAIR)
    duty = only(viewer)
    assert duty.state_now == "pending"
    actions.answer(by=viewer, duty=duty, case=case_of(viewer, duty), kind="victim.told", data=TOLD)
    assert only(viewer).state_now == "fulfilled"


def test_recording_it_after_its_time_leaves_the_list_as_late(viewer_as):
    viewer = viewer_as("investigator")
    released(*PAIR, at=ago(days=12))
    duty = only(viewer)
    assert duty.state_now == "breached"
    actions.answer(by=viewer, duty=duty, case=case_of(viewer, duty), kind="victim.told", data=TOLD)
    assert only(viewer).state_now == "late"


def test_telling_one_victim_of_a_release_that_names_only_him_does_not_tell_the_other(viewer_as):
    viewer = viewer_as("investigator")
    event("call.received", ago(days=3), ANNA, BORIS, channel="999", domestic=True)
    event("call.received", ago(days=2), CLARA, BORIS | {"relation": "ex_partner"}, channel="999", domestic=True)
    released(BORIS)
    first, second = duties(viewer)
    assert len(first.cases) == len(second.cases) == 1
    actions.answer(by=viewer, duty=first, case=case_of(viewer, first), kind="victim.told", data=TOLD)
    states = {duty.cases[0]: duty.state_now for duty in duties(viewer)}
    assert states == {first.cases[0]: "fulfilled", second.cases[0]: "pending"}


def test_naming_them_again_makes_nobody_new(viewer_as):
    viewer = viewer_as("investigator")
    event("call.received", ago(days=3), ANNA, BORIS, channel="999", domestic=True)
    event("call.received", ago(days=2), CLARA, BORIS, channel="999", domestic=True)
    released(BORIS)
    before = Person.everything.count()
    for duty in duties(viewer):
        actions.answer(by=viewer, duty=duty, case=case_of(viewer, duty), kind="victim.told", data=TOLD)
    assert Person.everything.count() == before


def test_handing_over_gives_it_to_the_other_role_and_nobody_elses(viewer_as):
    viewer, sergeant = viewer_as("investigator"), viewer_as("shift_sergeant")
    released(*PAIR)
    duty = only(viewer)
    actions.hand_over(
        by=viewer, duty=duty, case=case_of(viewer, duty), agency=viewer.agency, role="witness_care_officer", reason="They see her today."
    )
    assert only(sergeant).who == "witness_care_officer"
    with pytest.raises(Refused, match="another's"):
        actions.cannot_yet(by=viewer, duty=only(sergeant), case=None, awaiting="nothing")


def test_a_duty_is_not_handed_to_a_role_in_which_nobody_works(viewer_as):
    viewer = viewer_as("investigator")
    released(*PAIR)
    duty = only(viewer)
    with pytest.raises(NobodyThere):
        actions.hand_over(by=viewer, duty=duty, case=None, agency=viewer.agency, role="csp_chair", reason="theirs")
    assert only(viewer).who == "investigator"


def test_a_waiver_is_refused_to_a_role_that_the_rule_does_not_name(viewer_as):
    viewer = viewer_as("shift_sergeant")
    released(*PAIR)
    with pytest.raises(NotWaivable):
        actions.waive(by=viewer, duty=only(viewer), case=None, reason="She asked us not to", now=now())
    with pytest.raises(Refused):
        actions.waive(by=viewer_as("investigator"), duty=only(viewer), case=None, reason="She asked us not to", now=now())
    assert only(viewer).state_now == "pending"


def test_a_waiver_by_one_who_may_with_a_reason_settles_it(viewer_as, superintendent):
    event("bail.set", ago(hours=1), *PAIR, role="custody_officer", stage="pre_charge", conditions=["not to contact her"])
    duty = only(superintendent, "victim-told-of-bail")
    assert actions.may_waive(superintendent, duty, now())
    with pytest.raises(Declined, match="Say why"):
        actions.waive(by=superintendent, duty=duty, case=None, reason=" ", now=now())
    actions.waive(by=superintendent, duty=duty, case=None, reason="She is abroad and asked not to be called", now=now())
    assert only(superintendent, "victim-told-of-bail").state_now == "waived"


def test_a_waiver_comes_too_late_once_the_time_has_run_out(superintendent):
    event("bail.set", ago(days=20), *PAIR, role="custody_officer", stage="pre_charge", conditions=["not to contact her"])
    assert not actions.may_waive(superintendent, only(superintendent, "victim-told-of-bail"), now())


def test_what_cannot_be_done_waits_and_goes_on_again(viewer_as):
    viewer = viewer_as("investigator")
    released(*PAIR)
    duty = only(viewer)
    actions.cannot_yet(by=viewer, duty=duty, case=None, awaiting="a safe number from her advocate")
    stopped = only(viewer)
    assert (stopped.awaiting, stopped.due_latest, stopped.state_now) == ("a safe number from her advocate", None, "pending")
    actions.go_on(by=viewer, duty=stopped, case=None)
    going = only(viewer)
    assert going.awaiting == ""
    assert going.due_latest is not None
    with pytest.raises(Declined):
        actions.go_on(by=viewer, duty=going, case=None)


def test_what_is_overdue_stays_overdue_and_says_what_it_waits_for(viewer_as):
    viewer = viewer_as("investigator")
    released(*PAIR, at=ago(days=12))
    actions.cannot_yet(by=viewer, duty=only(viewer), case=None, awaiting="a safe number")
    assert (only(viewer).state_now, only(viewer).awaiting) == ("breached", "a safe number")


def test_help_that_was_asked_puts_it_on_their_list_too(viewer_as):
    viewer, helper = viewer_as("investigator"), viewer_as("witness_care_officer")
    released(*PAIR)
    actions.ask_for_help(by=viewer, duty=only(viewer), case=None, role="witness_care_officer", why="I cannot reach her")
    asked = only(helper)
    assert (asked.who, asked.help_role, asked.help_why) == ("investigator", "witness_care_officer", "I cannot reach her")
    actions.answer(by=helper, duty=asked, case=case_of(helper, asked), kind="victim.told", data=TOLD)
    assert only(viewer).state_now == "fulfilled"


def test_what_is_asked_of_one_victims_duty_is_not_asked_of_the_others(viewer_as):
    viewer = viewer_as("investigator")
    event("call.received", ago(days=3), ANNA, BORIS, channel="999", domestic=True)
    event("call.received", ago(days=2), CLARA, BORIS | {"relation": "ex_partner"}, channel="999", domestic=True)
    released(BORIS)
    first, second = duties(viewer)
    actions.cannot_yet(by=viewer, duty=first, case=case_of(viewer, first), awaiting="a safe number")
    waits = {duty.cases[0]: duty.awaiting for duty in duties(viewer)}
    assert waits == {first.cases[0]: "a safe number", second.cases[0]: ""}


def test_another_agencys_duty_is_not_answered_for_them(viewer_as):
    viewer = viewer_as("investigator")
    released(*PAIR, agency="southmere-police")
    event("call.received", ago(days=1), *PAIR, channel="999", domestic=True)
    theirs = next(duty for duty in duties(viewer) if duty.agency == "southmere-police")
    with pytest.raises(Refused, match="another's"):
        actions.answer(by=viewer, duty=theirs, case=None, kind="victim.told", data=TOLD)


@pytest.fixture
def superintendent(viewer_as):
    return msgspec.structs.replace(viewer_as("shift_sergeant"), role="superintendent")
