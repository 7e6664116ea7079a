"""Safety plans: nobody graded high is without an owned one unseen, and nobody takes away what keeps her safe before what comes first."""

from datetime import date

import pytest
import time_machine

from harness.recorded import ANNA, BORIS, PAIR, ago, event, high_risk, now
from practice.reviews.seated import as_viewer
from safehold.access.models import Posting
from safehold.chronology.envelope import EventId
from safehold.identity import actions as recording
from safehold.identity.chronicle import chronicle
from safehold.identity.models import Case
from safehold.practice.safeguarding.planning import actions, capacity, copying
from safehold.practice.safeguarding.planning.actions import Agreed, NotPlanned
from safehold.practice.safeguarding.planning.guarding import NotYet
from safehold.practice.safeguarding.planning.library import BadLibrary, in_force, read
from safehold.practice.safeguarding.planning.plan import plan_of
from safehold.practice.safeguarding.unplanned import unplanned
from safehold.practice.safeguarding.worklist import Group, worklist
from safehold.rulebook.actions import waive
from safehold.rulebook.models import Obligation
from safehold.rulebook.refusals import NotWaivable

CHILD = {"ref": "N9", "role": "child", "given_name": "Mia", "family_name": "Quillfeather", "date_of_birth": "2016-05-01"}
LOCKS = Agreed(what="Locks changed", owner_agency="northshire-housing", due=date(2026, 12, 24), item="locks", section="At home")


def case() -> Case:
    return Case.everything.get(suspect_id__isnull=False)


def plan(found: Case):
    return plan_of(chronicle(found.id, found.victim_id, found.suspect_id))


def listed(viewer) -> set[str]:
    places = worklist(viewer, now(), role=viewer.role)
    return {duty.rule for group in Group for place in places[group].places for duty in place.duties}


def test_high_risk_without_an_owned_plan_is_on_a_list_at_once_and_is_neither_waived_nor_closed(viewer_as):
    specialist, head = viewer_as("da_specialist"), viewer_as("shift_sergeant")
    high_risk(*PAIR, at=ago(minutes=1))
    found = case()
    with as_viewer(specialist) as one:  # the transaction after the one that graded her
        assert "safety-plan" in listed(one)
        duty = Obligation.objects.for_viewer(one).get(rule="safety-plan")
        with pytest.raises(NotYet, match="nobody owns"):
            recording.record_in_case(by=one, case=found, kind="idva.closed", data={"reason": "engaged elsewhere"})
    with as_viewer(head) as one, pytest.raises(NotWaivable):
        waive(by=one, duty=duty, case=found, reason="busy", now=now())
    with as_viewer(specialist) as one:
        with pytest.raises(NotPlanned, match="what she wants"):
            actions.make(by=one, case=found, wishes=" ", words="", summary="")
        actions.make(by=one, case=found, wishes="To stay in her home", words="I only want him to stop", summary="Stay, made safer")
        with pytest.raises(NotPlanned, match="which agency"):
            actions.agree(by=one, case=found, action=Agreed(what="Locks", owner_agency="", due=date(2026, 12, 24)))
    with as_viewer(specialist) as one:
        assert "safety-plan" in listed(one)
        assert not plan(found).owned
        agreed = actions.agree(by=one, case=found, action=LOCKS)
    with as_viewer(specialist) as one:
        assert "safety-plan" not in listed(one)
        assert plan(found).owned
        with pytest.raises(NotYet, match="only action"):
            recording.record_in_case(by=one, case=found, kind="plan.action_cancelled", data={"reason": "no money"}, about=[agreed])
        # As a duty is answered: the event names nobody, and has its people from what it is about.
        with pytest.raises(NotYet, match="only action"):
            recording.record_of(by=one, kind="plan.action_cancelled", data={"reason": "no money"}, persons={}, about=[agreed])
        actions.agree(by=one, case=found, action=LOCKS)
        actions.cancel(by=one, case=found, action=next(each for each in plan(found).actions if each.id == agreed), reason="twice")
        recording.record_in_case(by=one, case=found, kind="idva.closed", data={"reason": "she asked for it"})


