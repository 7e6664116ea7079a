"""Who sees the order of which cases; how the list is read; and the lists of work by the same order.

A case stands at a step of `ranking_step` from one instant until another. From the highest order that there is down, one value after the
other, the index (danger, until_at) gives the steps of that value that have not ended; so what is past is never gone through, and a list costs
what of it is read. The lists of work (rulebook/migrations/0006, 0009) take a case's danger as it stands at the moment that they are asked for.
"""

import re
from importlib import import_module

from django.db import migrations

from safehold.database.grants import derived
from safehold.database.policies import of_case, protect, told_by_check
from safehold.database.roles import APP, COMMAND

lists = import_module("safehold.rulebook.migrations.0006_lists_of_work")
kept = import_module("safehold.rulebook.migrations.0007_lists_without_what_is_kept")
walked = import_module("safehold.rulebook.migrations.0009_most_dangerous_first")

# What has no order yet, since the version before recorded it, stands by its grade alone: 2000 a band, as risk/ranking/scoring.py has it.
BY_GRADE = "CASE s.grade WHEN 'high' THEN 8000 WHEN 'medium' THEN 4000 WHEN 'standard' THEN 2000 ELSE 6000 END"
AT = f"coalesce(k.orders[width_bucket(moment, k.since)], {BY_GRADE})"
BEGINNING = -(2**62)
FILLED = f"""
INSERT INTO ranking_case (case_id, version, grade, facts, since, orders, disagreed)
SELECT s.case_id, '', s.grade, '[{{}}]', ARRAY[{BEGINNING}]::bigint[], ARRAY[{BY_GRADE}]::smallint[], '{{}}' FROM safeguarding_standing s;
INSERT INTO ranking_step (case_id, since_at, until_at, danger)
SELECT k.case_id, k.since[1], 253370764800000000, k.orders[1] FROM ranking_case k
"""  # nosec B608
CASES = ("ranking_case", "ranking_step")
APART = ";\n".join(
    f"CREATE POLICY no_conflict ON {table} AS RESTRICTIVE FOR SELECT TO {APP}"
    " USING (NOT case_id = ANY((SELECT access.conflicted_cases())::text[]))"
    for table in CASES
)
# Of all cases, whoever may see them: for the functions of the owner that narrow them themselves.
STANDING = """
CREATE FUNCTION access.standing_at(moment bigint, upper int, most int) RETURNS TABLE (case_id text, danger int)
LANGUAGE plpgsql STABLE ROWS 100 SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  here int := upper;
  found_here int;
  found_in_all int := 0;
BEGIN
  LOOP
    SELECT s.danger INTO here FROM ranking_step s WHERE s.danger < here::smallint ORDER BY s.danger DESC LIMIT 1;
    EXIT WHEN here IS NULL;
    RETURN QUERY SELECT s.case_id, here FROM ranking_step s WHERE s.danger = here::smallint AND s.until_at > moment AND s.since_at <= moment;
    GET DIAGNOSTICS found_here = ROW_COUNT;
    found_in_all := found_in_all + found_here;
    EXIT WHEN found_in_all >= most;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION access.standing_at(bigint, int, int) FROM PUBLIC;
"""
# The cases that the viewer sees, the first in the order first, down to an order; those that are over (order 0) never. A program sees all.
RANKED = f"""
CREATE FUNCTION access.ranked(moment bigint, lower int, most int) RETURNS TABLE (case_id text, danger int)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  program boolean := current_setting('role') = '{COMMAND}';
  mine text := CASE WHEN NOT program THEN access.agency_of_cases() END;
  kept text[] := CASE WHEN program THEN '{{}}' ELSE access.kept_cases() END;
  apart text[] := CASE WHEN program THEN '{{}}' ELSE access.conflicted_cases() END;
  opened text[] := CASE WHEN program THEN '{{}}' ELSE access.opened_cases() END;
  here int := 32767;
  found_here int;
  found_in_all int := 0;
BEGIN
  IF NOT program AND mine IS NULL AND opened = '{{}}' THEN RETURN; END IF;
  LOOP
    SELECT s.danger INTO here FROM ranking_step s WHERE s.danger < here::smallint ORDER BY s.danger DESC LIMIT 1;
    EXIT WHEN here IS NULL OR here < greatest(lower, 1);
    RETURN QUERY SELECT s.case_id, here FROM ranking_step s
     WHERE s.danger = here::smallint AND s.until_at > moment AND s.since_at <= moment AND NOT s.case_id = ANY(apart)
       AND (program OR s.case_id = ANY(opened)
            OR (NOT s.case_id = ANY(kept) AND EXISTS (SELECT FROM identity_case_agency a WHERE a.case_id = s.case_id AND a.agency = mine)))
     ORDER BY s.case_id LIMIT most - found_in_all;
    GET DIAGNOSTICS found_here = ROW_COUNT;
    found_in_all := found_in_all + found_here;
    EXIT WHEN found_in_all >= most;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION access.ranked(bigint, int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.ranked(bigint, int, int) TO {APP}, {COMMAND};
"""  # nosec B608
# How dangerous cases are at a moment, and nothing else of them (safeguarding/migrations/0003_row_security.py).
DANGERS = f"""
CREATE FUNCTION access.dangers_at(wanted text[], moment bigint) RETURNS TABLE (case_id text, danger int, grade text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ #variable_conflict use_column
BEGIN
  RETURN QUERY SELECT s.case_id, ({AT})::int, s.grade FROM safeguarding_standing s LEFT JOIN ranking_case k ON k.case_id = s.case_id
   WHERE s.case_id = ANY(wanted);
END $$;
REVOKE ALL ON FUNCTION access.dangers_at(text[], bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.dangers_at(text[], bigint) TO {APP}, {COMMAND};
"""  # nosec B608


