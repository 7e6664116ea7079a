from django.db import migrations

from safehold.database.policies import protect
from safehold.database.roles import APP, RECORDER

OWN = "user_id = (SELECT access.user_id())"
# That somebody has typed and not recorded is for a supervisor of theirs to see.
OF_AGENCY = "posting_id IN (SELECT p.id FROM access_posting p WHERE p.agency_id = (SELECT access.agency()))"
SEEN = f"{OWN} OR (((SELECT access.may('supervise_calls')) OR (SELECT access.may('waive_duties'))) AND unsaved AND {OF_AGENCY})"
# What was typed of a job goes when the content of its call goes, whoever typed it.
GO_WITH_CALL = """
CREATE FUNCTION attending_go_with_call() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM attending_sheet s USING chronology_event e, retention_decision d
   WHERE d.id = NEW.decision_id AND e.seq = ANY(d.events) AND s.call = e.source || '/' || e.source_id;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION attending_go_with_call() FROM PUBLIC;
CREATE TRIGGER attending_go_with_call AFTER INSERT ON retention_removal FOR EACH ROW EXECUTE FUNCTION attending_go_with_call();
"""
UNDONE = "DROP TRIGGER attending_go_with_call ON retention_removal; DROP FUNCTION attending_go_with_call()"


class Migration(migrations.Migration):
    dependencies = [("attending", "0001_initial"), ("retention", "0002_carrying_out"), ("response", "0011_unwatched")]
    operations = [
        migrations.RunSQL(f"GRANT SELECT, INSERT, UPDATE, DELETE ON attending_sheet TO {APP}", migrations.RunSQL.noop),
        # By a new key, as `safehold confidential --renew` does it.
        migrations.RunSQL(f"GRANT SELECT (id, call, fields), UPDATE (fields) ON attending_sheet TO {RECORDER}", migrations.RunSQL.noop),
        protect("attending_sheet", seen=SEEN, adds=OWN, changes=OWN),
        migrations.RunSQL(GO_WITH_CALL, UNDONE),
    ]
