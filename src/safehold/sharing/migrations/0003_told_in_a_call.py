"""Whether a part or a fact of somebody was shared with the agency of whoever checks the history of a call: that it was, by whom and how much,
and nothing of what it says. Whoever answers a call need not see cases; of a case that is restricted to anybody nothing is said."""

from django.db import migrations

from safehold.database.roles import APP

SHARED = f"""
CREATE FUNCTION access.shared_of(the_persons bigint[]) RETURNS TABLE (person bigint, of_agency text, extent text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 3 SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT access.may('check_history') THEN RETURN; END IF;
  RETURN QUERY
  WITH of_them AS (
      SELECT c.victim_id::bigint AS someone, c.id FROM identity_case c WHERE c.victim_id = ANY(the_persons)
    UNION SELECT c.suspect_id::bigint, c.id FROM identity_case c WHERE c.suspect_id = ANY(the_persons)
  )
  SELECT DISTINCT t.someone, s.of_agency, s.extent FROM of_them t JOIN sharing_share s ON s.case_id = t.id
   WHERE s.with_agency = access.agency() AND s.extent IN ('fact', 'part', 'as_it_stands') AND s.ended_at IS NULL AND s.until >= access.instant()
     AND NOT t.id = ANY((SELECT access.kept_cases())::text[]) AND NOT EXISTS (SELECT FROM identity_restriction r WHERE r.case_id = t.id);
END $$;
REVOKE ALL ON FUNCTION access.shared_of(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.shared_of(bigint[]) TO {APP};
"""  # nosec B608


class Migration(migrations.Migration):
    dependencies = [("sharing", "0002_row_security")]
    operations = [migrations.RunSQL(SHARED, "DROP FUNCTION access.shared_of(bigint[])")]
