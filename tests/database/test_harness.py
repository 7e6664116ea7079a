import psycopg
import pytest
from django.db import connection as django_connection
from django.db import transaction

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
