"""What row security asks of each row has one plan, however it is asked: the database otherwise planned some of these functions anew for
every row, which took twenty times as long as the rest. Brought up to date whenever the tables are, so that no migration has to remember
it."""

from typing import Any

from django.db import connections

# Those that are kept to their indexes anyway, and say nothing of plans themselves.
_PLANNED = """
DO $$
DECLARE each regprocedure;
BEGIN
  FOR each IN
    SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
     WHERE p.pronamespace = 'access'::regnamespace AND l.lanname = 'plpgsql' AND p.provolatile = 's'
       AND 'enable_seqscan=off' = ANY (p.proconfig)
       AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS said(setting) WHERE setting LIKE 'plan_cache_mode=%')
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET plan_cache_mode = force_generic_plan', each);
  END LOOP;
END $$
"""


def once(using: str, **_: Any) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(_PLANNED)
