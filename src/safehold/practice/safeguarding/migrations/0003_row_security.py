from django.db import migrations

from safehold.database.policies import of_case, protect, told_by_check
from safehold.database.roles import APP, COMMAND


# How dangerous cases are, and nothing else of them: duties are listed by it, those too of cases that are not shared with whoever has to do them.
DANGERS = f"""
CREATE FUNCTION access.dangers(wanted text[]) RETURNS TABLE (case_id text, danger int, grade text) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$ #variable_conflict use_column
BEGIN RETURN QUERY SELECT s.case_id, s.danger::int, s.grade FROM safeguarding_standing s WHERE s.case_id = ANY(wanted); END $$;
REVOKE ALL ON FUNCTION access.dangers(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.dangers(text[]) TO {APP}, {COMMAND};
"""  # nosec B608


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0002_grants"), ("identity", "0005_row_security")]
    operations = [
        protect("safeguarding_standing", seen=of_case("safeguarding_standing.case_id")),
        protect("safeguarding_marker", seen="access.sees_person(person_id)"),
        protect("safeguarding_plan_action", seen="access.sees_person(victim_id)"),
        protect("safeguarding_safe_contact", seen="(SELECT access.may('reach_victims')) AND access.sees_person(person_id)"),
        migrations.RunSQL(DANGERS, "DROP FUNCTION access.dangers(text[])"),
        told_by_check("safeguarding_standing", "safeguarding_marker"),
    ]
