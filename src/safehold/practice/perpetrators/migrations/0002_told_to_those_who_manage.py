"""Who harms most is told to roles that manage perpetrators, of suspects of whom no case is kept from them. The list is read from the top down
as that of cases is (safeguarding/ranking/migrations/0002_read_by_order.py)."""

from django.db import migrations

from safehold.database.grants import derived
from safehold.database.policies import protect
from safehold.database.roles import APP, COMMAND

TABLES = ("perpetrators_ranked", "perpetrators_step")
SEEN = (
    "(SELECT access.may('manage_perpetrators')) AND access.sees_person(person_id)"
    " AND NOT person_id = ANY((SELECT access.kept_suspects())::bigint[])"
)
APART = ";\n".join(
    f"CREATE POLICY no_conflict ON {table} AS RESTRICTIVE FOR SELECT TO {APP}"
    " USING (NOT person_id = ANY((SELECT access.conflicted_persons())::bigint[]))"
    for table in TABLES
)
RANKED = f"""
CREATE FUNCTION access.suspects_ranked(moment bigint, most int) RETURNS TABLE (person_id bigint, danger int)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  program boolean := current_setting('role') = '{COMMAND}';
  kept bigint[] := CASE WHEN program THEN '{{}}' ELSE access.kept_suspects() || access.conflicted_persons() END;
  here int := 32767;
  found_here int;
  found_in_all int := 0;
BEGIN
  IF NOT program AND NOT coalesce(access.may('manage_perpetrators'), false) THEN RETURN; END IF;
  LOOP
    SELECT s.danger INTO here FROM perpetrators_step s WHERE s.danger < here::smallint ORDER BY s.danger DESC LIMIT 1;
    EXIT WHEN here IS NULL OR here < 1;
    RETURN QUERY SELECT s.person_id, here FROM perpetrators_step s
     WHERE s.danger = here::smallint AND s.until_at > moment AND s.since_at <= moment
       AND NOT s.person_id = ANY(kept) AND (program OR access.sees_person(s.person_id))
     ORDER BY s.person_id LIMIT most - found_in_all;
    GET DIAGNOSTICS found_here = ROW_COUNT;
    found_in_all := found_in_all + found_here;
    EXIT WHEN found_in_all >= most;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION access.suspects_ranked(bigint, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.suspects_ranked(bigint, int) TO {APP}, {COMMAND};
"""  # nosec B608


class Migration(migrations.Migration):
    dependencies = [
        ("perpetrators", "0001_initial"),
        ("identity", "0009_known_by_event"),
        ("standards", "0003_conflicts_apart"),
        ("custody_and_court", "0004_known_by_event"),
    ]
    operations = [
        derived(*TABLES),
        protect(*TABLES, seen=SEEN),
        migrations.RunSQL(APART, migrations.RunSQL.noop),
        migrations.RunSQL(RANKED, "DROP FUNCTION access.suspects_ranked(bigint, int)"),
    ]
