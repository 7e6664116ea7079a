"""Which agencies are involved in a case, and who alone may see a restricted one.

Identity derives both tables from the chronology and owns them; access only reads them, to decide what a viewer may see. They are named
here, and not imported, because access stands below identity.
"""

import time

from django.contrib.postgres.fields import ArrayField
from django.db import models


class InvolvedAgency(models.Model):
    """Until when an agency sees a case, and until when it may record in it, are instants; `own`: it has recorded something itself; `share`
    is the number of the event by which all of it was shared with them."""

    pk = models.CompositePrimaryKey("case_id", "agency")
    case_id = models.TextField(db_collation="C")
    agency = models.TextField()
    own = models.BooleanField()
    until = models.BigIntegerField()
    work_until = models.BigIntegerField()
    share = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "identity_case_agency"


class CaseRestriction(models.Model):
    case_id = models.TextField(primary_key=True, db_collation="C")
    staff_ids = ArrayField(models.TextField())

    class Meta:
        managed = False
        db_table = "identity_restriction"


def lasting(agency: str, *, now: int | None = None, **of: object) -> models.QuerySet[InvolvedAgency]:
    """Where this agency is involved still: a share may have ended by itself."""
    return InvolvedAgency.objects.filter(agency=agency, until__gte=time.time_ns() // 1000 if now is None else now, **of)


def working(agency: str) -> models.QuerySet[InvolvedAgency]:
    """Where it may record, and sees what is owed: what was shared to be viewed alone is not among it."""
    return InvolvedAgency.objects.filter(agency=agency, work_until__gte=time.time_ns() // 1000)


def still_involved(case_id: str) -> models.QuerySet[InvolvedAgency]:
    """The agencies that see a case today, by their names in addresses."""
    return InvolvedAgency.objects.filter(case_id=case_id, until__gte=time.time_ns() // 1000).values_list("agency", flat=True)
