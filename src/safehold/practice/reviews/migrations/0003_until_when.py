"""Until when a panel reads: a seat ends some time after it was decided that no review is held, or after the review is published. Its chair keeps
what the review made, and what they need to lift the hold on its records."""

from django.db import migrations, models

from safehold.database.roles import APP, COMMAND, RECORDER

LATEST = """
CREATE OR REPLACE FUNCTION access.{name}(wanted bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER COST 100 SET search_path = public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  RETURN coalesce(access.may('sit_on_reviews')
    AND (SELECT s.given AND s.agency = access.agency() AND {still} FROM reviews_seat s
          WHERE s.review_id = wanted AND s.user_id = access.user_id() ORDER BY s.id DESC LIMIT 1), false);
END $$;
REVOKE ALL ON FUNCTION access.{name}(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.{name}(bigint) TO {roles};
"""
ROLES = f"{APP}, {RECORDER}, {COMMAND}"
SITS = LATEST.format(name="sits_on", still="(s.until IS NULL OR s.until > access.instant())", roles=ROLES)
CHAIRED = LATEST.format(name="chaired", still="s.chair", roles=ROLES)
SEEN = """
ALTER POLICY seen ON reviews_review USING (access.sits_on(id) OR access.chaired(id));
ALTER POLICY seen ON reviews_seat USING (access.sits_on(review_id) OR access.chaired(review_id));
ALTER POLICY seen ON reviews_paper USING (access.sits_on(review_id) OR (what = 'made' AND access.chaired(review_id)));
ALTER POLICY seen ON reviews_entry USING (access.sits_on(review_id) OR (open AND (SELECT access.may('sit_on_reviews')))
  OR (what IN ('decided', 'step', 'agreed', 'hold', 'hold_lifted') AND access.chaired(review_id)));
"""


class Migration(migrations.Migration):
    dependencies = [("reviews", "0002_guarding"), ("identity", "0006_until_when")]
    operations = [
        migrations.AddField("seat", "until", models.BigIntegerField(null=True)),
        migrations.RunSQL(SITS, migrations.RunSQL.noop),
        migrations.RunSQL(CHAIRED, migrations.RunSQL.noop),
        migrations.RunSQL(SEEN, migrations.RunSQL.noop),
    ]
