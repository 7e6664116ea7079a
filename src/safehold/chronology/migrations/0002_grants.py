from django.db import migrations

from safehold.database.grants import append_only, derived, sequences

# The one way to remove content: a part of an event goes with its salt, and its digest stays, so that the chain still holds.
REDACT = """
CREATE FUNCTION redact_part(event_source text, event_id text, part text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE place int;
BEGIN
  SELECT array_position(names, part) INTO place FROM chronology_event WHERE source = event_source AND source_id = event_id FOR UPDATE;
  IF place IS NULL OR part = 'envelope' THEN
    RAISE EXCEPTION 'no part % of event %/% can be redacted', part, event_source, event_id;
  END IF;
  UPDATE chronology_event SET bodies[place] = NULL, salts[place] = NULL, redactions = redactions + 1
   WHERE source = event_source AND source_id = event_id;
END $$;
REVOKE ALL ON FUNCTION redact_part(text, text, text) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("chronology", "0001_initial")]
    operations = [
        append_only("chronology_event", "chronology_about", "chronology_chain"),
        derived("chronology_waiting"),
        sequences("chronology_waiting_id_seq"),
        sequences("chronology_event_seq_seq"),
        migrations.RunSQL(REDACT, "DROP FUNCTION redact_part(text, text, text)"),
    ]
