"""What lists of work are made of, for an agency that has a hundred thousand duties open. Under row security each of them is asked for by
itself, which takes seconds; these functions of the owner's hold to the same rule once for all (0004_not_of_what_is_viewed.py), and answer with cases,
their danger, times and counts. The duties and cases that a page then shows are read by the application, each under its policy. They sort tens
of thousands of rows, so they have more memory for it than other statements.
"""

from django.db import migrations

from safehold.database.roles import APP, COMMAND, RECORDER

OPEN = "o.state IN ('breached', 'uncertain', 'unknown', 'pending') AND o.answerable"

# Of these cases, those to which somebody must still answer.
OPEN_OF = f"""
CREATE FUNCTION access.open_duties_of(wanted text[]) RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
SET search_path = public, pg_temp AS $$ BEGIN RETURN QUERY SELECT o.id FROM rulebook_obligation o WHERE o.cases && wanted AND {OPEN}; END $$;
REVOKE ALL ON FUNCTION access.open_duties_of(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.open_duties_of(text[]) TO {APP}, {COMMAND}, {RECORDER};
"""  # nosec B608

# Who is looking: whoever is named for the transaction, or, where a program asks for a member of staff, whom it says (`asker`), as it may read
# everything. `hidden` are cases that are kept from them, or that they have declared a conflict with; `held` is nothing where they do not
# answer for roles that nobody holds.
VIEWER = f"""
  program boolean := current_setting('role') = '{COMMAND}';
  mine text := CASE WHEN program THEN asker->>'agency' ELSE access.agency() END;
  me text := CASE WHEN program THEN asker->>'role' ELSE access.role() END;
  all_of_it boolean := CASE WHEN program THEN asker->>'duties' ELSE access.said('duties') END = 'agency';
  held text[] := CASE WHEN program THEN string_to_array(asker->>'held', ',') ELSE access.held() END;
  away text[] := coalesce(CASE WHEN program THEN string_to_array(asker->>'elsewhere', ',') ELSE access.elsewhere() END, '{{}}');
  others text[] := string_to_array(asker->>'others', ',');
  staff text := CASE WHEN program THEN asker->>'staff_id' ELSE access.staff_id() END;
  hidden text[] := CASE WHEN program THEN '{{}}' ELSE access.kept_cases() || access.conflicted_cases() END
    || ARRAY(SELECT r.case_id::text FROM identity_restriction r WHERE NOT r.staff_ids @> ARRAY[staff]);
"""  # nosec B608
# Of an agency at which nobody works, what comes to the viewer's: what they recorded, or what nobody else answers for (rulebook/unheld.py).
THEIRS = """
(access.recorded_by(o.trigger_event) = mine OR NOT access.recorded_by(o.trigger_event) = ANY(others))
"""
# Whether the time for it is not over yet, as rulebook/settled.py says it of those that are open.
PENDING = """
CASE WHEN NOT o.timed THEN o.state = 'pending' WHEN o.due_latest IS NULL OR o.due_latest > moment THEN true ELSE o.state = 'pending' END
"""

