"""The database knows who is looking, so that nobody is told of what another could read. A program at the command line names whom it asks for."""

from django.db import migrations

from safehold.database.roles import APP, COMMAND, CONFIDENTIAL

WAITING = f"""
SET LOCAL ROLE {CONFIDENTIAL};
CREATE OR REPLACE FUNCTION confidential.waiting(agency text, staff_id text, person bigint) RETURNS TABLE (one bigint, other bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rebuilt, confidential, pg_temp AS $body$
#variable_conflict use_column
BEGIN
  IF current_setting('role') <> '{COMMAND}' AND (waiting.agency, waiting.staff_id) IS DISTINCT FROM (access.agency_of_cases(), access.staff_id()) THEN
    RETURN;
  END IF;
  RETURN QUERY SELECT DISTINCT read.one, read.other FROM (
      SELECT a.one, a.other FROM agreement a
       WHERE (waiting.person IS NULL OR a.one = waiting.person OR a.other = waiting.person) AND EXISTS (
             SELECT FROM public.identity_case_event e JOIN public.identity_case_agency c ON c.case_id = e.case_id
              WHERE e.event_id = a.event_id AND c.agency = waiting.agency AND NOT EXISTS (
                    SELECT FROM public.identity_restriction r WHERE r.case_id = e.case_id AND NOT waiting.staff_id = ANY(r.staff_ids)))
       GROUP BY a.digest, a.one, a.other HAVING count(DISTINCT a.person_id) = 2) read;
END$body$;
GRANT USAGE ON SCHEMA confidential TO {COMMAND};
GRANT EXECUTE ON FUNCTION confidential.waiting(text, text, bigint) TO {APP}, {COMMAND};
RESET ROLE;
"""  # nosec B608


class Migration(migrations.Migration):
    dependencies = [("confidential", "0001_initial"), ("access", "0004_row_security")]
    operations = [migrations.RunSQL(WAITING, migrations.RunSQL.noop)]
