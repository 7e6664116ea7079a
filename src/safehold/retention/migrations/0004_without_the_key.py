from django.db import migrations

from safehold.database.roles import RECORDER

# What is held in confidence is compared by whoever has the key in force. Where a removal is carried out without it, the hashes of what went
# go all the same: of events alone that have lost all their content.
FORGET = """
CREATE FUNCTION retention_forget(gone bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE emptied bigint[];
BEGIN
  SELECT coalesce(array_agg(seq), '{}') INTO emptied FROM chronology_event WHERE seq = ANY(gone) AND redactions = cardinality(names) - 1;
  DELETE FROM confidential.held WHERE mention_id / 1024 = ANY(emptied);
  DELETE FROM confidential.agreement a USING confidential.agreement o
   WHERE o.event_id = ANY(emptied) AND a.digest = o.digest AND a.one = o.one AND a.other = o.other;
END $$;
REVOKE ALL ON FUNCTION retention_forget(bigint[]) FROM PUBLIC;
"""
MAY_FORGET = f"GRANT EXECUTE ON FUNCTION retention_forget(bigint[]) TO {RECORDER}"


class Migration(migrations.Migration):
    dependencies = [("retention", "0003_row_security"), ("confidential", "0001_initial")]
    operations = [
        migrations.RunSQL(FORGET, "DROP FUNCTION retention_forget(bigint[])"),
        migrations.RunSQL(MAY_FORGET, migrations.RunSQL.noop),
    ]
