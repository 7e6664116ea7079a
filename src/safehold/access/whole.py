"""The role of programs at the command line: it may do with each table what the application may, and has all its rows. Brought up to date
whenever the tables are, so that no app has to remember it."""

from typing import Any

from django.db import connections

from safehold.database.roles import APP, COMMAND

_RIGHTS = f"""
DO $$
DECLARE each record;
BEGIN
  FOR each IN
    SELECT format('GRANT SELECT ON %s TO {COMMAND}', c.oid::regclass) AS statement FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    UNION ALL
    SELECT format('GRANT %s ON %s TO {COMMAND}', a.privilege_type, c.oid::regclass)
      FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.grantee = '{APP}'::regrole
    UNION ALL
    SELECT format('GRANT %s (%I) ON %s TO {COMMAND}', a.privilege_type, t.attname, c.oid::regclass)
      FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid CROSS JOIN LATERAL aclexplode(t.attacl) a
     WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = '{APP}'::regrole
    UNION ALL
    SELECT format('GRANT EXECUTE ON FUNCTION %s TO {COMMAND}', p.oid::regprocedure)
      FROM pg_proc p CROSS JOIN LATERAL aclexplode(p.proacl) a WHERE a.grantee = '{APP}'::regrole
    UNION ALL
    SELECT format('CREATE POLICY command ON %s TO {COMMAND} USING (true)', c.oid::regclass) FROM pg_class c
     WHERE c.relrowsecurity AND c.relnamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'command')
  LOOP
    EXECUTE each.statement;
  END LOOP;
END $$
"""  # nosec B608


def give(using: str, **_: Any) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(_RIGHTS)
