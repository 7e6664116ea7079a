"""Who sees a share, and what it shows: whoever sees the case; and the agency it was shared with, the frame for good and what was shared for as
long as that lasts. A case that is kept from somebody is not opened to them by any share."""

from django.db import migrations

from safehold.database.grants import derived
from safehold.database.policies import of_case, protect
from safehold.database.roles import APP

WITH_THEM = "with_agency = (SELECT access.agency_of_cases()) AND NOT case_id = ANY((SELECT access.kept_cases())::text[])"
LASTING = """
EXISTS (SELECT FROM sharing_share s WHERE s.event_id = share AND s.case_id = sharing_shown.case_id AND s.ended_at IS NULL
           AND s.with_agency = (SELECT access.agency_of_cases()) AND s.until >= (SELECT access.instant()))
 AND NOT case_id = ANY((SELECT access.kept_cases())::text[])
"""
# Who of the agency that it was shared with has looked: by role, for whoever sees the case from which it was shared. A look through a part says
# so; what was shared whole is looked at on the pages of the case.
LOOKED = f"""
CREATE FUNCTION access.looks_through(the_share bigint, the_case text) RETURNS TABLE (role text, looks bigint, last timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5 SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT access.sees_case(the_case) THEN RETURN; END IF;
  RETURN QUERY SELECT l.role::text, count(*), max(l.at) FROM sharing_share s JOIN access_look l ON l.case_ids && ARRAY[s.case_id]
    AND l.agency = s.with_agency AND NOT l.refused AND l.at >= to_timestamp(s.shared_at / 1000000.0)
   WHERE s.event_id = the_share AND s.case_id = the_case AND s.of_agency = access.agency()
     AND (s.extent IN ('whole', '') OR l.task = 'share ' || the_share OR l.task LIKE 'share ' || the_share || ': %') GROUP BY 1 ORDER BY 3 DESC;
END $$;
REVOKE ALL ON FUNCTION access.looks_through(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.looks_through(bigint, text) TO {APP};
"""  # nosec B608


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_initial"), ("identity", "0006_until_when"), ("access", "0005_row_security_of_looks")]
    operations = [
        derived("sharing_share", "sharing_shown"),
        protect("sharing_share", seen=f"({of_case('sharing_share.case_id')}) OR ({WITH_THEM})"),
        protect(
            "sharing_shown",
            seen=f"(needs = '' OR access.may(needs)) AND (({of_case('sharing_shown.case_id')}) OR ({LASTING}))",
        ),
        migrations.RunSQL(LOOKED, "DROP FUNCTION access.looks_through(bigint, text)"),
    ]