def test_a_child_has_actions_of_its_own_and_done_needs_evidence(viewer_as):
    event("child.identified", ago(days=2), ANNA, BORIS, CHILD, age=10)
    found = case()
    with as_viewer(viewer_as("da_specialist")) as one:
        child = next(person.id for _role, person in actions.household(found))
        actions.agree(by=one, case=found, action=Agreed("School told", "northshire-housing", date(2026, 12, 24), person=child))
        with pytest.raises(NotPlanned, match="household"):
            actions.agree(
                by=one, case=found, action=Agreed("School told", "northshire-housing", date(2026, 12, 24), person=found.suspect_id)
            )
        (stands,) = plan(found).actions
        assert (stands.whose, stands.name) == ("child", "Mia Quillfeather")
        with pytest.raises(NotPlanned, match="how it is known"):
            actions.done(by=one, case=found, action=stands, evidence="")
        actions.done(by=one, case=found, action=stands, evidence="Head teacher rang back on Monday")
        (stands,) = plan(found).actions
        assert (stands.open, stands.evidence) == (False, "Head teacher rang back on Monday")
        assert Case.everything.filter(suspect_id__isnull=False).count() == 1


def test_an_escort_is_decided_by_a_supervisor_and_a_refusal_needs_a_reason_and_another_way(viewer_as):
    event("victim.requested", ago(minutes=20), *PAIR, request="escort", fear_for_life=True)
    found = case()
    sergeant = viewer_as("shift_sergeant")
    (asked,) = plan(found).escorts
    with as_viewer(sergeant) as one:
        assert "escort-decided" in listed(one)
    refused = {"granted": False, "stay": None}
    with as_viewer(viewer_as("first_responder")) as one, pytest.raises(NotYet, match="supervisor"):
        actions.decide_escort(by=one, case=found, asked=asked, granted=True, stay=True, reason="", alternative="")
    with as_viewer(sergeant) as one:
        with pytest.raises(NotYet, match="done instead"):
            actions.decide_escort(by=one, case=found, asked=asked, **refused, reason="no unit", alternative="")
        actions.decide_escort(
            by=one, case=found, asked=asked, **refused, reason="no unit", alternative="her brother drives her, unit at the door"
        )
    with as_viewer(sergeant) as one:
        assert "escort-decided" not in listed(one)
        (asked,) = plan(found).escorts
        with pytest.raises(NotPlanned, match="already"):
            actions.decide_escort(by=one, case=found, asked=asked, granted=True, stay=True, reason="", alternative="")


def test_an_alarm_stays_until_a_specialist_has_looked_again(viewer_as):
    event("alarm.installed", ago(days=40), *PAIR)
    event("risk.specialist_reviewed", ago(days=9), *PAIR, grade="high", role="da_specialist")
    found, off = case(), {"reason": "needed elsewhere"}
    with as_viewer(viewer_as("da_specialist")) as one:
        with pytest.raises(NotYet, match="specialist"):
            recording.record_in_case(by=one, case=found, kind="alarm.disabled", data=off)
        assert plan(found).alarm is not None
        recording.record_in_case(by=one, case=found, kind="risk.specialist_reviewed", data={"grade": "medium"})
        recording.record_in_case(by=one, case=found, kind="alarm.disabled", data=off)
        assert plan(found).alarm is None


def test_a_move_is_a_plan_of_its_own_and_where_to_stands_apart(viewer_as):
    high_risk(*PAIR)
    found = case()
    specialist, investigator = viewer_as("da_specialist"), viewer_as("investigator")
    library = in_force(date(2026, 12, 1))
    with as_viewer(specialist) as one:
        actions.plan_move(
            by=one, case=found, to="refuge", on=date(2026, 12, 28), destination="9 Marlowe Rise, Southmere", how="by train, alone",
            items={"move-travel": "northshire-police"}, library=library,
        )  # fmt: skip
        (move,) = plan(found).moves
        assert move.event.data["destination"] == "9 Marlowe Rise, Southmere"
        assert [each.plan for each in plan(found).actions] == ["move"]
        assert [each.kind for each in plan(found).escorts] == ["move.planned"]
    with as_viewer(investigator):
        (move,) = plan(found).moves
        assert {"destination", "how"}.isdisjoint(move.event.data)
        assert "data/destination" in move.event.withheld


