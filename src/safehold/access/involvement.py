"""Which agencies are involved in a case, and who alone may see a restricted one.

Identity derives both tables from the chronology and owns them; access only reads them, to decide what a viewer may see. They are named
here, and not imported, because access stands below identity.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class InvolvedAgency(models.Model):
    pk = models.CompositePrimaryKey("case_id", "agency")
    case_id = models.TextField(db_collation="C")
    agency = models.TextField()

    class Meta:
        managed = False
        db_table = "identity_case_agency"


class CaseRestriction(models.Model):
    case_id = models.TextField(primary_key=True, db_collation="C")
    staff_ids = ArrayField(models.TextField())

    class Meta:
        managed = False
        db_table = "identity_restriction"
