"""A call that names two women is listed to whom its page is shown: whether a case of the second is kept is asked as of the first
(0008_as_its_page_by_index.py). Of rows that were derived by the version before the second is not known until `safehold rebuild` has run."""

from django.db import migrations

INDEXED = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"
OF_EACH = f"""
SET LOCAL check_function_bodies = off;
CREATE OR REPLACE FUNCTION access.calls_out_of_sight() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp {INDEXED} AS $$
DECLARE elsewhere bigint[] := ARRAY(
      SELECT n.event_id FROM access.kept_case k JOIN identity_case i ON i.id = k.case_id
        CROSS JOIN LATERAL (SELECT c.event_id, c.case_id FROM response_call c WHERE c.victim_id = i.victim_id
                  UNION ALL SELECT c.event_id, c.case_id FROM response_call c WHERE c.victim_id IS NULL AND c.suspect_id = i.suspect_id
                  OFFSET 0) n
       WHERE n.case_id <> i.id);
  kept bigint[] := access.kept_persons();
BEGIN
  IF kept <> '{{}}' THEN
    elsewhere := elsewhere || ARRAY(SELECT c.event_id FROM response_call c WHERE c.others && kept);
  END IF;
  IF elsewhere = '{{}}' THEN RETURN '{{}}'; END IF;
  RETURN ARRAY(SELECT DISTINCT number FROM unnest(elsewhere) number
                WHERE NOT access.sees_event(number) AND EXISTS (
                      SELECT FROM identity_case_event ce JOIN access.kept_case k ON k.case_id = ce.case_id WHERE ce.event_id = number));
END $$;
CREATE OR REPLACE FUNCTION access.call_out_of_sight(number bigint, of_case text, victim bigint, suspect bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000 SET search_path = public, pg_temp {INDEXED} AS $$
BEGIN
  RETURN EXISTS (SELECT FROM identity_case_event ce JOIN access.kept_case k ON k.case_id = ce.case_id
                  WHERE ce.event_id = number AND ce.case_id <> of_case)
     AND NOT access.sees_event(number);
END $$;
ALTER POLICY as_its_page ON response_call USING (
  NOT ((coalesce(victim_id, suspect_id) = ANY((SELECT access.kept_persons())::bigint[])
        OR (others IS NOT NULL AND others && (SELECT access.kept_persons())::bigint[]))
       AND access.call_out_of_sight(event_id, case_id, victim_id, suspect_id)));
"""  # nosec B608


class Migration(migrations.Migration):
    dependencies = [("response", "0009_others")]
    operations = [migrations.RunSQL(OF_EACH, migrations.RunSQL.noop)]
