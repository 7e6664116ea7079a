from django.db import migrations

from safehold.database.grants import append_only, sequences
from safehold.database.policies import protect
from safehold.database.roles import COMMAND

# Of the viewer's own agency, for whoever makes or agrees to documents, and of a case that they see: some event of it stands in one. What
# is of no case yet is seen by the agency's own.
OWN = (
    "agency = (SELECT access.agency()) AND ((SELECT access.may('make_documents')) OR (SELECT access.may('approve_documents')))"
    " AND ({of_none}EXISTS (SELECT FROM identity_case_event e WHERE e.event_id = ANY(events)))"
)
OF_DOCUMENT = "EXISTS (SELECT FROM documents_document d WHERE d.id = {table}.document_id)"
OF_REQUEST = "EXISTS (SELECT FROM documents_request r WHERE r.id = {table}.request_id)"

# What left of a case goes when content of it does: that it left, what it was, to what kind of recipient, when and its digest stay.
GOES = """
CREATE FUNCTION documents_go() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE d retention_decision;
BEGIN
  SELECT * INTO d FROM retention_decision WHERE id = NEW.decision_id;
  UPDATE documents_copy c SET sealed = '' FROM documents_document o WHERE o.id = c.document_id AND o.agency = d.agency AND o.events && d.events;
  UPDATE documents_step s SET sealed = '' FROM documents_request r WHERE r.id = s.request_id AND r.agency = d.agency AND r.events && d.events;
  UPDATE documents_document o SET sealed = '' WHERE o.agency = d.agency AND o.events && d.events;
  UPDATE documents_request r SET sealed = '' WHERE r.agency = d.agency AND r.events && d.events;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION documents_go() FROM PUBLIC;
CREATE TRIGGER documents_go AFTER INSERT ON retention_removal FOR EACH ROW EXECUTE FUNCTION documents_go();
"""
RESEAL = """
CREATE FUNCTION documents_reseal(what text, which bigint, anew text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF what = 'request' THEN UPDATE documents_request SET sealed = anew WHERE id = which AND sealed <> '';
  ELSIF what = 'document' THEN UPDATE documents_document SET sealed = anew WHERE id = which AND sealed <> '';
  ELSIF what = 'copy' THEN UPDATE documents_copy SET sealed = anew WHERE id = which AND sealed <> '';
  ELSIF what = 'step' THEN UPDATE documents_step SET sealed = anew WHERE id = which AND sealed <> '';
  END IF;
END $$;
REVOKE ALL ON FUNCTION documents_reseal(text, bigint, text) FROM PUBLIC;
"""
MAY_RESEAL = f"GRANT EXECUTE ON FUNCTION documents_reseal(text, bigint, text) TO {COMMAND}"
TABLES = ("request", "document", "answer", "copy", "step")


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("access", "0004_row_security"),
        ("identity", "0005_row_security"),
        ("retention", "0002_carrying_out"),
    ]
    operations = [
        append_only(*(f"documents_{table}" for table in TABLES)),
        sequences(*(f"documents_{table}_id_seq" for table in TABLES)),
        protect("documents_request", seen=OWN.format(of_none="events = '{}' OR ")),
        protect("documents_document", seen=OWN.format(of_none="")),
        protect("documents_answer", seen=OF_DOCUMENT.format(table="documents_answer")),
        protect("documents_copy", seen=OF_DOCUMENT.format(table="documents_copy")),
        protect("documents_step", seen=OF_REQUEST.format(table="documents_step")),
        migrations.RunSQL(GOES, "DROP TRIGGER documents_go ON retention_removal; DROP FUNCTION documents_go()"),
        migrations.RunSQL(RESEAL, "DROP FUNCTION documents_reseal(text, bigint, text)"),
        migrations.RunSQL(MAY_RESEAL, migrations.RunSQL.noop),
    ]
