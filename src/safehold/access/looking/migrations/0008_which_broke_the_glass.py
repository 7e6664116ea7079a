"""Whoever may see looks is told which were by breaking the glass, whatever agency the opening was of: of these openings the numbers alone."""

from django.db import migrations

from safehold.database.roles import APP

WHICH = f"""
CREATE FUNCTION access.broke_glass(wanted bigint[]) RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$ BEGIN
  IF access.may('see_looks') OR access.may('judge_looks') THEN
    RETURN QUERY SELECT id FROM looking_opening WHERE id = ANY(wanted) AND kind = 'break_glass';
  END IF; END $$;
REVOKE ALL ON FUNCTION access.broke_glass(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.broke_glass(bigint[]) TO {APP};
"""  # nosec B608


class Migration(migrations.Migration):
    dependencies = [("looking", "0007_disposed")]
    operations = [migrations.RunSQL(WHICH, "DROP FUNCTION access.broke_glass(bigint[])")]
