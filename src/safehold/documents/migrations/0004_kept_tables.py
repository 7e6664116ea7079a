"""The same functions as before, as every table that is only added to has them (safehold.database.kept_tables)."""

from django.db import migrations

from safehold.database.kept_tables import goes_with_content, sealed_anew


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_case_found")]
    operations = [
        goes_with_content(
            "documents",
            "UPDATE documents_copy c SET sealed = '' FROM documents_document o"
            " WHERE o.id = c.document_id AND o.agency = d.agency AND o.events && d.events",
            "UPDATE documents_step s SET sealed = '' FROM documents_request r"
            " WHERE r.id = s.request_id AND r.agency = d.agency AND r.events && d.events",
            "UPDATE documents_document o SET sealed = '' WHERE o.agency = d.agency AND o.events && d.events",
            "UPDATE documents_request r SET sealed = '' WHERE r.agency = d.agency AND r.events && d.events",
        ),
        sealed_anew("documents", ("request", "document", "copy", "step")),
    ]
