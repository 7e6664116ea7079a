"""Whoever something was shared with sees it through row security, exactly as far as a plain model says, and no row more."""

import json
from datetime import timedelta

import psycopg
from django.db import connection as django
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from harness.databases import connect_django, disconnect_django
from safehold.access import context
from safehold.access.viewer import Viewer
from safehold.chronology.rebuilding import rebuild
from safehold.chronology.record import record
from safehold.chronology.times import instant
from sharing.areas import HEALTH, HOUSING, START, drawn

ROLES = {"agency_representative": True, "records_manager": False}
HELD = ("chronology_event", "identity_person", "identity_case", "identity_mention", "custody_bail", "safeguarding_safe_contact",
        "safeguarding_standing", "response_call", "identity_involvement")  # fmt: skip


def _viewer(agency: str, role: str) -> Viewer:
    return Viewer(1, "somebody", "Somebody", agency, agency, "housing", role, 0)


def _read(viewer: Viewer, query: str) -> list[tuple]:
    """As the application, with this viewer named and nothing else asked."""
    with transaction.atomic():
        context.enter(viewer)
        with django.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()


def _set_clock(owner: psycopg.Connection, at: int) -> None:
    owner.execute(f"CREATE OR REPLACE FUNCTION access.instant() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT {at}::bigint $$")


@settings(max_examples=4, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
@given(seed=st.integers(0, 10_000))
def test_the_receiver_reads_by_sql_just_what_the_model_says_before_an_end_and_after_it(databases, django_db_blocker, seed):
    area = drawn(seed)
    with django_db_blocker.unblock(), databases.clone(staffed=False) as clone, psycopg.connect(clone.owner, autocommit=True) as owner:
        connect_django(clone)
        try:
            for raw in area.raws:
                record([raw])
            assert rebuild(check=True).differences == []
            key_of = dict(owner.execute("SELECT seq, source_id FROM chronology_event").fetchall())
            couple_of = {
                case: int(key_of[seq][1])
                for case, seq in owner.execute("SELECT case_id, event_id FROM identity_case_event").fetchall()
                if key_of[seq].startswith("c")
            }
            for day in (15, 30, 31, 60, 61):
                at = START + timedelta(days=day)
                _set_clock(owner, instant(at))
                for agency in (HOUSING, HEALTH):
                    for role, reaches in ROLES.items():
                        _as_the_model_says(area, _viewer(agency, role), at, reaches, key_of, couple_of)
        finally:
            disconnect_django()


def _as_the_model_says(area, viewer, at, reaches, key_of, couple_of):
    expected = area.shown(viewer.agency, at, reaches=reaches)
    whole = area.whole(viewer.agency, at)
    seen: dict[str, dict[str, tuple[str, ...]]] = {}
    for share, event, case, told in _read(viewer, "SELECT share, event_id, case_id, told FROM sharing_shown"):
        if couple_of[case] in whole and key_of[share] not in expected:
            continue  # seen with the whole case: what was shared of it with others
        shown = seen.setdefault(key_of[share], {})
        if event != share:
            shown[key_of[event]] = tuple(json.loads(told).get("data", {}))
        text = str(told)
        assert not any(word in text for word in ("Quay Street", "01632", "Harbour", "heron")), text
    assert {key: {event: set(names) for event, names in shown.items()} for key, shown in seen.items()} == {
        key: {event: set(names) for event, names in shown.items()} for key, shown in expected.items()
    }
    cases = {couple_of[case] for (case,) in _read(viewer, "SELECT id FROM identity_case")}
    assert cases == whole
    for table in HELD:
        if not whole:
            assert _read(viewer, f"SELECT count(*) FROM {table}") == [(0,)], table
    named = {name for (name,) in _read(viewer, "SELECT family_name FROM identity_person")}
    assert len(named) == 2 * len(whole)
