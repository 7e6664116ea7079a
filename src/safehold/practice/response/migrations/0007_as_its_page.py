"""A call is listed to whom its page is shown. One that names nobody but her belongs to all her cases and stands under the latest: where an
earlier one is kept from the viewer, its row is as little there as its page. So it is with what was typed since of a call that is on
record."""

from django.db import migrations

from safehold.database.roles import APP, COMMAND, RECORDER

INDEXED = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"
FUNCTIONS = f"""
SET LOCAL check_function_bodies = off;
-- Calls of the two of a case that is kept from the viewer which stand under another case, or under none, and whose page is not shown them.
-- Worked out once for a query.
CREATE FUNCTION access.calls_out_of_sight() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
{INDEXED} AS $$
DECLARE elsewhere bigint[] := ARRAY(
      SELECT n.event_id FROM access.kept_case k JOIN identity_case i ON i.id = k.case_id
        CROSS JOIN LATERAL (SELECT c.event_id, c.case_id FROM response_call c WHERE c.victim_id = i.victim_id
                  UNION ALL SELECT c.event_id, c.case_id FROM response_call c WHERE c.victim_id IS NULL AND c.suspect_id = i.suspect_id
                  OFFSET 0) n
       WHERE n.case_id <> i.id);
BEGIN
  IF elsewhere = '{{}}' THEN RETURN '{{}}'; END IF;
  RETURN ARRAY(SELECT DISTINCT number FROM unnest(elsewhere) number
                WHERE NOT access.sees_event(number) AND EXISTS (
                      SELECT FROM identity_case_event ce JOIN access.kept_case k ON k.case_id = ce.case_id WHERE ce.event_id = number));
END $$;
-- A draft names the call by the id under which it is or will be recorded.
CREATE FUNCTION access.draft_told(of_call text) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
SET search_path = public, pg_temp {INDEXED} AS $$
DECLARE number bigint;
BEGIN
  SELECT e.seq INTO number FROM chronology_event e
   WHERE e.source = split_part(of_call, '/', 1) AND e.source_id = substr(of_call, strpos(of_call, '/') + 1);
  RETURN number IS NULL OR access.sees_event(number);
END $$;
REVOKE ALL ON FUNCTION access.calls_out_of_sight, access.draft_told FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.calls_out_of_sight TO {APP}, {RECORDER}, {COMMAND};
GRANT EXECUTE ON FUNCTION access.draft_told TO {APP};
CREATE POLICY as_its_page ON response_call AS RESTRICTIVE FOR SELECT TO {APP}
  USING (NOT event_id = ANY((SELECT access.calls_out_of_sight())::bigint[]));
"""  # nosec B608
OWN = "user_id = (SELECT access.user_id())"
OF_AGENCY = "posting_id IN (SELECT p.id FROM access_posting p WHERE p.agency_id = (SELECT access.agency()))"
DRAFT = f"{OWN} OR ((SELECT access.may('supervise_calls')) AND {OF_AGENCY} AND access.draft_told(call))"
DRAFTS = ";\n".join(f"ALTER POLICY {name} ON response_draft USING ({DRAFT})" for name in ("seen", "changed", "removed"))


class Migration(migrations.Migration):
    dependencies = [("response", "0006_of_him_alone")]
    operations = [
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(DRAFTS, migrations.RunSQL.noop),
    ]
