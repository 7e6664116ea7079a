"""Who sees what of a review: whoever sits on its panel. What names nobody, the recommendations, whoever may sit on any."""

from django.db import migrations

from safehold.database.grants import append_only, sequences
from safehold.database.policies import protect
from safehold.database.roles import APP, COMMAND, RECORDER

SITS = """
CREATE FUNCTION access.sits_on(wanted bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER COST 100 SET search_path = public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  RETURN coalesce(access.may('sit_on_reviews')
    AND (SELECT s.given AND s.agency = access.agency() FROM reviews_seat s
          WHERE s.review_id = wanted AND s.user_id = access.user_id() ORDER BY s.id DESC LIMIT 1), false);
END $$;
REVOKE ALL ON FUNCTION access.sits_on(bigint) FROM PUBLIC;
"""
MAY_ASK = f"GRANT EXECUTE ON FUNCTION access.sits_on(bigint) TO {APP}, {RECORDER}, {COMMAND}"

# What a panel wrote of people goes when content of theirs does, at the agency that holds the review; what names nobody stays.
GOES = """
CREATE FUNCTION reviews_go() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE d retention_decision;
BEGIN
  SELECT * INTO d FROM retention_decision WHERE id = NEW.decision_id;
  UPDATE reviews_entry e SET sealed = '' FROM reviews_review r
   WHERE r.id = e.review_id AND NOT e.open AND r.agency = d.agency AND r.persons && d.persons;
  UPDATE reviews_paper p SET sealed = '' FROM reviews_review r
   WHERE r.id = p.review_id AND p.what <> 'template' AND r.agency = d.agency AND r.persons && d.persons;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION reviews_go() FROM PUBLIC;
CREATE TRIGGER reviews_go AFTER INSERT ON retention_removal FOR EACH ROW EXECUTE FUNCTION reviews_go();
"""
RESEAL = """
CREATE FUNCTION reviews_reseal(what text, which bigint, anew text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF what = 'entry' THEN UPDATE reviews_entry SET sealed = anew WHERE id = which AND sealed <> '';
  ELSIF what = 'paper' THEN UPDATE reviews_paper SET sealed = anew WHERE id = which AND sealed <> '';
  END IF;
END $$;
REVOKE ALL ON FUNCTION reviews_reseal(text, bigint, text) FROM PUBLIC;
"""
MAY_RESEAL = f"GRANT EXECUTE ON FUNCTION reviews_reseal(text, bigint, text) TO {COMMAND}"
TABLES = ("review", "seat", "entry", "paper")
OF_REVIEW = "access.sits_on(review_id)"


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0001_initial"),
        ("access", "0004_row_security"),
        ("identity", "0005_row_security"),
        ("retention", "0002_carrying_out"),
    ]
    operations = [
        append_only(*(f"reviews_{table}" for table in TABLES)),
        sequences(*(f"reviews_{table}_id_seq" for table in TABLES)),
        migrations.RunSQL(SITS, "DROP FUNCTION access.sits_on(bigint)"),
        migrations.RunSQL(MAY_ASK, migrations.RunSQL.noop),
        protect("reviews_review", seen="access.sits_on(id)"),
        protect("reviews_seat", seen=OF_REVIEW),
        protect("reviews_entry", seen=f"{OF_REVIEW} OR (open AND (SELECT access.may('sit_on_reviews')))"),
        protect("reviews_paper", seen=OF_REVIEW),
        migrations.RunSQL(GOES, "DROP TRIGGER reviews_go ON retention_removal; DROP FUNCTION reviews_go()"),
        migrations.RunSQL(RESEAL, "DROP FUNCTION reviews_reseal(text, bigint, text)"),
        migrations.RunSQL(MAY_RESEAL, migrations.RunSQL.noop),
    ]
