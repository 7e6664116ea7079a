"""A request that came before anybody had found a case can be put to one, once. Nothing else of it is ever changed."""

from django.db import migrations

from safehold.database.roles import RECORDER

FOUND = f"""
CREATE FUNCTION documents_case_found(which bigint, the_case text, whose bigint[], of_events bigint[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE documents_request SET case_id = the_case, persons = whose, events = of_events
   WHERE id = which AND agency = access.agency() AND case_id = '' AND events = '{{}}' AND the_case <> '' AND of_events <> '{{}}';
  RETURN FOUND;
END $$;
REVOKE ALL ON FUNCTION documents_case_found(bigint, text, bigint[], bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION documents_case_found(bigint, text, bigint[], bigint[]) TO {RECORDER};
"""  # nosec B608


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_guarding")]
    operations = [migrations.RunSQL(FOUND, "DROP FUNCTION documents_case_found(bigint, text, bigint[], bigint[])")]
