"""The lists of work: whichever of their groups is long is walked from the most dangerous case down, and only what is short is sorted. What
comes from agencies at which nobody works is found by who recorded what began it (0013_begun_by.py).

A batch of cases is one reading of the index from an order down (access.standing_at, which read it order by order, is asked by nobody now).
`access.work` counts everything; `access.work_by_danger` leaves out how much is overdue, where the caller knows that from a while ago.
"""

from importlib import import_module

from django.db import migrations

lists = import_module("safehold.rulebook.migrations.0006_lists_of_work")
walked = import_module("safehold.rulebook.migrations.0009_most_dangerous_first")
by_order = import_module("safehold.practice.safeguarding.ranking.migrations.0002_read_by_order")

LOWEST = walked.LOWEST
FIRST_BATCH, MOST_AT_ONCE = 128, 4096
SORTED = 1_000  # cases of a group: up to here their danger is looked up; from here on the cases are walked until the page is full
# How dangerous one case is, looked up each by itself (OFFSET 0): joined, all that there are would be read for the few that are asked for.
DANGER = f"""
CROSS JOIN LATERAL (SELECT ({by_order.AT})::int AS danger FROM safeguarding_standing s LEFT JOIN ranking_case k ON k.case_id = s.case_id
                     WHERE s.case_id = each.case_id OFFSET 0) AS place
"""  # nosec B608
# The case under which a duty of several is listed: one that the agency is involved in before others, then the most dangerous.
PLACES = f"""
CROSS JOIN LATERAL unnest(o.cases) AS each(case_id) {DANGER}
"""
FIRST = """
NOT EXISTS (SELECT FROM identity_case_agency a WHERE a.case_id = each.case_id AND a.agency = mine OFFSET 0), place.danger DESC, each.case_id
"""  # nosec B608
READ = f"o.cases, o.due_latest, o.state, {lists.PENDING} AS pending"
# Of several cases each is looked up too: whether two arrays overlap is found by comparing all of one with all of the other.
SEEN = """
o.triggered_earliest <= moment AND CASE cardinality(o.cases) WHEN 1 THEN NOT o.cases[1] = ANY(hidden)
  ELSE NOT EXISTS (SELECT FROM unnest(o.cases) AS one(id) WHERE one.id = ANY(hidden) OFFSET 0) END
"""
OWN = f"{lists.OPEN} AND o.agency = mine AND o.who = ANY(roles) AND {SEEN}"

# Of everything, or each by an index what is not overdue.
ALL_OF_THEM = f"SELECT {READ} FROM rulebook_obligation o WHERE {OWN}"  # nosec B608
NOT_OVERDUE = " UNION ALL ".join(
    f"SELECT {READ} FROM rulebook_obligation o WHERE {OWN} AND {which}"  # nosec B608
    for which in (
        "o.due_latest > moment AND (o.timed OR o.state IN ('pending', 'unknown'))",
        "o.due_latest IS NULL AND (o.timed OR o.state IN ('pending', 'unknown'))",
        "o.due_latest <= moment AND o.state IN ('pending', 'unknown')",
    )
)
# Who recorded what began the duties that come from agencies at which nobody works.
RECORDERS = f"""
  IF NOT away = '{{}}' THEN
    WITH RECURSIVE each(agency) AS (
        (SELECT o.begun_by FROM rulebook_obligation o WHERE {lists.OPEN} AND o.begun_by IS NOT NULL ORDER BY o.begun_by LIMIT 1)
      UNION ALL
        SELECT (SELECT o.begun_by FROM rulebook_obligation o WHERE {lists.OPEN} AND o.begun_by > each.agency ORDER BY o.begun_by LIMIT 1)
          FROM each WHERE each.agency IS NOT NULL
    ) SELECT array_agg(each.agency) INTO recorders FROM each WHERE each.agency = mine OR NOT each.agency = ANY(others);
  END IF;
"""  # nosec B608
# Of the cases of a batch, what is overdue of these roles: of one case nearly always.
OVERDUE = f"""
    UNION ALL
      SELECT 0, each.case_id, each.danger, coalesce(o.due_latest, 0) FROM reached each
       CROSS JOIN LATERAL (SELECT o.due_latest FROM rulebook_obligation o
         WHERE o.cases[1] = each.case_id AND cardinality(o.cases) = 1 AND {OWN} AND {walked.OVERDUE}) o
       WHERE 0 = ANY(still)
    UNION ALL (
      SELECT DISTINCT ON (o.id) 0, each.case_id, place.danger, o.due FROM (
        SELECT DISTINCT o.id, o.cases, coalesce(o.due_latest, 0) AS due FROM reached each
         CROSS JOIN LATERAL (SELECT * FROM rulebook_obligation o
           WHERE o.cases @> ARRAY[each.case_id] AND {lists.OPEN} AND o.cases[2] IS NOT NULL OFFSET 0) o
         WHERE 0 = ANY(still) AND {OWN} AND {walked.OVERDUE}) o
        {PLACES} ORDER BY o.id, {FIRST})
"""  # nosec B608
LISTED = """CASE WHEN NOT pending THEN CASE state WHEN 'unknown' THEN 3 ELSE 0 END WHEN due_latest IS NULL OR due_latest <= today THEN 1
                WHEN due_latest <= soon THEN 2 ELSE 4 END"""


