"""What an agency was given to view, and not to work on, shows it none of the duties that arise there."""

from django.db import migrations

DUTY = """
(((agency = (SELECT access.agency_of_duties()))
   OR (agency = (SELECT access.agency())
       AND (who = (SELECT access.role()) OR help_role = (SELECT access.role()) OR NOT who = ANY((SELECT access.held())::text[])))
   OR agency = ANY((SELECT access.elsewhere())::text[])
   OR EXISTS (SELECT FROM identity_case_agency a WHERE a.case_id = ANY(cases) AND a.agency = (SELECT access.agency_of_cases())
                 AND a.work_until >= (SELECT access.instant())))
  AND NOT cases && (SELECT access.kept_cases())::text[])
 OR cases && (SELECT access.opened_cases())::text[]
"""  # nosec B608


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0003_row_security"), ("identity", "0006_until_when")]
    operations = [migrations.RunSQL(f"ALTER POLICY seen ON rulebook_obligation USING ({DUTY})", migrations.RunSQL.noop)]
