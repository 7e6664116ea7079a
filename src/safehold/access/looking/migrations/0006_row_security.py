"""Who sees which openings and which unusual looks: their own; what they were told of; what their role answers for at their agency."""

from django.db import migrations

from safehold.database.policies import protect
from safehold.database.roles import APP, CHECK, MATCHER

OWN = "user_id = (SELECT access.user_id())"
HERE = "agency = (SELECT access.agency())"
TOLD = "told && ARRAY[(SELECT access.staff_id()), (SELECT access.agency() || '/' || access.role())]"
# Whoever answers whether an emergency was right, or looks into looks, reads those of their agency; others only what they were told of.
OPENING = f"""
{OWN} OR {TOLD}
 OR ({HERE} AND kind = 'break_glass' AND (SELECT access.may('review_openings') OR access.may('judge_looks')))
"""
# What is said of somebody they do not read themselves. At which other agencies nobody looks into it the page asks (answering.py).
UNUSUAL = f"(SELECT access.may('judge_looks')) AND NOT coalesce({OWN}, true)"
# Comparing arrays is no leakproof operation, so the index of who was told is out of reach of whoever a policy holds. Numbers alone come back,
# and each is then asked of the policy. Asked at every request.
KNOWN = f"""
CREATE FUNCTION access.openings_known(whose bigint, called text[]) RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
SET search_path = public, pg_temp AS $$ BEGIN
  RETURN QUERY SELECT id FROM looking_opening WHERE user_id = whose AND until > statement_timestamp()
   UNION SELECT id FROM looking_opening
          WHERE kind = 'break_glass' AND outcome = '' AND told && called; END $$;
REVOKE ALL ON FUNCTION access.openings_known(bigint, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.openings_known(bigint, text[]) TO {APP}, {MATCHER}, {CHECK};
"""  # nosec B608


class Migration(migrations.Migration):
    dependencies = [("looking", "0005_grants"), ("identity", "0005_row_security")]
    operations = [
        protect("looking_opening", seen=OPENING, adds=f"{OWN} AND {HERE}", changes=OPENING),
        protect("looking_unusual", seen=UNUSUAL, adds=f"{OWN} OR (SELECT access.may('review_openings'))", changes=UNUSUAL),
        # A check is narrowed to what the viewer may read, with what they have opened themselves.
        migrations.RunSQL(
            "; ".join(
                f"CREATE POLICY by_{role.removeprefix('safehold_')} ON looking_opening FOR SELECT TO {role} USING ({OWN})"
                for role in (MATCHER, CHECK)
            ),
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(KNOWN, "DROP FUNCTION access.openings_known(bigint, text[])"),
    ]