def by_order(function: str) -> str:
    """The same function, with the danger of each case as it stands at the moment asked for."""
    told = re.sub(r"\bCREATE (OR REPLACE )?FUNCTION", "CREATE OR REPLACE FUNCTION", function)
    told = re.sub(r"JOIN safeguarding_standing s ON s\.case_id = [\w.]+", r"\g<0> LEFT JOIN ranking_case k ON k.case_id = s.case_id", told)
    for listed in ("s.danger, f.due", "s.danger, s.grade"):
        told = told.replace(listed, listed.replace("s.danger", f"{AT} AS danger"))
    return told.replace("s.danger::int AS danger", f"({AT})::int AS danger").replace("s.danger", AT)


WALKED = """    SELECT s.danger INTO lower FROM safeguarding_standing s WHERE s.danger < upper ORDER BY s.danger DESC OFFSET most LIMIT 1;
    lower := coalesce(lower, -32768);
    batch := ARRAY(SELECT s.case_id FROM safeguarding_standing s WHERE s.danger < upper AND s.danger >= lower);
"""
STEPPED = """    SELECT array_agg(each.case_id), CASE WHEN count(*) >= most THEN min(each.danger) ELSE -32768 END INTO batch, lower
      FROM access.standing_at(moment, least(upper, 32767), most) each;
    batch := coalesce(batch, '{}');
"""
BEFORE = (kept._again(lists.WORK), kept._again(lists.OVERDUE), walked.WALK.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
if WALKED not in walked.WALK:
    raise ImportError("access.work_by_danger does not walk as it did when this was written")


class Migration(migrations.Migration):
    dependencies = [
        ("ranking", "0001_initial"),
        ("rulebook", "0010_changes_of_rules"),
        ("safeguarding", "0008_counted"),
        ("standards", "0003_conflicts_apart"),
    ]
    operations = [
        derived(*CASES, "ranking_capacity"),
        *(protect(table, seen=of_case(f"{table}.case_id")) for table in CASES),
        told_by_check("ranking_case"),
        migrations.RunSQL(APART, migrations.RunSQL.noop),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
        migrations.RunSQL(STANDING, "DROP FUNCTION access.standing_at(bigint, int, int)"),
        migrations.RunSQL(RANKED, "DROP FUNCTION access.ranked(bigint, int, int)"),
        migrations.RunSQL(DANGERS, "DROP FUNCTION access.dangers_at(text[], bigint)"),
        *(migrations.RunSQL(by_order(each.replace(WALKED, STEPPED)), each) for each in BEFORE),
    ]
