"""Every look asks whether it was at a case in which a member of staff is: by the cases of those looked at, which are few, and no longer by all
cases in which a member of staff is."""

from django.db import migrations

REACHED = """
CREATE OR REPLACE FUNCTION access.reached(who bigint, staff text, of_agency text, as_role text, persons bigint[], cases text[], how text,
                                          asked text, sought boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off SET enable_hashjoin = off
SET enable_mergejoin = off AS $$
#variable_conflict use_variable
DECLARE found record;
BEGIN
  FOR found IN
    SELECT s.case_id, s.agencies, s.kept_from, CASE WHEN staff = ANY(s.subjects) THEN 'self' WHEN staff = ANY(s.kept_from) THEN 'line'
                                                    ELSE 'other' END AS relation,
           s.case_id = ANY(cases) AS itself
      FROM (SELECT c.id FROM identity_case c WHERE c.id = ANY(cases)
            UNION SELECT c.id FROM identity_case c WHERE c.victim_id = ANY(persons)
            UNION SELECT c.id FROM identity_case c WHERE c.suspect_id = ANY(persons)) each
      JOIN standards_case s ON s.case_id = each.id
     WHERE NOT EXISTS (SELECT FROM identity_restriction r WHERE r.case_id = s.case_id AND staff = ANY(r.staff_ids))
  LOOP
    IF found.relation <> 'other' OR ((sought OR found.itself) AND NOT access.may('judge_looks')) THEN
      PERFORM access.alerted(who, staff, of_agency, as_role, found.case_id, found.relation, how, asked, found.agencies || of_agency,
                             found.kept_from);
    END IF;
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("standards", "0004_attended")]
    operations = [migrations.RunSQL(REACHED, migrations.RunSQL.noop)]
