"""No duty falls between lists: what is owed by a role that nobody holds, or by an agency at which nobody works, stands on somebody's."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from harness.recorded import OTHER_PAIR, PAIR, ago, event, now, released
from harness.signed_in import sign_in
from harness.signed_in import words as text
from safehold.access.models import Agency, Posting, User
from safehold.access.viewer import Viewer
from safehold.practice.safeguarding.worklist import duties_of_agency
from safehold.rulebook.models import OPEN, Obligation
from safehold.web import duties

CHASED = "The victim is told"


@pytest.fixture
def as_(client, staff):
    return lambda role: sign_in(client, role)


def nobody_is(role: str, agency: str = "northshire-police") -> None:
    """Whoever is in the role leaves it: yesterday was their last day."""
    Posting.objects.filter(role=role, agency_id=agency).update(last_day=timezone.localdate() - timedelta(days=1))


def address(do: str = "", rule: str = "victim-told-of-release") -> str:
    return duties.address(Obligation.everything.get(rule=rule), do)


def test_what_nobody_at_the_agency_holds_stands_with_those_who_answer_for_all_and_says_so(as_):
    nobody_is("investigator")
    released(*PAIR, at=ago(days=20))
    shown = text(as_("shift_sergeant").get("/work/"))
    assert CHASED in shown
    assert "Nobody at Northshire Police is an investigator: hand it over or do it." in shown
    assert "Nobody at" in text(as_("da_specialist").get("/work/"))
    assert CHASED not in text(as_("first_responder").get("/work/"))


def test_what_somebody_holds_is_theirs_alone_and_nothing_is_said_of_it(as_):
    released(*PAIR, at=ago(days=20))
    assert CHASED not in text(as_("shift_sergeant").get("/work/"))
    assert "Nobody at" not in text(as_("investigator").get("/work/"))


def test_somebody_who_may_not_sign_in_any_more_holds_nothing(as_):
    User.objects.filter(postings__role="investigator").update(is_active=False)
    released(*PAIR, at=ago(days=20))
    assert "Nobody at Northshire Police is an investigator" in text(as_("shift_sergeant").get("/work/"))


def test_where_nobody_answers_for_all_it_stands_with_everybody_who_may_answer(as_):
    event("plan.action_agreed", ago(days=20), *PAIR, agency="northshire-probation", action="new locks", due=str(ago(days=5).date()),
          owner_agency="northshire-probation")  # fmt: skip
    shown = text(as_("offender_manager").get("/work/"))
    assert "Nobody at Northshire Probation is an agency representative" in shown


def test_it_can_be_done_from_there(as_):
    nobody_is("investigator")
    released(*PAIR)
    client = as_("shift_sergeant")
    row = re.search(r'href="(/duties/\d+/victim-told-of-release/[^"]+/done/[^"]*)"', client.get("/work/").text).group(1)
    assert client.get(row.replace("&amp;", "&")).status_code == 200
    answer = client.post(address("done"), {"kind": "victim.told", "data-topic": "release", "data-method": "by hand"}, follow=True)
    assert "is answered" in text(answer)


def test_it_can_be_handed_over_to_somebody_who_is_there_and_to_nobody_else(as_):
    nobody_is("investigator")
    released(*PAIR)
    client = as_("shift_sergeant")
    form = client.get(address("hand-over")).text
    assert 'value="northshire-police/witness_care_officer"' in form
    assert 'value="northshire-police/investigator"' not in form
    given = {"to": "northshire-police/witness_care_officer", "reason": "They see her today"}
    assert "Handed over." in client.post(address("hand-over"), given, follow=True).text
    assert CHASED not in text(client.get("/work/"))
    assert CHASED in text(as_("witness_care_officer").get("/work/"))


def test_whoever_only_does_their_own_work_may_not_take_it(as_):
    nobody_is("investigator")
    released(*PAIR)
    assert as_("witness_care_officer").get(address("done")).status_code == 403


def test_the_board_says_what_nobody_holds(as_):
    nobody_is("investigator")
    released(*PAIR, at=ago(days=20))
    shown = text(as_("control_room_supervisor").get("/board/")).partition("Overdue, by who must answer")[2]
    assert "Investigator Held by nobody" in shown


def test_an_agency_at_which_nobody_works_leaves_it_to_whoever_recorded_what_started_it(as_):
    event("marac.listed", ago(days=9), *PAIR, agency="northshire-csp", role="marac_coordinator", agencies=["northshire-health"],
          closing=str(ago(days=2).date()))  # fmt: skip
    client = as_("marac_coordinator")
    page = client.get("/work/")
    assert "Nobody at Northshire Health signs in here: ask them for it." in text(page)
    assert "/hand-over/" in page.text
    assert "/done/" not in page.text  # research is that agency's own, and nothing of ours answers for it
    assert "/help/" not in page.text
    assert client.get(address("hand-over", "marac-research")).status_code == 200
    assert "Nobody at" not in text(as_("da_specialist").get("/work/"))


def test_an_action_of_an_agency_at_which_nobody_works_can_be_recorded_for_it(as_):
    event("call.received", ago(days=30), *PAIR, channel="999", domestic=True)
    event("plan.action_agreed", ago(days=20), *PAIR, role="da_specialist", action="new locks", due=str(ago(days=5).date()),
          owner_agency="northshire-housing")  # fmt: skip
    client = as_("da_specialist")
    assert "Nobody at Northshire Housing signs in here: ask them, hand it over or do it." in text(client.get("/work/"))
    client.post(address("done", "plan-action-done"), {"kind": "plan.action_done"})
    assert Obligation.everything.get(rule="plan-action-done").state == "late"


def test_where_nobody_works_at_the_recording_agency_either_the_police_of_the_area_have_it(as_):
    event("court.outcome", ago(days=20), *PAIR, agency="northshire-courts", outcome="convicted")
    shown = text(as_("shift_sergeant").get("/work/"))
    assert "Nobody at Northshire Courts signs in here" in shown
    assert "A case that is not shared with your agency" in shown
    assert "QUILLFEATHER" not in shown
    assert "Investigator, Northshire Courts Nobody there signs in here" in text(as_("control_room_supervisor").get("/board/"))
    assert "Northshire Courts" not in text(as_("marac_coordinator").get("/work/"))


def test_another_areas_are_not_ours(as_):
    event("court.outcome", ago(days=20), *PAIR, agency="northshire-courts", outcome="convicted")
    Agency.objects.filter(slug="northshire-courts").update(area="Southmere")
    assert "Nobody at" not in text(as_("shift_sergeant").get("/work/"))


def test_an_agency_that_nobody_has_heard_of_owes_it_to_whoever_named_it(as_):
    event("idva.referred", ago(days=20), *PAIR, role="da_specialist", consent=True, to="an-advocate-elsewhere")
    assert "Nobody at an-advocate-elsewhere signs in here" in text(as_("da_specialist").get("/work/"))


def test_a_restricted_case_stays_with_those_to_whom_it_is_restricted(as_):
    nobody_is("investigator")
    released(*PAIR, at=ago(days=20))
    event("record.restricted", ago(hours=1), *PAIR, to=["npol-ds-104"], reason="he works here")
    assert CHASED not in text(as_("shift_sergeant").get("/work/"))
    assert CHASED in text(as_("da_specialist").get("/work/"))


def test_every_open_duty_of_an_area_with_police_stands_on_somebodys_list(staff):
    """With each agency in turn recording, whoever works there and whoever does not."""
    agencies = list(Agency.objects.exclude(slug="inspectorate").values_list("slug", flat=True))
    for number, agency in enumerate(agencies):
        her, him = ({**each, "ref": f"{each['ref']}-{number}", "family_name": f"{each['family_name']}{number}"} for each in OTHER_PAIR)
        for kind, data in (("court.outcome", {"outcome": "convicted"}), ("third_party.reported", {}), ("suicide_risk.identified", {}),
                           ("bail.breach_reported", {}), ("risk.assessed", {"grade": "high", "score": 16})):  # fmt: skip
            event(kind, ago(days=30), her, him, agency=agency, **data)
    still = Obligation.everything.filter(OPEN, answerable=True)
    listed: set[int] = set()
    for one in Posting.objects.select_related("user", "agency"):
        who = Viewer(one.user_id, one.user.staff_id, "", one.agency_id, str(one.agency), one.agency.kind, one.role, one.pk)
        listed |= set(duties_of_agency(who, now(), role=one.role).values_list("id", flat=True))
    missing = [(each.agency, each.who, each.rule) for each in still if each.id not in listed]
    assert len(still) > 30
    assert missing == []