def test_what_changes_asks_for_the_plan_to_be_looked_at_again(viewer_as):
    high_risk(*PAIR, at=ago(days=3))
    event("plan.made", ago(days=3), *PAIR, summary="stay, made safer", role="da_specialist")
    event("suspect.released", ago(hours=2), *PAIR, status="bail", role="custody_officer")
    found = case()
    with as_viewer(viewer_as("da_specialist")) as one:
        assert "plan-reviewed" in listed(one)
        with pytest.raises(NotPlanned, match="what had changed"):
            actions.review(by=one, case=found, unchanged=True, because="", words="")
        actions.review(by=one, case=found, unchanged=False, because="he is out on bail", words="She is afraid")
    with as_viewer(viewer_as("da_specialist")) as one:
        assert "plan-reviewed" not in listed(one)


def test_an_agency_says_of_itself_alone_what_it_has_free(viewer_as):
    advocate = viewer_as("idva")
    with as_viewer(advocate) as one:
        capacity.say(by=one, free=3, takes=["children"])
        capacity.say(by=one, free=1, takes=[])
        (said,) = capacity.latest(one, now())
        assert (said.free, said.what, said.stale) == (1, "advocate_cases", False)
    with as_viewer(viewer_as("da_specialist")) as one:
        with pytest.raises(ValueError, match="only of itself"):
            capacity.say(by=one, free=3, takes=[])
        with time_machine.travel(ago(days=-2), tick=False):
            assert capacity.latest(one, now())[0].stale
    with as_viewer(viewer_as("call_handler")) as one:
        assert not capacity.Capacity.objects.exists()


@pytest.mark.parametrize(
    ("line", "tells"),
    [
        ("The door is seen to", []),
        ("Meet at 14 Chestnut Avenue", ["address"]),
        ("Post to XN1 4AA", ["address"]),
        ("Ring 07700 900123", ["number"]),
        ("Write to anna@example.org", ["mail"]),
        ("When Boris is out", ["name"]),
        ("The refuge has a place", ["word"]),
        ("Refuges that are near", ["word"]),
        ("The shelter’s number is in my phone", ["word"]),
        ("When he is on bail", ["word"]),
        ("At the Tanglewoods", ["name"]),
        ("Boris's mother", ["name"]),
        ("Police come at two", ["agency"]),
        ("Northshire Housing come at two", ["agency"]),
        ("R.e.f.u.g.e at six", ["word"]),
        ("The re-fuge, or the ｒｅｆｕｇｅ", ["word"]),
        ("See about the non molestation papers", ["word"]),
        ("Rehúse the sáfe-house", ["word"]),
        ("Womens Aid, or women’s aid", ["agency"]),
        ("BORÍS is out", ["name"]),
        ("Ring o7700 9OO123", ["number"]),
        ("Ring 07700/900/123", ["number"]),
        ("oh double seven double oh nine double oh one two three", ["number"]),
        ("Dentist 05/12/2026, 10.30, bring 4", []),
        ("One, two or three eggs and 7 apples", []),
        ("Look at example.org", ["web"]),
        ("Near X N 1 4 A A", ["address"]),
        ("Meet at 14 Larch Rise", ["address"]),
    ],
)
def test_a_copy_that_she_holds_tells_nothing_to_whoever_finds_it(line, tells):
    told = copying.telling([line], names=["Boris", "Tanglewood"], agencies=["Northshire Housing"], agencies_named=False)
    assert [kind for _place, kind in told] == tells
    named = copying.telling([line], names=[], agencies=["Northshire Housing"], agencies_named=True)
    assert "agency" not in [kind for _place, kind in named]


def test_a_number_that_is_parted_over_two_lines_tells():
    told = copying.telling(["Eggs", "07700", "900123", "Milk"], names=[], agencies=[], agencies_named=False)
    assert told == [(3, "number")]


