"""The list of work of a role that has more overdue than can be sorted for each page: its cases are walked from the most dangerous down,
until the page is full. What has become due is counted apart, now and then; what is still to come is little, and told whole as before.
"""

from importlib import import_module

from django.db import migrations

from safehold.database.roles import APP, COMMAND

lists = import_module("safehold.rulebook.migrations.0006_lists_of_work")
kept = import_module("safehold.rulebook.migrations.0007_lists_without_what_is_kept")

OVERDUE = f"o.state <> 'unknown' AND NOT {lists.PENDING}"
# As access.work says whose they are, in one condition.
THEIRS = f"""
(o.agency = mine AND (o.who = ANY(roles) OR (NOT o.help_role = '' AND o.help_role = ANY(helped)))
 OR o.agency = ANY(away) AND (wanted IN ('', me) OR wanted IN (o.who, o.help_role)) AND {kept.RECORDED})
"""  # nosec B608
ASKED = "asker jsonb, wanted text, moment bigint, today bigint, soon bigint, pages int[], a_page int"
SIGNATURE = "jsonb, text, bigint, bigint, bigint, int[], int"
A_BATCH, MOST_AT_ONCE, LOWEST = 64, 4096, -32768


def _parts(function: str) -> tuple[str, str, str]:
    """Of access.work: what it declares, how it finds the roles, and what it answers with."""
    begun = function[function.index("DECLARE") : function.index("  WITH RECURSIVE")]
    roles = function[function.index("  WITH RECURSIVE") : function.index("  RETURN QUERY")]
    return begun.removesuffix("BEGIN\n"), roles, function[function.index("  RETURN QUERY") : function.index("END $$;")]


DECLARED, ROLES, ANSWER = _parts(kept._again(lists.WORK))
# Of the duties of these roles those that are not overdue, each by an index, among many that are.
FEW = " UNION ALL ".join(
    f"SELECT * FROM rulebook_obligation o WHERE {lists.OPEN} AND o.agency = mine AND o.who = ANY(roles) AND {which}"  # nosec B608
    for which in ("o.due_latest > moment", "o.due_latest IS NULL", "o.due_latest <= moment AND o.state IN ('pending', 'unknown')")
)
STILL_TO_COME = ANSWER.replace("FROM rulebook_obligation o", f"FROM ({FEW}) o", 1).replace(
    "o.triggered_earliest <= moment", f"o.triggered_earliest <= moment AND NOT ({OVERDUE})"
)

WALK = f"""
CREATE FUNCTION access.work_by_danger({ASKED}) RETURNS TABLE (listed int, case_id text, first bigint, second bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET work_mem = '48MB' SET plan_cache_mode = force_custom_plan
SET search_path = public, pg_temp AS $$
#variable_conflict use_column
{DECLARED}
  upper int := {-LOWEST - 1};
  lower int;
  most int := {A_BATCH};
  before int := 0;
  batch text[];
  theirs text[];
  dangers int[];
  dues bigint[];
BEGIN
{ROLES}
{STILL_TO_COME}
  LOOP
    SELECT s.danger INTO lower FROM safeguarding_standing s WHERE s.danger < upper ORDER BY s.danger DESC OFFSET most LIMIT 1;
    lower := coalesce(lower, {LOWEST});
    batch := ARRAY(SELECT s.case_id FROM safeguarding_standing s WHERE s.danger < upper AND s.danger >= lower);
    -- Case by case, and who owes it only then: asked in one, the index would compare each duty with every case of the batch.
    WITH owed AS MATERIALIZED (
      SELECT DISTINCT o.id, o.cases, coalesce(o.due_latest, 0) AS due
        FROM unnest(batch) AS each(case_id)
       CROSS JOIN LATERAL (SELECT * FROM rulebook_obligation o WHERE o.cases @> ARRAY[each.case_id] AND {lists.OPEN} OFFSET 0) o
       WHERE o.triggered_earliest <= moment AND {OVERDUE} AND {kept.LOOKED_UP} AND {THEIRS}
    ), placed AS (
        SELECT o.cases[1] AS case_id, o.due FROM owed o WHERE cardinality(o.cases) = 1
      UNION ALL (
        SELECT DISTINCT ON (o.id) s.case_id, o.due
          FROM owed o CROSS JOIN LATERAL unnest(o.cases) AS named(id) JOIN safeguarding_standing s ON s.case_id = named.id
          LEFT JOIN identity_case_agency a ON a.case_id = s.case_id AND a.agency = mine
         WHERE cardinality(o.cases) > 1
         ORDER BY o.id, a.case_id IS NULL, s.danger DESC, s.case_id)
    ), ranked AS (
      SELECT p.case_id, s.danger::int AS danger, min(p.due) AS due FROM placed p JOIN safeguarding_standing s ON s.case_id = p.case_id
       WHERE s.danger < upper AND s.danger >= lower GROUP BY 1, 2
    )
    SELECT array_agg(r.case_id ORDER BY r.danger DESC, r.due, r.case_id), array_agg(r.danger ORDER BY r.danger DESC, r.due, r.case_id),
           array_agg(r.due ORDER BY r.danger DESC, r.due, r.case_id) INTO theirs, dangers, dues FROM ranked r;
    RETURN QUERY SELECT 0, theirs[n], dangers[n]::bigint, dues[n] FROM generate_series(
      greatest(1, (pages[1] - 1) * a_page + 1 - before), least(coalesce(cardinality(theirs), 0), pages[1] * a_page - before)) AS each(n);
    before := before + coalesce(cardinality(theirs), 0);
    EXIT WHEN before >= pages[1] * a_page OR lower = {LOWEST};
    upper := lower;
    most := least(most * 2, {MOST_AT_ONCE});
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION access.work_by_danger({SIGNATURE}) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.work_by_danger({SIGNATURE}) TO {APP}, {COMMAND};
"""  # nosec B608


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0008_open_by_case"), ("safeguarding", "0006_by_danger")]
    operations = [migrations.RunSQL(WALK, f"DROP FUNCTION access.work_by_danger({SIGNATURE})")]
