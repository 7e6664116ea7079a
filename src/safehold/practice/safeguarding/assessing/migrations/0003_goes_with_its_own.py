"""What somebody has filled in and not recorded goes with their own agency's record of the very case: not with another agency's, and not
with that of another whom one of the two harms or is harmed by. People who were linked since it was begun are who they are now."""

from django.db import migrations

GOES = """
CREATE OR REPLACE FUNCTION assessing_go() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM assessing_draft f USING retention_decision d, access_posting p
   WHERE d.id = NEW.decision_id AND p.id = f.posting_id AND p.agency_id = d.agency
     AND ARRAY(SELECT DISTINCT coalesce(m.person_id, n) FROM unnest(f.persons) n LEFT JOIN identity_mention m ON m.id = n ORDER BY 1)
       = ARRAY(SELECT DISTINCT coalesce(m.person_id, n) FROM unnest(d.persons) n LEFT JOIN identity_mention m ON m.id = n ORDER BY 1);
  RETURN NULL;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION assessing_go() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM assessing_draft f USING retention_decision d WHERE d.id = NEW.decision_id AND f.persons && d.persons;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("assessing", "0002_guarding"), ("identity", "0009_known_by_event")]
    operations = [migrations.RunSQL(GOES, BEFORE)]
