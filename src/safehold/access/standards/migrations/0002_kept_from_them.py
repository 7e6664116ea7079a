"""Who reads what of staff as people, and what is kept from them and their line whatever anybody records.

`identity_restriction` holds, of a case with a member of staff in it, those who see it now (identity/of_staff_seen.py): never the person,
their line or their unit. So all that goes by restrictions goes by this. What somebody must not work on is kept from them by the view.
"""

from django.db import migrations

from safehold.database.policies import hidden_from_application, matched, protect
from safehold.database.roles import APP, RECORDER

STANDARDS = "(SELECT access.may('judge_looks'))"
OURS = "staff_id = (SELECT access.staff_id())"

VIEWS = """
CREATE OR REPLACE VIEW access.kept_case AS
  SELECT case_id FROM identity_restriction WHERE NOT coalesce(access.staff_id() = ANY(staff_ids), false)
  UNION ALL
  SELECT c.id FROM standards_conflict x JOIN identity_mention m ON m.id = x.person
    CROSS JOIN LATERAL (SELECT id, suspect_id AS other FROM identity_case WHERE victim_id = m.person_id
                        UNION ALL SELECT id, victim_id FROM identity_case WHERE suspect_id = m.person_id) c
   WHERE x.staff_id = access.staff_id() AND x.ended_at IS NULL
     AND (x.other IS NULL OR c.other = (SELECT o.person_id FROM identity_mention o WHERE o.id = x.other));
CREATE OR REPLACE VIEW access.opened_case AS
  SELECT case_id FROM looking_opening o
   WHERE kind = 'break_glass' AND user_id = access.user_id() AND agency = access.agency() AND opened_at <= statement_timestamp()
     AND until > statement_timestamp() AND (ended_at IS NULL OR ended_at > statement_timestamp())
     AND NOT EXISTS (SELECT FROM standards_case s WHERE s.case_id = o.case_id AND access.staff_id() = ANY(s.kept_from));
"""
VIEWS_BEFORE = """
CREATE OR REPLACE VIEW access.kept_case AS
  SELECT case_id FROM identity_restriction WHERE NOT coalesce(access.staff_id() = ANY(staff_ids), false);
CREATE OR REPLACE VIEW access.opened_case AS
  SELECT case_id FROM looking_opening
   WHERE kind = 'break_glass' AND user_id = access.user_id() AND agency = access.agency() AND opened_at <= statement_timestamp()
     AND until > statement_timestamp() AND (ended_at IS NULL OR ended_at > statement_timestamp());
"""

