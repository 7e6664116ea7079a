"""An agency's chain is added to when a transaction commits, by the database itself. Whoever records held its end for as long as their page
took after the recording, and everybody else of the agency waited. A version of before links its events itself, and these are left to it."""

from django.db import migrations

# As chronology.seal.link_digest. Each statement sees what was committed while the lock was waited for.
LINK = """
CREATE FUNCTION chronology_link() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE place bigint; before bytea;
BEGIN
  IF EXISTS (SELECT FROM chronology_chain WHERE event_id = NEW.seq) THEN
    RETURN NULL;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('chain:' || NEW.agency, 7));
  SELECT position, digest INTO place, before FROM chronology_chain WHERE agency = NEW.agency ORDER BY position DESC LIMIT 1;
  before := coalesce(before, decode(repeat('00', 32), 'hex'));
  INSERT INTO chronology_chain (agency, position, event_id, previous, digest)
  VALUES (NEW.agency, coalesce(place, 0) + 1, NEW.seq, before,
          sha256(before || NEW.digest || int8send(NEW.seq) || int8send(NEW.received) || convert_to(NEW.origin, 'UTF8')));
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION chronology_link() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER chronology_link AFTER INSERT ON chronology_event
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION chronology_link();
"""


class Migration(migrations.Migration):
    dependencies = [("chronology", "0006_only_ever_added_to")]
    operations = [migrations.RunSQL(LINK, migrations.RunSQL.noop)]
