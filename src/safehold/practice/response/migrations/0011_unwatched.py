"""Which open calls are on no supervisor's board, told to professional standards of the agency that took them (unwatched.py)."""

from django.db import migrations

from safehold.database.roles import APP, COMMAND

UNWATCHED = f"""
SET LOCAL check_function_bodies = off;
CREATE FUNCTION access.calls_unwatched(watching text[]) RETURNS TABLE (reference text, received_at bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  IF NOT access.may('judge_looks') THEN RETURN; END IF;
  RETURN QUERY
    SELECT c.reference, c.received_at FROM response_call c JOIN identity_restriction r ON r.case_id = c.case_id
     WHERE c.agency = access.agency_of_calls() AND c.closed_at IS NULL
       AND NOT c.case_id = ANY(access.conflicted_cases())
       AND NOT EXISTS (SELECT FROM standards_case s WHERE s.case_id = c.case_id AND access.staff_id() = ANY(s.kept_from))
       AND NOT EXISTS (SELECT FROM access_user u JOIN access_posting p ON p.user_id = u.id
                        WHERE u.staff_id = ANY(r.staff_ids) AND u.is_active AND p.agency_id = c.agency AND p.role = ANY(watching)
                          AND p.first_day <= current_date AND coalesce(p.last_day, current_date) >= current_date)
     ORDER BY c.received_at;
END $$;
REVOKE ALL ON FUNCTION access.calls_unwatched FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.calls_unwatched TO {APP}, {COMMAND};
"""  # nosec B608


class Migration(migrations.Migration):
    dependencies = [("response", "0010_of_each_victim")]
    operations = [migrations.RunSQL(UNWATCHED, "DROP FUNCTION access.calls_unwatched")]
