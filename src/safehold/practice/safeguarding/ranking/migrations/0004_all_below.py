"""Who of all those graded high is below the line and not seen to today, found in one question however many there are; and what the runner
has announced of it. The list itself goes by how long an agency sees a case, as its rows do."""

from importlib import import_module

from django.db import migrations, models

from safehold.database.grants import append_only, sequences
from safehold.database.roles import APP, COMMAND

before = import_module("safehold.practice.safeguarding.ranking.migrations.0002_read_by_order").RANKED
SEEN = "a.case_id = s.case_id AND a.agency = mine"
AGAIN = before.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
LASTING = AGAIN.replace(SEEN, f"{SEEN} AND a.until >= moment")
if LASTING.count("a.until >= moment") != 1:
    raise ImportError("access.ranked does not read as it did when this was written")
# `of` is the agency where a program asks: of its cases that are not restricted to named staff. `left_in_all` is how many there are.
LEFT = f"""
CREATE FUNCTION access.left_below(of text, moment bigint, top int, line int, midnight bigint, most int)
RETURNS TABLE (case_id text, number int, owner text, owner_agency text, last_contact_at bigint, left_in_all int)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50 SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  program boolean := current_setting('role') = '{COMMAND}';
  mine text := CASE WHEN program THEN of ELSE access.agency_of_cases() END;
  kept text[] := CASE WHEN program THEN ARRAY(SELECT r.case_id FROM identity_restriction r) ELSE access.kept_cases() END;
  apart text[] := CASE WHEN program THEN '{{}}' ELSE access.conflicted_cases() END;
  opened text[] := CASE WHEN program THEN '{{}}' ELSE access.opened_cases() END;
BEGIN
  RETURN QUERY
  WITH high AS (
    SELECT s.case_id, (row_number() OVER (ORDER BY s.danger DESC, s.case_id))::int AS number FROM ranking_step s
     WHERE s.danger >= top::smallint AND s.until_at > moment AND s.since_at <= moment AND NOT s.case_id = ANY(apart)
       AND (s.case_id = ANY(opened) OR (NOT s.case_id = ANY(kept) AND EXISTS (
            SELECT FROM identity_case_agency a WHERE a.case_id = s.case_id AND a.agency = mine AND a.until >= moment)))
  ), waits AS (
    SELECT h.case_id, h.number, g.owner, g.owner_agency, g.last_contact_at FROM high h JOIN safeguarding_standing g ON g.case_id = h.case_id
     WHERE h.number > line AND (g.owner = '' OR g.last_contact_at IS NULL OR g.last_contact_at < midnight)
  )
  SELECT w.case_id, w.number, w.owner, w.owner_agency, w.last_contact_at, (count(*) OVER ())::int FROM waits w ORDER BY w.number LIMIT most;
END $$;
REVOKE ALL ON FUNCTION access.left_below(text, bigint, int, int, bigint, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.left_below(text, bigint, int, int, bigint, int) TO {APP}, {COMMAND};
"""  # nosec B608
GONE = "DROP FUNCTION access.left_below(text, bigint, int, int, bigint, int)"


class Migration(migrations.Migration):
    dependencies = [("ranking", "0003_one_scale"), ("identity", "0006_until_when"), ("safeguarding", "0009_unplanned")]
    operations = [
        migrations.CreateModel(
            "Notice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.BinaryField(unique=True)),
                ("agency", models.TextField()),
                ("unit", models.TextField()),
                ("role", models.TextField()),
                ("day", models.DateField()),
                ("at", models.BigIntegerField()),
            ],
            options={
                "db_table": "ranking_notice",
                "indexes": [models.Index(fields=["agency", "day", "role"], name="ranking_notice_of_day")],
            },
        ),
        append_only("ranking_notice"),
        sequences("ranking_notice_id_seq"),
        migrations.RunSQL(LASTING, AGAIN),
        migrations.RunSQL(LEFT, GONE),
    ]
