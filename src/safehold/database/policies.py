"""Who sees which rows of a table, as operations of migrations. The owner sees all by owning. Nobody else sees a row unless a policy says
so, and the application, as itself, only what the viewer may see whom it has named (access/context.py).
"""

from collections.abc import Sequence

from django.db.migrations.operations import RunSQL

from safehold.database.roles import APP, CHECK, MATCHER, RECORDER

# Of a case in a column of this name: their agency is involved and it is not kept from them, or they have broken its glass. Worked out once
# for a query are those in brackets; involvement is an index look-up for each row.
CASE = """
(EXISTS (SELECT FROM identity_case_agency a WHERE a.case_id = {column} AND a.agency = (SELECT access.agency_of_cases()))
   AND NOT {column} = ANY((SELECT access.kept_cases())::text[]))
 OR {column} = ANY((SELECT access.opened_cases())::text[])
"""


def of_case(column: str) -> str:
    return CASE.format(column=column)


def protect(*tables: str, seen: str = "", adds: str = "", changes: str = "") -> RunSQL:
    """Row security on these tables. The recorder, which works out state from everybody's events, has all rows; the application those for
    which `seen` holds, and none where it says nothing. It may add those for which `adds` holds, and change or remove those for which
    `changes` does, as far as it has the right to at all."""
    statements = []
    for table in tables:
        statements += [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"CREATE POLICY recorder ON {table} TO {RECORDER} USING (true)",
        ]
        if seen:
            statements.append(f"CREATE POLICY seen ON {table} FOR SELECT TO {APP} USING ({seen})")
        if adds:
            statements.append(f"CREATE POLICY added ON {table} FOR INSERT TO {APP} WITH CHECK ({adds})")
        if changes:
            statements += [
                f"CREATE POLICY changed ON {table} FOR UPDATE TO {APP} USING ({changes})",
                f"CREATE POLICY removed ON {table} FOR DELETE TO {APP} USING ({changes})",
            ]
    return _sql(statements)


def matched(*tables: str, columns: Sequence[str] = ()) -> RunSQL:
    """What people are found and told apart by: read by the matcher, and by the check of an open call, whoever may see it; of some tables
    only these columns."""
    return _sql([each for table in tables for each in (*_whole(MATCHER, table, columns), *_whole(CHECK, table, columns))])


def told_by_check(*tables: str) -> RunSQL:
    """The history that the check of an open call tells."""
    return _sql([each for table in tables for each in _whole(CHECK, table, ())])


def hidden_from_application(*tables: str) -> RunSQL:
    """No page reads it, not even by mistake."""
    return _sql([f"REVOKE ALL ON {table} FROM {APP}" for table in tables])


def _whole(role: str, table: str, columns: Sequence[str]) -> list[str]:
    listed = f" ({', '.join(columns)})" if columns else ""
    return [
        f"GRANT SELECT{listed} ON {table} TO {role}",
        f"CREATE POLICY by_{role.removeprefix('safehold_')} ON {table} FOR SELECT TO {role} USING (true)",
    ]


def _sql(statements: Sequence[str]) -> RunSQL:
    return RunSQL(";\n".join(statements), RunSQL.noop)