# The cases of one role's work (of all roles: ''), the most dangerous first: a page of each group, then how many cases and duties there are
# in each, and in group 4 what is due after `soon`. `asker` says, whoever is named, of which agencies' recordings the viewer's does not answer
# for (`others`); it can only make less of what comes to them from elsewhere.
WORK = f"""
CREATE FUNCTION access.work(
    asker jsonb, wanted text, moment bigint, today bigint, soon bigint, pages int[], a_page int
) RETURNS TABLE (listed int, case_id text, first bigint, second bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET work_mem = '48MB'
SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE {VIEWER}
  owing text[];
  roles text[];
  helped text[];
BEGIN
  WITH RECURSIVE each(who) AS (
      (SELECT o.who FROM rulebook_obligation o WHERE {OPEN} AND o.agency = mine ORDER BY o.who LIMIT 1)
    UNION ALL
      SELECT (SELECT o.who FROM rulebook_obligation o WHERE {OPEN} AND o.agency = mine AND o.who > each.who ORDER BY o.who LIMIT 1)
        FROM each WHERE each.who IS NOT NULL
  ) SELECT array_agg(each.who) INTO owing FROM each WHERE each.who IS NOT NULL;
  IF wanted = '' AND all_of_it THEN
    roles := owing;
  ELSIF wanted IN ('', me) THEN
    roles := ARRAY[me] || ARRAY(SELECT each.who FROM unnest(owing) AS each(who) WHERE NOT each.who = ANY(held));
    helped := ARRAY[me];
  ELSIF all_of_it THEN
    roles := ARRAY[wanted];
    helped := ARRAY[wanted];
  END IF;
  RETURN QUERY
  WITH standing_open AS (
      SELECT o.cases, o.due_latest, o.state, {PENDING} AS pending FROM rulebook_obligation o
       WHERE {OPEN} AND o.agency = mine AND o.who = ANY(roles) AND o.triggered_earliest <= moment AND NOT o.cases && hidden
    UNION ALL
      SELECT o.cases, o.due_latest, o.state, {PENDING} FROM rulebook_obligation o
       WHERE {OPEN} AND o.agency = mine AND NOT o.help_role = '' AND o.help_role = ANY(helped) AND NOT o.who = ANY(roles)
         AND o.triggered_earliest <= moment AND NOT o.cases && hidden
    UNION ALL
      SELECT o.cases, o.due_latest, o.state, {PENDING} FROM rulebook_obligation o
       WHERE {OPEN} AND o.agency = ANY(away) AND (wanted IN ('', me) OR wanted IN (o.who, o.help_role))
         AND o.triggered_earliest <= moment AND NOT o.cases && hidden AND {THEIRS}
  ), firsts AS MATERIALIZED (
    SELECT CASE WHEN NOT pending THEN CASE state WHEN 'unknown' THEN 3 ELSE 0 END WHEN due_latest IS NULL OR due_latest <= today THEN 1
                WHEN due_latest <= soon THEN 2 ELSE 4 END AS listed,
           CASE cardinality(cases) WHEN 1 THEN cases[1] ELSE array_to_string(cases, ' ') END AS cases,
           min(coalesce(due_latest, 0)) AS due, count(*) AS duties
      FROM standing_open GROUP BY 1, 2
  ), placed AS MATERIALIZED (
    SELECT each.listed, each.case_id, each.danger, min(each.due) AS due, sum(each.duties) AS duties FROM (
        SELECT f.listed, s.case_id::text, s.danger, f.due, f.duties
          FROM firsts f JOIN safeguarding_standing s ON s.case_id = f.cases WHERE f.listed < 4
        UNION ALL (
        SELECT DISTINCT ON (f.listed, f.cases) f.listed, s.case_id::text, s.danger, f.due, f.duties
          FROM firsts f CROSS JOIN LATERAL unnest(string_to_array(f.cases, ' ')) AS named(id)
          JOIN safeguarding_standing s ON s.case_id = named.id
          LEFT JOIN identity_case_agency a ON a.case_id = s.case_id AND a.agency = mine
         WHERE f.listed < 4 AND position(' ' IN f.cases) > 0
         ORDER BY f.listed, f.cases, a.case_id IS NULL, s.danger DESC, s.case_id)
    ) each GROUP BY 1, 2, 3
  ), ranked AS (
    SELECT p.*, row_number() OVER (PARTITION BY p.listed ORDER BY p.danger DESC, p.due, p.case_id) AS place FROM placed p
  )
  SELECT p.listed, '', count(*), sum(p.duties)::bigint FROM placed p GROUP BY 1
  UNION ALL (
  SELECT r.listed, r.case_id, r.danger::bigint, r.due FROM ranked r
   WHERE r.place > (pages[r.listed + 1] - 1) * a_page AND r.place <= pages[r.listed + 1] * a_page ORDER BY r.listed, r.place)
  UNION ALL
  SELECT 4, '', coalesce(sum(f.duties), 0)::bigint, min(f.due) FROM firsts f WHERE f.listed = 4;
END $$;
REVOKE ALL ON FUNCTION access.work(jsonb, text, bigint, bigint, bigint, int[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.work(jsonb, text, bigint, bigint, bigint, int[], int) TO {APP}, {COMMAND};
"""  # nosec B608

# How much each role has overdue, with the most dangerous case among it.
OVERDUE = f"""
CREATE FUNCTION access.overdue_by_role(asker jsonb, moment bigint)
RETURNS TABLE (agency text, who text, overdue int, danger int, grade text, longest bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 40 SET work_mem = '48MB'
SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE {VIEWER}
BEGIN
  RETURN QUERY
  WITH late AS (
      SELECT o.agency, o.who, o.cases, o.due_latest FROM rulebook_obligation o
       WHERE {OPEN} AND o.agency = mine AND (all_of_it OR me IN (o.who, o.help_role) OR NOT o.who = ANY(held))
         AND o.triggered_earliest <= moment AND o.state <> 'unknown' AND NOT {PENDING} AND NOT o.cases && hidden
    UNION ALL
      SELECT o.agency, o.who, o.cases, o.due_latest FROM rulebook_obligation o
       WHERE {OPEN} AND o.agency = ANY(away)
         AND o.triggered_earliest <= moment AND o.state <> 'unknown' AND NOT {PENDING} AND NOT o.cases && hidden AND {THEIRS}
  ), counted AS (
    SELECT l.agency, l.who, count(*)::int AS overdue, min(l.due_latest) AS longest FROM late l GROUP BY 1, 2
  ), worst AS (
    SELECT DISTINCT ON (each.agency, each.who) each.agency, each.who, each.danger, each.grade FROM (
        SELECT l.agency, l.who, s.danger, s.grade FROM late l CROSS JOIN LATERAL unnest(l.cases) AS named(id)
          JOIN safeguarding_standing s ON s.case_id = named.id GROUP BY 1, 2, 3, 4) each
     ORDER BY each.agency, each.who, each.danger DESC, each.grade
  )
  SELECT c.agency::text, c.who::text, c.overdue, coalesce(w.danger, 0)::int, coalesce(w.grade, '')::text, c.longest
    FROM counted c LEFT JOIN worst w USING (agency, who) ORDER BY 4 DESC, 3 DESC, 1, 2;
END $$;
REVOKE ALL ON FUNCTION access.overdue_by_role(jsonb, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.overdue_by_role(jsonb, bigint) TO {APP}, {COMMAND};
"""  # nosec B608


class Migration(migrations.Migration):
    dependencies = [
        ("rulebook", "0005_asked_to_help"),
        ("safeguarding", "0003_row_security"),
        ("identity", "0005_row_security"),
        ("standards", "0003_conflicts_apart"),
    ]
    operations = [
        migrations.RunSQL(OPEN_OF, "DROP FUNCTION access.open_duties_of(text[])"),
        migrations.RunSQL(WORK, "DROP FUNCTION access.work(jsonb, text, bigint, bigint, bigint, int[], int)"),
        migrations.RunSQL(OVERDUE, "DROP FUNCTION access.overdue_by_role(jsonb, bigint)"),
    ]
