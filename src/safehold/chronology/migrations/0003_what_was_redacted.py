from django.db import migrations

# The one way to remove content: a part of an event goes with its salt, and its digest stays, so that the chain still holds.
REDACT = """
CREATE OR REPLACE FUNCTION redact_part(event_source text, event_id text, part text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE place int;
BEGIN
  SELECT array_position(names, part) INTO place FROM chronology_event WHERE source = event_source AND source_id = event_id FOR UPDATE;
  IF place IS NULL OR part = 'envelope' THEN
    RAISE EXCEPTION 'no part % of event %/% can be redacted', part, event_source, event_id;
  END IF;
  UPDATE chronology_event SET bodies[place] = NULL, salts[place] = NULL, redactions = redactions + 1
   WHERE source = event_source AND source_id = event_id AND bodies[place] IS NOT NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("chronology", "0002_grants")]
    operations = [migrations.RemoveField("storedevent", "warnings"), migrations.RunSQL(REDACT, migrations.RunSQL.noop)]
