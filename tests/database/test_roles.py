import psycopg
import pytest
from psycopg import sql

from safehold.database import DatabaseUnavailable, roles


@pytest.fixture
def administrator(server):
    with psycopg.connect(server.admin, autocommit=True) as connection:
        yield connection


def states(connection) -> set[tuple[object, ...]]:
    return set(connection.execute("SELECT rolname, rolcanlogin, rolinherit, rolsuper FROM pg_roles WHERE rolname LIKE 'safehold%'"))


def test_the_roles_are_what_they_should_be(administrator):
    assert states(administrator) == {
        ("safehold_owner", True, True, False),
        ("safehold_recorder", False, True, False),
        ("safehold_app", True, False, False),
        ("safehold_confidential", False, True, False),
        ("safehold_matcher", False, True, False),
        ("safehold_check", False, True, False),
        ("safehold_command", False, True, False),
    }


def test_making_them_again_changes_nothing(administrator):
    before = states(administrator)
    roles.ensure(administrator)
    assert states(administrator) == before


def test_the_application_has_nothing_of_the_recorder_s_until_it_becomes_the_recorder(server):
    with psycopg.connect(server.owner) as owner, psycopg.connect(server.app) as app:
        owner.execute("CREATE TABLE written (a int)")
        owner.execute("GRANT SELECT, INSERT ON written TO safehold_recorder")
        owner.commit()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("INSERT INTO written VALUES (1)")
        app.rollback()
        app.execute("SET LOCAL ROLE safehold_recorder")
        app.execute("INSERT INTO written VALUES (1)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DELETE FROM written")
        app.rollback()


def test_what_went_astray_is_put_right(administrator):
    administrator.execute("ALTER ROLE safehold_app INHERIT")
    administrator.execute("GRANT safehold_recorder TO safehold_app WITH INHERIT TRUE")
    administrator.execute("ALTER ROLE safehold_recorder LOGIN")
    administrator.execute("ALTER ROLE safehold_confidential LOGIN")
    administrator.execute("ALTER ROLE safehold_command LOGIN")
    administrator.execute("REVOKE safehold_matcher FROM safehold_app")
    administrator.execute("GRANT safehold_confidential TO safehold_app, safehold_recorder")
    roles.ensure(administrator)
    test_the_roles_are_what_they_should_be(administrator)
    inherits = "SELECT roleid::regrole::text, inherit_option FROM pg_auth_members WHERE member = 'safehold_app'::regrole ORDER BY 1"
    becomes = ("safehold_check", "safehold_command", "safehold_matcher", "safehold_recorder")
    assert administrator.execute(inherits).fetchall() == [(role, False) for role in becomes]
    belong = "SELECT member::regrole::text FROM pg_auth_members WHERE roleid = 'safehold_confidential'::regrole"
    assert administrator.execute(belong).fetchall() == [("safehold_owner",)]


def test_an_owner_who_may_not_create_roles_is_told_what_to_have_run(server, administrator):
    administrator.execute("REVOKE safehold_recorder FROM safehold_app")
    with psycopg.connect(server.owner, autocommit=True) as owner, pytest.raises(DatabaseUnavailable) as refused:
        roles.ensure(owner)
    assert "safehold_owner may not create them" in str(refused.value)
    command = str(refused.value).splitlines()[-1].strip()
    assert command == "GRANT safehold_recorder TO safehold_app WITH INHERIT FALSE, SET TRUE;"
    administrator.execute(sql.SQL(command))
    with psycopg.connect(server.owner, autocommit=True) as owner:
        roles.ensure(owner)