def test_all_that_the_library_puts_on_a_copy_tells_nothing():
    hers = [each.hers for each in in_force(date(2026, 12, 1)).actions.values() if each.hers]
    assert hers
    assert copying.telling(hers, names=[], agencies=[], agencies_named=False) == []


def test_an_area_adds_its_own_actions_from_a_day(tmp_path, settings):
    own = tmp_path / "own.yaml"
    own.write_text(
        'versions:\n  - {version: "n1", from: 2026-12-02, source: ours, confidence: M, sections: {}, actions: '
        "{dogs: {section: pets, what: A kennel, for: [victim], days: 1}}}\n",
        encoding="utf-8",
    )
    settings.SAFEHOLD_PLAN_ACTIONS = str(own)
    assert "dogs" not in in_force(date(2026, 12, 1)).actions
    assert {"dogs", "locks"} <= in_force(date(2026, 12, 2)).actions.keys()
    with pytest.raises(BadLibrary, match="there is no section 'nowhere'"):
        read(own.read_text("utf-8").replace("pets", "nowhere"), "own.yaml", {"pets": "Pets"})


def left(viewer) -> list[str]:
    with as_viewer(viewer) as one:
        return [each.case for each in unplanned(one, role=one.role).places]


def planned() -> EventId:
    event("plan.made", ago(hours=20), *PAIR, wishes="To stay", role="da_specialist")
    return event("plan.action_agreed", ago(hours=20), *PAIR, action="Locks", owner_agency="northshire-housing", role="da_specialist")


def test_whose_last_owned_action_another_system_takes_away_is_on_the_specialists_list_in_the_next_transaction(viewer_as):
    specialist, officer, advocate = viewer_as("da_specialist"), viewer_as("first_responder"), viewer_as("idva")
    high_risk(*PAIR, at=ago(days=1))
    assert left(specialist) == []  # the duty to make a plan stands on her list
    first, second = planned(), planned()
    assert left(specialist) == []
    event("plan.action_cancelled", ago(hours=3), about=first, agency="northshire-housing", reason="no money")
    assert left(specialist) == []
    event("plan.action_cancelled", ago(hours=2), about=second, agency="northshire-housing", reason="no money")
    with as_viewer(specialist) as one:
        assert "safety-plan" not in listed(one)  # it was met once, and rules do not take that back
    assert left(specialist) == [case().id]
    assert left(officer) == left(advocate) == []  # her service is not in the case
    with as_viewer(specialist) as one:
        actions.agree(by=one, case=case(), action=LOCKS)
    assert left(specialist) == []


def test_whom_a_specialist_grades_high_again_after_a_lowering_is_on_the_list_though_no_duty_begins(viewer_as):
    specialist = viewer_as("da_specialist")
    high_risk(*PAIR, at=ago(days=6))
    only = planned()
    event("risk.regraded", ago(hours=9), *PAIR, role="da_specialist", more={"from": "high", "to": "medium"}, reason="he is in prison")
    event("plan.action_cancelled", ago(hours=8), about=only, reason="not needed")
    assert left(specialist) == []
    event("risk.specialist_reviewed", ago(hours=1), *PAIR, role="da_specialist", grade="high", reason="he is out")
    with as_viewer(specialist) as one:
        assert "safety-plan" not in listed(one)
    assert left(specialist) == [case().id]
    event("death.reported", ago(minutes=5), ANNA | {"role": "deceased"}, circumstances="unexplained")
    assert left(specialist) == []


def test_where_the_police_have_no_specialist_whoever_stands_in_has_her_on_their_list(viewer_as):
    sergeant = viewer_as("shift_sergeant")
    high_risk(*PAIR, at=ago(days=1))
    event("plan.action_cancelled", ago(hours=1), about=planned(), reason="no money")
    assert left(sergeant) == []
    Posting.objects.filter(role="da_specialist").update(last_day=date(2020, 1, 1))
    assert left(viewer_as("shift_sergeant")) == [case().id]
