import os
from pathlib import Path

import psycopg
import pytest
from django.db import connection as django_connection
from django.db import transaction

from harness.databases import NOT_PUT_BACK, connect_django
from harness.kept import told
from safehold.access import context


def test_django_signs_in_as_the_application_and_reads_as_programs_do_until_a_viewer_is_named(database):
    with transaction.atomic(), django_connection.cursor() as cursor:
        cursor.execute("SELECT session_user, current_user")
        assert cursor.fetchone() == ("safehold_app", "safehold_command")
        context.nobody()
        cursor.execute("SELECT session_user, current_user")
        assert cursor.fetchone() == ("safehold_app", "safehold_app")


def test_the_application_may_become_the_recorder_for_a_transaction(connection):
    with connection.transaction():
        connection.execute("SET LOCAL ROLE safehold_recorder")
        assert connection.execute("SELECT current_user").fetchone() == ("safehold_recorder",)
    assert connection.execute("SELECT current_user").fetchone() == ("safehold_app",)


@pytest.mark.parametrize("turn", [1, 2])
def test_what_one_test_commits_the_next_does_not_see(owner, turn):
    owner.execute("CREATE TABLE left_behind (turn int)")
    owner.commit()


def test_the_application_may_not_make_tables(connection):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE mine (a int)")


def test_what_one_test_wrote_changed_and_removed_is_as_it_was_for_the_next_and_numbers_begin_anew(databases, django_db_blocker):
    with django_db_blocker.unblock(), databases.clone(staffed=True) as clone, psycopg.connect(clone.owner, autocommit=True) as owner:
        staff = "SELECT id, display_name FROM access_user ORDER BY id"
        before, name = owner.execute(staff).fetchall(), clone.app
        looked = "INSERT INTO access_look (user_id, agency, role, kind, refused, persons, case_ids, purpose, why, task, page)"
        looked += " SELECT min(id), 'northshire-police', '', 'page', false, '{}', '{}', '', '', '', '' FROM access_user RETURNING id"
        assert owner.execute(looked).fetchone() == (1,)
        owner.execute("DELETE FROM access_posting")
        owner.execute("UPDATE access_user SET display_name = 'Somebody Else'")
    with databases.clone(staffed=True) as clone, psycopg.connect(clone.owner, autocommit=True) as owner:
        assert clone.app == name
        assert owner.execute(staff).fetchall() == before
        assert owner.execute("SELECT count(*) > 10 FROM access_posting").fetchone() == (True,)
        assert owner.execute(looked).fetchone() == (1,)


@pytest.mark.parametrize(
    "done",
    [
        "CREATE TABLE left_behind (a int)",
        "ALTER TABLE access_look DISABLE TRIGGER USER",
        "GRANT DELETE ON access_look TO safehold_app",
        "ANALYZE",
    ],
)
def test_a_database_in_which_more_than_rows_was_changed_is_nobodys_afterwards_and_the_run_says_so(databases, done):
    with databases.clone(staffed=False) as clone, psycopg.connect(clone.owner, autocommit=True) as owner:
        name = clone.app
        owner.execute(done)
    with databases.clone(staffed=False) as clone:
        assert clone.app != name
    given_up = (Path(os.environ["SAFEHOLD_HOME"]) / NOT_PUT_BACK).read_text("utf-8").splitlines()
    here = [line for line in given_up if "and_the_run_says_so" in line]
    assert "made anew" in told(here)
    assert f"more than rows was changed ({len(here)}, first after tests/database/test_harness.py" in told(here)


def test_a_connection_that_the_next_test_has_too_is_as_a_new_one_and_between_them_there_is_none(databases, django_db_blocker):
    alone = "SELECT pg_try_advisory_lock(1, 2), pg_backend_pid(), current_user, coalesce(current_setting('kept.thing', true), '')"
    with django_db_blocker.unblock():
        with databases.clone(staffed=False) as clone:
            connect_django(clone)
            with django_connection.cursor() as cursor:
                before = cursor.execute(alone).fetchone()
                cursor.execute("SET kept.thing = 'said'")
                cursor.execute("SET ROLE safehold_app")
        assert django_connection.connection is None
        assert django_connection.settings_dict["NAME"] == "none"
        with databases.clone(staffed=False) as again:
            assert again == clone
            connect_django(again)
            with django_connection.cursor() as cursor:
                assert cursor.execute(alone).fetchone() == before == (True, before[1], "safehold_command", "")
                cursor.execute("BEGIN; INSERT INTO access_agency VALUES ('left-police', 'Left', 'police', 'Left')")
        with databases.clone(staffed=False) as third, psycopg.connect(third.owner) as owner:
            assert third == clone
            assert owner.execute("SELECT FROM access_agency").fetchall() == []
            connect_django(third)
            with django_connection.cursor() as cursor:
                assert cursor.execute("SELECT pg_backend_pid()").fetchone() != (before[1],)
