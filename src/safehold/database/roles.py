"""The roles of the database.

- `safehold_owner` owns the database and migrates it.
- `safehold_recorder` cannot sign in; it alone may add to the chronology and write what is derived from it.
- `safehold_app` is how the application signs in. It belongs to the recorder but inherits nothing from it: it has to become
  the recorder (SET LOCAL ROLE) for the length of a transaction, which only `chronology.record` does.
- `safehold_confidential` cannot sign in; what is compared in confidence is its own, and others reach it only through its functions.
- `safehold_matcher` cannot sign in; it reads by what people are found and told apart, whoever may see them, and writes nothing.
- `safehold_check` cannot sign in; it reads what the matcher does, and the history that the check of an open call tells.
- `safehold_command` cannot sign in; it may do what the application may, and reads everything. Programs at the command line are it.

The application becomes the last three as it becomes the recorder. As itself it reads what the viewer whom it has named may see (row
security; access/context.py), and nothing where it has named nobody.
"""

import psycopg
from psycopg import sql

from safehold.database.errors import DatabaseUnavailable

OWNER = "safehold_owner"
RECORDER = "safehold_recorder"
APP = "safehold_app"
CONFIDENTIAL = "safehold_confidential"
MATCHER = "safehold_matcher"
CHECK = "safehold_check"
COMMAND = "safehold_command"

Connection = psycopg.Connection[tuple[object, ...]]


def ensure(connection: Connection, *, app_password: str | None = None, owner_password: str | None = None) -> None:
    """Makes what is missing of the roles, as an administrator or as an owner who may create roles."""
    wanted = missing(connection)
    if not wanted and app_password is None and owner_password is None:
        return
    try:
        with connection.transaction():
            for statement in wanted:
                connection.execute(sql.SQL(statement))
            for role, password in ((APP, app_password), (OWNER, owner_password)):
                if password is not None:
                    connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))
    except psycopg.errors.InsufficientPrivilege as error:
        if not wanted:
            return  # the roles are right; only the password may not be set, and signing in will tell whether it is
        said = "\n".join(f"  {statement};" for statement in wanted)
        raise DatabaseUnavailable(
            f"The database's roles are not ready, and {connection.info.user} may not create them. Ask an administrator of "
            f"{connection.info.host or 'the database'} to run this, and then to set a password with \\password {APP}:\n{said}"
        ) from error


def missing(connection: Connection) -> list[str]:
    """The statements that would put the roles right; constants only."""
    rows = connection.execute("SELECT rolname, rolcanlogin, rolinherit FROM pg_roles WHERE rolname LIKE 'safehold\\_%'")
    found = {row[0]: row[1:] for row in rows}
    statements = []
    if OWNER not in found:
        statements.append(f"CREATE ROLE {OWNER} LOGIN")
    if RECORDER not in found:
        statements.append(f"CREATE ROLE {RECORDER} NOLOGIN")
    elif found[RECORDER][0]:
        statements.append(f"ALTER ROLE {RECORDER} NOLOGIN")
    for role in (CONFIDENTIAL, MATCHER, CHECK, COMMAND):
        if role not in found:
            statements.append(f"CREATE ROLE {role} NOLOGIN")
        elif found[role][0]:
            statements.append(f"ALTER ROLE {role} NOLOGIN")
    if APP not in found:
        statements.append(f"CREATE ROLE {APP} LOGIN NOINHERIT")
    elif found[APP] != (True, False):
        statements.append(f"ALTER ROLE {APP} LOGIN NOINHERIT")
    # From PostgreSQL 16 on, inheriting is a property of each grant, taken from the role at the time of granting.
    per_grant = connection.info.server_version >= 160000
    for role in (RECORDER, MATCHER, CHECK, COMMAND):
        members = _members(connection, role, per_grant=per_grant)
        if members.get(APP) is not False:
            statements.append(f"GRANT {role} TO {APP}" + (" WITH INHERIT FALSE, SET TRUE" if per_grant else ""))
        if OWNER not in members:
            statements.append(f"GRANT {role} TO {OWNER}")
    trusted = _members(connection, CONFIDENTIAL, per_grant=per_grant)
    if OWNER not in trusted:
        statements.append(f"GRANT {CONFIDENTIAL} TO {OWNER}")
    statements += [f"REVOKE {CONFIDENTIAL} FROM {role}" for role in (APP, RECORDER) if role in trusted]
    return statements


def _members(connection: Connection, role: str, *, per_grant: bool) -> dict[object, object]:
    """Who belongs to a role, and whether they inherit from it."""
    inherits = "m.inherit_option" if per_grant else "false"
    return dict(
        connection.execute(
            sql.SQL(
                "SELECT member.rolname, bool_or({}) FROM pg_auth_members m JOIN pg_roles member ON member.oid = m.member"
                " JOIN pg_roles granted ON granted.oid = m.roleid WHERE granted.rolname = %s GROUP BY 1"
            ).format(sql.SQL(inherits)),
            [role],
        ).fetchall()  # type: ignore[arg-type]
    )
