"""Since when somebody is graded high without a plan that anybody owns; and the list of those whom no duty keeps on a list."""

from django.db import migrations, models

from safehold.database.roles import APP, COMMAND

# By what stands already, as nearly as it says; `safehold rebuild` works it out to the event, and without those who have died.
FILLED = """
UPDATE safeguarding_standing s SET unplanned_at = coalesce(s.graded_at, 0)
 WHERE s.grade = 'high' AND (s.plan_at IS NULL OR NOT EXISTS (
    SELECT FROM identity_case_event i JOIN safeguarding_plan_action a ON a.event_id = i.event_id
     WHERE i.case_id = s.case_id AND a.plan = 'plan' AND a.owner_agency <> '' AND a.cancelled_at IS NULL))
"""
# Of the cases that the viewer sees, as access.ranked has it, those whose duty to make a plan stands open on nobody's list.
UNPLANNED = f"""
CREATE FUNCTION access.unplanned(most int) RETURNS TABLE (case_id text, unplanned_at bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20 SET plan_cache_mode = force_generic_plan SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  program boolean := current_setting('role') = '{COMMAND}';
  mine text := CASE WHEN NOT program THEN access.agency_of_cases() END;
  kept text[] := CASE WHEN program THEN '{{}}' ELSE access.kept_cases() END;
  apart text[] := CASE WHEN program THEN '{{}}' ELSE access.conflicted_cases() END;
  opened text[] := CASE WHEN program THEN '{{}}' ELSE access.opened_cases() END;
BEGIN
  IF NOT program AND mine IS NULL AND opened = '{{}}' THEN RETURN; END IF;
  RETURN QUERY SELECT s.case_id, s.unplanned_at FROM safeguarding_standing s
   WHERE s.unplanned_at IS NOT NULL AND NOT s.case_id = ANY(apart)
     AND (program OR s.case_id = ANY(opened)
          OR (NOT s.case_id = ANY(kept) AND EXISTS (SELECT FROM identity_case_agency a WHERE a.case_id = s.case_id AND a.agency = mine)))
     AND NOT EXISTS (SELECT FROM rulebook_obligation o WHERE o.cases @> ARRAY[s.case_id] AND o.rule = 'safety-plan' AND o.answerable
                        AND o.state IN ('breached', 'uncertain', 'unknown', 'pending'))
   ORDER BY s.unplanned_at, s.case_id LIMIT most;
END $$;
REVOKE ALL ON FUNCTION access.unplanned(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.unplanned(int) TO {APP}, {COMMAND};
"""  # nosec B608


class Migration(migrations.Migration):
    dependencies = [
        ("safeguarding", "0008_counted"),
        ("identity", "0009_known_by_event"),
        ("ranking", "0003_one_scale"),
        ("rulebook", "0010_changes_of_rules"),
        ("standards", "0003_conflicts_apart"),
    ]
    operations = [
        migrations.AddField("standing", "unplanned_at", models.BigIntegerField(null=True)),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
        migrations.RunSQL(UNPLANNED, "DROP FUNCTION access.unplanned(int)"),
    ]
