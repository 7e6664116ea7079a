"""Whose danger first: how duties are gathered by case, grouped by when they are due, and ordered; and that it stays quick."""

from contextlib import contextmanager
from importlib import import_module

import msgspec
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from harness.recorded import ANNA, BORIS, CLARA, OTHER_PAIR, PAIR, ago, event, high_risk, now, released
from safehold.access import context
from safehold.chronology.times import DAY
from safehold.practice.safeguarding import worklist as lists
from safehold.practice.safeguarding.worklist import Group, by_owner, worklist
from safehold.rulebook.models import Obligation


def listed(viewer, role="", **more):
    return worklist(viewer, now(), role=role, **more)


def rules(listed_group):
    return [duty.rule for place in listed_group.places for duty in place.duties]


def test_a_case_is_one_row_with_its_duties_of_a_group_beneath(viewer_as):
    viewer = viewer_as("investigator")
    released(*PAIR, at=ago(days=20))
    event("arrest.made", ago(days=21), *PAIR, offence="assault", power="offence")
    overdue = listed(viewer, "investigator")[Group.OVERDUE]
    assert len(overdue.places) == overdue.all_places == 1
    assert overdue.all_duties == len(rules(overdue)) > 2
    dues = [duty.due_latest for duty in overdue.places[0].duties]
    assert dues == sorted(dues)


def test_danger_comes_before_the_time_it_is_due(viewer_as):
    viewer = viewer_as("investigator")
    released(*PAIR, at=ago(days=40))
    event("risk.assessed", ago(days=41), *PAIR, instrument="dash", grade="standard", score=1)
    released(*OTHER_PAIR, at=ago(days=20))
    high_risk(*OTHER_PAIR, at=ago(days=21))
    dangers = [place.danger for place in listed(viewer, "investigator")[Group.OVERDUE].places]
    assert dangers == sorted(dangers, reverse=True)
    assert len(set(dangers)) == 2


def test_duties_stand_by_when_they_are_due_and_move_as_time_goes_by(viewer_as):
    viewer = viewer_as("investigator")
    released(*PAIR)
    duty = Obligation.objects.for_viewer(viewer).get(rule="victim-told-of-release")

    def group(at):
        return [group for group, each in worklist(viewer, at, role="investigator").items() if "victim-told-of-release" in rules(each)]

    assert group(duty.due_latest + 1) == [Group.OVERDUE]
    assert group(duty.due_latest) == [Group.OVERDUE]
    assert group(duty.due_latest - 1) == [Group.TODAY]
    assert group(duty.triggered_latest) == [Group.COMING]  # due on the next working day, whatever the hour


def test_what_a_feed_does_not_reach_yet_is_on_the_list_all_the_same(viewer_as):
    viewer = viewer_as("investigator")
    released(*PAIR, at=ago(days=20))
    event("coverage.declared", ago(days=20), feed="custody", complete_through=ago(days=20).isoformat())
    overdue = listed(viewer, "investigator")[Group.OVERDUE]
    assert {duty.state_now for place in overdue.places for duty in place.duties} == {"unknown"}


def test_a_role_has_its_own_duties_and_those_it_was_asked_to_help_with(viewer_as):
    viewer = viewer_as("witness_care_officer")
    trigger = released(*PAIR, at=ago(days=20))
    assert listed(viewer, "witness_care_officer")[Group.OVERDUE].all_duties == 0
    named = {"duty": "victim-told-of-release", "trigger": {"source": trigger.source, "id": trigger.id}}
    event("duty.help_asked", ago(hours=1), **named, of={"role": "witness_care_officer"}, why="cannot reach her")
    assert rules(listed(viewer, "witness_care_officer")[Group.OVERDUE]) == ["victim-told-of-release"]


def test_an_event_of_two_cases_is_listed_once_under_the_more_dangerous(viewer_as):
    viewer = viewer_as("offender_manager", "northshire-police")
    event("call.received", ago(days=90), ANNA, BORIS, channel="999", domestic=True)
    event("call.received", ago(days=80), CLARA, BORIS, channel="999", domestic=True)
    high_risk(CLARA, BORIS, at=ago(days=79))
    overdue = listed(viewer, "offender_manager")[Group.OVERDUE]
    (duty,) = [duty for place in overdue.places for duty in place.duties if duty.rule == "serial-suspect-managed"]
    assert len(duty.cases) == 2
    assert [place.danger for place in overdue.places] == [max(place.danger for place in overdue.places)]
    assert overdue.all_duties == 1


def test_a_restricted_case_is_on_no_list_but_that_of_the_named(viewer_as):
    named, other = viewer_as("da_specialist"), viewer_as("investigator")
    released(*PAIR, at=ago(days=20))
    event("record.restricted", ago(hours=1), *PAIR, to=[named.staff_id], reason="he works here")
    assert listed(other, "investigator")[Group.OVERDUE].all_duties == 0
    assert listed(named)[Group.OVERDUE].all_duties > 0
    assert by_owner(other, now()).owners == []