# One row for each hour of asking in one way after one case, so that a name that is typed letter by letter is told once. To whoever looks it
# gives nothing back, and takes as long whether or not there was anything to tell.
ALERTS = f"""
CREATE FUNCTION access.alerted(who bigint, staff text, of_agency text, as_role text, whose text, relation text, how text, asked text,
                               agencies text[], kept_from text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE named text := format('%s %s %s %s', who, whose, how, to_char(statement_timestamp(), 'YYYY-MM-DD HH24'));
BEGIN
  UPDATE standards_alert a SET times = a.times + 1, last_at = statement_timestamp(),
         asked = CASE WHEN asked = '' OR a.asked = asked OR position(asked IN a.asked) > 0 OR length(a.asked) > 2000 THEN a.asked
                      ELSE concat_ws('; ', nullif(a.asked, ''), asked) END
   WHERE a.key = named AND a.outcome = '';
  IF NOT FOUND THEN
    INSERT INTO standards_alert (key, user_id, agency, role, case_id, relation, how, asked, agencies, kept_from, outcome, outcome_why)
    VALUES (named, who, of_agency, as_role, whose, relation, how, asked, agencies, kept_from || staff, '', '');
  END IF;
END $$;
REVOKE ALL ON FUNCTION access.alerted FROM PUBLIC;

-- By the person, their line or their unit whatever they did; by anybody else who is not named where they asked for it.
CREATE FUNCTION access.reached(who bigint, staff text, of_agency text, as_role text, persons bigint[], cases text[], how text, asked text,
                               sought boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE found record;
BEGIN
  FOR found IN
    SELECT s.case_id, s.agencies, s.kept_from, CASE WHEN staff = ANY(s.subjects) THEN 'self' WHEN staff = ANY(s.kept_from) THEN 'line'
                                                    ELSE 'other' END AS relation,
           s.case_id = ANY(cases) AS itself
      FROM standards_case s JOIN identity_case c ON c.id = s.case_id
     WHERE (s.case_id = ANY(cases) OR c.victim_id = ANY(persons) OR c.suspect_id = ANY(persons))
       AND NOT EXISTS (SELECT FROM identity_restriction r WHERE r.case_id = s.case_id AND staff = ANY(r.staff_ids))
  LOOP
    IF found.relation <> 'other' OR ((sought OR found.itself) AND NOT access.may('judge_looks')) THEN
      PERFORM access.alerted(who, staff, of_agency, as_role, found.case_id, found.relation, how, asked, found.agencies || of_agency,
                             found.kept_from);
    END IF;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION access.reached FROM PUBLIC;

-- What a look was at: every page, check and refusal is one, so none goes by unseen.
CREATE FUNCTION access.on_look() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF cardinality(NEW.persons) + cardinality(NEW.case_ids) > 0 AND EXISTS (SELECT FROM standards_case) THEN
    PERFORM access.reached(NEW.user_id, (SELECT u.staff_id FROM access_user u WHERE u.id = NEW.user_id), NEW.agency, NEW.role, NEW.persons,
                           NEW.case_ids, NEW.kind, '', NEW.refused OR NEW.kind IN ('check', 'search'));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER standards_on_look AFTER INSERT ON access_look FOR EACH ROW EXECUTE FUNCTION access.on_look();

-- What a search or a check would have found, had it not been kept from whoever asked.
CREATE FUNCTION access.would_have_reached(persons bigint[], how text, asked text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF access.user_id() IS NOT NULL THEN
    PERFORM access.reached(access.user_id(), access.staff_id(), access.agency(), access.role(), persons, '{{}}', how, asked, true);
  END IF;
END $$;
REVOKE ALL ON FUNCTION access.would_have_reached FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.would_have_reached TO {APP};

-- Whether there is a case of these of which whoever answers a call is told that it is dangerous and nothing else.
CREATE FUNCTION access.warned_of(persons bigint[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN access.may('check_history') AND EXISTS (
      SELECT FROM standards_case s JOIN identity_case c ON c.id = s.case_id
       WHERE (c.victim_id = ANY(persons) OR c.suspect_id = ANY(persons)) AND NOT access.staff_id() = ANY(s.kept_from)
         AND NOT EXISTS (SELECT FROM identity_restriction r WHERE r.case_id = s.case_id AND access.staff_id() = ANY(r.staff_ids)));
END $$;
REVOKE ALL ON FUNCTION access.warned_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.warned_of TO {APP};

-- Somebody looked for their own name, birth, phone or address, whether or not there is a case.
CREATE FUNCTION access.looked_for_oneself(how text, asked text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF access.user_id() IS NOT NULL THEN
    PERFORM access.alerted(access.user_id(), access.staff_id(), access.agency(), access.role(), '', 'self', how, asked,
                           ARRAY[access.agency()], '{{}}');
  END IF;
END $$;
REVOKE ALL ON FUNCTION access.looked_for_oneself FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.looked_for_oneself TO {APP};

CREATE FUNCTION standards_answered_once() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.outcome <> '' THEN
    RAISE EXCEPTION 'what was answered of alert % stands', OLD.id USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER standards_answered_once BEFORE UPDATE ON standards_alert FOR EACH ROW EXECUTE FUNCTION standards_answered_once();
"""  # nosec B608
ALERTS_BEFORE = """
DROP TRIGGER standards_on_look ON access_look;
DROP FUNCTION standards_answered_once CASCADE;
DROP FUNCTION access.warned_of, access.looked_for_oneself, access.would_have_reached, access.on_look, access.reached, access.alerted;
"""
# Loaded by the recorder, as what is derived is: the application, as itself, changes none of it.
RIGHTS = f"""
GRANT SELECT, INSERT, UPDATE, DELETE ON standards_member, standards_key, standards_person, standards_case TO {RECORDER};
GRANT SELECT ON standards_answer, standards_conflict TO {RECORDER};
GRANT SELECT (id, staff_id, display_name, is_active) ON access_user TO {RECORDER};
GRANT SELECT ON access_posting, access_agency TO {RECORDER};
GRANT SELECT ON standards_member, standards_case TO {APP};
GRANT SELECT, INSERT ON standards_answer TO {APP};
GRANT SELECT, INSERT, UPDATE (ended_at, ended_by_id) ON standards_conflict TO {APP};
GRANT SELECT, UPDATE (answered_by_id, answered_at, outcome, outcome_why) ON standards_alert TO {APP};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("standards", "0001_initial"),
        ("access", "0006_units"),
        ("identity", "0005_row_security"),
        ("looking", "0005_grants"),
    ]
    operations = [
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        protect("standards_member", seen=STANDARDS),
        protect("standards_key", "standards_person"),
        protect("standards_case", seen=f"{STANDARDS} AND NOT (SELECT access.staff_id()) = ANY(kept_from)"),
        protect("standards_answer", seen=STANDARDS, adds=f"{STANDARDS} AND by_id = (SELECT access.user_id())"),
        protect(
            "standards_conflict",
            seen=f"{STANDARDS} OR {OURS} OR said_by_id = (SELECT access.user_id())",
            adds=f"said_by_id = (SELECT access.user_id()) AND ({OURS} OR {STANDARDS})",
            # Nobody ends their own.
            changes=f"{STANDARDS} AND NOT {OURS}",
        ),
        protect(
            "standards_alert",
            seen=(alert := f"{STANDARDS} AND user_id <> (SELECT access.user_id()) AND NOT (SELECT access.staff_id()) = ANY(kept_from)"),
            changes=alert,
        ),
        hidden_from_application("standards_key", "standards_person"),
        matched("standards_member", "standards_key", "standards_person", "standards_case", "standards_conflict"),
        migrations.RunSQL(VIEWS, VIEWS_BEFORE),
        migrations.RunSQL(ALERTS, ALERTS_BEFORE),
    ]
