"""Whether a call stands out of sight with a case that is kept (0007_as_its_page.py) is asked of the calls of those whom a kept case is about, and
no longer worked out for all of these whenever one call is read."""

from django.db import migrations

from safehold.database.roles import APP, COMMAND, RECORDER

INDEXED = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"
BY_INDEX = f"""
SET LOCAL check_function_bodies = off;
CREATE FUNCTION access.kept_persons() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
{INDEXED} AS $$
BEGIN
  RETURN ARRAY(SELECT unnest(ARRAY[i.victim_id, i.suspect_id]) FROM access.kept_case k JOIN identity_case i ON i.id = k.case_id);
END $$;
CREATE FUNCTION access.call_out_of_sight(number bigint, of_case text, victim bigint, suspect bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000 SET search_path = public, pg_temp {INDEXED} AS $$
BEGIN
  RETURN EXISTS (SELECT FROM (SELECT i.id FROM identity_case i WHERE i.victim_id = victim
                    UNION ALL SELECT i.id FROM identity_case i WHERE victim IS NULL AND i.suspect_id = suspect) named
                   JOIN access.kept_case k ON k.case_id = named.id WHERE of_case <> named.id)
     AND EXISTS (SELECT FROM identity_case_event ce JOIN access.kept_case k ON k.case_id = ce.case_id WHERE ce.event_id = number)
     AND NOT access.sees_event(number);
END $$;
REVOKE ALL ON FUNCTION access.kept_persons, access.call_out_of_sight FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.kept_persons, access.call_out_of_sight TO {APP}, {RECORDER}, {COMMAND};
ALTER POLICY as_its_page ON response_call USING (
  NOT (coalesce(victim_id, suspect_id) = ANY((SELECT access.kept_persons())::bigint[])
       AND access.call_out_of_sight(event_id, case_id, victim_id, suspect_id)));
"""  # nosec B608
BEFORE = """
ALTER POLICY as_its_page ON response_call USING (NOT event_id = ANY((SELECT access.calls_out_of_sight())::bigint[]));
DROP FUNCTION access.kept_persons, access.call_out_of_sight;
"""


class Migration(migrations.Migration):
    dependencies = [("response", "0007_as_its_page")]
    operations = [migrations.RunSQL(BY_INDEX, BEFORE)]