def _function(name: str, own: str, overdue: str, walking: str, told: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION access.{name}({walked.ASKED}) RETURNS TABLE (listed int, case_id text, first bigint, second bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET work_mem = '48MB' SET plan_cache_mode = force_custom_plan
SET search_path = public, pg_temp AS $$
#variable_conflict use_column
{walked.DECLARED}
  recorders text[] := '{{}}';
  group_of int[];
  case_of text[];
  due_of bigint[];
  many_of bigint[];
  later bigint;
  later_first bigint;
  long int[];
  still int[];
  upper int := {-LOWEST - 1};
  lower int;
  most int := {FIRST_BATCH};
  before bigint[] := ARRAY[0, 0, 0, 0];
  batch text[];
  as_dangerous int[];
  found_group int[];
  found_case text[];
  found_danger int[];
  found_due bigint[];
  found_place bigint[];
BEGIN
  hidden := ARRAY(SELECT DISTINCT each.id FROM unnest(hidden) AS each(id));
{walked.ROLES}
{RECORDERS}
  WITH standing_open AS (
      {own}
    UNION ALL
      SELECT {READ} FROM rulebook_obligation o
       WHERE {lists.OPEN} AND o.agency = mine AND NOT o.help_role = '' AND o.help_role = ANY(helped) AND NOT o.who = ANY(roles) AND {SEEN}
    UNION ALL
      SELECT {READ} FROM rulebook_obligation o
       WHERE {lists.OPEN} AND o.begun_by = ANY(recorders) AND o.agency = ANY(away)
         AND (wanted IN ('', me) OR wanted IN (o.who, o.help_role)) AND {SEEN}
  ), firsts AS MATERIALIZED (
    SELECT {LISTED} AS listed, CASE cardinality(cases) WHEN 1 THEN cases[1] ELSE array_to_string(cases, ' ') END AS cases,
           min(coalesce(due_latest, 0)) AS due, count(*) AS duties
      FROM standing_open GROUP BY 1, 2
  ), placed AS MATERIALIZED (
    SELECT each.listed, each.case_id, min(each.due) AS due, sum(each.duties)::bigint AS duties FROM (
        SELECT f.listed, f.cases AS case_id, f.due, f.duties FROM firsts f
         WHERE f.listed < 4 AND EXISTS (SELECT FROM safeguarding_standing s WHERE s.case_id = f.cases OFFSET 0)
      UNION ALL (
        SELECT DISTINCT ON (o.listed, o.cases) o.listed, each.case_id, o.due, o.duties FROM (
          SELECT f.listed, string_to_array(f.cases, ' ') AS cases, f.due, f.duties FROM firsts f
           WHERE f.listed < 4 AND position(' ' IN f.cases) > 0) o
        {PLACES} ORDER BY o.listed, o.cases, {FIRST})
    ) each GROUP BY 1, 2
  ), all_later AS (SELECT coalesce(sum(f.duties), 0)::bigint AS duties, min(f.due) AS due FROM firsts f WHERE f.listed = 4)
  SELECT array_agg(p.listed), array_agg(p.case_id), array_agg(p.due), array_agg(p.duties),
         (SELECT l.duties FROM all_later l), (SELECT l.due FROM all_later l)
    INTO group_of, case_of, due_of, many_of, later, later_first FROM placed p;
  RETURN QUERY SELECT each.listed, '', count(*), sum(each.duties)::bigint FROM unnest(group_of, many_of) AS each(listed, duties)
   WHERE {told} GROUP BY 1;
  RETURN QUERY SELECT 4, '', later, later_first;
  long := {walking}ARRAY(SELECT each.listed FROM unnest(group_of) AS each(listed) WHERE {told} GROUP BY 1 HAVING count(*) > {SORTED});
  RETURN QUERY
  WITH short AS (
    SELECT each.listed, each.case_id, place.danger, each.due FROM unnest(group_of, case_of, due_of) AS each(listed, case_id, due) {DANGER}
     WHERE NOT each.listed = ANY(long)
  ), ranked AS (
    SELECT o.*, row_number() OVER (PARTITION BY o.listed ORDER BY o.danger DESC, o.due, o.case_id) AS place FROM short o
  )
  SELECT r.listed, r.case_id, r.danger::bigint, r.due FROM ranked r
   WHERE r.place > (pages[r.listed + 1] - 1) * a_page AND r.place <= pages[r.listed + 1] * a_page ORDER BY r.listed, r.place;
  still := long;
  WHILE NOT still = '{{}}' LOOP
    SELECT array_agg(each.case_id), array_agg(each.danger), CASE WHEN count(*) >= most THEN min(each.danger) ELSE {LOWEST} END
      INTO batch, as_dangerous, lower FROM (
        SELECT s.case_id, s.danger::int AS danger FROM ranking_step s
         WHERE s.danger < least(upper, 32767)::smallint AND s.until_at > moment AND s.since_at <= moment
         ORDER BY s.danger DESC FETCH FIRST (most) ROWS WITH TIES) each;
    WITH reached AS MATERIALIZED (
      SELECT each.case_id, each.danger FROM unnest(batch, as_dangerous) AS each(case_id, danger)
    ), placed AS (
      SELECT each.listed, each.case_id, place.danger, each.due FROM unnest(group_of, case_of, due_of) AS each(listed, case_id, due) {DANGER}
       WHERE each.listed = ANY(still) AND each.case_id = ANY(batch)
    {overdue}
    ), ranked AS (
      SELECT p.listed, p.case_id, p.danger, min(p.due) AS due,
             row_number() OVER (PARTITION BY p.listed ORDER BY p.danger DESC, min(p.due), p.case_id) AS place
        FROM placed p WHERE p.danger < upper AND p.danger >= lower GROUP BY 1, 2, 3
    )
    SELECT array_agg(r.listed), array_agg(r.case_id), array_agg(r.danger), array_agg(r.due), array_agg(r.place)
      INTO found_group, found_case, found_danger, found_due, found_place FROM ranked r;
    RETURN QUERY SELECT each.listed, each.case_id, each.danger::bigint, each.due
      FROM unnest(found_group, found_case, found_danger, found_due, found_place) AS each(listed, case_id, danger, due, place)
     WHERE each.place + before[each.listed + 1] > (pages[each.listed + 1] - 1) * a_page
       AND each.place + before[each.listed + 1] <= pages[each.listed + 1] * a_page ORDER BY each.listed, each.place;
    before := ARRAY(SELECT before[n + 1] + cardinality(array_positions(found_group, n)) FROM generate_series(0, 3) AS each(n) ORDER BY n);
    still := ARRAY(SELECT each.listed FROM unnest(long) AS each(listed) WHERE before[each.listed + 1] < pages[each.listed + 1] * a_page);
    EXIT WHEN lower = {LOWEST};
    upper := lower;
    most := least(most * 4, {MOST_AT_ONCE});
  END LOOP;
END $$;
"""  # nosec B608


COUNTED = _function("work", ALL_OF_THEM, "", "", "true")
KNOWN = _function("work_by_danger", NOT_OVERDUE, OVERDUE, "ARRAY[0] || ", "each.listed > 0")
BEFORE = "".join(by_order.by_order(each.replace(by_order.WALKED, by_order.STEPPED)) for each in (by_order.BEFORE[0], by_order.BEFORE[2]))


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0013_begun_by"), ("ranking", "0005_below_by_index")]
    operations = [migrations.RunSQL(COUNTED + KNOWN, BEFORE)]
