"""Who sees what of a dip sample: whoever draws samples at the agency, and whoever audits a case of it. What one reviewer answered is seen by
nobody else, whoever draws included, until the second answer is in."""

from django.db import migrations

from safehold.database.grants import append_only, sequences
from safehold.database.policies import protect
from safehold.database.roles import APP, COMMAND, RECORDER

LIKE_THIS = "LANGUAGE plpgsql STABLE SECURITY DEFINER COST 100 SET search_path = public, pg_temp"
ASKED = f"""
CREATE FUNCTION access.draws_dip(of_number bigint) RETURNS boolean {LIKE_THIS} AS $$
BEGIN
  RETURN coalesce(access.may('draw_samples')
    AND (SELECT s.agency = access.agency() FROM dipping_sample s WHERE s.id = of_number), false);
END $$;
CREATE FUNCTION access.audits_dip(of_number bigint) RETURNS boolean {LIKE_THIS} AS $$
BEGIN
  RETURN coalesce(access.may('audit_samples')
    AND (SELECT s.agency = access.agency() AND NOT access.staff_id() = ANY(c.never)
           FROM dipping_case c JOIN dipping_sample s ON s.id = c.sample_id WHERE c.id = of_number)
    AND (SELECT t.given FROM dipping_seat t WHERE t.drawn_id = of_number AND t.user_id = access.user_id() ORDER BY t.id DESC LIMIT 1), false);
END $$;
CREATE FUNCTION access.audits_dip_sample(of_number bigint) RETURNS boolean {LIKE_THIS} AS $$
BEGIN
  RETURN EXISTS (SELECT FROM dipping_seat t JOIN dipping_case c ON c.id = t.drawn_id
    WHERE t.user_id = access.user_id() AND c.sample_id = of_number AND access.audits_dip(c.id));
END $$;
CREATE FUNCTION access.draws_dip_case(of_number bigint) RETURNS boolean {LIKE_THIS} AS $$
BEGIN
  RETURN coalesce((SELECT access.draws_dip(c.sample_id) FROM dipping_case c WHERE c.id = of_number), false);
END $$;
CREATE FUNCTION access.dip_complete(of_number bigint) RETURNS boolean {LIKE_THIS} AS $$
BEGIN
  RETURN (SELECT count(*) > 1 FROM dipping_answer a WHERE a.drawn_id = of_number);
END $$;
"""  # nosec B608
NAMES = ("draws_dip", "audits_dip", "audits_dip_sample", "draws_dip_case", "dip_complete")
MAY_ASK = "".join(
    f"REVOKE ALL ON FUNCTION access.{name}(bigint) FROM PUBLIC; "
    f"GRANT EXECUTE ON FUNCTION access.{name}(bigint) TO {APP}, {RECORDER}, {COMMAND};"
    for name in NAMES
)

# That somebody has answered, and not what: so that whoever drew sees what waits.
ANSWERED = f"""
CREATE FUNCTION access.dip_answered(of_number bigint) RETURNS TABLE (drawn bigint, reviewer bigint) {LIKE_THIS} AS $$
BEGIN
  RETURN QUERY SELECT a.drawn_id, a.by_id::bigint FROM dipping_answer a JOIN dipping_case c ON c.id = a.drawn_id
    WHERE c.sample_id = of_number AND access.draws_dip(of_number);
END $$;
REVOKE ALL ON FUNCTION access.dip_answered(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.dip_answered(bigint) TO {APP}, {RECORDER};
"""  # nosec B608

# What a reviewer wrote of people goes when content of theirs does, at the agency that drew the sample.
GOES = """
CREATE FUNCTION dipping_go() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE d retention_decision;
BEGIN
  SELECT * INTO d FROM retention_decision WHERE id = NEW.decision_id;
  UPDATE dipping_answer a SET sealed = '' FROM dipping_case c JOIN dipping_sample s ON s.id = c.sample_id
   WHERE c.id = a.drawn_id AND s.agency = d.agency AND c.persons && d.persons;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION dipping_go() FROM PUBLIC;
CREATE TRIGGER dipping_go AFTER INSERT ON retention_removal FOR EACH ROW EXECUTE FUNCTION dipping_go();
"""
RESEAL = f"""
CREATE FUNCTION dipping_reseal(what text, which bigint, anew text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF what = 'sample' THEN UPDATE dipping_sample SET sealed = anew WHERE id = which AND sealed <> '';
  ELSIF what = 'answer' THEN UPDATE dipping_answer SET sealed = anew WHERE id = which AND sealed <> '';
  END IF;
END $$;
REVOKE ALL ON FUNCTION dipping_reseal(text, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION dipping_reseal(text, bigint, text) TO {COMMAND};
"""  # nosec B608
TABLES = ("sample", "case", "seat", "answer")
OF_CASE = "access.draws_dip(sample_id) OR access.audits_dip(id)"


class Migration(migrations.Migration):
    dependencies = [
        ("dipping", "0001_initial"),
        ("reviews", "0002_guarding"),
        ("retention", "0002_carrying_out"),
    ]
    operations = [
        append_only(*(f"dipping_{table}" for table in TABLES)),
        sequences(*(f"dipping_{table}_id_seq" for table in TABLES)),
        migrations.RunSQL(ASKED, "; ".join(f"DROP FUNCTION access.{name}(bigint)" for name in NAMES)),
        migrations.RunSQL(MAY_ASK, migrations.RunSQL.noop),
        migrations.RunSQL(ANSWERED, "DROP FUNCTION access.dip_answered(bigint)"),
        protect("dipping_sample", seen="access.draws_dip(id) OR access.audits_dip_sample(id)"),
        protect("dipping_case", seen=OF_CASE),
        protect("dipping_seat", seen="user_id = access.user_id() OR access.draws_dip_case(drawn_id)"),
        protect(
            "dipping_answer",
            seen="(by_id = access.user_id() AND access.audits_dip(drawn_id)) OR (access.dip_complete(drawn_id)"
            " AND (access.draws_dip_case(drawn_id) OR access.audits_dip(drawn_id)))",
        ),
        migrations.RunSQL(GOES, "DROP TRIGGER dipping_go ON retention_removal; DROP FUNCTION dipping_go()"),
        migrations.RunSQL(RESEAL, "DROP FUNCTION dipping_reseal(text, bigint, text)"),
    ]