def test_another_agencys_duties_are_not_ours(viewer_as):
    released(*PAIR, at=ago(days=20), agency="southmere-police")
    assert all(each.all_duties == 0 for each in listed(viewer_as("da_specialist")).values())


def test_what_is_overdue_is_counted_by_who_must_answer_the_most_dangerous_first(viewer_as):
    viewer = viewer_as("control_room_supervisor")
    high_risk(*PAIR, at=ago(days=20))
    event("risk.assessed", ago(days=30), *OTHER_PAIR, instrument="dash", grade="standard", score=1)
    owners = by_owner(viewer, now()).owners
    assert [each.danger for each in owners] == sorted((each.danger for each in owners), reverse=True)
    overdue = listed(viewer)[Group.OVERDUE]
    assert sum(each.overdue for each in owners) == overdue.all_duties
    assert next(each for each in owners if each.who == "da_specialist").grade == "high"


@pytest.fixture
def crowd(owner):
    """Thirty thousand duties of five thousand cases, a third of them open, as COPY would bring them."""
    owner.execute("INSERT INTO safeguarding_standing (case_id, grade, graded_by, graded_agency, instrument, danger, dangers, relation_now,"
                  " plan_summary, wants, call_unsafe, reports, children, owner, owner_agency) SELECT n || '-' || n + 1, '', '', '', '',"
                  " 100 + n * 7 % 250, '{}', '', '', '', '', '{}', 0, '', '' FROM generate_series(1, 5000) n")  # fmt: skip
    owner.execute("INSERT INTO ranking_case SELECT case_id, '', '', '[{}]', '{-1, 1}', ARRAY[9000, danger], '{}'"
                  " FROM safeguarding_standing")  # fmt: skip
    owner.execute("INSERT INTO ranking_step SELECT case_id, -1, 1, 9000 FROM safeguarding_standing UNION ALL"
                  " SELECT case_id, 1, 9223372036854775807, danger FROM safeguarding_standing")  # fmt: skip
    owner.execute("INSERT INTO identity_case_agency SELECT case_id, 'northshire-police' FROM safeguarding_standing")
    owner.execute("INSERT INTO rulebook_obligation (rule, version, trigger, subject, \"each\", trigger_event, cases, triggered_earliest,"
                  " triggered_latest, due_earliest, due_latest, state, decided_by, who, agency, says, outcome, kind, timed, answerable,"
                  " awaiting, help_role, help_why) SELECT 'risk-renewed', '2013', n, '', '', n,"
                  " ARRAY[(n % 5000 + 1) || '-' || (n % 5000 + 2)], 1, 1, n, n, (ARRAY['fulfilled', 'fulfilled', 'breached'])[n % 3 + 1],"
                  " '{}', (ARRAY['investigator', 'dispatcher'])[n % 2 + 1],"
                  " (ARRAY['northshire-police', 'southmere-police'])[n % 5 / 4 + 1], '', '', 'response', true, true, '', '', ''"
                  " FROM generate_series(1, 30000) n")  # fmt: skip
    for table in ("safeguarding_standing", "ranking_case", "ranking_step", "rulebook_obligation", "identity_case_agency"):
        owner.execute(f"ANALYZE {table}")
    owner.commit()


def test_a_long_list_is_read_through_its_index_in_a_fixed_number_of_queries(viewer_as, crowd):
    viewer = viewer_as("investigator")
    with read_by_index(), CaptureQueriesContext(connection) as asked:
        found = listed(viewer, "investigator")
    assert len(found[Group.OVERDUE].places) == lists.PAGE
    assert found[Group.OVERDUE].all_duties == 4000
    assert len(asked) == 9  # two of them ask for agencies and what is kept from whom, three for what was counted lately, and keep it


def test_the_list_of_somebody_who_stands_in_is_read_through_its_index_too(viewer_as, crowd):
    with read_by_index(), CaptureQueriesContext(connection) as asked:
        found = listed(viewer_as("da_specialist"), "da_specialist")
    assert found[Group.OVERDUE].all_duties == 0
    assert len(asked) <= 8


def test_who_has_how_much_overdue_is_one_question_however_much_it_is(viewer_as, crowd):
    with CaptureQueriesContext(connection) as asked:
        found = by_owner(viewer_as("control_room_supervisor"), now()).owners
    assert [each.overdue for each in found] == [4000, 4000]
    assert len(asked) <= 6  # the others ask who works where, and who owes anything


def test_where_it_is_very_much_it_is_counted_now_and_then_for_those_from_whom_the_same_is_kept(viewer_as, crowd, owner, monkeypatch):
    monkeypatch.setattr(lists, "MANY_IN_ALL", 7_000)

    def counted(viewer):
        with transaction.atomic():
            context.enter(viewer)
            return by_owner(viewer, now())

    viewer = viewer_as("control_room_supervisor")
    other = msgspec.structs.replace(viewer, user_id=-1, staff_id="somebody-else")
    first = counted(viewer)
    assert first.at is None
    owner.execute("UPDATE rulebook_obligation SET state = 'fulfilled' WHERE who = 'dispatcher'")
    owner.execute("INSERT INTO identity_restriction VALUES ('1-2', %s)", [[viewer.staff_id]])
    owner.commit()
    again, theirs = counted(viewer), counted(other)
    assert again.owners == first.owners
    assert again.at is not None
    assert theirs.at is None
    assert sum(each.overdue for each in theirs.owners) < 4000


