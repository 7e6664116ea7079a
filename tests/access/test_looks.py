import psycopg
import pytest

from safehold.access.looks import Look, look


def test_a_look_says_who_in_which_role_saw_whom_and_why(viewer_as):
    viewer = viewer_as("investigator")
    look(viewer, "page", persons=[7, 3, 7], case_ids=["3-7"], task="cad/91", why="She asked me to")
    one = Look.objects.get()
    assert (one.user.staff_id, one.agency, one.role, one.kind, one.refused) == (
        "npol-i-104",
        "northshire-police",
        "investigator",
        "page",
        False,
    )
    assert (one.persons, one.case_ids, one.task, one.why) == ([3, 7], ["3-7"], "cad/91", "She asked me to")
    assert (one.purpose, one.page, one.where_from) == ("investigation", "/page", "127.0.0.1")
    assert viewer.trace.looked


def test_a_look_of_an_unknown_kind_is_a_fault(viewer_as):
    with pytest.raises(ValueError, match="glance"):
        look(viewer_as("idva"), "glance")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_look SET why = ''",
        "DELETE FROM access_look",
        "TRUNCATE access_look",
        "DELETE FROM access_signinfailure",
        "DELETE FROM access_user",
        "DROP TABLE access_look",
        "ALTER TABLE access_look DISABLE TRIGGER ALL",
    ],
)
def test_the_database_refuses_to_let_the_application_change_what_was_logged(viewer_as, connection, owner, statement):
    look(viewer_as("idva"), "page", persons=[1])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)
    connection.rollback()
    assert owner.execute("SELECT persons FROM access_look").fetchall() == [([1],)]


def test_the_recorder_has_no_part_in_the_log_of_looks(connection):
    connection.execute("SET LOCAL ROLE safehold_recorder")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT * FROM access_look")
