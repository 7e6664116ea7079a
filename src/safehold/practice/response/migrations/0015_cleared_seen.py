"""Which unit is done with which call: told to the control room and to units of the same agency, and said by either. Whoever sends units may
end that somebody is on one, and change nothing else of it."""

from django.db import migrations

from safehold.database.policies import protect
from safehold.database.roles import APP

ROOM = "agency = (SELECT access.agency()) AND (SELECT access.may('record_calls'))"
OF_AGENCY = """agency = (SELECT access.agency())
  AND ((SELECT access.may('record_calls')) OR (SELECT access.may('supervise_calls')) OR (SELECT access.may('attend_calls')))"""
OWN = "user_id = (SELECT access.user_id())"


# Whoever is told that there is a call which nobody watches has to be able to ask after it on the phone.
UNWATCHED = """
CREATE OR REPLACE FUNCTION access.calls_unwatched(watching text[]) RETURNS TABLE (reference text, received_at bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  IF NOT access.may('judge_looks') THEN RETURN; END IF;
  RETURN QUERY
    SELECT coalesce(nullif(c.spoken, ''), c.reference), c.received_at FROM response_call c JOIN identity_restriction r ON r.case_id = c.case_id
     WHERE c.agency = access.agency_of_calls() AND c.closed_at IS NULL
       AND NOT c.case_id = ANY(access.conflicted_cases())
       AND NOT EXISTS (SELECT FROM standards_case s WHERE s.case_id = c.case_id AND access.staff_id() = ANY(s.kept_from))
       AND NOT EXISTS (SELECT FROM access_user u JOIN access_posting p ON p.user_id = u.id
                        WHERE u.staff_id = ANY(r.staff_ids) AND u.is_active AND p.agency_id = c.agency AND p.role = ANY(watching)
                          AND p.first_day <= current_date AND coalesce(p.last_day, current_date) >= current_date)
     ORDER BY c.received_at;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("response", "0014_cleared")]
    operations = [
        migrations.RunSQL(f"GRANT SELECT, INSERT ON response_cleared TO {APP}", migrations.RunSQL.noop),
        protect("response_cleared", seen=OF_AGENCY, adds=f"by_id = (SELECT access.user_id()) AND {OF_AGENCY}"),
        migrations.RunSQL(
            f"""
DROP POLICY changed ON response_signed_on;
CREATE POLICY changed ON response_signed_on FOR UPDATE TO {APP}
  USING ({OWN} OR ({ROOM})) WITH CHECK ({OWN} OR ({ROOM} AND until IS NOT NULL AND ended_by = (SELECT access.staff_id())));
""",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(UNWATCHED, migrations.RunSQL.noop),
    ]