@contextmanager
def read_by_index():
    """What is done in it, in one transaction, reads no table of duties from end to end. The database's count holds what transactions before
    have not handed in yet, which they do once a second at most."""
    with transaction.atomic():
        before = scans_of_duties()
        yield
        whole, by_index = (after - first for after, first in zip(scans_of_duties(), before, strict=True))
    assert (whole, by_index > 0) == (0, True)


def scans_of_duties() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq_scan, idx_scan FROM pg_stat_xact_user_tables WHERE relname = 'rulebook_obligation'")
        return cursor.fetchone()


def test_pages_follow_one_another_without_gap_or_repeat(viewer_as, crowd):
    viewer = viewer_as("investigator")
    first = listed(viewer, "investigator")[Group.OVERDUE]
    second = listed(viewer, "investigator", pages={Group.OVERDUE: 2})[Group.OVERDUE]
    assert not {place.case for place in first.places} & {place.case for place in second.places}
    assert first.places[-1].danger >= second.places[0].danger
    assert first.pages == -(-first.all_places // lists.PAGE)
    last = listed(viewer, "investigator", pages={Group.OVERDUE: first.pages})[Group.OVERDUE]
    assert 0 < len(last.places) <= lists.PAGE


def test_a_viewer_of_their_own_role_only_counts_no_others_duties(viewer_as, crowd):
    viewer = viewer_as("dispatcher")
    assert listed(viewer)[Group.OVERDUE].all_duties == listed(viewer, "dispatcher")[Group.OVERDUE].all_duties


def test_walked_from_the_most_dangerous_down_a_list_is_the_same_as_sorted(viewer_as, crowd, owner, monkeypatch):
    """Among them duties of two cases, some of them kept from the viewer, some that their role helps with, and some of each other group."""
    viewer = viewer_as("investigator")
    owner.execute("UPDATE rulebook_obligation SET cases = cases || ARRAY[(id % 4999 + 1) || '-' || (id % 4999 + 2)] WHERE id % 11 = 0")
    owner.execute("UPDATE rulebook_obligation SET help_role = 'investigator' WHERE id % 14 = 0")
    owner.execute("UPDATE rulebook_obligation SET due_latest = NULL, state = 'pending' WHERE id % 13 = 0 AND state = 'breached'")
    owner.execute("UPDATE rulebook_obligation SET due_latest = %s WHERE id %% 19 = 0 AND state = 'breached'", [now() + 3 * DAY])
    owner.execute("UPDATE rulebook_obligation SET state = 'unknown' WHERE id % 17 = 0 AND state = 'breached'")
    owner.execute("INSERT INTO identity_restriction SELECT n || '-' || n + 1, '{}' FROM generate_series(1, 5000, 7) n")
    owner.execute("DELETE FROM identity_case_agency WHERE case_id LIKE '%3-%'")
    owner.commit()

    at, pages = now(), (1, 2, 40, 70)

    def read(page):
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            context.enter(viewer)
            found, after = lists.listed_and_later(viewer, at, role="investigator", pages=dict.fromkeys(Group, page))
        return any("work_by_danger" in each["sql"] for each in asked), {group: bare(each) for group, each in found.items()}, after

    monkeypatch.setattr(lists, "MANY", 1_000_000)
    sorted_up_to(owner, 1_000_000)
    in_order = [read(page) for page in pages]
    sorted_up_to(owner, 20)
    assert [read(page) for page in pages] == in_order  # each group walked
    monkeypatch.setattr(lists, "MANY", 1_000)
    assert read(1) == in_order[0]  # and now it is known how many there are
    for page, (_, found, after) in zip(pages, in_order, strict=True):
        assert read(page) == (True, found, after), page
    assert all(found[Group.OVERDUE][0] for _, found, _ in in_order[:3])
    assert all(places for places, _, _ in in_order[1][1].values())
    assert all(all_places > 20 for _, all_places, _ in in_order[0][1].values())


def sorted_up_to(owner, cases):
    """From how many cases on a group is walked: the functions with another number."""
    last = import_module("safehold.rulebook.migrations.0014_walked_for_what_is_long")
    told = last.COUNTED + last.KNOWN
    assert told.count(f"> {last.SORTED})") == 2
    owner.execute(told.replace(f"> {last.SORTED})", f"> {cases})"))
    owner.commit()


def bare(listed):
    places = [(place.case, place.danger, sorted(duty.id for duty in place.duties)) for place in listed.places]
    return places, listed.all_places, listed.all_duties
