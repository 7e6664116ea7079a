"""A draft is its own writer's and nobody else's, takes a new key by the recorder, and goes when content of its people does."""

from django.db import migrations

from safehold.database.policies import protect
from safehold.database.roles import APP, RECORDER

OWN = "user_id = (SELECT access.user_id())"
GOES = """
CREATE FUNCTION assessing_go() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM assessing_draft f USING retention_decision d WHERE d.id = NEW.decision_id AND f.persons && d.persons;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION assessing_go() FROM PUBLIC;
CREATE TRIGGER assessing_go AFTER INSERT ON retention_removal FOR EACH ROW EXECUTE FUNCTION assessing_go();
"""
GONE = "DROP TRIGGER assessing_go ON retention_removal; DROP FUNCTION assessing_go()"


class Migration(migrations.Migration):
    dependencies = [
        ("assessing", "0001_initial"),
        ("access", "0004_row_security"),
        ("retention", "0002_carrying_out"),
    ]
    operations = [
        migrations.RunSQL(f"GRANT SELECT, INSERT, UPDATE, DELETE ON assessing_draft TO {APP}", migrations.RunSQL.noop),
        migrations.RunSQL(f"GRANT SELECT (id, key, fields), UPDATE (fields) ON assessing_draft TO {RECORDER}", migrations.RunSQL.noop),
        protect("assessing_draft", seen=OWN, adds=OWN, changes=OWN),
        migrations.RunSQL(GOES, GONE),
    ]
