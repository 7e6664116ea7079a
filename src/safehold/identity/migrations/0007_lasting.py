from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """An agency's cases are found with the day until which they are, and the index without it goes."""

    atomic = False
    dependencies = [("identity", "0006_until_when")]
    operations = [
        AddIndexConcurrently(
            "caseagency",
            models.Index(fields=["agency", "case_id"], include=["until"], name="identity_case_agency_lasts"),
        ),
        RemoveIndexConcurrently("caseagency", "identity_case_agency_by"),
    ]
