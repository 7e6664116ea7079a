from django.db import migrations

from safehold.database.policies import hidden_from_application, protect
from safehold.database.roles import APP, COMMAND, RECORDER

# Of the viewer's agency: all that it owes, or what is their role's, what it was asked to help with and what nobody there holds; what comes to
# it from an agency at which nobody works; and what arises in cases that they see. None of it of a case that is kept from them.
DUTY = """
(((agency = (SELECT access.agency_of_duties()))
   OR (agency = (SELECT access.agency())
       AND (who = (SELECT access.role()) OR help_role = (SELECT access.role()) OR NOT who = ANY((SELECT access.held())::text[])))
   OR agency = ANY((SELECT access.elsewhere())::text[])
   OR EXISTS (SELECT FROM identity_case_agency a WHERE a.case_id = ANY(cases) AND a.agency = (SELECT access.agency_of_cases())))
  AND NOT cases && (SELECT access.kept_cases())::text[])
 OR cases && (SELECT access.opened_cases())::text[]
"""  # nosec B608

# Under row security the index of duties by case is out of reach, since comparing arrays is no leakproof operation. Numbers alone come back: what
# of these the viewer may see is asked of each as it is read.
OF_CASES = f"""
CREATE FUNCTION access.duties_of(wanted text[]) RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
SET search_path = public, pg_temp AS $$ BEGIN RETURN QUERY SELECT id FROM rulebook_obligation WHERE cases && wanted; END $$;
REVOKE ALL ON FUNCTION access.duties_of(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.duties_of(text[]) TO {APP}, {COMMAND}, {RECORDER};
"""  # nosec B608
# The agencies that owe something; one step through the index for each, however many duties it has.
OWING = f"""
CREATE FUNCTION access.owing() RETURNS SETOF text LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
SET search_path = public, pg_temp AS $$ BEGIN RETURN QUERY
WITH RECURSIVE each(agency) AS (
    (SELECT o.agency FROM rulebook_obligation o
      WHERE state IN ('breached', 'uncertain', 'unknown', 'pending') AND answerable ORDER BY o.agency LIMIT 1)
    UNION ALL
    SELECT (SELECT o.agency FROM rulebook_obligation o
             WHERE state IN ('breached', 'uncertain', 'unknown', 'pending') AND answerable AND o.agency > each.agency
             ORDER BY o.agency LIMIT 1)
      FROM each WHERE each.agency IS NOT NULL
)
SELECT each.agency FROM each WHERE each.agency IS NOT NULL; END $$;
REVOKE ALL ON FUNCTION access.owing() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.owing() TO {APP}, {COMMAND}, {RECORDER};
"""  # nosec B608


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0002_grants"), ("identity", "0005_row_security")]
    operations = [
        protect("rulebook_obligation", seen=DUTY),
        protect("rulebook_supplied", "rulebook_resting"),
        hidden_from_application("rulebook_supplied", "rulebook_resting"),
        migrations.RunSQL(OF_CASES + OWING, "DROP FUNCTION access.duties_of(text[]); DROP FUNCTION access.owing()"),
    ]
