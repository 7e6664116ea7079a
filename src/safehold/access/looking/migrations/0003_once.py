"""What was told and what was answered is said once: whoever has the application's password cannot say afterwards that it was otherwise. And
what has ended stays ended."""

from django.db import migrations

from safehold.database.roles import APP

SQL = f"""
CREATE FUNCTION looking_once() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (OLD.told <> '{{}}' AND NEW.told IS DISTINCT FROM OLD.told)
     OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at)
     OR (OLD.outcome <> '' AND (NEW.outcome, NEW.outcome_why, NEW.reviewed_by_id, NEW.reviewed_at)
           IS DISTINCT FROM (OLD.outcome, OLD.outcome_why, OLD.reviewed_by_id, OLD.reviewed_at)) THEN
    RAISE EXCEPTION 'what was said of opening % stands', OLD.id USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER looking_once BEFORE UPDATE ON looking_opening FOR EACH ROW EXECUTE FUNCTION looking_once();
GRANT UPDATE (told) ON looking_opening TO {APP};
"""


class Migration(migrations.Migration):
    dependencies = [("looking", "0002_grants")]
    operations = [
        migrations.RunSQL(SQL, f"REVOKE UPDATE (told) ON looking_opening FROM {APP}; DROP FUNCTION looking_once CASCADE")
    ]
